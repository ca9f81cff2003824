"""Where the texts of a document's policies begin: at lead-ins, titles, numbered items."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.layout.front import (
    begins_text,
    is_attachment,
    is_closing,
    is_cover,
    is_front,
    is_numbered_issue,
)
from corpus.layout.header import has_issue, titles_in
from corpus.layout.leadin import (
    LEAD_IN_SCORE,
    Lead,
    is_headline,
    is_set_off,
    lead_score,
    read_lead,
)
from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    QUESTION,
    is_contents_entry,
    numbered,
    undressed,
)
from corpus.layout.peers import read_contents, set_alike
from corpus.layout.titles import (
    Title,
    bare_title,
    find_titles,
    headline_title,
    item_title,
    same_title,
)

_HEADER_LINES = 40
# A notice that passes a text on is short.
_COVER_LINES = 16


@dataclass(frozen=True, slots=True)
class Start:
    """Where a block begins: title lines up to `text`, then what surely leads in, up to `lead`.

    `spoken` is what a lead-in paragraph says, `reading` tells of an interpretation's title.
    """

    at: int
    text: int
    lead: int
    title: str
    spoken: Lead | None = None
    reading: bool = False


def find_starts(lines: Sequence[Line]) -> list[Start]:
    """Where each policy begins, in order; a notice with the text it passes on begins once."""
    contents = read_contents(lines)
    listing = range(min(contents, default=0), max(contents, default=-1) + 1)
    titles = [title for title in find_titles(lines) if title.start not in listing]
    listed = _listed_titles(lines)
    starts = _leads(lines, titles, listed)
    starts = _sorted(starts + _own_texts(lines, titles, listed, starts))
    starts = _sorted(starts + _items(lines, listing, starts)) or _first_title(lines, titles)
    starts = _with_more(lines, titles, starts, list(contents.values()))
    starts = _with_more(lines, titles, starts, set_alike(lines, [s.at for s in starts]))
    return _merged(lines, starts)


def _sorted(starts: list[Start]) -> list[Start]:
    return sorted(starts, key=lambda s: s.at)


def _listed_titles(lines: Sequence[Line]) -> list[str]:
    """《titles》 that the first lines list, one a line: evidence for what will begin later."""
    found = []
    for line in lines[:_HEADER_LINES]:
        inside = titles_in(line.text)
        if inside and len(line.text) - sum(len(t) for t in inside) <= 12:
            found += inside
    return found


def _leads(lines: Sequence[Line], titles: list[Title], listed: list[str]) -> list[Start]:
    """The blocks that begin with a lead-in, title lines above it included."""
    starts: list[Start] = []
    known: list[str] = []
    answering = headlined = False
    for i, line in enumerate(lines):
        named = line.opens and "《" in line.text
        above = _above(lines, titles, i, starts[-1].text if starts else 0) if named else []
        score = lead_score(lines, i, listed, known, answering, bool(above)) if named else 0.0
        # Where the text before had a headline, the next one is likely to have one.
        score += 1.0 * (headlined and not above and is_headline(lines, i - 1))
        lead = read_lead(line.text) if score >= LEAD_IN_SCORE else None
        if lead:
            at, text = (above[0].start, above[-1].stop) if above else (i, i)
            at = _order_above(lines, at) if is_cover(line.text) else at
            text = max(text, at) if above else at
            at = _headline_above(lines, at, lead.title, bool(starts))
            reading = any(t.reading for t in above)
            spoken = None if is_cover(line.text) else lead
            starts.append(Start(at, text, i + 1, lead.title, spoken, reading))
            known.append(lead.title)
            headlined = not above and i > 0 and is_headline(lines, i - 1)
            answering = False
        elif QUESTION.match(line.text) or ANSWER.match(line.text) or numbered(line.text):
            answering = True
    return starts


def _above(lines: Sequence[Line], titles: list[Title], i: int, floor: int) -> list[Title]:
    """The title lines right above a line, with nothing but front lines between."""
    found: list[Title] = []
    for title in reversed([t for t in titles if floor <= t.start and t.stop <= i]):
        below = found[0].start if found else i
        between = lines[title.stop : below]
        front = all(is_front(line.text) or is_closing(line.text) for line in between)
        if not front or _is_listed(lines, titles, title):
            break
        found.insert(0, title)
    return found


def _order_above(lines: Sequence[Line], at: int) -> int:
    """The line of the order that a cover begins with: 财政部令, 第115号."""
    start = at
    while start and lines[start - 1].opens and is_numbered_issue(lines[start - 1].text):
        start -= 1
    return start


def _headline_above(lines: Sequence[Line], at: int, title: str, later: bool) -> int:
    """The line of a headline right above a lead-in, that is neither a title nor part of the header.

    It names the title, a mark sets it off, or it follows another text or the digest's issue.
    """
    if not at or not lines[at - 1].opens:
        return at
    text = lines[at - 1].text
    if item_title(text) == title:
        return at - 1
    named = f"《{title}》" in text and undressed(text) != f"《{title}》"
    issued = any(has_issue(line.text) for line in lines[: at - 1])
    headed = named or later or issued or is_set_off(lines[at - 1].signed)
    return at - 1 if headed and is_headline(lines, at - 1) else at


def _is_listed(lines: Sequence[Line], titles: list[Title], title: Title) -> bool:
    """Whether a title is one of a list of them: the header's, not the policy's own."""
    if lines[title.start].text.startswith(("-", "•", "·", "*")):
        return not lines[title.start].text.startswith("**")
    before = next((t for t in titles if t.stop == title.start), None)
    if before is None or title.reading or title.item:
        return False
    earlier = [t.text for t in titles if t.stop < title.start]
    return not same_title(title.text, earlier)


def _own_texts(
    lines: Sequence[Line], titles: list[Title], listed: list[str], starts: list[Start]
) -> list[Start]:
    """Title lines at which a policy's own text or an interpretation without a lead-in begins."""
    taken = {i for s in starts for i in range(s.at, s.lead)}
    found: list[Start] = []
    for k, title in enumerate(titles):
        following = titles[k + 1].start if k + 1 < len(titles) else None
        if title.start in taken or title.stop >= len(lines) or following == title.stop:
            continue
        if _is_listed(lines, titles, title) or _is_attached(lines, title, found + starts):
            continue
        begins = begins_text(lines, title.stop, title.about or len(title.text) >= 10)
        if begins or _stands_out(lines, title, listed):
            found.append(
                Start(title.start, title.stop, title.stop, title.text, None, title.reading)
            )
    return found


