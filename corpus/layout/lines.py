"""A text as lines with offsets; what a crawler glued together is taken apart again."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.layout.markers import ANSWER, INLINE, numbered

# 一、…？ in the middle of a line, after a sentence's end.
_GLUED = re.compile(
    r"(?<=[。！？!?）)])\s*(?=(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^。！？!?\n]{3,60}[？?])"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of one line without blanks around it: `document.text[start:end]` is `text`.

    `opens` tells that it begins a line of the file, not a stretch inside one; `sign` is "#" to "######"
    for a heading and "**" for bold where the file's format, and not its text, sets the line so.
    """

    start: int
    end: int
    text: str
    opens: bool = True
    sign: str = ""

    @property
    def signed(self) -> str:
        """The line as Markdown writes it, for those who tell headings; its offsets are not `text`'s."""
        heading = self.sign.startswith("#")
        return f"{self.sign} {self.text}" if heading else f"{self.sign}{self.text}{self.sign}"

    @property
    def level(self) -> int:
        """1 to 6 for a heading by its sign or by the "#" its text begins with, 0 for another line."""
        match = re.match(r"(#{1,6})\s+\S", self.signed)
        return len(match.group(1)) if match else 0


def split_lines(text: str, signs: Mapping[int, str]) -> list[Line]:
    """The non-blank lines of a text, those with several questions inside cut at each.

    `signs` are those of whole lines, by their number from 0.
    """
    lines = []
    offset = 0
    for number, raw in enumerate(text.split("\n")):
        pieces = _pieces(raw)
        for start, end in pieces:
            sign = signs.get(number, "") if len(pieces) == 1 else ""
            piece = raw[start:end]
            stripped = piece.strip()
            if stripped:
                at = start + piece.index(stripped[0])
                # `index` of the first character is right: everything before it is blank.
                lines.append(
                    Line(
                        offset + at,
                        offset + at + len(stripped),
                        stripped,
                        not raw[:at].strip(),
                        sign,
                    )
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
