"""Which chunks may answer a question: what the words find, what the vectors find, what is named."""

from dataclasses import dataclass

import faiss
import numpy as np
from numpy.typing import NDArray

from index import vectors
from index.bonus import bonus
from index.encoders import Encoder
from index.fusion import Mode, weights_for, zscores
from index.hits import Filters
from index.lexical import FieldWeights, WordIndex
from index.names import Named
from index.places import Places
from index.terms import SCOPING, Terms

CANDIDATES = 200
_MOST_SCOPED = 20

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of a question: ordinals (n,), scores of both searchers, what names add.

    Every candidate has both scores: BM25 is 0 where no term matched, the cosine is exact.
    """

    terms: Terms
    ordinals: NDArray[np.int64]
    by_words: Floats
    by_vectors: Floats
    named: Floats

    def fused(self, mode: Mode) -> Floats:
        """One score each, (n,), that says which are to be ranked; names count in `full` and `fused`."""
        weights = weights_for(self.terms.language, mode)
        fused = weights.words * zscores(self.by_words) + weights.dense * zscores(self.by_vectors)
        return fused + self.named if mode in ("full", "fused") else fused


@dataclass(frozen=True, slots=True)
class Searchers:
    """The opened searchers of a generation."""

    words: WordIndex
    vectors: faiss.Index
    encoder: Encoder
    places: Places

    def pool(self, terms: Terms, named: Named, filters: Filters) -> Pool:
        """The best `CANDIDATES` of each searcher and the chunks of what is named; of a filtered
        search all that the filters admit."""
        limit = CANDIDATES if filters.empty else len(self.places)
        found = dict(self.words.search(terms.words, terms.bigrams, limit, FieldWeights()))
        query = self.encoder.encode_query([terms.text])[0]
        if filters.empty:
            near = {ordinal for ordinal, _ in vectors.search(self.vectors, query, CANDIDATES)}
            if named.by in SCOPING and len(named.policies) <= _MOST_SCOPED:
                near.update(self.places.of_policies(named.policies))
            near.update(found)
        else:
            near = set(self.places.admitted(filters))
        ordinals = np.array(sorted(near), dtype=np.int64)
        by_words = np.array([found.get(o, 0.0) for o in ordinals.tolist()])
        by_vectors = vectors.scores_of(self.vectors, query, ordinals).astype(np.float64)
        named_bonus = bonus(self.places, ordinals, named, terms.text)
        return Pool(terms, ordinals, by_words, by_vectors, named_bonus)
