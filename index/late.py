"""Late interaction over static piece vectors: ColBERT's MaxSim (Khattab & Zaharia 2020).

For every piece of the question the best cosine among the document's pieces, weighted by how
long the piece's vector is: training made the telling pieces long.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.static import StaticEncoder


class LateInteraction:
    """Scores documents, given as piece ids, against a question."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder

    def score(self, query: str, documents: Sequence[NDArray[np.int32]]) -> NDArray[np.float32]:
        """One score a document, (n,); 1.0 where every piece of the question stands in it."""
        ids = np.unique(self._encoder.piece_ids(query))
        out = np.zeros(len(documents), dtype=np.float32)
        filled = [i for i, document in enumerate(documents) if len(document)]
        if not len(ids) or not filled:
            return out
        weights, similar = self._against(ids, [documents[i] for i in filled])
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
        ids = np.unique(self._encoder.piece_ids(query))
        if not len(ids):
            return np.zeros(0, dtype=np.float32), np.zeros((0, len(begins)), dtype=np.float32)
        weights, similar = self._against(ids, [pieces])
        return weights, np.maximum(np.maximum.reduceat(similar, begins, axis=1), 0)

    def coverage(self, query: str, document: NDArray[np.int32]) -> list[tuple[str, float, float]]:
        """(piece, weight, best cosine) of every piece of the question; weights sum to 1."""
        ids = np.unique(self._encoder.piece_ids(query))
        if not len(ids) or not len(document):
            return []
        weights, similar = self._against(ids, [document])
        best = similar.max(axis=1)
        texts = self._encoder.piece_texts(ids.tolist())
        return [(t, float(w), float(b)) for t, w, b in zip(texts, weights, best, strict=True)]

    def _against(
        self, ids: NDArray[np.int32], documents: Sequence[NDArray[np.int32]]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Weights of the question's pieces, and their cosines with all documents' pieces.

        A piece that stands in several documents is compared once.
        """
        lengths = self._encoder.piece_lengths(ids)
        flat = np.concatenate(documents)
        # A mark for every piece of the vocabulary is faster than sorting the pieces.
        places = np.zeros(self._encoder.vocabulary, dtype=np.int32)
        places[flat] = 1
        unique = np.flatnonzero(places).astype(np.int32)
        places[unique] = np.arange(len(unique), dtype=np.int32)
        similar = np.asarray(self._encoder.unit_pieces(ids) @ self._encoder.unit_pieces(unique).T)
        return lengths / max(float(lengths.sum()), 1e-9), similar[:, places[flat]]
