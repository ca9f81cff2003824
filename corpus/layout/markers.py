"""The marks by which Chinese texts show questions, answers, articles and headings."""

import re
from dataclasses import dataclass
from typing import Literal

NumberStyle = Literal["一、", "（一）", "1.", "①", "第一"]

# What Markdown or a list may put before any mark: #, >, -, *, bold.
_DRESS = r"(?:#{1,6}\s+|>\s*|[-*•·●◆■]\s+)*(?:\*\*|__)?\s*"
_COUNT = r"(?:[（(]?\d{1,3}[.．、)）]\s*|[（(]?[一二三四五六七八九十]{1,3}[）)、]\s*)?"
_BOLD_END = r"\s*(?:\*\*|__)?\s*"

QUESTION = re.compile(
    rf"^{_DRESS}{_COUNT}(?:【\s*(?:提?问|问题|记者)\s*\d*】|\[\s*(?:提?问|Q)\s*\d*\]"
    rf"|(?:提?问|问题|问答)\s*(?:[一二三四五六七八九十]{{1,3}}|\d{{1,3}})?\s*(?:\*\*)?[:：]"
    rf"|Q(?:uestion)?\s*\d{{0,3}}\s*(?:\*\*)?[:：.、．]|Q\d{{1,3}}(?=[\s\u4e00-\u9fff])"
    rf"|(?:[\u4e00-\u9fff]{{2,10}})?(?:记者|主持人)(?:提?问)?\s*(?:\*\*)?[:：]){_BOLD_END}",
    re.IGNORECASE,
)
ANSWER = re.compile(
    rf"^{_DRESS}(?:【\s*(?:回?答|解答|答复)\s*\d*】|\[\s*(?:回?答|A)\s*\d*\]"
    rf"|(?:回?答|解答|答复)\s*(?:[一二三四五六七八九十]{{1,3}}|\d{{1,3}})?\s*(?:\*\*)?[:：]"
    rf"|A(?:nswer)?\s*\d{{0,3}}\s*(?:\*\*)?[:：.、．]){_BOLD_END}",
    re.IGNORECASE,
)
# 张三： or 国家能源局有关负责人： right after a 记者： line.
SPEAKER = re.compile(
    rf"^{_DRESS}(?P<name>[\u4e00-\u9fff·、（）()]{{2,30}}?)\s*(?:\*\*)?[:：]{_BOLD_END}(?=\S)"
)
INLINE = re.compile(
    r"(?:(?<=[。！？!?；;）)”\s])|(?<=^))(?:【(?:提?问|回?答|解答)】|(?:提?问|答|问题\d{0,2}|[QA]\d{0,3})[:：]"
    r"|记者[:：])"
)
ARTICLE = re.compile(
    rf"^{_DRESS}第(?P<n>[一二三四五六七八九十百零〇千]{{1,7}}|\d{{1,4}})条(?:之[一二三四五六七八九十])?"
    r"(?:\*\*)?(?=[\s\u3000、:：]|[\u4e00-\u9fff《（【]|$)"
)
CHAPTER = re.compile(
    rf"^{_DRESS}第(?:[一二三四五六七八九十百]{{1,4}}|\d{{1,3}})(?P<level>[编章节])(?:\*\*)?(?:[\s\u3000]+|(?=[\u4e00-\u9fff]))[^。；]{{0,40}}$"
)
_NUMBERED: tuple[tuple[NumberStyle, re.Pattern[str]], ...] = (
    ("一、", re.compile(rf"^{_DRESS}(?P<n>[一二三四五六七八九十]{{1,3}})[、.．]\s*")),
    ("（一）", re.compile(rf"^{_DRESS}[（(](?P<n>[一二三四五六七八九十]{{1,3}})[）)]\s*")),
    ("第一", re.compile(rf"^{_DRESS}第(?P<n>[一二三四五六七八九十]{{1,3}})[、，,:：]\s*")),
    (
        "1.",
        re.compile(
            rf"^{_DRESS}(?:[（(](?P<p>\d{{1,3}})[）)]|(?P<n>\d{{1,3}})(?:[.．、)）](?!\d)|(?=[\s\u3000]+\S)))\s*"
        ),
    ),
)
_PLAIN_HEADING = re.compile(
    r"^(?:目\s*录|目\s*次|政策要点|要点|政策解读|解读|内容提要|内容摘要|政策问答|问答|答记者问|常见问题|热点问题|"
    r"导读|摘要|前言|附件[\d一二三四五]?|附录|背景|编者按|相关阅读|延伸阅读|FAQ|Q\s*&\s*A)[:：]?$",
    re.IGNORECASE,
)
_QUESTION_END = re.compile(r"[？?][”’」』）)\"]*(?:\*\*|__)?$")
_LEADERS = re.compile(r"(?:[.…·．]{2,}|\s{2,}|\t)\s*\d{1,3}$")
_STOPS = re.compile(r"[。；;！!]")
LONGEST_QUESTION = 120
_LONGEST_BARE = 60


@dataclass(frozen=True, slots=True)
class Numbered:
    """A number at the head of a line: its style, its value, where the text after it begins."""

    style: NumberStyle
    value: int
    begin: int


def numbered(text: str) -> Numbered | None:
    """The number a line begins with, or None."""
    for style, pattern in _NUMBERED:
        match = pattern.match(text)
        if match and match.end() < len(text):
            digits = match.group("n") or match.group("p")
            return Numbered(style, chinese_number(digits), match.end())
    return None


def chinese_number(text: str) -> int:
    """一..九千九百九十九 or digits as a number; 0 for what is none."""
    if text.isdigit():
        return int(text)
    total = digit = 0
    for c in text:
        if c in "一二三四五六七八九":
            digit = "一二三四五六七八九".index(c) + 1
        elif c in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
    return total + digit


def undressed(text: str) -> str:
    """A line without Markdown's marks around it."""
    return re.sub(rf"^{_DRESS}|(?:\*\*|__)$", "", text).strip()


def is_plain_heading(text: str) -> bool:
    """政策要点, 目录 and the like, alone on a line."""
    return bool(_PLAIN_HEADING.match(undressed(text).strip("【】[]")))


def is_markdown_heading(text: str) -> bool:
    """A line that Markdown marks as a heading."""
    return bool(re.match(r"#{1,6}\s+\S", text))


def question_end(text: str) -> int | None:
    """Where a question that begins a line ends, or None: one sentence, then ？.

    `一、…是什么？当前，…` ends within the line; a sentence that ends in 。 first asks nothing.
    """
    match = re.search(r"[？?][”’」』）)\"]*(?:\*\*|__)?", text)
    if not match or match.end() > LONGEST_QUESTION or _STOPS.search(text[: match.start()]):
        return None
    return match.end()


def is_bare_question(text: str) -> bool:
    """A line that is one question and nothing else, short enough to be a heading."""
    plain = undressed(text)
    return (
        len(plain) <= _LONGEST_BARE
        and bool(_QUESTION_END.search(plain))
        and not _STOPS.search(plain)
        and len(re.findall(r"[？?]", plain)) == 1
        and not plain.startswith(("“", "「", '"'))
    )


def is_contents_entry(text: str) -> bool:
    """A line with dotted leaders or a page number at its end, as tables of contents have."""
    return bool(_LEADERS.search(text))
