"""The static model: a vector and a weight for every piece, their weighted mean as a text's."""

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
