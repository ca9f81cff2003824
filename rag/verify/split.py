"""A draft cut into sentences with their citation numbers; markdown is taken off."""

import re
from dataclasses import dataclass

from rag.verify import marks

_END = re.compile(
    r"(?:[。！？!?；;]+|(?<!\d)\.(?=\s|$|\[)|(?<=\d)\.(?=\s+[A-Z]|\s*\[|\s*$))[”’」』）)\"]*"
)
_BULLET = re.compile(r"^\s*(?:[-*+•>]\s+|#{1,6}\s+|\d{1,2}[.、)）]\s*(?!\d))*")
_DECORATION = re.compile(r"\*\*|__|`|!\[[^\]]*\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence of a draft: without marks, the numbers of its marks, whether it opens a line."""

    text: str
    numbers: tuple[int, ...]
    paragraph: bool


def pieces(draft: str) -> list[Piece]:
    """The sentences of a draft in order. Marks after a full stop belong to the sentence before."""
    found: list[Piece] = []
    for line in draft.splitlines():
        bare = _DECORATION.sub("", _BULLET.sub("", line)).strip()
        for position, raw in enumerate(_sentences(bare)):
            text = re.sub(r"\s+([。，；：！？])", r"\1", marks.strip(raw)).strip()
            if re.search(r"\w", text):
                found.append(Piece(text, marks.numbers_in(raw), position == 0))
    return found


def _sentences(line: str) -> list[str]:
    out: list[str] = []
    at = 0
    while at < len(line):
        match = _END.search(line, at)
        end = match.end() if match else len(line)
        end += len(marks.leading(line[end:]))
        out.append(line[at:end])
        at = end
    return out
