"""A question of several parts: each answered or said to be absent."""

from collections.abc import Callable
from dataclasses import replace
from itertools import zip_longest

from index.hits import Hit
from rag.answer import Answer, Part, Sentence
from rag.assemble import Numbering, written
from rag.course import Course
from rag.messages import say
from rag.passages import Span
from rag.question import Understanding
from rag.single import single

Search = Callable[[str, int], list[Hit]]


def several(understood: Understanding, course: Course) -> Answer:
    """Each part on its own; the whole is answered if any part is.

    Members of one list (A和B的目标分别是多少) that are not all told apart are asked at once.
    """
    numbering = Numbering()
    parts: list[Part] = []
    missing: list[str] = []
    lines: list[str] = []
    everything: list[Sentence] = []
    hits: list[Hit] = []
    confidence = 0.0
    for text in understood.parts:
        part = replace(
            course.understand(text),
            language=understood.language,
            parts=(text,),
            traditional=understood.traditional,
        )
        answer = single(part, course)
        confidence = max(confidence, answer.confidence or 0.0)
        hits += answer.hits
        if answer.status != "answered":
            parts.append(Part(text, answer.status, ()))
            missing.append(text)
            lines.append(say("part_missing", understood.language, what=text))
            continue
        sentences = _renumbered(answer, numbering)
        parts.append(Part(text, "answered", tuple(sentences)))
        new = [s for s in sentences if s not in everything]
        if not new:
            continue  # one sentence may answer two parts: it is written once
        everything += new
        opening = answer.text.partition(answer.sentences[0].text)[0]
        lines.append(opening + written(sentences))
    if not everything or (missing and understood.members):
        whole = single(replace(understood, parts=(understood.text,)), course)
        if not everything or whole.status == "answered":
            return whole
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


def found_for_each(understood: Understanding, search: Search, top_k: int) -> list[Hit]:
    """The best sections for every part in turn, each section once, ranked anew."""
    lists = [search(part, top_k) for part in understood.parts]
    turns = [hit for hits in zip_longest(*lists) for hit in hits if hit]
    once = {hit.section.id: hit for hit in reversed(turns)}
    kept = list(dict.fromkeys(hit.section.id for hit in turns))
    return [replace(once[i], rank=rank) for rank, i in enumerate(kept[:top_k], 1)]


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
