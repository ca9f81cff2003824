"""Copies of text made alike for matching: width, script, case, dashes, brackets, quotes."""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from opencc import OpenCC

_UNIFIED = str.maketrans(
    {
        "—": "-", "–": "-", "―": "-", "‐": "-", "‑": "-", "−": "-", "~": "-", "～": "-", "〜": "-",
        "“": '"', "”": '"', "„": '"', "「": '"', "」": '"', "『": '"', "』": '"', "＂": '"',
        "‘": "'", "’": "'", "〈": "《", "〉": "》", "【": "[", "】": "]", "〔": "[", "〕": "]",
    }
)  # fmt: skip
_DASHES = re.compile(r"-{2,}")
_YEARS = re.compile(r"(\d{4}年?)至(?=\d{4})")
_BLANKS = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_TITLE = re.compile(r"《[^》]*》")


@lru_cache(maxsize=2)
def _converter(direction: Literal["t2s", "s2t"]) -> "OpenCC":
    from opencc import OpenCC

    return OpenCC(direction)


@lru_cache(maxsize=1)
def _traditional_characters() -> frozenset[str]:
    """Characters that t2s changes, found once over the common CJK block."""
    block = "".join(chr(c) for c in range(0x4E00, 0x9FA6))
    simple = _converter("t2s").convert(block)
    return frozenset(a for a, b in zip(block, simple, strict=True) if a != b)


def is_traditional(text: str) -> bool:
    """Whether the text is written in traditional characters: several, or a large share."""
    han = _HAN.findall(text)
    changed = sum(c in _traditional_characters() for c in han)
    return changed >= 2 or (changed == 1 and len(han) <= 6)


def to_simplified(text: str) -> str:
    """Traditional to simplified characters; simplified text comes back as it is."""
    if text.isascii() or _traditional_characters().isdisjoint(text):
        return text
    return str(_converter("t2s").convert(text))


def to_traditional(text: str) -> str:
    """Simplified to traditional characters."""
    return str(_converter("s2t").convert(text))


@lru_cache(maxsize=8192)  # a question is read against the same sentences again and again
def normalise(text: str) -> str:
    """A copy for matching: NFKC, simplified, lower case; dashes, quotes, brackets, blanks alike.

    Offsets into it are not offsets into the text.
    """
    text = unicodedata.normalize("NFKC", text)
    text = to_simplified(text).lower().translate(_UNIFIED)
    text = _DASHES.sub("-", text)
    return _BLANKS.sub(" ", _YEARS.sub(r"\1-", text)).strip()


def language(text: str) -> Literal["zh", "en"]:
    """The language a question is asked in: English when it has words and hardly any Han.

    A quoted title does not count: "What is the target of 《…》?" is English.
    """
    bare = _TITLE.sub("", text)
    han = len(_HAN.findall(bare))
    latin = len(_LATIN_WORD.findall(bare))
    return "en" if latin > han else "zh"
