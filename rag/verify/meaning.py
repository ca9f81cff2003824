"""How near two words are by the bundled bilingual encoder."""

from functools import lru_cache

from index.static import bundled
from index.words import words


def nearest(word: str, text: str) -> float:
    """The best cosine of a word with the Chinese words of a text; 0.0 of none."""
    others = [w for w in words(text) if len(w) > 1 and not w.isascii()]
    return max((_cosine(word, other) for other in others), default=0.0)


@lru_cache(maxsize=20_000)
def _cosine(first: str, second: str) -> float:
    a, b = bundled().encode_document([first, second])
    return float(a @ b)
