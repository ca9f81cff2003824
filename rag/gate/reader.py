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


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of each sentence: `views` (n, 4, dimension) as `VIEWS`, `counts` (n, COUNTS)."""

    views: Floats
    counts: Floats


def look(question: str, head: str, sentences: Sequence[str], encoder: StaticEncoder) -> Sight:
    """The sight of sentences that follow one another below a heading, each beside the question."""
    asked = encoder.piece_ids(question)[:_QUESTION]
    own = [encoder.piece_ids(s)[:_SENTENCE] for s in sentences]
    above = encoder.piece_ids(head)[:_HEAD]
    before = [np.zeros(0, dtype=np.int32), *own]
    seen = [
        _seen(asked, piece, np.concatenate([above, before[i][-_AROUND:]]), encoder)
        for i, piece in enumerate(own)
        if len(asked) and len(piece)
    ]
    if not seen:
        empty = np.zeros((0, len(VIEWS), encoder.dimension), dtype=np.float32)
        return Sight(empty, np.zeros((0, COUNTS), dtype=np.float32))
    return Sight(np.stack([v for v, _ in seen]), np.stack([c for _, c in seen]))


def _seen(
    asked: Pieces, own: Pieces, around: Pieces, encoder: StaticEncoder
) -> tuple[Floats, Floats]:
    """The views (4, dimension) and counts of one sentence."""
    questions, sentence = encoder.unit_pieces(asked), encoder.unit_pieces(own)
    weights, lengths = encoder.piece_lengths(asked), encoder.piece_lengths(own)
    weights, lengths = weights / weights.sum(), lengths / lengths.sum()
    near = questions @ sentence.T
    there = np.maximum(near.max(axis=1), 0)
    beside = (questions @ encoder.unit_pieces(around).T).max(axis=1) if len(around) else there
    met = np.maximum(there, beside)
    views = [
        (weights * (1 - met)) @ questions,
        weights @ questions,
        (lengths * (1 - np.maximum(near.max(axis=0), 0))) @ sentence,
        lengths @ sentence,
    ]
    counts = [
        weights @ there,
        weights @ met,
        weights @ (met < _MET),
        len(asked) / _QUESTION,
        len(own) / _SENTENCE,
        weights @ (there > _SAME),
    ]
    return np.stack(views).astype(np.float32), np.array(counts, dtype=np.float32)


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
        sight = look(question, head, sentences, encoder)
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
