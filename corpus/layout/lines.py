"""A text as lines with offsets; what a crawler glued together is taken apart again."""

import itertools
import re
from dataclasses import dataclass

from corpus.layout.markers import ANSWER, INLINE, numbered

# 一、…？ in the middle of a line, after a sentence's end.
_GLUED = re.compile(
    r"(?<=[。！？!?）)])\s*(?=(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^。！？!?\n]{3,60}[？?])"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of one line without blanks around it: `document.text[start:end]` is `text`.

    `opens` tells that it begins a line of the file, not a stretch inside one.
    """

    start: int
    end: int
    text: str
    opens: bool = True


def split_lines(text: str) -> list[Line]:
    """The non-blank lines of a text, those with several questions inside cut at each."""
    lines = []
    offset = 0
    for raw in text.split("\n"):
        for start, end in _pieces(raw):
            piece = raw[start:end]
            stripped = piece.strip()
            if stripped:
                at = start + piece.index(stripped[0])
                # `index` of the first character is right: everything before it is blank.
                lines.append(
                    Line(offset + at, offset + at + len(stripped), stripped, not raw[:at].strip())
                )
        offset += len(raw) + 1
    return lines


def _pieces(raw: str) -> list[tuple[int, int]]:
    """Where a line is cut: before 问： and 答： inside it, before a glued 二、…？"""
    cuts = [m.start() for m in INLINE.finditer(raw) if raw[: m.start()].strip()]
    if cuts and not (INLINE.match(raw.lstrip()) or ANSWER.match(raw.strip()) or len(cuts) >= 2):
        cuts = []
    glued = [m.end() for m in _GLUED.finditer(raw)]
    if glued and (numbered(raw.strip()) is not None or len(glued) >= 2):
        cuts += glued
    edges = [0, *sorted(set(cuts)), len(raw)]
    return list(itertools.pairwise(edges))
