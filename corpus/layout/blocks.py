"""A document as blocks: its header, then one block a policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout.header import Header, read_header, titles_in
from corpus.layout.leadin import (
    LEAD_IN_SCORE,
    Lead,
    bare_title,
    is_title_line,
    lead_score,
    read_lead,
    title_of_line,
)
from corpus.layout.lines import Line
from corpus.layout.markers import ANSWER, ARTICLE, CHAPTER, QUESTION, is_plain_heading, numbered
from corpus.layout.questions import find_questions

_HEADER_LINES = 40


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one policy: title lines, then the lead-in (if any) at `lead`, then the rest.

    `lead_in` is what the lead-in says; a block without one has the title of its title line.
    """

    lines: tuple[Line, ...]
    title: str | None
    lead: int | None
    lead_in: Lead | None


def split_blocks(lines: Sequence[Line]) -> tuple[Header, tuple[Line, ...], tuple[Block, ...]]:
    """The header with its lines, and a block for every policy, in order."""
    listed = _listed_titles(lines)
    leads = _leads(lines, listed)
    if leads:
        starts = _with_titles(lines, leads)
        starts = sorted(starts + _own_texts(lines, listed, starts), key=lambda s: s[0])
    else:
        starts = _titled_starts(lines, listed)
    first = starts[0][0] if starts else _content_start(lines)
    header_lines = tuple(lines[:first])
    header = read_header(header_lines)
    blocks = []
    ends = [*(s for s, _ in starts[1:]), len(lines)][: len(starts)]
    for (start, lead), end in zip(starts, ends, strict=True):
        blocks.append(_block(lines[start:end], None if lead is None else lead - start))
    if not starts and first < len(lines):
        blocks.append(Block(tuple(lines[first:]), None, None, None))
    return header, header_lines, tuple(blocks)


def _listed_titles(lines: Sequence[Line]) -> list[str]:
    """《titles》 that the first lines list, one a line: evidence for what will begin later."""
    found = []
    for line in lines[:_HEADER_LINES]:
        inside = titles_in(line.text)
        if inside and len(line.text) - sum(len(t) for t in inside) <= 12:
            found += inside
    return found


def _leads(lines: Sequence[Line], listed: list[str]) -> list[int]:
    """The lines at which a lead-in begins."""
    leads: list[int] = []
    known: list[str] = []
    answering = False
    for i, line in enumerate(lines):
        score = lead_score(lines, i, listed, known, answering) if line.opens else 0.0
        if score >= LEAD_IN_SCORE:
            leads.append(i)
            lead = read_lead(line.text)
            known.append(lead.title if lead else "")
            answering = False
        elif QUESTION.match(line.text) or ANSWER.match(line.text) or numbered(line.text):
            answering = True
    return leads


def _with_titles(lines: Sequence[Line], leads: list[int]) -> list[tuple[int, int | None]]:
    """(start, lead) of each block: title lines right above a lead-in belong to it."""
    starts: list[tuple[int, int | None]] = []
    previous = 0
    for lead in leads:
        start = lead
        while (
            start - 1 >= previous
            and lines[start - 1].opens
            and is_title_line(lines[start - 1].text)
            and not _is_list_item(lines, start - 1)
        ):
            start -= 1
        starts.append((start, lead))
        previous = lead + 1
    return starts


def _own_texts(
    lines: Sequence[Line], listed: list[str], starts: list[tuple[int, int | None]]
) -> list[tuple[int, int | None]]:
    """Title lines among the items of a digest at which a policy's own text begins.

    Such a title is one that the header lists, or a regulation or notice follows it.
    """
    known = {bare_title(t) for t in listed}
    taken = {i for start, lead in starts for i in range(start, (lead or start) + 1)}
    found: list[tuple[int, int | None]] = []
    for i, line in enumerate(lines[:-1]):
        if i in taken or not line.opens or not is_title_line(line.text):
            continue
        following = lines[i + 1].text
        if is_title_line(following) or _is_list_item(lines, i):
            continue
        title = bare_title(title_of_line(line.text))
        addressed = len(following) <= 60 and following.endswith(("：", ":"))
        begins = bool(ARTICLE.match(following) or CHAPTER.match(following)) or addressed
        if title in known or begins:
            found.append((i, None))
    return found


def _is_list_item(lines: Sequence[Line], i: int) -> bool:
    """Whether a title line is one of a list of them: the header's, not the policy's own."""
    before = i > 0 and is_title_line(lines[i - 1].text)
    return before or lines[i].text.startswith(("-", "•", "·", "*"))


def _titled_starts(lines: Sequence[Line], listed: list[str]) -> list[tuple[int, int | None]]:
    """Blocks of a document without lead-ins: where a title line stands before content."""
    starts: list[tuple[int, int | None]] = []
    titles: list[str] = []
    for i, line in enumerate(lines[:-1]):
        if not line.opens or not is_title_line(line.text):
            continue
        title = bare_title(title_of_line(line.text))
        if is_title_line(lines[i + 1].text) or title in titles or _is_list_item(lines, i):
            continue
        named = bool(titles_in(line.text)) or title in map(bare_title, listed)
        if not starts or named:
            starts.append((i, None))
            titles.append(title)
    return starts


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


def _block(lines: Sequence[Line], lead: int | None) -> Block:
    if lead is not None:
        lead_in = read_lead(lines[lead].text)
        return Block(tuple(lines), lead_in.title if lead_in else None, lead, lead_in)
    return Block(tuple(lines), title_of_line(lines[0].text), None, None)
