"""The static model: a vector and a weight for every piece, their weighted mean as a text's."""

import itertools
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

DIMENSION = 256
# How large a piece with parts starts beside them: its own share is what training must show.
_OWN_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Ragged:
    """Texts as piece ids, flat, with the offset of each text: what EmbeddingBag takes."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64], dropped: float, rng: np.random.Generator) -> "Ragged":
        """Some of the texts, a share of their pieces left out (never all of them)."""
        begins, ends = self.offsets[rows], self.offsets[rows + 1]
        lengths = ends - begins
        owner = np.repeat(np.arange(len(rows)), lengths)
        first = np.cumsum(lengths) - lengths
        ids = self.ids[np.arange(len(owner)) - first[owner] + begins[owner]]
        kept = rng.random(len(ids)) >= dropped
        kept |= (lengths <= 2)[owner]
        kept[first] |= np.bincount(owner[kept], minlength=len(rows)) == 0
        offsets = np.concatenate([[0], np.cumsum(np.bincount(owner[kept], minlength=len(rows)))])
        return Ragged(ids[kept], offsets.astype(np.int64))


class StaticModel(nn.Module):
    """Piece vectors (vocabulary, DIMENSION) and learned piece weights; texts as unit vectors.

    `parts` (vocabulary, 3) says of which vectors a piece's is the sum: see
    `index.training.pieces`.
    """

    parts: torch.Tensor

    def __init__(self, parts: NDArray[np.int64], dimension: int = DIMENSION) -> None:
        super().__init__()
        vocabulary = len(parts)
        self.register_buffer("parts", torch.from_numpy(parts), persistent=False)
        self.vectors = nn.Embedding(vocabulary + 1, dimension, padding_idx=vocabulary, sparse=True)
        self.log_weights = nn.Embedding(vocabulary, 1, sparse=True)
        nn.init.normal_(self.vectors.weight, std=dimension**-0.5)
        nn.init.zeros_(self.log_weights.weight)
        with torch.no_grad():
            self.vectors.weight[:-1][self.parts[:, 1] < vocabulary] *= _OWN_SHARE
            self.vectors.weight[-1] = 0

    def forward(self, *batches: Ragged) -> list[torch.Tensor]:
        """Unit vectors (n, dimension) of each batch's texts.

        Every piece of all batches is looked up once: gathering and its sparse gradient
        cost more than all else.
        """
        flat = np.concatenate([texts.ids for texts in batches])
        unique, places = np.unique(flat, return_inverse=True)
        pieces = self.pieces(torch.from_numpy(unique.astype(np.int64)))
        out = []
        begin = 0
        for texts in batches:
            own = torch.from_numpy(places[begin : begin + len(texts.ids)])
            begin += len(texts.ids)
            starts = torch.from_numpy(texts.offsets[:-1])
            summed = functional.embedding_bag(own, pieces, starts, mode="sum")
            out.append(functional.normalize(summed, dim=1))
        return out

    def interact(self, asked: Ragged, told: Ragged) -> torch.Tensor:
        """Late interaction of every question with every text, (n, n), as `index.late` scores it."""
        unique, places = np.unique(np.concatenate([asked.ids, told.ids]), return_inverse=True)
        in_asked, in_told = places[: len(asked.ids)], places[len(asked.ids) :]
        pieces = self.pieces(torch.from_numpy(unique.astype(np.int64)))
        lengths = pieces.norm(dim=1)
        units = pieces / lengths.clamp(min=1e-9)[:, None]
        questions, rows = np.unique(in_asked, return_inverse=True)
        texts, columns = np.unique(in_told, return_inverse=True)
        near = units[torch.from_numpy(questions)] @ units[torch.from_numpy(texts)].T
        best = near.gather(1, _nearest(near.detach(), columns, told.offsets)).clamp(min=0)
        # Each piece of a question once.
        owners = np.repeat(np.arange(len(asked.offsets) - 1), np.diff(asked.offsets))
        once = np.unique(owners * len(questions) + rows)
        owners, rows = np.divmod(once, len(questions))
        weights = lengths[torch.from_numpy(questions[rows])]
        owned = torch.from_numpy(owners)
        total = torch.zeros(len(asked.offsets) - 1).index_add(0, owned, weights)
        return functional.embedding_bag(
            torch.from_numpy(rows),
            best,
            torch.from_numpy(np.searchsorted(owners, np.arange(len(total)))),
            mode="sum",
            per_sample_weights=weights / total[owned],
        )

    def pieces(self, ids: torch.Tensor) -> torch.Tensor:
        """The vectors of pieces with parts and weights, (n, dimension)."""
        unique, places = torch.unique(self.parts[ids], return_inverse=True)
        summed = functional.embedding_bag(places, self.vectors(unique), mode="sum")
        return torch.as_tensor(summed * self.log_weights(ids).exp())

    def table(self) -> NDArray[np.float32]:
        """The vectors of all pieces with parts and weights, (vocabulary, dimension)."""
        with torch.no_grad():
            table = self.pieces(torch.arange(len(self.parts)))
        return np.asarray(table.numpy(), dtype=np.float32)

    def start_from(self, table: NDArray[np.float32]) -> None:
        """Begin with these vectors of the pieces, on top of no parts."""
        with torch.no_grad():
            self.parts[:, 1:] = len(table)
            self.vectors.weight[:-1].copy_(torch.from_numpy(table))


def _nearest(
    near: torch.Tensor, columns: NDArray[np.int64], offsets: NDArray[np.int64]
) -> torch.Tensor:
    """Which column is the highest of each row among those of each text, (rows, texts)."""
    by_column = np.ascontiguousarray(near.numpy().T)
    out = np.empty((len(offsets) - 1, near.shape[0]), dtype=np.int64)
    for text, (begin, end) in enumerate(itertools.pairwise(offsets)):
        own = np.unique(columns[begin:end])
        out[text] = own[by_column[own].argmax(axis=0)]
    return torch.from_numpy(out.T)
