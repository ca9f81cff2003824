"""Lines that begin a policy by their place in a digest: named in its contents, or set as its other titles are."""

import re
from collections.abc import Collection, Sequence

from corpus.layout.front import is_closing, is_front
from corpus.layout.header import has_issue
from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    ARTICLE,
    CHAPTER,
    QUESTION,
    is_contents_entry,
    is_plain_heading,
    numbered,
    undressed,
)
from corpus.layout.titles import bare_title, headline_title, is_title, unlabelled

_HEADER_LINES = 40
_LONGEST = 60
_SHORTEST = 6
_CONTENTS = re.compile(
    r"^(?:本期|本刊|本辑|本册|本专辑)?(?:目\s*录|目\s*次|要\s*目|内容|导读|看点|提要|contents)(?:导读|一览)?\s*[:：]?$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:[\s.…·．]{2,}|\t|\s)[（(]?(?:第\s*)?\d{1,3}\s*(?:页|版)?[）)]?$")
_RULE = re.compile(r"^[-—–―─－*=＝_·•\s]{3,}$")
_MARKED = re.compile(r"^(?:[●◆◇■□▶▍★☆◎○]|【[^】]{2,8}】)")


def read_contents(lines: Sequence[Line]) -> dict[int, int]:
    """The entries of a digest's table of contents: their lines, and the lines further down that repeat them.

    Empty where there is none, or one that lists the headings of a single text.
    """
    at = next((i for i, x in enumerate(lines[:_HEADER_LINES]) if _heads_contents(x.text)), None)
    if at is None:
        return {}
    entries: dict[str, int] = {}
    below = at + 1
    while below < len(lines) and len(lines[below].text) <= _LONGEST:
        name = _entry(lines[below].text)
        if not name or name in entries:
            break
        entries[name] = below
        below += 1
    named = (headline_title(_PAGE.sub("", lines[i].text)) for i in entries.values())
    titled = sum(map(is_title, named))
    if not entries or (2 * titled < len(entries) and not _lists_items(lines, at)):
        return {}
    found: dict[int, int] = {}
    for i in range(at + 1, len(lines) - 1):
        entry = entries.get(_entry(lines[i].text))
        if entry is not None and entry < i and entry not in found and lines[i].opens:
            found[entry] = i
    return found


def _heads_contents(text: str) -> bool:
    return bool(_CONTENTS.match(undressed(text).strip("【】[] ")))


def _entry(text: str) -> str:
    """What a line of the contents names, to compare: without number, label, page; empty for no entry."""
    plain = undressed(text)
    if ARTICLE.match(plain) or CHAPTER.match(plain) or QUESTION.match(plain):
        return ""
    name = bare_title(_PAGE.sub("", unlabelled(plain)))
    ends = re.search(r"[。；，：？！;,:?!]$", name)
    return "" if ends or len(name) < _SHORTEST else re.sub("[《》]", "", name)


def _lists_items(lines: Sequence[Line], at: int) -> bool:
    """Whether the contents are an issue's, and no numbered headings of one text."""
    return any(has_issue(x.text) for x in lines[:at]) and not numbered(lines[at + 1].text)


def set_alike(lines: Sequence[Line], known: Collection[int]) -> list[int]:
    """The lines set as the titles at which policies are known to begin, in order.

    They share the level of their heading, a mark before it, or a rule above it, with two known
    beginnings; headings of a numbered issue do with one, also above it. A way in which other
    lines are set as well, too short for a title, numbered or asking, tells nothing.
    """
    if not known:
        return []
    issue = any(has_issue(line.text) for line in lines[: min(known)])
    found: set[int] = set()
    for manner in {m for i in known for m in _manners(lines, i)}:
        headed = issue and manner.startswith("#")
        first, enough = (0, 1) if headed else (min(known), 2)
        alike = [i for i in range(first, len(lines) - 1) if manner in _manners(lines, i)]
        if sum(i in known for i in alike) >= enough and all(_is_headline(lines, i) for i in alike):
            found |= set(alike)
    return sorted(found)


def _manners(lines: Sequence[Line], i: int) -> list[str]:
    """The ways in which a line is set apart."""
    line = lines[i]
    mark = _MARKED.match(line.text)
    manners = ["#" * line.level] if line.level else []
    manners += [re.sub("【.*", "【", mark.group())] if mark else []
    manners += ["rule"] if i and _RULE.match(lines[i - 1].text) else []
    return manners if line.opens else []


def _is_headline(lines: Sequence[Line], i: int) -> bool:
    """Whether a line may be a title: neither short nor a sentence, no number, no question."""
    text = undressed(lines[i].text)
    if not _SHORTEST <= len(text) <= _LONGEST or re.search(r"[。；，：？！;,:?!]$|[。；]|\t", text):
        return False
    if numbered(text) or QUESTION.match(text) or ANSWER.match(text) or is_contents_entry(text):
        return False
    return not (is_plain_heading(text) or is_front(text) or is_closing(text) or CHAPTER.match(text))