def _stands_out(lines: Sequence[Line], title: Title, listed: list[str]) -> bool:
    """Whether a title line needs no more evidence than itself and a text below it."""
    below = lines[title.stop].text
    if is_contents_entry(below) or (is_closing(below) and not title.guide):
        return False
    told = title.reading or title.about or title.guide or title.item
    return told or same_title(title.text, listed)


def _is_attached(lines: Sequence[Line], title: Title, starts: list[Start]) -> bool:
    """Whether a title is that of an attachment to the policy above, and not passed on by it."""
    before = [s for s in starts if s.at < title.start]
    above = [line.text for line in lines[max(0, title.start - 2) : title.start]]
    if not before or not any(is_attachment(text) for text in above):
        return False
    last = max(before, key=lambda s: s.at)
    covers = any(is_cover(line.text) for line in lines[last.at : title.start])
    return not (covers and _names(last, title.text))


def _names(start: Start, title: str) -> bool:
    """Whether a block's title is this one, or has it inside: 关于印发…方案的通知."""
    return bare_title(title) in bare_title(start.title)


def _items(lines: Sequence[Line], contents: range, starts: list[Start]) -> list[Start]:
    """The numbered titles of a digest's items: two of them and more, each with a text below."""
    taken = {*contents, *(i for s in starts for i in range(s.at, s.lead))}
    found, items = [], 0
    for i, line in enumerate(lines[:-1]):
        title = item_title(line.text) if line.opens else None
        if title and not item_title(lines[i + 1].text):
            items += 1
            if i not in taken:
                found.append(Start(i, i + 1, i + 1, title))
    return found if items > 1 else []


def _with_more(
    lines: Sequence[Line], titles: list[Title], starts: list[Start], headlines: Sequence[int]
) -> list[Start]:
    """The starts with those at further headlines; one right above a start's front is the start's."""
    taken = {i for s in starts for i in range(s.at, s.lead)}
    by_line = {s.at: s for s in starts}
    titled = {title.start: title for title in titles}
    for i in headlines:
        if i in taken:
            continue
        stop = j = titled[i].stop if i in titled else i + 1
        while j < len(lines) - 1 and j not in by_line and _surrounds(lines[j].text):
            j += 1
        below = by_line.pop(j, None)
        if below:
            by_line[i] = replace(below, at=i, text=below.text if below.text > below.at else stop)
        elif i in titled:
            by_line[i] = Start(i, stop, stop, titled[i].text, None, titled[i].reading)
        else:
            by_line[i] = Start(i, stop, stop, headline_title(lines[i].text))
    return _sorted(list(by_line.values()))


def _surrounds(text: str) -> bool:
    return is_front(text) or is_closing(text)


def _first_title(lines: Sequence[Line], titles: list[Title]) -> list[Start]:
    """The first title of a document in which nothing else tells where a policy begins."""
    for title in titles:
        if title.stop < len(lines) and not _is_listed(lines, titles, title):
            return [Start(title.start, title.stop, title.stop, title.text, None, title.reading)]
    return []


def _merged(lines: Sequence[Line], starts: list[Start]) -> list[Start]:
    """A notice with the text that it passes on is one block; so is a title set twice."""
    out: list[Start] = []
    for start in starts:
        last = out[-1] if out else None
        if last and _names(last, start.title) and _is_cover(lines, last, start):
            title = start.title if len(start.title) <= len(last.title) else last.title
            out[-1] = Start(last.at, last.text, start.lead, title, start.spoken, start.reading)
        else:
            out.append(start)
    return out


def _is_cover(lines: Sequence[Line], first: Start, second: Start) -> bool:
    """Whether the first block is only a notice, or a title with the lines of its front."""
    text = lines[first.lead : second.at]
    if all(is_front(line.text) or is_closing(line.text) for line in text):
        return True
    same = first.reading == second.reading and len(text) <= _COVER_LINES
    return same and any(is_cover(line.text) for line in lines[first.at : second.at])
