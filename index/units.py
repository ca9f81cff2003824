"""What a question asks for, as units: each a word or phrase with the terms that would say it.

A Chinese question is cut into content words, the longest that the synonym table knows first;
an English one into phrases of the term tables. The word index, the ranking and the gate ask
of a text how far it meets each unit.
"""

from dataclasses import dataclass

from index.crosslingual import phrase_groups
from index.synonyms import load
from index.words import STOP_WORDS, asking_words, segments

# What a synonym counts beside the word itself, and a translation beside the one before it.
SYNONYM = 0.7
_LATER = 0.9
_LONGEST = 8


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing asked for: terms with their credit, best first, 1 for the word itself.

    `exact` is the word as asked, None for English; a unit without terms is unknown English.
    """

    exact: str | None
    terms: tuple[tuple[str, float], ...]


def units_of(question: str, tongue: str) -> list[Unit]:
    """The units of a question, each once, in order."""
    if tongue == "en":
        return [
            Unit(None, tuple((t, _LATER**rank) for rank, t in enumerate(terms)))
            for terms in phrase_groups(question)
        ]
    table = load()
    found = dict.fromkeys(_spans(segments(question)))
    return [Unit(w, ((w, 1.0), *((t, SYNONYM) for t in table.get(w, ())))) for w in found]


def _spans(parts: list[str]) -> list[str]:
    """The content words of a cut question; neighbours that the table knows together are one."""
    table = load()
    out = []
    begin = 0
    while begin < len(parts):
        ends = range(min(len(parts), begin + _LONGEST), begin, -1)
        end = next((e for e in ends if "".join(parts[begin:e]) in table), begin + 1)
        word = "".join(parts[begin:end])
        tells = any(_tells(part) for part in parts[begin:end])
        if tells and (word in table or len(word) > 1 or word.isascii()):
            out.append(word)
        begin = end
    return out


def _tells(word: str) -> bool:
    """Whether a word carries a topic: 是什么 and 有哪些 only ask."""
    return (
        word.isalnum()
        and not word.isdecimal()
        and word not in STOP_WORDS
        and word not in asking_words()
    )
