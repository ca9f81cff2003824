"""Synonyms of policy language, from a plain file that users can add to."""

from functools import lru_cache
from pathlib import Path

from index.normalise import normalise

SYNONYMS = Path(__file__).parent / "synonyms.txt"
_ARROW = "->"


@lru_cache(maxsize=4)
def load(own: Path | None = None) -> dict[str, tuple[str, ...]]:
    """What else to look for, by word or phrase, the likeliest first.

    A line is a group, each of its words the others' synonym, or has an arrow: who asks for
    what stands left of it also finds what stands right. `#` begins a remark. `own` is a
    user's file of the same form, read after the one that ships.
    """
    table: dict[str, dict[str, None]] = {}
    for path in (SYNONYMS, own):
        if path is None or not path.exists():
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            asked, arrow, found = line.split("#")[0].partition(_ARROW)
            keys = [normalise(w) for w in asked.split()]
            others = [normalise(w) for w in found.split()] if arrow else keys
            for key in keys:
                table.setdefault(key, {}).update((w, None) for w in others if w != key)
    return {word: tuple(others) for word, others in table.items()}
