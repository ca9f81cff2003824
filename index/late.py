"""Late interaction over static piece vectors: ColBERT's MaxSim (Khattab & Zaharia 2020).

For every piece of the question the best cosine among the document's pieces, weighted by how
long the piece's vector is: training made the telling pieces long.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.static import StaticEncoder

# A question's pieces, each once: ids (q,), weights (q,) that sum to 1, unit vectors (q, dimension).
_Asked = tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]


class LateInteraction:
    """Scores documents, given as piece ids, against a question."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder
        # One question is scored against many texts.
        self._asked = lru_cache(maxsize=64)(self._question)

    def score(self, query: str, documents: Sequence[NDArray[np.int32]]) -> NDArray[np.float32]:
        """One score a document, (n,); 1.0 where every piece of the question stands in it."""
        ids, _, _ = asked = self._asked(query)
        out = np.zeros(len(documents), dtype=np.float32)
        filled = [i for i, document in enumerate(documents) if len(document)]
        if not len(ids) or not filled:
            return out
        weights, similar = self._against(asked, [documents[i] for i in filled])
        ends = np.cumsum([len(documents[i]) for i in filled])
        best = np.maximum.reduceat(similar, np.concatenate([[0], ends[:-1]]), axis=1)
        out[filled] = weights @ np.maximum(best, 0)
        return out

    def by_sentence(
        self, query: str, pieces: NDArray[np.int32], begins: NDArray[np.int64]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights of the question's pieces (q,) and their best cosines in each sentence (q, s).

        `begins` says where in `pieces` each sentence begins; neither may be empty.
        """
        ids, _, _ = asked = self._asked(query)
        if not len(ids):
            return np.zeros(0, dtype=np.float32), np.zeros((0, len(begins)), dtype=np.float32)
        weights, similar = self._against(asked, [pieces])
        return weights, np.maximum(np.maximum.reduceat(similar, begins, axis=1), 0)

    def coverage(self, query: str, document: NDArray[np.int32]) -> list[tuple[str, float, float]]:
        """(piece, weight, best cosine) of every piece of the question; weights sum to 1."""
        ids, _, _ = asked = self._asked(query)
        if not len(ids) or not len(document):
            return []
        weights, similar = self._against(asked, [document])
        best = similar.max(axis=1)
        texts = self._encoder.piece_texts(ids.tolist())
        return [(t, float(w), float(b)) for t, w, b in zip(texts, weights, best, strict=True)]

    def _question(self, query: str) -> _Asked:
        ids = np.unique(self._encoder.piece_ids(query))
        lengths = self._encoder.piece_lengths(ids)
        return ids, lengths / max(float(lengths.sum()), 1e-9), self._encoder.unit_pieces(ids)

    def _against(
        self, asked: _Asked, documents: Sequence[NDArray[np.int32]]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights of the question's pieces, and their cosines with all documents' pieces.

        A piece that stands in several documents is compared once.
        """
        _, weights, vectors = asked
        flat = np.concatenate(documents)
        # A mark for every piece of the vocabulary is faster than sorting the pieces.
        stands = np.zeros(self._encoder.vocabulary, dtype=np.bool_)
        stands[flat] = True
        unique = np.flatnonzero(stands).astype(np.int32)
        places = np.empty(self._encoder.vocabulary, dtype=np.int32)
        places[unique] = np.arange(len(unique), dtype=np.int32)
        similar = np.asarray(vectors @ self._encoder.unit_pieces(unique).T)
        return weights, similar[:, places[flat]]
