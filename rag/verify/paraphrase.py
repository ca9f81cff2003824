"""Words that say the same in policy language, from a plain file."""

from functools import lru_cache
from pathlib import Path

PARAPHRASES = Path(__file__).parent / "paraphrases.txt"


@lru_cache(maxsize=1)
def alike() -> dict[str, frozenset[str]]:
    """Every word's equals; a word may stand in several groups."""
    found: dict[str, set[str]] = {}
    for line in PARAPHRASES.read_text(encoding="utf-8").splitlines():
        group = line.split("#")[0].split()
        for word in group:
            found.setdefault(word, set()).update(w for w in group if w != word)
    return {word: frozenset(others) for word, others in found.items()}


def covered(text: str, source: str) -> list[bool]:
    """For each character of `text`, whether it stands in a run of two or more that `source` has."""
    mask = [False] * len(text)
    for i in range(len(text) - 1):
        if text[i : i + 2] in source:
            mask[i] = mask[i + 1] = True
    return mask
