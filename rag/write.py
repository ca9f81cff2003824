"""An answer by a language model: drafted over the passages, verified, its citations numbered."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import Literal

from corpus.errors import LLMError, in_language
from index.search import SearchIndex
from rag.answer import Answer, Part, Quote, Sentence, Turn
from rag.assemble import Numbering, written
from rag.compose import Declined, compose, rewrite
from rag.events import Draft, Event
from rag.llm import LLM
from rag.messages import say
from rag.passages import Span
from rag.question import Understanding
from rag.replies import refused
from rag.verify import Passage, verify

Unsupported = Literal["mark", "remove"]
_PASSAGES = 6


def passages_for(answer: Answer) -> list[Passage]:
    """The sections to write from: those the extractive answer cites, then the best hits."""
    cited = {c.section_id for c in answer.citations}
    hits = sorted(answer.hits, key=lambda h: (h.section.id not in cited, h.rank))
    return [
        Passage(number, h.section, h.policy, h.document)
        for number, h in enumerate(hits[:_PASSAGES], 1)
    ]


def drafts(
    llm: LLM, understood: Understanding, passages: Sequence[Passage], history: Sequence[Turn]
) -> Iterator[str]:
    """The growing draft, not verified.

    Raises:
        LLMError: the model failed, or declined to answer.
    """
    return compose(llm, understood.text, passages, history)


def verified(
    draft: str,
    extractive: Answer,
    understood: Understanding,
    passages: Sequence[Passage],
    index: SearchIndex,
    unsupported: Unsupported,
    model: str,
) -> Answer:
    """The draft as an answer whose every sentence is accounted for.

    What no passage supports is marked or removed; with nothing left the answer is the
    extractive one, saying so.
    """
    sentences = _kept(draft, passages, index, unsupported, understood.text)
    if not sentences:
        why = {"zh": "没有一句能在资料中核对", "en": "no sentence could be checked"}
        notice = say("llm_failed", understood.language, why=why[understood.language])
        return replace(extractive, notices=(*extractive.notices, notice))
    numbering = Numbering()
    numbered = tuple(_renumbered(s, passages, numbering) for s in sentences)
    return replace(
        extractive,
        text=written(numbered),
        sentences=numbered,
        citations=numbering.citations,
        english=(),
        model=model,
    )


def rewritten(llm: LLM, understood: Understanding, history: Sequence[Turn]) -> str | None:
    """The model's wording of a follow-up; None for a question that stands alone, or where it fails."""
    if not history or not understood.changed:
        return None
    try:
        return rewrite(llm, understood.original, history)
    except LLMError:
        return None  # the rules' reading stands


def parts_written(
    llm: LLM,
    extractive: Answer,
    understood: Understanding,
    index: SearchIndex,
    unsupported: Unsupported,
) -> Generator[Event, None, Answer]:
    """The answered parts of a compound question, each written by the model and verified.

    A part that the model fails at, or of which nothing can be checked, keeps its excerpt.
    """
    numbering = Numbering()
    parts: list[Part] = []
    blocks: list[str] = []
    notices = list(extractive.notices)
    for part in extractive.parts:
        if part.status != "answered":
            parts.append(part)
            blocks.append(say("part_missing", understood.language, what=part.question))
            continue
        passages = _passages_of(part, extractive)
        asked = replace(understood, text=part.question)
        draft = ""
        sentences: tuple[Sentence, ...] = ()
        try:
            for draft in drafts(llm, asked, passages, ()):
                shown = "\n\n".join([*blocks, f"{part.question}\n{draft}"])
                yield Draft(shown, tuple(p.section.id for p in passages))
            sentences = _kept(draft, passages, index, unsupported, part.question)
        except LLMError as error:
            notices.append(say("llm_failed", understood.language, why=_why(error, understood)))
        quoted = sentences or _by_passage(part, extractive, passages)
        numbered = tuple(_renumbered(s, passages, numbering) for s in quoted)
        parts.append(replace(part, sentences=numbered))
        blocks.append(f"{part.question}\n{written(numbered)}")
    return replace(
        extractive,
        text="\n\n".join(blocks),
        sentences=tuple(s for p in parts for s in p.sentences),
        citations=numbering.citations,
        parts=tuple(parts),
        notices=tuple(dict.fromkeys(notices)),
        model=llm.name,
    )


def _passages_of(part: Part, extractive: Answer) -> list[Passage]:
    """The sections that a part's excerpt cites, then the best of the same policies."""
    ids = {c.number: c.section_id for c in extractive.citations}
    cited = {ids[n] for s in part.sentences for n in s.citations}
    hits = {h.section.id: h for h in extractive.hits}
    policies = {hits[i].section.policy_id for i in cited}
    beside = [h for h in hits.values() if h.section.policy_id in policies]
    beside.sort(key=lambda h: (h.section.id not in cited, h.rank))
    return [
        Passage(number, h.section, h.policy, h.document)
        for number, h in enumerate(beside[: max(_PASSAGES, len(cited))], 1)
    ]


def _by_passage(
    part: Part, extractive: Answer, passages: Sequence[Passage]
) -> tuple[Sentence, ...]:
    """A part's excerpt with its quotes numbered by passage."""
    ids = {c.number: c.section_id for c in extractive.citations}
    numbers = {p.section.id: p.number for p in passages}
    return tuple(
        replace(s, quotes=tuple(replace(q, number=numbers[ids[q.number]]) for q in s.quotes))
        for s in part.sentences
    )


def _kept(
    draft: str,
    passages: Sequence[Passage],
    index: SearchIndex,
    unsupported: Unsupported,
    question: str,
) -> tuple[Sentence, ...]:
    """The verified sentences of a draft that are shown; none where nothing is supported."""
    sentences = verify(draft, passages, index, question)
    if unsupported == "remove":
        sentences = tuple(s for s in sentences if s.support != "unsupported")
    return sentences if any(s.support != "unsupported" for s in sentences) else ()


def failed(error: LLMError, extractive: Answer, understood: Understanding) -> Answer:
    """What is answered when the model does not: a refusal if it declined, else the excerpts."""
    if isinstance(error, Declined):
        confidence = extractive.confidence or 0.0
        return refused(understood, extractive.hits, "refused", confidence=confidence)
    notice = say("llm_failed", understood.language, why=_why(error, understood))
    return replace(extractive, notices=(*extractive.notices, notice))


def _why(error: LLMError, understood: Understanding) -> str:
    return in_language(error.message, understood.language).rstrip(".。")


def _renumbered(sentence: Sentence, passages: Sequence[Passage], numbering: Numbering) -> Sentence:
    """The sentence with its passages numbered by first use in the answer."""
    by_number = {p.number: p for p in passages}
    quotes: list[Quote] = []
    for quote in sentence.quotes:
        passage = by_number[quote.number]
        span = Span(quote.start, quote.end, quote.quote, 0)
        quotes.append(numbering.cite(passage.document, passage.policy, passage.section, span))
    return replace(sentence, quotes=tuple(quotes))
