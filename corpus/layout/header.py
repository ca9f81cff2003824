"""The header of a document: title, issue, date, keywords."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout.lines import Line
from corpus.layout.markers import chinese_number, undressed

_ISSUE = re.compile(
    r"(?:(?:\d{4}|[一二][〇○零一二三四五六七八九]{3})\s*年?\s*)?(?:总)?第\s*[一二三四五六七八九十百零〇\d]{1,5}(?:\s*[-—–至、]\s*[一二三四五六七八九十百\d]{1,4})?\s*[期号辑卷周](?:\s*[（(]总第\s*\d+\s*期[）)])?"
    r"|(?:\d{4}\s*年\s*)?(?:[春夏秋冬]季|[一二三四五六七八九十]{1,2}月|\d{1,2}\s*月|增)[号刊]"
    r"|\b(?:Issue|No\.?|Vol\.?)\s*\d{1,4}\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?P<y>(?:19|20)\d{2})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
)
_HAN_DATE = re.compile(
    r"(?P<y>[一二][〇○零Ｏ0一二三四五六七八九]{3})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_HAN_DIGITS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
_TITLES = re.compile(r"《([^《》\n]{2,80}(?:《[^》]*》[^《》\n]*)?)》")
_KEYWORDS = re.compile(r"^(?:政策|本期)?(?:关键词|主题词|要目|目录|导读|政策目录|内容)[:：]?")
# What a page says of a text: its source, its date, its number.
LABELLED = re.compile(
    r"^[【\[（(]?\s*(?:信息来源|文章来源|来源|发布(?:时间|日期|机构|单位)|(?:成文|生成|印发|更新|公开)(?:日期|时间)|日期|时间|作者|编辑|责任编辑|责编|"
    r"审核|字号|字体|发文(?:机关|机构|字号|单位)|文号|索\s*引\s*号|主题(?:分类|词)|标\s*题|名\s*称|有效性|效力状态|浏览(?:次数|量)|阅读|点击(?:数|量)|打印|分享|主管部门|牵头单位)"
    r"\s*[:：\]】）)]"
)
_SERIES = re.compile(
    r"汇编|摘编|汇总|专刊|简报|快报|周报|月报|通讯|选编|专辑|辑要|速递|周刊|月刊|期刊|观察|参考|要览|动态|资讯|快讯|digest|bulletin",
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
    return next(iter(iso_dates(text)), None)


def iso_dates(text: str) -> list[str]:
    """The full dates in a text in their order, 二〇二五年八月二十日 as well, as 2025-08-20."""
    found = [(m.start(), *(int(m[k]) for k in "ymd")) for m in _DATE.finditer(text)]
    found += [
        (
            m.start(),
            int(m["y"].translate(_HAN_DIGITS)),
            chinese_number(m["m"]),
            chinese_number(m["d"]),
        )
        for m in _HAN_DATE.finditer(text)
    ]
    dates = [(y, m, d) for _, y, m, d in sorted(found) if 1 <= m <= 12 and 1 <= d <= 31]
    return [f"{y:04d}-{m:02d}-{d:02d}" for y, m, d in dates]


def has_issue(text: str) -> bool:
    """Whether a text names an issue: 第九期, 2026年春季号."""
    return bool(_ISSUE.search(text))


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
            issue = re.sub(r"(?<![A-Za-z.])\s", "", found_issue.group())
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
    titled = re.sub(r"^标\s*题\s*[:：]\s*", "", without)
    without = "" if titled == without and LABELLED.match(without) else titled
    without = re.sub(r"\s+(?=[）)])", "", without)
    return without.strip(" \t\u3000·|｜—-[]【】:：").removesuffix("()").removesuffix("（）").strip()
