"""Reads a question and a passage together: whether it answers, and how it stands beside others.

Every piece of the one attends to the pieces of the other and is compared with what it found there
(the decomposable attention of Parikh et al. 2016), over the encoder's piece vectors and their
neighbours on either side, with late interaction added to the attention and to what is counted.
How much and 亿元 meet there, how much and 试点 do not. Fitted by `python -m eval.fit_reader`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from index.static import StaticEncoder

MODEL = Path(__file__).parent / "reader.safetensors"
COUNTS = 7
QUESTION, PASSAGE = 32, 320  # pieces that are read of each
MET, SAME = 0.5, 0.95  # cosines from which a piece counts as met, and as the same
# So that they are about as large as the other inputs.
WEIGHT_SHARE, LENGTH_SHARE = 10.0, 0.1
_NOTHING = -10.0

Floats = NDArray[np.float32]
Pieces = NDArray[np.int32]
Numbers = NDArray[np.int64]


class Passage(NamedTuple):
    """A passage as pieces (p,), and the sentence of each, from 1; 0 is what heads it."""

    pieces: Pieces
    sentences: Numbers


class Reading(NamedTuple):
    """What is made of a passage: its score beside other passages, and the log odds that it
    answers."""

    score: float
    answers: float


def passage_of(head: Pieces, sentences: Sequence[Pieces]) -> Passage:
    """What is read of a head and the sentences below it."""
    parts = [head, *(s for s in sentences if len(s))]
    numbers = np.repeat(np.arange(len(parts)), [len(p) for p in parts])
    return Passage(np.concatenate(parts)[:PASSAGE].astype(np.int32), numbers[:PASSAGE])


@dataclass(frozen=True, slots=True)
class Reader:
    """The network's weights, h wide inside, k where pieces are compared."""

    project: Floats  # (dimension, h)
    project_shift: Floats
    place: Floats  # (3, h): of a head, of a sentence, of a question
    around: Floats  # (3, h, h): of the piece before, of it, of the piece after
    around_shift: Floats
    sharp: Floats  # (1,)
    asks: Floats  # (4 * h + 2, k)
    asks_shift: Floats
    asks_share: Floats  # (k,)
    tells: Floats  # (3 * h + 2, k)
    tells_shift: Floats
    tells_share: Floats  # (k,)
    hidden: Floats  # (2 * k + 5 * h + COUNTS, width)
    hidden_shift: Floats
    output: Floats  # (width, 2)
    output_shift: Floats

    def read(
        self, asked: Pieces, passages: Sequence[Passage], encoder: StaticEncoder
    ) -> list[Reading]:
        """The reading of each passage; very low where there is nothing to read."""
        asked = asked[:QUESTION]
        told = [i for i, p in enumerate(passages) if len(asked) and p.sentences[-1:].any()]
        out = [Reading(_NOTHING, _NOTHING)] * len(passages)
        if told:
            scores = self._read(asked, _Text.of([passages[i] for i in told]), encoder)
            for i, (score, answers) in zip(told, scores.tolist(), strict=True):
                out[i] = Reading(score, answers)
        return out

    def _read(self, asked: Pieces, text: "_Text", encoder: StaticEncoder) -> Floats:
        """Score and log odds of each passage, (n, 2)."""
        questions, units = encoder.unit_pieces(asked), encoder.unit_pieces(text.pieces)
        weights, lengths = encoder.piece_lengths(asked), encoder.piece_lengths(text.pieces)
        weights = weights / max(float(weights.sum()), 1e-6)
        near = questions @ units.T
        body, begins, owners = text.body, text.begins, text.owners
        met, counts = _counted(near, weights, text)

        q = self._in_context(questions, self.place[2], np.array([0]))
        c = self._in_context(units, self.place[text.places], text.starts)
        attention = q @ c.T / q.shape[1] ** 0.5 + self.sharp * near
        asks = self._asks(q, _found(attention, c, text.starts), near, weights, text.starts)
        sought = _shares(attention[:, body], 0).T @ q
        c, lengths = c[body], lengths[body]
        met_told = np.maximum(near[:, body].max(axis=0), 0)
        tells = self._tells(c, sought, met_told, lengths, begins)

        told = np.add.reduceat((lengths * (1 - met_told))[:, None] * c, begins)
        told /= np.maximum(np.add.reduceat(lengths, begins), 1e-6)[:, None]
        wanted = np.asarray((weights * (1 - met)) @ q, dtype=np.float32)
        whole = np.broadcast_to(weights @ q, told.shape)
        parts = [
            asks[owners],
            tells,
            wanted,
            told,
            wanted * told,
            whole,
            whole * told,
            counts,
        ]
        layer = np.maximum(np.concatenate(parts, axis=1) @ self.hidden + self.hidden_shift, 0)
        odds = layer @ self.output + self.output_shift
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        most = np.maximum.reduceat(odds, first)
        raised = np.add.reduceat(np.exp(odds - most[owners]), first)
        return np.asarray(most + np.log(raised), dtype=np.float32)

    def _in_context(self, units: Floats, place: Floats, starts: Numbers) -> Floats:
        """Pieces (n, dimension) projected, each with what its neighbours in its text add, (n, h)."""
        own = units @ self.project + self.project_shift + place
        before, after = np.zeros_like(own), np.zeros_like(own)
        before[1:], after[:-1] = own[:-1], own[1:]
        before[starts], after[starts[1:] - 1] = 0, 0
        joined = np.concatenate([before, own, after], axis=1)
        added = joined @ self.around.reshape(-1, own.shape[1]) + self.around_shift
        return np.asarray(own + np.tanh(added), dtype=np.float32)

    def _asks(
        self, q: Floats, found: Floats, near: Floats, weights: Floats, starts: Numbers
    ) -> Floats:
        """The question's pieces compared with what they found in each passage (n, q, h), the
        telling ones more, (n, k)."""
        met = np.maximum(np.maximum.reduceat(near, starts, axis=1).T, 0)
        own = np.broadcast_to(q, found.shape)
        share = np.broadcast_to(WEIGHT_SHARE * weights, met.shape)
        parts = [own, found, own * found, np.abs(own - found), met[..., None], share[..., None]]
        each = np.maximum(np.concatenate(parts, axis=2) @ self.asks + self.asks_shift, 0)
        shares = _shares(each @ self.asks_share, 1)
        return np.asarray(np.einsum("nq,nqk->nk", shares, each), dtype=np.float32)

    def _tells(
        self, c: Floats, sought: Floats, met: Floats, lengths: Floats, begins: Numbers
    ) -> Floats:
        """The sentences' pieces compared with what asks for them, by sentence, (s, k)."""
        parts = [c, sought, c * sought, met[:, None], LENGTH_SHARE * lengths[:, None]]
        each = np.maximum(np.concatenate(parts, axis=1) @ self.tells + self.tells_shift, 0)
        shares = np.exp(np.clip(each @ self.tells_share, -8, 8))
        summed = np.add.reduceat(each * shares[:, None], begins)
        return np.asarray(summed / np.add.reduceat(shares, begins)[:, None], dtype=np.float32)


