"""Late interaction over static piece vectors: ColBERT's MaxSim (Khattab & Zaharia 2020).

For every piece of the question the best cosine among the document's pieces, weighted by how
long the piece's vector is: training made the telling pieces long.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from index.static import StaticEncoder

Floats = NDArray[np.float32]
Pieces = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Question:
    """A question's pieces, each once: ids (q,), weights (q,) that sum to 1.

    `directions` (q + 1, dimension) are their unit vectors, and last the whole question's.
    """

    ids: Pieces
    weights: Floats
    directions: Floats


class LateInteraction:
    """Scores documents, given as piece ids, against a question."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self._encoder = encoder
        # One question is scored against many texts.
        self._asked = lru_cache(maxsize=64)(lambda text: self._question(encoder.piece_ids(text)))

    def score(self, query: str, documents: Sequence[Pieces]) -> Floats:
        """One score a document, (n,); 1.0 where every piece of the question stands in it."""
        return self._scored(self._asked(query), documents)

    def score_pieces(self, query: Pieces, documents: Sequence[Pieces]) -> Floats:
        """The same for a question given as pieces."""
        return self._scored(self._question(query), documents)

    def pieces_of(self, text: str) -> Pieces:
        """A question's pieces, each once."""
        return self._asked(text).ids

    def by_sentence(
        self, query: str, pieces: Pieces, begins: NDArray[np.int64]
    ) -> tuple[Floats, Floats, Floats]:
        """What each sentence has of a question, by its pieces and as a whole.

        Weights of the question's pieces (q,), their best cosines in each sentence (s, q), at
        least 0, and the inner product of the sentence's summed vectors with the question's unit
        vector (s,). `begins` says where in `pieces` each sentence begins; neither may be empty.
        """
        asked = self._asked(query)
        cosines, lengths, places = self._compared(asked, pieces)
        best = np.maximum.reduceat(cosines[:, :-1].take(places, axis=0), begins, axis=0)
        whole = (cosines[:, -1] * lengths)[places]
        return asked.weights, np.maximum(best, 0), np.add.reduceat(whole, begins)

    def coverage(self, query: str, document: Pieces) -> list[tuple[str, float, float]]:
        """(piece, weight, best cosine) of every piece of the question; weights sum to 1."""
        asked = self._asked(query)
        if not len(asked.ids) or not len(document):
            return []
        cosines, _, _ = self._compared(asked, document)
        texts = self._encoder.piece_texts(asked.ids.tolist())
        best = cosines[:, :-1].max(axis=0)
        return [(t, float(w), float(b)) for t, w, b in zip(texts, asked.weights, best, strict=True)]

    def _question(self, pieces: Pieces) -> Question:
        ids = np.unique(pieces)
        lengths = self._encoder.piece_lengths(ids)
        weights = lengths / max(float(lengths.sum()), 1e-9)
        whole = self._encoder.vector_of(pieces)
        return Question(ids, weights, np.vstack([self._encoder.unit_pieces(ids), whole]))

    def _scored(self, asked: Question, documents: Sequence[Pieces]) -> Floats:
        out = np.zeros(len(documents), dtype=np.float32)
        filled = [i for i, document in enumerate(documents) if len(document)]
        if not len(asked.ids) or not filled:
            return out
        cosines, _, places = self._compared(asked, np.concatenate([documents[i] for i in filled]))
        ends = np.cumsum([len(documents[i]) for i in filled])
        found = cosines[:, :-1].take(places, axis=0)
        best = np.maximum.reduceat(found, np.concatenate([[0], ends[:-1]]), axis=0)
        out[filled] = np.maximum(best, 0) @ asked.weights
        return out

    def _compared(
        self, asked: Question, pieces: Pieces
    ) -> tuple[Floats, Floats, NDArray[np.int32]]:
        """The cosines of different pieces with a question's directions (u, q + 1), how long
        these pieces' vectors are (u,), and where among them each of `pieces` is (p,).

        A piece that stands in several documents is compared once.
        """
        # A mark for every piece of the vocabulary is faster than sorting the pieces.
        stands = np.zeros(self._encoder.vocabulary, dtype=np.bool_)
        stands[pieces] = True
        unique = np.flatnonzero(stands).astype(np.int32)
        places = np.empty(self._encoder.vocabulary, dtype=np.int32)
        places[unique] = np.arange(len(unique), dtype=np.int32)
        cosines, lengths = self._encoder.cosines(unique, asked.directions)
        return cosines, lengths, places[pieces]
