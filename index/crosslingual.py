"""Chinese terms for an English question, so that the word index serves it too."""

import lzma
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from index.words import STOP_WORDS

# From CC-CEDICT (CC BY-SA 4.0), made by `index.training.terms`; see model/README.md.
TERMS = Path(__file__).parent / "model" / "terms.tsv.xz"
# Terms that may name a policy, then those of all fields; both stand before the dictionary's.
POLICY_TERMS = Path(__file__).parent / "policy_terms.tsv"
GENERAL_TERMS = Path(__file__).parent / "general_terms.tsv"

_WORD = re.compile(r"[a-z][a-z'-]*[a-z]|[a-z]")
_LONGEST_PHRASE = 4
_ENDINGS = (
    ("'s", ""),
    ("s'", "s"),
    ("ies", "y"),
    ("sses", "ss"),
    ("es", "e"),
    ("es", ""),
    ("s", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ed", ""),
    ("ed", "e"),
    ("ally", "al"),
    ("ly", ""),
    ("ly", "le"),
    ("er", ""),
)
_BRITISH = re.compile(r"is(?=(?:e|es|ed|ing|ation|ations)\b)|(?<=[a-z]{2})ou(?=rs?\b|red\b|ring\b)")
_AMERICAN = {"is": "iz", "ou": "o"}


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    with lzma.open(TERMS, "rt", encoding="utf-8") as lines:
        for line in lines:
            gloss, terms = line.rstrip("\n").split("\t")
            table[gloss] = terms.split()
    return table | general_terms() | policy_terms()


@lru_cache(maxsize=1)
def policy_terms() -> dict[str, list[str]]:
    """English phrases of policy language and their Chinese terms, the closest first."""
    return _read(POLICY_TERMS)


@lru_cache(maxsize=1)
def general_terms() -> dict[str, list[str]]:
    """English phrases of all fields of policy and their Chinese terms, the closest first."""
    return _read(GENERAL_TERMS)


def _read(path: Path) -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            gloss, terms = line.split("\t")
            table[gloss] = terms.split()
    return table


def all_terms() -> Mapping[str, Sequence[str]]:
    """The same with the dictionary's own phrases, which come after."""
    return _table()


def chinese_terms(question: str, limit: int = 40) -> list[tuple[str, float]]:
    """(Chinese term, weight) for the words and phrases of a question; [] for none.

    The translations of one phrase share its weight, the first having most; a phrase weighs
    more than a word.
    """
    found: dict[str, float] = {}
    for size, terms in _phrases(question):
        for rank, term in enumerate(terms):
            weight = min(1.5, 0.8 + 0.2 * size) / (1 + 0.7 * rank)
            found[term] = max(found.get(term, 0.0), weight)
    return sorted(found.items(), key=lambda item: -item[1])[:limit]


def phrase_groups(question: str) -> list[tuple[str, ...]]:
    """For each content phrase of a question its Chinese terms; () for one that is unknown."""
    return list(dict.fromkeys(tuple(terms) for _, terms in _phrases(question)))


def _phrases(question: str) -> list[tuple[int, list[str]]]:
    """(words, Chinese terms) of each phrase, the longest that the table knows first."""
    tokens = _tokens(question)
    found = []
    i = 0
    while i < len(tokens):
        if tokens[i] in STOP_WORDS and tokens[i] not in _table():
            i += 1
            continue
        size, terms = _longest(tokens[i : i + _LONGEST_PHRASE])
        if terms or tokens[i] not in STOP_WORDS:
            found.append((size, terms))
        i += size
    return found


def _tokens(question: str) -> list[str]:
    """The words; a compound that the table lacks is taken apart (cross-border, farm-use)."""
    out = []
    for token in _WORD.findall(question.lower().replace("’", "'")):
        known = "-" not in token or any(f in _table() for f in _forms(token))
        out += [token] if known else [part for part in token.split("-") if part]
    return out


def _longest(tokens: list[str]) -> tuple[int, list[str]]:
    """How many of the first tokens make a known phrase, and its Chinese terms."""
    table = _table()
    for size in range(len(tokens), 0, -1):
        if size == 1 and tokens[0] in STOP_WORDS:
            break
        phrase = " ".join(tokens[:size])
        for form in _forms(phrase):
            if form in table:
                return size, table[form]
    return 1, []


def _forms(phrase: str) -> list[str]:
    """The phrase, its last word less its endings, in British and in American spelling."""
    forms = [phrase, phrase.replace("-", " ")]
    spelt = _BRITISH.sub(lambda found: _AMERICAN[found[0]], phrase)
    if spelt != phrase:
        forms += _forms(spelt)
    for ending, other in _ENDINGS:
        if phrase.endswith(ending) and len(phrase) - len(ending) >= 3:
            stem = phrase[: -len(ending)]
            forms.append(stem + other)
            if ending in ("ing", "ed") and len(stem) > 3 and stem[-1] == stem[-2]:
                forms.append(stem[:-1])
    return forms
