"""From a question to a cited answer: understand, retrieve, gate, ask back, write, verify."""

import datetime
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.errors import LLMError, UsageError
from corpus.library import corpus_hash
from corpus.records import ParsedDocument
from index.hits import Filters, Hit
from index.search import SearchIndex
from rag import clarify
from rag.answer import Answer, Option, Part, Sentence, Turn
from rag.assemble import Numbering, heading_of, sentences_of, shown_question, written
from rag.english import english_line
from rag.events import Draft, Event, Final, Working
from rag.evidence import figures, groups_of, years
from rag.extract import Picked, pick
from rag.gate import load_gate
from rag.gate.signals import evidence_of, lacking_years, signals_of
from rag.glossary import load_glossary
from rag.listing import list_policies
from rag.llm import LLM, LLMSettings
from rag.messages import say
from rag.passages import Span
from rag.question import Understanding, understand
from rag.versions import Superseded, prefer_later
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
_DEPTH = 30  # hits that the gate and the asking back look at
_NEAREST = 4  # sections offered with a refusal


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


@dataclass(slots=True)
class _Clock:
    """Milliseconds by stage."""

    began: float = field(default_factory=time.perf_counter)
    marks: dict[str, float] = field(default_factory=dict)

    def mark(self, stage: str) -> None:
        now = time.perf_counter()
        self.marks[stage] = round(self.marks.get(stage, 0.0) + (now - self.began) * 1000, 2)
        self.began = now


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
        """The best sections for a question, follow-ups resolved; never refuses.

        Raises:
            UsageError: the question is empty or too long.
        """
        understood = self.understand(checked(question), history, filters or Filters())
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
        clock = _Clock()
        yield Working("understand")
        understood = self._understood(question, history, scope)
        clock.mark("understand")
        yield Working("retrieve")
        answer = self._answer(understood, scope, clock)
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
        return understand(question, history, self.index.catalogue, today, topic_of)

    def _answer(self, understood: Understanding, filters: Filters, clock: _Clock) -> Answer:
        named = understood.named
        if named.unknown_titles or named.unknown_issues:
            what = "、".join([*(f"《{t}》" for t in named.unknown_titles), *named.unknown_issues])
            hits = self.index.search(understood.text, _NEAREST, filters)
            clock.mark("retrieve")
            return self._refused(understood, hits, "refused_title", what)
        if understood.intent == "which_policies":
            listed = self._listed(understood)
            clock.mark("write")
            if listed is not None:
                return listed
        if len(understood.parts) > 1:
            return self._several(understood, filters, clock)
        return self._single(understood, filters, clock)

    def _single(
        self, understood: Understanding, filters: Filters, clock: _Clock, asking: bool = True
    ) -> Answer:
        """A question of one part."""
        hits, superseded = prefer_later(
            understood.text, self.index.search(understood.text, _DEPTH, filters)
        )
        clock.mark("retrieve")
        if not hits:
            return self._refused(understood, hits, "refused")
        groups = groups_of(understood.text, understood.language, self.index)
        doubtful = clarify.candidates(understood, hits, groups, self.index) if asking else []
        if len(doubtful) >= 2:
            if understood.carried and understood.carried in self.index.catalogue.policies:
                return self._carried(understood, filters, clock)
            clock.mark("gate")
            return self._clarify(understood, doubtful, hits)
        picked = pick(understood, hits, groups, self.index)
        if picked is None:
            return self._refused(understood, hits, "refused")
        signals = signals_of(understood, hits, picked, groups, self.index)
        gate = load_gate()
        confidence = gate.confidence(signals)
        unknown = lacking_years(understood, picked.hit, self.index)
        clock.mark("gate")
        if unknown:
            return self._refused(understood, hits, "refused_figures", "、".join(sorted(unknown)))
        if confidence < gate.threshold:
            return self._refused(understood, hits, "refused", confidence=confidence)
        numbering = Numbering()
        sentences = sentences_of(picked, numbering, understood.traditional)
        english = self._english(understood, picked)
        text = self._opened(understood, picked) + written(sentences)
        if english:
            text += "\n\n" + say("english", "en") + "".join(f"\n- {line}" for line in english)
        notices = self._notices(understood, picked, superseded)
        clock.mark("write")
        return Answer(
            question=understood.original,
            status="answered",
            text=text,
            sentences=tuple(sentences),
            citations=numbering.citations,
            options=self._next_questions(picked.hit),
            notices=notices,
            english=english,
            confidence=round(confidence, 3),
            hits=tuple(hits),
        )

    def _english(self, understood: Understanding, picked: Picked) -> tuple[str, ...]:
        """What the glossary can say in English of each quoted sentence, for an English question."""
        if understood.language != "en":
            return ()
        policy, glossary = picked.hit.policy, load_glossary()
        lines = (english_line(s.text, understood.text, policy, glossary) for s in picked.spans)
        return tuple(dict.fromkeys(line for line in lines if line))

    def _carried(self, understood: Understanding, filters: Filters, clock: _Clock) -> Answer:
        """A question that fits several policies, asked of the one that was talked about."""
        policy = self.index.catalogue.policies[understood.carried or ""]
        text = f"《{policy.title}》{understood.text}"
        again = replace(understood, text=text, changed=True, named=self.index.catalogue.find(text))
        return replace(self._single(again, filters, clock, asking=False), understood=text)

    def _several(self, understood: Understanding, filters: Filters, clock: _Clock) -> Answer:
        """Each part on its own; the whole is answered if any part is."""
        numbering = Numbering()
        parts: list[Part] = []
        missing: list[str] = []
        lines: list[str] = []
        everything: list[Sentence] = []
        hits: list[Hit] = []
        confidence = 0.0
        for text in understood.parts:
            part = self.understand(text, (), filters)
            part = replace(
                part,
                language=understood.language,
                parts=(text,),
                traditional=understood.traditional,
            )
            answer = self._single(part, filters, clock)
            confidence = max(confidence, answer.confidence or 0.0)
            hits += answer.hits
            if answer.status != "answered":
                parts.append(Part(text, answer.status, ()))
                missing.append(text)
                lines.append(say("part_missing", understood.language, what=text))
                continue
            sentences = _renumbered(answer, numbering)
            everything += sentences
            parts.append(Part(text, "answered", tuple(sentences)))
            lines.append(answer.text.split("\n")[0].split("：")[0] + "：\n" + written(sentences))
        if not everything:
            whole = replace(understood, parts=(understood.text,))
            return self._single(whole, filters, clock)
        return Answer(
            question=understood.original,
            status="answered",
            text="\n\n".join(lines),
            sentences=tuple(everything),
            citations=numbering.citations,
            parts=tuple(parts),
            missing=tuple(missing),
            confidence=round(confidence, 3),
            hits=tuple(hits),
        )

    def _listed(self, understood: Understanding) -> Answer | None:
        """Which policies: one cited sentence for each that fits; None where none can be told."""
        groups = groups_of(understood.text, understood.language, self.index)
        found = list_policies(understood.named, groups, self.index)
        if not found:
            return None
        numbering = Numbering()
        sentences = [
            Sentence(
                span.text,
                (numbering.cite(parsed.document, policy, section, span),),
                "verbatim",
                paragraph=True,
            )
            for parsed, policy, section, span in found
        ]
        head = say("policies", understood.language, count=len(sentences))
        return Answer(
            question=understood.original,
            status="answered",
            text=f"{head}\n{written(sentences)}",
            sentences=tuple(sentences),
            citations=numbering.citations,
            confidence=1.0,
        )

    def _opened(self, understood: Understanding, picked: Picked) -> str:
        """What our code says before the quoted sentences."""
        text = heading_of(picked.hit, understood.language) + "\n"
        if understood.intent == "whether":
            wrong = self._lacking(understood, picked)
            if wrong:
                text += say("premise", understood.language, what=wrong) + "\n"
        return text

    def _lacking(self, understood: Understanding, picked: Picked) -> str:
        """The figures of the question that the evidence has not, as one string."""
        evidence = evidence_of(picked.hit, self.index)
        asked = years(understood.asked) or figures(understood.asked)
        return "、".join(sorted(asked - figures(evidence)))

    def _notices(
        self, understood: Understanding, picked: Picked, superseded: Sequence[Superseded]
    ) -> tuple[str, ...]:
        notices = []
        if picked.announced is not None:
            notices.append(
                say("count", understood.language, announced=picked.announced, found=picked.found)
            )
        for policy, newer, older in superseded:
            if picked.hit.policy == policy:
                notices.append(
                    say(
                        "newer",
                        understood.language,
                        title=policy.title,
                        newer=newer.display_title,
                        older=older.display_title,
                    )
                )
        return tuple(notices)

    def _refused(
        self,
        understood: Understanding,
        hits: Sequence[Hit],
        key: str,
        what: str = "",
        confidence: float = 0.0,
    ) -> Answer:
        text = say(key, understood.language, what=what)
        options = tuple(clarify.option_of(h) for h in hits[:_NEAREST])
        return Answer(
            question=understood.original,
            status="refused",
            text=text,
            options=options,
            confidence=round(confidence, 3),
            hits=tuple(hits),
        )

    def _clarify(
        self, understood: Understanding, doubtful: Sequence[Hit], hits: Sequence[Hit]
    ) -> Answer:
        options = tuple(clarify.option_of(h) for h in doubtful)
        lines = [say("clarify", understood.language)]
        lines += [f"- 《{o.policy}》" + (f" — {o.question}" if o.question else "") for o in options]
        return Answer(
            question=understood.original,
            status="clarify",
            text="\n".join(lines),
            options=options,
            hits=tuple(hits),
        )

    def _next_questions(self, hit: Hit) -> tuple[Option, ...]:
        """The questions beside the one that was answered, as suggestions."""
        parsed = next(d for d in self.documents if d.document.id == hit.document.id)
        beside = [s for s in parsed.sections if s.policy_id == hit.section.policy_id and s.question]
        place = next((i for i, s in enumerate(beside) if s.id == hit.section.id), -1)
        chosen = [s for i, s in enumerate(beside) if i != place]
        chosen.sort(key=lambda s: abs(beside.index(s) - place))
        policy = hit.policy.title if hit.policy else None
        return tuple(
            Option(policy, shown_question(replace(hit, section=s)), s.id) for s in chosen[:3]
        )


def _renumbered(answer: Answer, numbering: Numbering) -> list[Sentence]:
    """A part's sentences with their citations numbered for the whole."""
    by_number = {c.number: c for c in answer.citations}
    sections = {h.section.id: h for h in answer.hits}
    out = []
    for sentence in answer.sentences:
        quotes = []
        for quote in sentence.quotes:
            hit = sections[by_number[quote.number].section_id]
            span = Span(quote.start, quote.end, quote.quote, 0)
            quotes.append(numbering.cite(hit.document, hit.policy, hit.section, span))
        out.append(replace(sentence, quotes=tuple(quotes)))
    return out


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
            f"问题太长（{len(question)} 字，上限 {LONGEST_QUESTION}）/ The question is too long.",
            "请缩短或分几次问 / Shorten it, or ask in parts.",
        )
    return question
