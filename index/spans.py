"""What the ranking reads of every chunk, kept beside the vectors: its sentences as pieces.

pieces.npy      (p,) int32, the pieces of all chunks; a chunk's head (title, question) first
sentences.npy   (s, 3) int32: where a sentence's pieces begin, the kinds of fact it tells,
                whether it is a head
norms.npy       (s,) float32: the length of the sum of a sentence's piece vectors
offsets.npy     (chunks + 1,) int64: where a chunk's sentences begin
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.chunks import sentence_spans
from index.facts import told
from index.ragged import spread
from index.static import StaticEncoder

FILES = ("pieces.npy", "sentences.npy", "norms.npy", "offsets.npy")


def build(folder: Path, texts: Sequence[tuple[str, str]], encoder: StaticEncoder) -> None:
    """Write the files for (head, body) texts."""
    pieces: list[NDArray[np.int32]] = []
    rows: list[tuple[int, int, int]] = []
    norms: list[float] = []
    offsets = [0]
    begin = 0
    for head, body in texts:
        parts = [(head, 0, 1)] if head else []
        sentences = [body[a:b] for a, b in sentence_spans(body)]
        parts += [(s, told(s), 0) for s in sentences if s.strip()]
        for text, kinds, is_head in parts:
            ids = encoder.piece_ids(text)
            if len(ids):
                pieces.append(ids)
                rows.append((begin, kinds, is_head))
                norms.append(float(np.linalg.norm(encoder.pieces(ids).sum(axis=0))))
                begin += len(ids)
        offsets.append(len(rows))
    flat = np.concatenate(pieces) if pieces else np.zeros(0)
    np.save(folder / "pieces.npy", flat.astype(np.int32))
    np.save(folder / "sentences.npy", np.array(rows, dtype=np.int32).reshape(-1, 3))
    np.save(folder / "norms.npy", np.array(norms, dtype=np.float32))
    np.save(folder / "offsets.npy", np.array(offsets, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Spans:
    """The sentences of some chunks, flat.

    `pieces` (p,), `begins` (s,) into them, `kinds` and `heads` (s,), `norms` (s,), and
    `owners` (s,): which of the chunks a sentence is of.
    """

    pieces: NDArray[np.int32]
    begins: NDArray[np.int64]
    kinds: NDArray[np.int32]
    heads: NDArray[np.bool_]
    norms: NDArray[np.float32]
    owners: NDArray[np.int64]


class SpanStore:
    """The files, opened; reading is safe from many threads.

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        # A plain view: slices of a memmap object cost ten times as much.
        self._pieces = np.asarray(np.load(folder / "pieces.npy", mmap_mode="r"))
        sentences = np.load(folder / "sentences.npy")
        self._begins = np.append(sentences[:, 0], len(self._pieces)).astype(np.int64)
        self._kinds, self._heads = sentences[:, 1], sentences[:, 2].astype(bool)
        self._norms = np.load(folder / "norms.npy")
        self._offsets = np.load(folder / "offsets.npy")

    def of(self, ordinals: NDArray[np.int64]) -> Spans:
        """The sentences of these chunks, in their order."""
        first, last = self._offsets[ordinals], self._offsets[ordinals + 1]
        rows = spread(first, last)
        begins, ends = self._begins[rows], self._begins[rows + 1]
        return Spans(
            self._pieces[spread(begins, ends)],
            np.cumsum(ends - begins) - (ends - begins),
            self._kinds[rows],
            self._heads[rows],
            self._norms[rows],
            np.repeat(np.arange(len(ordinals)), last - first),
        )
