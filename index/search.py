"""From a question to hits: words and vectors, fused, reranked, filtered, one row a section."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.aliases import expand_aliases
from corpus.errors import IndexStoreError
from corpus.records import Chunk, ParsedDocument, Policy, Section
from index import generation, manifest, ranking, vectors
from index.asked import asked
from index.crosslingual import chinese_terms, phrase_groups
from index.encoders import Encoder
from index.fusion import Mode, weights_for, zscores
from index.hits import Filters, Hit, Scores
from index.late import LateInteraction
from index.lexical import FieldWeights, WordIndex
from index.names import Catalogue, Named, without_names
from index.normalise import language, normalise
from index.spans import SpanStore
from index.static import StaticEncoder
from index.units import Unit, units_of
from index.words import STOP_WORDS, bigrams, words

CANDIDATES = 200
RERANKED = 50
_SPLIT_TEXTS = 1024
_PLAIN_TEXTS = 4096

# What a section gains when the question names its policy, in units of the fused z-score: a name
# decides, a mere keyword helps.
_NAMED_BONUS = {"title": 20.0, "short": 20.0, "alias": 20.0, "abbreviation": 2.0, "keyword": 1.5}
_BODY_BONUS = 1.0
# Names that say where to look, so that they need not be looked for in the text as well.
_SCOPING = ("title", "short", "alias")
_MOST_SCOPED = 20
# A lead-in or header frames what follows: it answers who and when issued what, hardly anything else.
_FRAMING = 2.5
_FRAMES = ("lead_in", "header")
# What a synonym's word counts in the word index, beside a word of the question.
_SYNONYM_WEIGHT = 0.5
# A question asked in a section's own words is about that section; from which likeness on, how sure.
_NEARLY = 0.6
_OWN_QUESTION = 4.0
_ISSUING = re.compile(
    r"印发|发布|公布|颁布|转发|发文|施行|谁|部门|采访|解读|哪天|日期|什么时候|何时|何种政策|哪些政策"
    r"|issue|release|publish|who|when|agenc|ministr|date|interview",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk belongs."""

    chunk: Chunk
    section: Section
    policy: Policy | None
    parsed: ParsedDocument


