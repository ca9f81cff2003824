"""The static model: a vector and a weight for every piece, their weighted mean as a text's."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

DIMENSION = 256


@dataclass(frozen=True, slots=True)
class Ragged:
    """Texts as piece ids, flat, with the offset of each text: what EmbeddingBag takes."""

    ids: NDArray[np.int32]
    offsets: NDArray[np.int64]

    def take(self, rows: NDArray[np.int64], dropped: float, rng: np.random.Generator) -> "Ragged":
        """Some of the texts, a share of their pieces left out (never all of them)."""
        parts = []
        for row in rows:
            ids = self.ids[self.offsets[row] : self.offsets[row + 1]]
            if dropped and len(ids) > 2:
                kept = ids[rng.random(len(ids)) >= dropped]
                ids = kept if len(kept) else ids[:1]
            parts.append(ids)
        offsets = np.cumsum([0, *map(len, parts)]).astype(np.int64)
        return Ragged(np.concatenate(parts), offsets)


class StaticModel(nn.Module):
    """Piece vectors (vocabulary, DIMENSION) and learned piece weights; texts as unit vectors."""

    def __init__(self, vocabulary: int, dimension: int = DIMENSION) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(vocabulary, dimension, mode="sum", sparse=True)
        nn.init.normal_(self.vectors.weight, std=dimension**-0.5)
        self.log_weights = nn.Embedding(vocabulary, 1, sparse=True)
        nn.init.zeros_(self.log_weights.weight)

    def forward(self, texts: Ragged) -> torch.Tensor:
        """Unit vectors (n, dimension) of the texts."""
        ids = torch.from_numpy(texts.ids.astype(np.int64))
        weights = self.log_weights(ids).squeeze(1).exp()
        summed = self.vectors(ids, torch.from_numpy(texts.offsets[:-1]), per_sample_weights=weights)
        return functional.normalize(summed, dim=1)

    def table(self) -> NDArray[np.float32]:
        """The piece vectors with their weights multiplied in, (vocabulary, dimension)."""
        with torch.no_grad():
            table = self.vectors.weight * self.log_weights.weight.exp()
        return np.asarray(table.numpy(), dtype=np.float32)
