"""From a question to a cited answer: understand, retrieve, gate, ask back, write, verify."""

import datetime
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.errors import LLMError, UsageError
from corpus.library import corpus_hash
from corpus.records import ParsedDocument
from index.hits import Filters, Hit
from index.names import without_names
from index.search import SearchIndex
from rag.answer import Answer, Turn
from rag.course import Clock, Course
from rag.deciding import decide
from rag.events import Draft, Event, Final, Working
from rag.extract import asks_the_section
from rag.llm import LLM, LLMSettings
from rag.messages import say
from rag.question import Understanding, understand
from rag.several import found_for_each
from rag.write import (
    Unsupported,
    drafts,
    failed,
    parts_written,
    passages_for,
    rewritten,
    verified,
)

LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class RagSettings:
    """Settings of this floor.

    `today` is for reading 今年; None is the real date. `llm` is the language model that
    writes; None: answers are excerpts. `unsupported` says what becomes of a sentence that
    no passage supports.
    """

    today: datetime.date | None = None
    llm: LLMSettings | None = None
    unsupported: Unsupported = "mark"


class Engine:
    """Answers questions over one opened index. Safe to ask from many threads."""

    def __init__(self, index: SearchIndex, settings: RagSettings | None = None) -> None:
        self.index = index
        self.settings = settings or RagSettings()
        self.llm = LLM(self.settings.llm) if self.settings.llm else None

    @property
    def documents(self) -> tuple[ParsedDocument, ...]:
        """The documents that are searched."""
        return self.index.documents

    @property
    def encoder_name(self) -> str:
        """The encoder of the index."""
        return self.index.encoder.name

    @property
    def model_name(self) -> str:
        """Who writes: `extractive`, or `provider:model`."""
        return self.llm.name if self.llm else "extractive"

    def corpus_hash(self) -> str:
        """One hash over all that is searched."""
        return corpus_hash(self.documents)

    def search(
        self,
        question: str,
        top_k: int = 10,
        filters: Filters | None = None,
        history: Sequence[Turn] = (),
    ) -> list[Hit]:
        """The best sections for a question, follow-ups resolved, parts in turn; never refuses.

        Raises:
            UsageError: the question is empty or too long.
        """
        understood = self.understand(checked(question), history, filters or Filters())
        if len(understood.parts) > 1:
            return found_for_each(
                understood, lambda part, k: self.index.search(part, k, filters), top_k
            )
        return self.index.search(understood.text, top_k, filters)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
    ) -> Answer:
        """The answer to a question.

        Raises:
            UsageError: the question is empty or too long.
        """
        answer: Answer | None = None
        for event in self.stream(question, history, filters):
            if isinstance(event, Final):
                answer = event.answer
        assert answer is not None  # stream ends with Final
        return answer

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters | None = None,
    ) -> Iterator[Event]:
        """The answer as it comes: stages, drafts, then one final answer.

        Raises:
            UsageError: the question is empty or too long.
        """
        question = checked(question)
        scope = filters or Filters()
        clock = Clock()
        yield Working("understand")
        understood = self._understood(question, history, scope)
        clock.mark("understand")
        yield Working("retrieve")
        course = Course(self.index, scope, clock, lambda part: self.understand(part, (), scope))
        answer = decide(understood, course)
        if answer.status == "answered":
            yield Working("write")
            if self.llm and answer.hits and not answer.parts:
                answer = yield from self._written(answer, understood, history)
                clock.mark("write")
            elif self.llm and answer.hits:
                answer = yield from parts_written(
                    self.llm, answer, understood, self.index, self.settings.unsupported
                )
                clock.mark("write")
            else:
                yield Draft(answer.text, tuple(c.section_id for c in answer.citations))
        notices = tuple(say("dates", understood.language, what=note) for note in understood.dates)
        yield Final(
            replace(
                answer,
                question=question,
                understood=understood.text if understood.changed else None,
                notices=(*answer.notices, *notices),
                timings_ms={**clock.marks, "total": round(sum(clock.marks.values()), 2)},
            )
        )

    def _written(
        self, extractive: Answer, understood: Understanding, history: Sequence[Turn]
    ) -> Generator[Event, None, Answer]:
        """The model's answer, verified; the extractive one where the model fails."""
        assert self.llm is not None
        passages = passages_for(extractive)
        sections = tuple(p.section.id for p in passages)
        draft = ""
        try:
            for draft in drafts(self.llm, understood, passages, history):
                yield Draft(draft, sections)
        except LLMError as error:
            return failed(error, extractive, understood)
        yield Working("verify")
        settings = self.settings.unsupported
        return verified(
            draft, extractive, understood, passages, self.index, settings, self.llm.name
        )

    def _understood(self, question: str, history: Sequence[Turn], scope: Filters) -> Understanding:
        """As `understand`; a follow-up in the model's words where there is a model."""
        ruled = self.understand(question, history, scope)
        text = rewritten(self.llm, ruled, history) if self.llm else None
        if text is None:
            return ruled
        told = self.understand(text, (), scope)
        carried = told.carried or ruled.carried
        return replace(
            told, original=question, changed=True, carried=carried, language=ruled.language
        )

    def understand(self, question: str, history: Sequence[Turn], filters: Filters) -> Understanding:
        """The question standing alone, with what it names and of what parts it is."""

        def topic_of(earlier: str) -> str | None:
            hits = self.index.search(earlier, 1, filters)
            return hits[0].policy.id if hits and hits[0].policy else None

        today = self.settings.today or datetime.date.today()
        understood = understand(
            question, history, self.index.catalogue, today, topic_of, self.index.speaks_of
        )
        if len(understood.parts) > 1 and self._is_asked_whole(understood, filters):
            return replace(understood, parts=(understood.text,))
        return understood

    def _is_asked_whole(self, understood: Understanding, filters: Filters) -> bool:
        """Whether some section's own question is this one, which is then not to be taken apart."""
        bare = without_names(understood.text, understood.named)
        hits = self.index.search(understood.text, 1, filters)
        return any(asks_the_section(bare, hit, understood, self.index) for hit in hits)


def checked(question: str) -> str:
    """The question, if it can be asked.

    Raises:
        UsageError: it is empty or longer than `LONGEST_QUESTION` characters.
    """
    question = question.strip()
    if not any(c.isalnum() for c in question):
        raise UsageError(
            "问题是空的 / The question is empty.", "请写下要问的内容 / Type what you want to know."
        )
    if len(question) > LONGEST_QUESTION:
        raise UsageError(
            f"问题太长（{len(question)} 字，上限 {LONGEST_QUESTION}） / The question is too long.",
            "请缩短或分几次问 / Shorten it, or ask in parts.",
        )
    return question