@dataclass(frozen=True, slots=True)
class Terms:
    """A question as the searchers take it: weighted terms, and the text to encode.

    `asked` is what is asked of whatever it names, in a standard wording.
    """

    text: str
    asked: str
    language: str
    words: dict[str, float]
    bigrams: dict[str, float]


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
        self._reranker = reranker
        self._late = LateInteraction(reranker)
        # One question compares the same few texts many times; splitting them is half the work.
        self._split = lru_cache(maxsize=_SPLIT_TEXTS)(reranker.piece_ids)
        self._plain = lru_cache(maxsize=_PLAIN_TEXTS)(self._plain_text)
        self._vectors = vectors.load(folder / "vectors.faiss")
        try:
            self._spans = SpanStore(folder)
            self._places = _places(folder, self.documents)
        except (OSError, ValueError, KeyError) as error:
            raise IndexStoreError(
                f"索引文件缺损 / A file of the index is missing or damaged: {error}.",
                "请运行 policy-qa index build / Run policy-qa index build.",
            ) from error

    def search(
        self,
        question: str,
        top_k: int = 10,
        filters: Filters | None = None,
        mode: Mode = "full",
    ) -> list[Hit]:
        """The best `top_k` sections, best first; never refuses, may be empty."""
        if not self._places:
            return []
        named = self.named(question)
        terms = self._terms(question, named)
        weights = weights_for(terms.language, mode)
        ordinals, by_words, by_vectors = self._candidates(terms, named, filters or Filters())
        if not len(ordinals):
            return []
        fused = weights.words * zscores(by_words) + weights.dense * zscores(by_vectors)
        bonus = self._bonus(ordinals, named, terms.text)
        if mode in ("full", "fused"):
            fused = fused + bonus
        rerank = mode == "full"
        return self._ranked(terms, rerank, ordinals, by_words, by_vectors, bonus, fused, top_k)

    def candidates(self, question: str) -> ranking.Candidates:
        """What the ranking chooses from, for fitting it."""
        named = self.named(question)
        terms = self._terms(question, named)
        weights = weights_for(terms.language, "full")
        ordinals, by_words, by_vectors = self._candidates(terms, named, Filters())
        bonus = self._bonus(ordinals, named, terms.text)
        fused = weights.words * zscores(by_words) + weights.dense * zscores(by_vectors) + bonus
        first = np.argsort(-fused, kind="stable")[:RERANKED]
        table, _ = self._features(terms, ordinals, by_words, by_vectors, first)
        sections = [self._places[o].section for o in ordinals[first]]
        return ranking.Candidates(terms.language, sections, table, bonus[first])

    def _features(
        self,
        terms: Terms,
        ordinals: NDArray[np.int64],
        by_words: NDArray[np.float64],
        by_vectors: NDArray[np.float64],
        first: NDArray[np.int64],
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What the ranking tells the `first` candidates apart by, and their late interaction."""
        chosen = ordinals[first]
        units = units_of(terms.text, terms.language)
        asked = ranking.Asked(terms.text, units, [self.rarity_of(u) for u in units])
        found = ranking.Found(
            zscores(by_words)[first],
            zscores(by_vectors)[first],
            self._issuing(terms.text, chosen),
            self._own_question(terms.asked, chosen),
            self._spans.of(chosen),
            [self._plain(int(o)) for o in chosen],
        )
        return ranking.features(asked, found, self._reranker)

    def _issuing(self, text: str, ordinals: NDArray[np.int64]) -> NDArray[np.float64]:
        """1 for what frames a policy, where it is asked who issued it, or when."""
        kinds = [self._places[o].section.kind for o in ordinals]
        asks = bool(_ISSUING.search(text))
        return np.array([float(asks and kind in _FRAMES) for kind in kinds])

    def _plain_text(self, ordinal: int) -> str:
        """A chunk with its headings, question and policy's title, normalised."""
        place = self._places[ordinal]
        parts = [place.policy.title if place.policy else "", place.section.heading or ""]
        parts += [place.section.question or "", place.chunk.text]
        return normalise(expand_aliases(" ".join(parts), place.policy))

    def rarity_of(self, unit: Unit) -> float:
        """How rare a unit is: the word itself, or where no text has it the commonest way to say it."""
        rarities = [self.rarity(term) for term, _ in unit.terms] or [self.rarity("\0")]
        if unit.exact is None:
            return max(rarities)
        return rarities[0] if self.word_index.document_frequency(unit.exact) else min(rarities)

    def named(self, question: str) -> Named:
        """What the question names; an English one also by the Chinese of its phrases."""
        if language(question) == "en":
            chinese = [terms[0] for terms in phrase_groups(question) if terms]
            question = f"{question} {' '.join(chinese)}"
        return self.catalogue.find(question)

    def _terms(self, question: str, named: Named) -> Terms:
        """The question as weighted terms, without the names that scope it already."""
        tongue = language(question)
        text = without_names(question, named) if named.by in _SCOPING else question
        standard = asked(question, named)
        if tongue == "en":
            return Terms(text, standard, tongue, *_english_terms(text))
        split = _chinese_terms(text)
        pairs = dict.fromkeys((b for b in bigrams(text) if b not in STOP_WORDS), 1.0)
        return Terms(text, standard, tongue, split, pairs)

    def _candidates(
        self, terms: Terms, named: Named, filters: Filters
    ) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """Ordinals that either searcher found or a name points to, each with both scores."""
        allowed = None if filters.empty else self._allowed(filters)
        limit = CANDIDATES if allowed is None else len(self._places)
        found = dict(self.word_index.search(terms.words, terms.bigrams, limit, FieldWeights()))
        query = self.encoder.encode_query([terms.text])[0]
        if allowed is None:
            near = {ordinal for ordinal, _ in vectors.search(self._vectors, query, CANDIDATES)}
            if named.by in _SCOPING and len(named.policies) <= _MOST_SCOPED:
                near.update(o for p in named.policies for o in self._by_policy.get(p, ()))
            near.update(found)
        else:
            near = allowed
        ordinals = np.array(sorted(near), dtype=np.int64)
        by_words = np.array([found.get(int(o), 0.0) for o in ordinals])
        by_vectors = vectors.scores_of(self._vectors, query, ordinals).astype(np.float64)
        return ordinals, by_words, by_vectors

    @cached_property
    def _by_policy(self) -> dict[str, list[int]]:
        """The chunks of each policy."""
        out: dict[str, list[int]] = {}
        for ordinal, place in enumerate(self._places):
            if place.policy is not None:
                out.setdefault(place.policy.id, []).append(ordinal)
        return out

    def _allowed(self, filters: Filters) -> set[int]:
        return {
            ordinal
            for ordinal, place in enumerate(self._places)
            if filters.admits(place.parsed.document, place.policy)
        }

    def _bonus(self, ordinals: NDArray[np.int64], named: Named, text: str) -> NDArray[np.float64]:
        """What each candidate gains because the question names its policy, or loses as framing."""
        framing = 0.0 if _ISSUING.search(text) else _FRAMING
        bonus = _NAMED_BONUS.get(named.by or "", _BODY_BONUS)
        policies = set(named.policies)
        issues = set(named.issues)
        out = np.zeros(len(ordinals))
        for i, ordinal in enumerate(ordinals):
            place = self._places[ordinal]
            if place.policy is not None and place.policy.id in policies:
                out[i] += bonus
            if place.parsed.document.issue in issues:
                out[i] += _BODY_BONUS
            if place.section.kind in _FRAMES:
                out[i] -= framing
        return out

    def _ranked(
        self,
        terms: Terms,
        rerank: bool,
        ordinals: NDArray[np.int64],
        by_words: NDArray[np.float64],
        by_vectors: NDArray[np.float64],
        named: NDArray[np.float64],
        fused: NDArray[np.float64],
        top_k: int,
    ) -> list[Hit]:
        """Rerank the first `RERANKED`, then keep each section's best chunk."""
        order = np.argsort(-fused, kind="stable")
        late = np.zeros(len(ordinals))
        if rerank:
            first = order[:RERANKED]
            table, late[first] = self._features(terms, ordinals, by_words, by_vectors, first)
            fused = fused.copy()
            # Names decide by rule; what is left is learned.
            fused[first] = named[first] + table @ ranking.load_weights()[terms.language]
            # What was reranked stays before what was not: their scores do not compare.
            best_first = first[np.argsort(-fused[first], kind="stable")]
            order = np.concatenate([best_first, order[RERANKED:]])
        hits: list[Hit] = []
        seen: set[str] = set()
        for i in order:
            place = self._places[ordinals[i]]
            if place.section.id in seen:
                continue
            seen.add(place.section.id)
            scores = Scores(float(by_words[i]), float(by_vectors[i]), float(late[i]))
            hits.append(
                Hit(
                    place.section,
                    place.policy,
                    place.parsed.document,
                    place.chunk,
                    float(fused[i]),
                    len(hits) + 1,
                    scores,
                )
            )
            if len(hits) == top_k:
                break
        return hits

    def _own_question(self, text: str, ordinals: NDArray[np.int64]) -> NDArray[np.float64]:
        """What a section gains when the question is its own, in these or nearly these words."""
        own = [self._places[o].section.question or "" for o in ordinals]
        standard = [asked(q, Named()) if q else "" for q in own]
        if not any(own):
            return np.zeros(len(ordinals))
        there = self._late.score(text, [self._split(q) for q in standard])
        pieces = [self._reranker.piece_ids(text)]
        gains = np.zeros(len(ordinals))
        for i, score in enumerate(there):
            if own[i] and score > _NEARLY:
                back = float(self._late.score(standard[i], pieces)[0])
                gains[i] = max(0.0, min(float(score), back) - _NEARLY) / (1 - _NEARLY)
        return gains * _OWN_QUESTION

    def late_scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How far each text answers the question's pieces by late interaction, (n,), 0..1."""
        return self._late.score(question, [self._split(t) for t in texts])

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a word over the chunks, natural log, >= 0."""
        df = self.word_index.document_frequency(term)
        return float(np.log(1 + (len(self._places) - df + 0.5) / (df + 0.5)))

    def section(self, section_id: str) -> Section | None:
        """The section with this id, or None."""
        return self._sections.get(section_id)

    def text_of(self, section: Section) -> str:
        """The whole text of a section, verbatim."""
        return self._documents[section.document_id].document.text[section.start : section.end]

    @cached_property
    def _documents(self) -> dict[str, ParsedDocument]:
        return {d.document.id: d for d in self.documents}

    @cached_property
    def _sections(self) -> dict[str, Section]:
        return {s.id: s for d in self.documents for s in d.sections}

    def telling(self, terms: Sequence[str]) -> bool:
        """Whether the terms point to one policy: they stand in it alone, or mostly."""
        counts = (
            [max(text.count(t) for t in terms) for text in self._policy_texts.values()]
            if terms
            else []
        )
        total = sum(counts)
        return bool(total) and (
            sum(c > 0 for c in counts) == 1 or (max(counts) >= 3 and max(counts) / total >= 0.6)
        )

    def policies_with(self, terms: Sequence[str]) -> int:
        """In how many policies' texts one of the terms stands."""
        return sum(any(t in text for t in terms) for text in self._policy_texts.values())

    def speaks_of(self, policy: str, terms: Sequence[str]) -> bool:
        """Whether one of the terms stands in a policy's text."""
        return any(term in self._policy_texts.get(policy, "") for term in terms)

    @cached_property
    def _policy_texts(self) -> dict[str, str]:
        """Every policy's title and text, normalised."""
        parts: dict[str, list[str]] = {}
        for place in self._places:
            if place.policy is not None:
                text = f"{place.policy.title} {place.chunk.text}"
                parts.setdefault(place.policy.id, []).append(text)
        return {policy: normalise("\n".join(texts)) for policy, texts in parts.items()}

    def similarity(self, a: str, b: str) -> float:
        """The cosine of two texts by the bundled encoder, -1..1."""
        first, second = self._reranker.encode_document([a, b])
        return float(first @ second)


def _chinese_terms(text: str) -> dict[str, float]:
    """The words of a question, and those of its synonyms at less weight."""
    split = {w: 1.0 for w in words(text) if w not in STOP_WORDS}
    for unit in units_of(text, "zh"):
        for term, _ in unit.terms[1:]:
            for word in words(term):
                split.setdefault(word, _SYNONYM_WEIGHT)
    return split


def _english_terms(text: str) -> tuple[dict[str, float], dict[str, float]]:
    """Words and bigrams of the Chinese terms for an English question, weighted; its own words too."""
    split: dict[str, float] = {}
    pairs: dict[str, float] = {}
    for term, weight in chinese_terms(text):
        for word in words(term):
            split[word] = max(split.get(word, 0.0), weight)
        for pair in bigrams(term):
            pairs[pair] = max(pairs.get(pair, 0.0), weight)
    for word in words(text):
        if word not in STOP_WORDS:
            split.setdefault(word, 1.0)
    return split, pairs


def _places(folder: Path, documents: Sequence[ParsedDocument]) -> list[Place]:
    """Every chunk by ordinal, with its section, policy and document.

    Raises:
        KeyError: a chunk's section is not in these documents.
    """
    owners = {s.id: (s, d) for d in documents for s in d.sections}
    policies = {p.id: p for d in documents for p in d.policies}
    places = []
    for _, chunk_id, start, end in generation.read_chunks(folder):
        section, parsed = owners[chunk_id.rsplit("#", 1)[0]]
        chunk = Chunk(chunk_id, section.id, parsed.document.text[start:end], start, end)
        places.append(Place(chunk, section, policies.get(section.policy_id or ""), parsed))
    return places
