"""A question as the searchers take it: weighted terms, and the text to encode."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.asked import asked
from index.crosslingual import chinese_terms
from index.names import Named, without_names
from index.normalise import language
from index.units import Unit, units_of
from index.words import STOP_WORDS, bigrams, words

# Names that say where to look, so that they need not be looked for in the text as well.
SCOPING = ("title", "short", "alias")
# What a synonym's word counts in the word index, beside a word of the question.
_SYNONYM_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Terms:
    """`text` is to be encoded; `words` and `bigrams` weigh what to look for.

    `asked` is what is asked of whatever the question names, in a standard wording; `units`
    are what the ranking asks of a candidate.
    """

    text: str
    asked: str
    language: str
    units: Sequence[Unit]
    words: dict[str, float]
    bigrams: dict[str, float]


def terms_of(question: str, named: Named) -> Terms:
    """The question's terms, without the names that scope it already."""
    tongue = language(question)
    text = without_names(question, named) if named.by in SCOPING else question
    standard = asked(question, named)
    units = units_of(text, tongue)
    if tongue == "en":
        return Terms(text, standard, tongue, units, *_english(text))
    pairs = dict.fromkeys((b for b in bigrams(text) if b not in STOP_WORDS), 1.0)
    return Terms(text, standard, tongue, units, _chinese(text, units), pairs)


def _chinese(text: str, units: Sequence[Unit]) -> dict[str, float]:
    """The words of a question, and those of its synonyms at less weight."""
    split = {w: 1.0 for w in words(text) if w not in STOP_WORDS}
    for unit in units:
        for term, _ in unit.terms[1:]:
            for word in words(term):
                split.setdefault(word, _SYNONYM_WEIGHT)
    return split


def _english(text: str) -> tuple[dict[str, float], dict[str, float]]:
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
