"""The word index: BM25 over words and bigrams in tantivy, head and body as separate fields."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from corpus.errors import IndexStoreError
from index.words import bigrams, words

FIELDS = ("head_words", "head_bigrams", "body_words", "body_bigrams")
_TOKENIZER = "whitespace"
_HEAP_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """How much a term counts where it matches: round figures, set by hand."""

    head_words: float = 0.6
    head_bigrams: float = 0.3
    body_words: float = 1.0
    body_bigrams: float = 0.5


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("ordinal", stored=True, fast=True)
    for field in FIELDS:
        builder.add_text_field(field, tokenizer_name=_TOKENIZER, index_option="freq")
    return builder.build()


def build(folder: Path, texts: Sequence[tuple[str, str]]) -> None:
    """Index (head, body) texts; each is known by its ordinal. The folder must be empty."""
    index = tantivy.Index(_schema(), path=str(folder))
    # One thread: the order of documents, and so of equal scores, is the same every time.
    writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
    for ordinal, (head, body) in enumerate(texts):
        document = tantivy.Document()
        document.add_unsigned("ordinal", ordinal)
        for field, terms in zip(
            FIELDS, (words(head), bigrams(head), words(body), bigrams(body)), strict=True
        ):
            document.add_text(field, " ".join(terms))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


class WordIndex:
    """An opened word index; reading is safe from many threads.

    Raises:
        IndexStoreError: the folder holds no readable index.
    """

    def __init__(self, folder: Path) -> None:
        # tantivy takes a lock to read, also where nothing may be written: there it reads a copy.
        self._copy = None if os.access(folder, os.W_OK) else tempfile.TemporaryDirectory()
        try:
            if self._copy:
                place, locks = Path(self._copy.name) / "words", shutil.ignore_patterns("*.lock")
                folder = shutil.copytree(folder, place, ignore=locks)
                folder.chmod(0o700)
            self._index = tantivy.Index.open(str(folder))
            self._searcher = self._index.searcher()
        except (ValueError, OSError) as error:
            raise IndexStoreError(
                "词语索引打不开 / The word index cannot be opened.",
                "请运行 policy-qa index build / Run policy-qa index build.",
            ) from error
        self._schema = self._index.schema

    def search(
        self,
        word_terms: Mapping[str, float],
        bigram_terms: Mapping[str, float],
        limit: int,
        weights: FieldWeights,
    ) -> list[tuple[int, float]]:
        """(ordinal, BM25 score) of the best `limit`, best first; weighted terms, any may match."""
        clauses = [
            self._clause(f"{part}_{suffix}", term, boost)
            for part in ("head", "body")
            for suffix, term, boost in _boosted(part, word_terms, bigram_terms, weights)
        ]
        if not clauses:
            return []
        # Uncounted, what cannot be among the best need not be scored.
        query = tantivy.Query.boolean_query(clauses)
        found = self._searcher.search(query, limit, count=False).hits
        ordinals = self._searcher.fast_field_values("ordinal", [address for _, address in found])
        return [(int(o or 0), float(s)) for o, (s, _) in zip(ordinals, found, strict=True)]

    def _clause(self, field: str, term: str, boost: float) -> tuple[tantivy.Occur, tantivy.Query]:
        query = tantivy.Query.term_query(self._schema, field, term, "freq")
        return tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)

    def document_frequency(self, term: str) -> int:
        """In how many chunks the word stands, in head or body (the larger of the two)."""
        return int(
            max(self._searcher.doc_freq(field, term) for field in ("head_words", "body_words"))
        )


def _boosted(
    part: str,
    word_terms: Mapping[str, float],
    bigram_terms: Mapping[str, float],
    weights: FieldWeights,
) -> Iterator[tuple[str, str, float]]:
    """(field suffix, term, boost) of all terms in one part.

    A word of two characters is its own bigram: it is looked up once, and counts for both.
    """
    by_word: float = getattr(weights, f"{part}_words")
    by_bigram: float = getattr(weights, f"{part}_bigrams")
    for term, weight in word_terms.items():
        yield "words", term, by_word * weight + by_bigram * bigram_terms.get(term, 0.0)
    for term, weight in bigram_terms.items():
        if term not in word_terms:
            yield "bigrams", term, by_bigram * weight
