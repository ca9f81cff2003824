"""Reads whether a sentence answers a question: a small network over what each leaves of the other.

The pieces of the question that stand neither in the sentence nor around it are what it still
wants; the pieces of the sentence that are not the question's are what it tells beyond it. How
much and 亿元 meet there, how much and 试点 do not. Attention over static vectors with no weights
of its own, after the decomposable attention of Parikh et al. (2016), and two layers. Fitted by
`python -m eval.fit_reader`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.static import StaticEncoder

MODEL = Path(__file__).parent / "reader.safetensors"
VIEWS = ("wanted", "asked", "told", "whole")
COUNTS = 6
_QUESTION, _HEAD, _AROUND, _SENTENCE = 40, 20, 40, 80  # pieces that are read of each
_MET, _SAME = 0.5, 0.95  # cosines from which a piece counts as met, and as the same

Floats = NDArray[np.float32]
Pieces = NDArray[np.int32]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of each sentence: `views` (n, 4, dimension) as `VIEWS`, `counts` (n, COUNTS)."""

    views: Floats
    counts: Floats


def look(asked: Pieces, head: Pieces, sentences: Sequence[Pieces], encoder: StaticEncoder) -> Sight:
    """The sight of sentences that follow one another below a heading, each beside the question,
    all given as pieces; sentences without any are left out."""
    asked, above = asked[:_QUESTION], head[:_HEAD]
    own = [s[:_SENTENCE] for s in sentences if len(s)]
    if not len(asked) or not own:
        empty = np.zeros((0, len(VIEWS), encoder.dimension), dtype=np.float32)
        return Sight(empty, np.zeros((0, COUNTS), dtype=np.float32))
    begins = len(above) + np.cumsum([0, *map(len, own)])
    pieces = np.concatenate([above, *own])
    questions, units = encoder.unit_pieces(asked), encoder.unit_pieces(pieces)
    near = questions @ units.T
    weights, lengths = encoder.piece_lengths(asked), encoder.piece_lengths(pieces)
    weights = weights / max(float(weights.sum()), 1e-9)
    there = _best(near, begins[:-1], begins[1:])
    met = there.copy()
    if len(above):
        met = np.maximum(met, near[:, : len(above)].max(axis=1))
    before = np.maximum(begins[:-2], begins[1:-1] - _AROUND)
    met[1:] = np.maximum(met[1:], _best(near, before, begins[1:-1]))
    lengths[: len(above)] = 0
    views = [
        (weights * (1 - met)) @ questions,
        np.repeat((weights @ questions)[None], len(own), axis=0),
        _mean(lengths * (1 - np.maximum(near.max(axis=0), 0)), lengths, units, begins),
        _mean(lengths, lengths, units, begins),
    ]
    counts = [
        there @ weights,
        met @ weights,
        (met < _MET) @ weights,
        np.full(len(own), len(asked) / _QUESTION),
        np.diff(begins) / _SENTENCE,
        (there > _SAME) @ weights,
    ]
    return Sight(
        np.stack(views, axis=1).astype(np.float32), np.stack(counts, axis=1).astype(np.float32)
    )


def _best(near: Floats, begins: Places, ends: Places) -> Floats:
    """The best cosine of each piece of the question in each stretch of pieces, (s, q), at least 0."""
    if not len(begins):
        return np.zeros((0, len(near)), dtype=np.float32)
    closed = np.pad(near, ((0, 0), (0, 1)), constant_values=-1)
    found = np.maximum.reduceat(closed, np.stack([begins, ends], axis=1).ravel(), axis=1)
    return np.maximum(found[:, ::2].T, 0)


def _mean(shares: Floats, lengths: Floats, units: Floats, begins: Places) -> Floats:
    """The sum of each sentence's unit vectors by their shares, over its lengths, (s, dimension)."""
    summed = np.add.reduceat(shares[:, None] * units, begins[:-1])
    whole = np.maximum(np.add.reduceat(lengths, begins[:-1]), 1e-9)
    return np.asarray(summed / whole[:, None], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Reader:
    """The network's weights: a projection for each view, then a hidden and an output layer."""

    projections: Floats  # (4, dimension, width)
    shifts: Floats  # (4, width)
    hidden: Floats  # (6 * width + COUNTS, width)
    hidden_shift: Floats
    output: Floats  # (width,)
    output_shift: Floats

    def answers(
        self, question: str, head: str, sentences: Sequence[str], encoder: StaticEncoder
    ) -> float:
        """How surely one of the sentences answers, as log odds; very low where there is none."""
        told = [encoder.piece_ids(s) for s in sentences]
        sight = look(encoder.piece_ids(question), encoder.piece_ids(head), told, encoder)
        if not len(sight.counts):
            return -10.0
        views = np.einsum("nvd,vdw->nvw", sight.views, self.projections) + self.shifts
        wanted, asked, told, whole = (views[:, i] for i in range(len(VIEWS)))
        parts = [wanted, asked, told, whole, wanted * told, asked * whole, sight.counts]
        layer = np.maximum(np.concatenate(parts, axis=1) @ self.hidden + self.hidden_shift, 0)
        return float((layer @ self.output + self.output_shift).max())


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """The reader that ships with the project."""
    return Reader(**{k: v.astype(np.float32) for k, v in load_file(MODEL).items()})
