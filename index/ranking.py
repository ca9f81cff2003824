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
from index.late import LateInteraction
from index.normalise import normalise
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
)

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


def features(asked: Asked, found: Found, encoder: StaticEncoder) -> tuple[Floats, Floats]:
    """(n, len(NAMES)) features, and the late interaction of each whole candidate (n,)."""
    count = len(found.words)
    late, by_sentence = _late(asked.text, found.spans, count, encoder)
    near = _dense(asked.text, found.spans, encoder)
    body = ~found.spans.heads
    columns = [
        found.words,
        found.dense,
        zscores(late),
        zscores(_best(by_sentence, found.spans.owners, body, count)),
        zscores(_best(near, found.spans.owners, body, count)),
        found.issuing,
        found.own_question,
        _best(by_sentence, found.spans.owners, found.spans.heads, count),
        covered(asked, found.texts),
        np.log1p([len(t) for t in found.texts]),
    ]
    kinds = wanted(normalise(asked.text))
    told = [(found.spans.kinds >> i) & 1 for i in range(len(KINDS))]
    for values in (by_sentence, np.ones_like(by_sentence)):
        for want, tells in zip(kinds, told, strict=True):
            chosen = body if want else np.zeros_like(body)
            columns.append(_best(values * tells, found.spans.owners, chosen, count))
    return np.stack(columns, axis=1), late


def _late(text: str, spans: Spans, count: int, encoder: StaticEncoder) -> tuple[Floats, Floats]:
    """Late interaction of each candidate as a whole (n,), and of each sentence (s,)."""
    if not len(spans.begins):
        return np.zeros(count), np.zeros(0)
    weights, best = LateInteraction(encoder).by_sentence(text, spans.pieces, spans.begins)
    whole = np.zeros((len(weights), count))
    np.maximum.at(whole.T, spans.owners, best.T)
    return weights @ whole, (weights @ best).astype(np.float64)


def _dense(text: str, spans: Spans, encoder: StaticEncoder) -> Floats:
    """The cosine of each sentence with the question, (s,)."""
    if not len(spans.begins):
        return np.zeros(0)
    unique, places = np.unique(spans.pieces, return_inverse=True)
    near = encoder.pieces(unique) @ encoder.encode_query([text])[0]
    summed = np.add.reduceat(near[places].astype(np.float64), spans.begins)
    return np.asarray(summed / np.maximum(spans.norms, 1e-9))


def _best(
    values: Floats, owners: NDArray[np.int64], which: NDArray[np.bool_], count: int
) -> Floats:
    """The best value, at least 0, of each candidate's sentences of those chosen, (n,)."""
    out = np.zeros(count)
    np.maximum.at(out, owners[which], values[which])
    return out


def covered(asked: Asked, texts: Sequence[str]) -> Floats:
    """The share of what is asked that each (normalised) text says, rare units counting more."""
    total = sum(asked.rarities)
    if not total:
        return np.zeros(len(texts))
    out = np.zeros(len(texts))
    for unit, rarity in zip(asked.units, asked.rarities, strict=True):
        for i, text in enumerate(texts):
            out[i] += rarity * next((credit for term, credit in unit.terms if term in text), 0.0)
    return out / total


@lru_cache(maxsize=1)
def load_weights() -> dict[str, Floats]:
    """The weights by language."""
    record = json.loads(MODEL.read_text(encoding="utf-8"))
    return {
        language: np.array([float(weights[name]) for name in NAMES])
        for language, weights in record.items()
    }
