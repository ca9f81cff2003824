"""An answer by a language model: drafted over the passages, verified, its citations numbered."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from corpus.errors import LLMError
from index.search import SearchIndex
from rag.answer import Answer, Quote, Sentence, Turn
from rag.assemble import Numbering, written
from rag.compose import Declined, compose
from rag.llm import LLM
from rag.messages import say
from rag.passages import Span
from rag.question import Understanding
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
    sentences = verify(draft, passages, index, understood.text)
    if unsupported == "remove":
        sentences = tuple(s for s in sentences if s.support != "unsupported")
    if not any(s.support != "unsupported" for s in sentences):
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


def failed(error: LLMError, extractive: Answer, understood: Understanding) -> Answer:
    """What is answered when the model does not: a refusal if it declined, else the excerpts."""
    if isinstance(error, Declined):
        return Answer(
            question=extractive.question,
            status="refused",
            text=say("refused", understood.language),
            options=extractive.options,
            hits=extractive.hits,
            confidence=extractive.confidence,
        )
    notice = say("llm_failed", understood.language, why=error.message)
    return replace(extractive, notices=(*extractive.notices, notice))


def _renumbered(sentence: Sentence, passages: Sequence[Passage], numbering: Numbering) -> Sentence:
    """The sentence with its passages numbered by first use in the answer."""
    by_number = {p.number: p for p in passages}
    quotes: list[Quote] = []
    for quote in sentence.quotes:
        passage = by_number[quote.number]
        span = Span(quote.start, quote.end, quote.quote, 0)
        quotes.append(numbering.cite(passage.document, passage.policy, passage.section, span))
    return replace(sentence, quotes=tuple(quotes))
