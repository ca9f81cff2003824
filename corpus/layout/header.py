"""The header of a document: title, issue, date, keywords."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout.lines import Line
from corpus.layout.markers import undressed

_ISSUE = re.compile(
    r"(?:(?P<year>\d{4})\s*年\s*)?(?:总)?第\s*[一二三四五六七八九十百零〇\d]{1,5}\s*[期号辑](?:[（(]总第\s*\d+\s*期[）)])?"
)
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
)
_TITLES = re.compile(r"《([^《》\n]{2,80}(?:《[^》]*》[^《》\n]*)?)》")
_KEYWORDS = re.compile(r"^(?:政策|本期)?(?:关键词|主题词|要目|目录|导读|政策目录|内容)[:：]?")
_SERIES = re.compile(
    r"汇编|摘编|汇总|专刊|简报|快报|周报|月报|通讯|选编|专辑|辑要|速递|digest|bulletin",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first lines say; `lines` is how many of them are header."""

    title: str | None
    issue: str | None
    date: str | None
    keywords: tuple[str, ...]
    lines: int


def iso_date(text: str) -> str | None:
    """The first full date in a text as 2025-09-25, or None."""
    match = _DATE.search(text)
    if not match:
        return None
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def titles_in(text: str) -> list[str]:
    """The 《titles》 of a text, without the marks."""
    return _TITLES.findall(text)


def read_header(lines: Sequence[Line]) -> Header:
    """What the lines before the first policy say of the document."""
    texts = [undressed(line.text) for line in lines]
    issue = date = None
    title: str | None = None
    keywords: list[str] = []
    listing = False
    for text in texts:
        found_issue = _ISSUE.search(text)
        if found_issue and issue is None and len(text) <= 60:
            issue = re.sub(r"\s", "", found_issue.group())
        if date is None and len(text) <= 60:
            date = iso_date(text)
        if _KEYWORDS.match(text) and len(text) <= 200:
            listing = True
            text = _KEYWORDS.sub("", text)
        if listing:
            keywords += _listed(text)
            continue
        rest = _bare(text, found_issue.group() if found_issue else "")
        if rest and (title is None or (_SERIES.search(rest) and not _SERIES.search(title))):
            title = rest if len(rest) <= 80 else title
    return Header(title, issue, date, tuple(dict.fromkeys(keywords)), len(lines))


def _listed(text: str) -> list[str]:
    """The keywords a line lists: its 《titles》, else its words."""
    titles = titles_in(text)
    if titles:
        return titles
    words = [w.strip() for w in re.split(r"[、，,；;\s|/]+", text.strip("-•·* "))]
    return [w for w in words if 1 < len(w) <= 30]


def _bare(text: str, issue: str) -> str:
    """A header line without the issue, the date and the marks around them."""
    without = _DATE.sub("", text.replace(issue, "") if issue else text)
    without = re.sub(r"^(?:发布)?(?:日期|时间|来源|作者|编辑|编印|单位)[:：].*$", "", without)
    without = re.sub(r"\s+(?=[）)])", "", without)
    return without.strip(" \t\u3000·|｜—-[]【】:：").removesuffix("()").removesuffix("（）").strip()
