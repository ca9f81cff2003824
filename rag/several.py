"""A question of several parts: each answered or said to be absent."""

from dataclasses import replace

from index.hits import Hit
from rag.answer import Answer, Part, Sentence
from rag.assemble import Numbering, written
from rag.course import Course
from rag.messages import say
from rag.passages import Span
from rag.question import Understanding
from rag.single import single


def several(understood: Understanding, course: Course) -> Answer:
    """Each part on its own; the whole is answered if any part is."""
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
        everything += sentences
        parts.append(Part(text, "answered", tuple(sentences)))
        lines.append(answer.text.split("\n")[0].split("：")[0] + "：\n" + written(sentences))
    if not everything:
        return single(replace(understood, parts=(understood.text,)), course)
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
