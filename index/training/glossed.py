"""Chinese questions word by word in English, so that English asks for Chinese passages.

Parallel texts hold few questions and little law; a dictionary makes rough English ones of the
Chinese pairs at hand (code-switching, as in Qin et al. 2020).
"""

import random
from collections.abc import Sequence

from index.training.pairs import Pair, Source
from index.training.terms import glosses
from index.words import STOP_WORDS, words

_MOST = 40_000
_LONGEST_QUESTION = 80


def glossed_source(sources: Sequence[Source], seed: int) -> list[Source]:
    """One source of (English glosses, Chinese passage) pairs; [] without a dictionary."""
    english: dict[str, str] = {}
    for source in sources:
        if source.kind == "dictionary":
            for chinese, entry, _ in source.pairs:
                for gloss in glosses(entry)[:1]:
                    english.setdefault(chinese, gloss)
    pairs = []
    for source in sources:
        if source.kind in ("qa", "law", "text"):
            pairs += _glossed(source, english, seed)
    return [Source("glossed", "glossed", pairs)] if pairs else []


def _glossed(source: Source, english: dict[str, str], seed: int) -> list[Pair]:
    """At most `_MOST` pairs of a source, their short side word by word in English."""
    rows = list(source.pairs)
    random.Random(f"{seed}:{source.name}").shuffle(rows)
    out = []
    for a, b, group in rows[:_MOST]:
        found = [english.get(w, w if w.isascii() else "") for w in words(a[:_LONGEST_QUESTION])]
        told = [w for w in found if w and w not in STOP_WORDS]
        if len(told) >= 3 and not a.isascii():
            out.append(Pair(" ".join(told), b, group))
    return out