class _Text(NamedTuple):
    """Passages one after the other.

    `pieces`, `places` (p,): 0 in a head, 1 in a sentence; `starts` (n,): where a passage begins;
    `body`: which pieces are of sentences; `begins` (s,): where in these a sentence begins;
    `owners` (s,): which passage it is of.
    """

    pieces: Pieces
    places: Numbers
    starts: Numbers
    body: Numbers
    begins: Numbers
    owners: Numbers

    @classmethod
    def of(cls, passages: Sequence[Passage]) -> "_Text":
        pieces = np.concatenate([p.pieces for p in passages])
        sentences = np.concatenate([p.sentences for p in passages])
        sizes = np.array([len(p.pieces) for p in passages])
        owners = np.repeat(np.arange(len(passages)), sizes)
        body = np.flatnonzero(sentences)
        # A sentence ends where its number or its passage changes.
        changes = np.diff(sentences[body], prepend=0) != 0
        changes |= np.diff(owners[body], prepend=-1) != 0
        begins = np.flatnonzero(changes)
        starts = np.cumsum(sizes) - sizes
        return cls(pieces, np.minimum(sentences, 1), starts, body, begins, owners[body][begins])


def _found(attention: Floats, c: Floats, starts: Numbers) -> Floats:
    """What each piece of the question finds in each passage, (n, q, h)."""
    blocks = zip(np.split(attention, starts[1:], axis=1), np.split(c, starts[1:]), strict=True)
    return np.stack([_shares(own, 1) @ pieces for own, pieces in blocks])


def _counted(near: Floats, weights: Floats, text: _Text) -> tuple[Floats, Floats]:
    """How far each sentence, the one before and the head meet the question's pieces (s, q), and
    the counts (s, COUNTS)."""
    body, begins, owners, starts = text.body, text.begins, text.owners, text.starts
    best = np.maximum(np.maximum.reduceat(near[:, body], begins, axis=1).T, 0)
    heads = np.where(text.places == 0, near, 0)
    above = np.maximum(np.maximum.reduceat(heads, starts, axis=1).T, 0)
    first = np.flatnonzero(np.diff(owners, prepend=-1))
    before = np.concatenate([best[:1], best[:-1]])
    before[first] = above
    met = np.maximum(np.maximum(best, before), above[owners])
    anywhere = np.maximum(np.maximum.reduceat(best, first), above)
    counts = [
        best @ weights,
        met @ weights,
        (anywhere @ weights)[owners],
        (met < MET) @ weights,
        (best > SAME) @ weights,
        np.diff(begins, append=len(body)) / 80,
        np.full(len(best), len(near) / 20),
    ]
    return met, np.stack(counts, axis=1).astype(np.float32)


def _shares(values: Floats, axis: int) -> Floats:
    """Softmax."""
    raised = np.exp(values - values.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """The reader that ships with the project."""
    return Reader(**{k: v.astype(np.float32) for k, v in load_file(MODEL).items()})
