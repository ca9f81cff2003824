"""From a question to hits: words and vectors, fused, reranked, filtered, one row a section."""

from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexStoreError
from corpus.records import ParsedDocument, Section
from index import manifest, ranking, vectors
from index.bonus import issuing
from index.candidates import Pool, Searchers
from index.crosslingual import phrase_groups
from index.encoders import Encoder
from index.fusion import Mode, zscores
from index.hits import Filters, Hit, Scores
from index.kept import Kept
from index.late import LateInteraction
from index.lexical import WordIndex
from index.names import Catalogue, Named
from index.normalise import language
from index.own_question import own_question
from index.places import Places
from index.policy_texts import PolicyTexts
from index.reader import Reading, load_reader, passage_of
from index.static import StaticEncoder
from index.terms import terms_of
from index.units import Unit, units_of

RERANKED = 50
_SPLIT_TEXTS = 1024


class SearchIndex:
    """An opened generation; searching is safe from many threads.

    Raises:
        IndexStoreError: a file is missing or damaged, or the vectors are another encoder's.
    """

    def __init__(
        self,
        folder: Path,
        documents: Sequence[ParsedDocument],
        encoder: Encoder,
        reranker: StaticEncoder,
    ) -> None:
        self.manifest = manifest.read(folder)
        if self.manifest.fingerprint != encoder.fingerprint:
            raise IndexStoreError(
                f"索引是用 {self.manifest.encoder} 的另一版权重建的 / The index was built with"
                f" other weights of {self.manifest.encoder}.",
                "请运行 policy-qa index build / Run policy-qa index build.",
            )
        self.documents = tuple(documents)
        self.encoder = encoder
        self.catalogue = Catalogue(self.documents)
        self.word_index = WordIndex(folder / "words")
        self.reranker = reranker
        self._late = LateInteraction(reranker)
        # One question compares the same few texts many times; splitting them is half the work.
        self._split = lru_cache(maxsize=_SPLIT_TEXTS)(reranker.piece_ids)
        found = vectors.load(folder / "vectors.faiss")
        try:
            self._kept = Kept(folder)
            self._places = Places(folder, self.documents)
        except (OSError, ValueError, KeyError) as error:
            raise IndexStoreError(
                "索引文件缺损 / A file of the index is missing or damaged.",
                "请运行 policy-qa index build / Run policy-qa index build.",
            ) from error
        self._searchers = Searchers(self.word_index, found, encoder, self._places)

    def search(
        self,
        question: str,
        top_k: int = 10,
        filters: Filters | None = None,
        mode: Mode = "full",
    ) -> list[Hit]:
        """The best `top_k` sections, best first; never refuses, may be empty."""
        if not len(self._places):
            return []
        pool = self._pool(question, filters or Filters())
        scores = pool.fused(mode)
        order = np.argsort(-scores, kind="stable")
        late = np.zeros(len(order))
        if mode == "full" and len(order):
            first = order[:RERANKED]
            table, late[first] = self._features(pool, first)
            # Names decide by rule; what is left is learned.
            scores[first] = pool.named[first] + table @ ranking.load_weights()[pool.terms.language]
            # What was reranked stays before what was not: their scores do not compare.
            best_first = first[np.argsort(-scores[first], kind="stable")]
            order = np.concatenate([best_first, order[RERANKED:]])
        return self._hits(pool, scores, late, order, top_k)

    def candidates(self, question: str) -> ranking.Candidates:
        """What the ranking chooses from, for fitting it."""
        pool = self._pool(question, Filters())
        first = np.argsort(-pool.fused("full"), kind="stable")[:RERANKED]
        table, _ = self._features(pool, first)
        sections = [place.section for place in self._places.of(pool.ordinals[first])]
        return ranking.Candidates(pool.terms.language, sections, table, pool.named[first])

    def named(self, question: str) -> Named:
        """What the question names; an English one also by the Chinese of its phrases."""
        if language(question) == "en":
            chinese = [terms[0] for terms in phrase_groups(question) if terms]
            question = f"{question} {' '.join(chinese)}"
        return self.catalogue.find(question)

    def _pool(self, question: str, filters: Filters) -> Pool:
        named = self.named(question)
        return self._searchers.pool(terms_of(question, named), named, filters)

    def _features(
        self, pool: Pool, first: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What the ranking tells the `first` candidates apart by, and their late interaction.

        Only the best by all else are read.
        """
        chosen, terms = pool.ordinals[first], pool.terms
        asked = ranking.Asked(terms.text, terms.units, [self.rarity_of(u) for u in terms.units])
        found = ranking.Found(
            zscores(pool.by_words)[first],
            zscores(pool.by_vectors)[first],
            (self._places.framing[chosen] & issuing(terms.text)).astype(np.float64),
            own_question(terms.asked, self._kept.questions(chosen), self._late),
            self._kept.sentences(chosen),
            self._kept.texts(chosen),
        )
        table, late = ranking.features(asked, found, self._late)
        scores = pool.named[first] + table @ ranking.load_weights()[terms.language]
        best = np.argsort(-scores, kind="stable")[: ranking.READ]
        spans = self._kept.sentences(chosen[best])
        pieces = self._split(terms.text)
        table[best, -1] = ranking.read(pieces, spans, len(best), load_reader(), self.reranker)
        return table, late

    def read(self, question: str, head: str, passages: Sequence[Sequence[str]]) -> list[Reading]:
        """How a question and each passage, sentences below the same head, read together."""
        above = self._split(head)
        texts = [passage_of(above, [self._split(s) for s in passage]) for passage in passages]
        return load_reader().read(self._split(question), texts, self.reranker)

    def _hits(
        self,
        pool: Pool,
        scores: NDArray[np.float64],
        late: NDArray[np.float64],
        order: NDArray[np.int64],
        top_k: int,
    ) -> list[Hit]:
        """The best chunk of each section, in this order of the pool."""
        hits: dict[str, Hit] = {}
        for i in order.tolist():
            place = self._places[int(pool.ordinals[i])]
            if place.section.id in hits:
                continue
            parts = Scores(float(pool.by_words[i]), float(pool.by_vectors[i]), float(late[i]))
            hits[place.section.id] = Hit(
                place.section,
                place.policy,
                place.parsed.document,
                place.chunk,
                float(scores[i]),
                len(hits) + 1,
                parts,
            )
            if len(hits) == top_k:
                break
        return list(hits.values())

    def late_scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How far each text answers the question's pieces by late interaction, (n,), 0..1."""
        return self._late.score(question, [self._split(t) for t in texts])

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a word over the chunks, natural log, >= 0."""
        df = self.word_index.document_frequency(term)
        return float(np.log(1 + (len(self._places) - df + 0.5) / (df + 0.5)))

    def rarity_of(self, unit: Unit) -> float:
        """How rare a unit is: the word itself, or where no text has it the commonest way to say it."""
        rarities = [self.rarity(term) for term, _ in unit.terms] or [self.rarity("\0")]
        if unit.exact is None:
            return max(rarities)
        return rarities[0] if self.word_index.document_frequency(unit.exact) else min(rarities)

    def speaks_of(self, policy: str, text: str) -> bool:
        """Whether a policy says the rarest word of a text that any policy says.

        True where none says any: that speaks against no policy.
        """
        said_by = self.policy_texts
        for unit in sorted(units_of(text, language(text)), key=self.rarity_of, reverse=True):
            own = [unit.exact] if unit.exact and said_by.policies_with([unit.exact]) else []
            terms = own or [term for term, _ in unit.terms]
            if said_by.policies_with(terms):
                return said_by.speaks_of(policy, terms)
        return True

    def section(self, section_id: str) -> Section | None:
        """The section with this id, or None."""
        return self._sections.get(section_id)

    def text_of(self, section: Section) -> str:
        """The whole text of a section, verbatim."""
        return self._documents[section.document_id].document.text[section.start : section.end]

    @cached_property
    def policy_texts(self) -> PolicyTexts:
        """Which policies write a word."""
        return PolicyTexts(self._places)

    @cached_property
    def _documents(self) -> dict[str, ParsedDocument]:
        return {d.document.id: d for d in self.documents}

    @cached_property
    def _sections(self) -> dict[str, Section]:
        return {s.id: s for d in self.documents for s in d.sections}

    def similarity(self, a: str, b: str) -> float:
        """The cosine of two texts by the bundled encoder, -1..1."""
        first, second = self.reranker.encode_document([a, b])
        return float(first @ second)
