"""A document as blocks: its header, then one block a policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout.front import (
    is_closing,
    is_front,
    is_furniture,
    is_opening,
)
from corpus.layout.header import Header, read_header
from corpus.layout.leadin import (
    Lead,
    read_own,
)
from corpus.layout.lines import Line
from corpus.layout.markers import (
    ARTICLE,
    CHAPTER,
    QUESTION,
    is_plain_heading,
    numbered,
)
from corpus.layout.questions import find_questions
from corpus.layout.starts import Start, find_starts

_HEADER_LINES = 40


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one policy: `titled` title lines, then the lead-in up to `lead`, then the rest.

    `lead` equals `titled` where there is no lead-in; the title lines above numbers and addresses
    are part of it, and `titled` is 0. `lead_in` says what the policy is;
    it and `title` are None in a document that names no policy.
    """

    lines: tuple[Line, ...]
    title: str | None
    titled: int
    lead: int
    lead_in: Lead | None


def split_blocks(lines: Sequence[Line]) -> tuple[Header, tuple[Line, ...], tuple[Block, ...]]:
    """The header with its lines, and a block for every policy, in order."""
    starts = find_starts(lines)
    first = starts[0].at if starts else _content_start(lines)
    ends = [*(s.at for s in starts[1:]), len(lines)][: len(starts)]
    blocks = [_block(lines, s, end) for s, end in zip(starts, ends, strict=True)]
    if not starts and first < len(lines):
        blocks.append(Block(tuple(lines[first:]), None, 0, 0, None))
    header_lines = tuple(lines[:first])
    header = read_header([line for line in header_lines if not is_furniture(line.text)])
    return header, header_lines, tuple(blocks)


def _content_start(lines: Sequence[Line]) -> int:
    """Where the text begins in a document that names no policy: after the short first lines."""
    for i, line in enumerate(lines[:_HEADER_LINES]):
        text = line.text
        marked = QUESTION.match(text) or numbered(text) or ARTICLE.match(text)
        if marked or CHAPTER.match(text) or is_plain_heading(text) or len(text) > 60 or i >= 6:
            return i
        if text.endswith(("。", "？", "?", "；")):
            return i
    return 0 if find_questions(lines) else min(1, len(lines))


def _block(lines: Sequence[Line], start: Start, end: int) -> Block:
    """A start with the lines up to the next; its lead-in ends where the text begins."""
    held = tuple(lines[start.at : end])
    titled, lead = start.text - start.at, start.lead - start.at
    while lead < len(held) - 1 and _leads_on(held[lead].text):
        lead += 1
    if start.spoken:
        return Block(held, start.title, titled, lead, start.spoken)
    texts = [line.text for line in held]
    own = read_own(start.title, texts[:titled], texts[titled:lead], texts[lead:], start.reading)
    # Without a sentence that names the policy the title itself leads in.
    return Block(held, start.title, titled if lead == titled else 0, lead, own)


def _leads_on(text: str) -> bool:
    """Whether a line before the text only surrounds it: numbers, addressees, signatures."""
    return is_front(text) or is_opening(text) or is_closing(text)
