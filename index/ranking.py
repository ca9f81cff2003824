"""The last word on the order of the best candidates: a linear model over telling features.

Fitted by `python -m eval.fit_ranking`, a weight for each feature and language. The features
of a candidate are compared with the others' of the same question, so only differences count.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import Section
from index.facts import KINDS, wanted
from index.fusion import zscores
from index.late import LateInteraction, Pieces
from index.normalise import normalise
from index.reader import Reader, passage_of
from index.spans import Spans
from index.static import StaticEncoder
from index.units import Unit

MODEL = Path(__file__).parent / "ranking.json"
NAMES = (
    "words",
    "dense",
    "late",
    "late_sentence",
    "dense_sentence",
    "issuing",
    "own_question",
    "late_head",
    "covered",
    "length",
    *(f"best_{kind}" for kind in KINDS),
    *(f"any_{kind}" for kind in KINDS),
    "read",
)
# How many of the best by all other features are read; reading costs about a millisecond each.
READ = 5
_FAREST = 8.0  # from the best reading, whatever is worse

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question for the ranking: its text, its units and how rare each is."""

    text: str
    units: Sequence[Unit]
    rarities: Sequence[float]


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates: scores of words, vectors and own questions (n,), spans, texts.

    `issuing`: 1 for a lead-in or header where it is asked who issued something, or when.
    """

    words: Floats
    dense: Floats
    issuing: Floats
    own_question: Floats
    spans: Spans
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Candidates:
    """A question's candidates: features (n, len(NAMES)) and what names add to each score (n,)."""

    language: str
    sections: Sequence[Section]
    table: Floats
    named: Floats


def features(asked: Asked, found: Found, late: LateInteraction) -> tuple[Floats, Floats]:
    """(n, len(NAMES)) features, and the late interaction of each whole candidate (n,).

    The last, "read", is 0 until `read` fills it.
    """
    count = len(found.words)
    spans = found.spans
    whole, by_sentence, near = _compared(asked.text, spans, count, late)
    heads, body = spans.heads, ~spans.heads
    told = (spans.kinds[:, None] >> np.arange(len(KINDS))) & 1
    telling = told * np.array(wanted(normalise(asked.text))) * body[:, None]
    sentences = [by_sentence * body, near * body, by_sentence * heads]
    best = _best(
        np.column_stack([*sentences, by_sentence[:, None] * telling, telling]), spans.owners, count
    )
    columns = [
        found.words,
        found.dense,
        zscores(whole),
        zscores(best[:, 0]),
        zscores(best[:, 1]),
        found.issuing,
        found.own_question,
        best[:, 2],
        covered(asked, found.texts),
        np.log1p([len(t) for t in found.texts]),
    ]
    return np.column_stack([*columns, best[:, 3:], np.zeros(count)]), whole


def read(
    question: Pieces, spans: Spans, count: int, reader: Reader, encoder: StaticEncoder
) -> Floats:
    """How much better each of the `count` candidates reads than the worst of them, (count,)."""
    ends = np.append(spans.begins[1:], len(spans.pieces))
    passages = []
    for owner in range(count):
        own = np.flatnonzero(spans.owners == owner)
        parts = [spans.pieces[spans.begins[i] : ends[i]] for i in own]
        headed = int(len(own) > 0 and spans.heads[own[0]])
        passages.append(passage_of(parts[0] if headed else question[:0], parts[headed:]))
    scores = np.array([r.score for r in reader.read(question, passages, encoder)])
    kept = np.maximum(scores, scores.max(initial=-np.inf) - _FAREST)
    return np.asarray(kept - kept.min(initial=np.inf))


def _compared(
    text: str, spans: Spans, count: int, late: LateInteraction
) -> tuple[Floats, Floats, Floats]:
    """Late interaction of each candidate as a whole (n,) and of each sentence (s,), and the
    cosine of each sentence with the question (s,)."""
    if not len(spans.begins):
        return np.zeros(count), np.zeros(0), np.zeros(0)
    weights, best, near = late.by_sentence(text, spans.pieces, spans.begins)
    whole = _best(best, spans.owners, count) @ weights
    return whole, (best @ weights).astype(np.float64), near / np.maximum(spans.norms, 1e-9)


def _best(values: Floats | NDArray[np.float32], owners: NDArray[np.int64], count: int) -> Floats:
    """The best of each column, at least 0, among each candidate's sentences: (s, k) to (n, k)."""
    out = np.zeros((count, values.shape[1]))
    if len(owners):
        begins = np.flatnonzero(np.diff(owners, prepend=-1))
        out[owners[begins]] = np.maximum.reduceat(values, begins, axis=0)
    return np.maximum(out, 0)


def covered(asked: Asked, texts: Sequence[str]) -> Floats:
    """The share of what is asked that each (normalised) text says, rare units counting more."""
    total = sum(asked.rarities)
    if not total:
        return np.zeros(len(texts))
    out = np.zeros(len(texts))
    for unit, rarity in zip(asked.units, asked.rarities, strict=True):
        left: Sequence[int] = range(len(texts))
        for term, credit in unit.terms:
            out[[i for i in left if term in texts[i]]] += rarity * credit
            left = [i for i in left if term not in texts[i]]
    return out / total


@lru_cache(maxsize=1)
def load_weights() -> dict[str, Floats]:
    """The weights by language."""
    record = json.loads(MODEL.read_text(encoding="utf-8"))
    return {
        language: np.array([float(weights[name]) for name in NAMES])
        for language, weights in record.items()
    }
