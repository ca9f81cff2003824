"""Synonyms of policy language, from a plain file that users can add to."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

SYNONYMS = Path(__file__).parent / "synonyms.txt"
WEIGHT = 0.5


@lru_cache(maxsize=4)
def load(own: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Every word's synonyms: one group a line, blanks between words, `#` for remarks.

    `own` is a user's file of the same form, read after the one that ships.
    """
    groups: dict[str, dict[str, None]] = {}
    for path in (SYNONYMS, own):
        if path is None or not path.exists():
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            group = line.split("#")[0].split()
            for word in group:
                groups.setdefault(word, {}).update(dict.fromkeys(w for w in group if w != word))
    return {word: tuple(others) for word, others in groups.items()}


def expand(words: Iterable[str], own: Path | None = None) -> list[tuple[str, float]]:
    """The words at weight 1 and their synonyms at `WEIGHT`, each once."""
    table = load(own)
    out: dict[str, float] = dict.fromkeys(words, 1.0)
    for word in list(out):
        for other in table.get(word, ()):
            out.setdefault(other, WEIGHT)
    return list(out.items())
