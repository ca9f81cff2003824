"""What happened to one question: understood, found, gated, answered, checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import Case
from index.hits import Hit
from rag.answer import Answer
from rag.gate import load_gate
from rag.question import Understanding


@dataclass(frozen=True, slots=True)
class Found:
    """A section found: its place, its scores as in `Hit`, and whether it holds gold."""

    rank: int
    section_id: str
    policy: str | None
    question: str | None
    score: float
    words: float
    dense: float
    late: float
    gold: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of the answer: what it says of its support, and whether that was found true."""

    text: str
    support: str
    supported: bool
    quotes: tuple[tuple[str, str], ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Trace:
    """One question on its way. `quotes` of what was told are (section id, verbatim words)."""

    understood: str
    language: str
    intent: str
    named: tuple[str, ...]
    named_by: str | None
    parts: tuple[str, ...]
    hits: tuple[Found, ...]
    confidence: float | None
    threshold: float
    status: str
    answer: str
    told: tuple[Told, ...]
    notices: tuple[str, ...]
    model: str
    timings_ms: dict[str, float]


def trace(
    case: Case,
    understood: Understanding,
    hits: Sequence[Hit],
    answer: Answer,
    supported: Sequence[bool],
) -> Trace:
    """The trace of a case that was just run; `supported` as `eval.support` found."""
    sections = {c.number: c.section_id for c in answer.citations}
    told = tuple(
        Told(
            s.text,
            s.support,
            held,
            tuple((sections.get(q.number, "?"), q.quote) for q in s.quotes),
            s.reason,
        )
        for s, held in zip(answer.sentences, supported, strict=True)
    )
    return Trace(
        understood=understood.text,
        language=understood.language,
        intent=understood.intent,
        named=tuple(understood.named.policies),
        named_by=understood.named.by,
        parts=understood.parts,
        hits=tuple(_found(case, h) for h in hits),
        confidence=answer.confidence,
        threshold=load_gate().threshold,
        status=answer.status,
        answer=answer.text,
        told=told,
        notices=answer.notices,
        model=answer.model,
        timings_ms=answer.timings_ms,
    )


def _found(case: Case, hit: Hit) -> Found:
    text = hit.text
    return Found(
        hit.rank,
        hit.section.id,
        hit.policy.title if hit.policy else None,
        hit.section.question,
        round(hit.score, 3),
        round(hit.scores.words, 3),
        round(hit.scores.dense, 3),
        round(hit.scores.late, 3),
        any(q in text for q in case.gold),
    )


def trace_of(row: dict[str, Any]) -> Trace:
    """A trace from its JSON (`dataclasses.asdict`)."""
    told = (Told(**{**t, "quotes": tuple((s, q) for s, q in t["quotes"])}) for t in row["told"])
    lists = {k: tuple(row[k]) for k in ("named", "parts", "notices")}
    hits = tuple(Found(**h) for h in row["hits"])
    return Trace(**{**row, **lists, "hits": hits, "told": tuple(told)})
