"""The marks by which Chinese texts show questions, answers, articles and headings."""

import re
from dataclasses import dataclass
from typing import Literal

NumberStyle = Literal["一、", "（一）", "1.", "(1)", "①", "第一"]

# What Markdown or a list may put before any mark: #, >, -, *, bold.
_DRESS = r"(?:#{1,6}\s+|>\s*|[-*•·●◆◇■□▶▍★☆◎○]\s*(?!\*))*(?:\*\*|__)?\s*"
_HAN = r"[一二三四五六七八九十]{1,3}"
_COUNT = rf"(?:[（(]?\d{{1,3}}[.．、)）]\s*|[（(]?{_HAN}[）)、]\s*)?"
_COLON = r"\s*(?:\*\*)?\s*[:：﹕∶]"
_BOLD_END = r"\s*(?:\*\*|__)?\s*"
_ASK = r"(?:提?[问問]|[问問][题題])"
_REPLY = r"(?:回?答|解答|答[复覆復])"
_NTH = rf"(?:[（(]?(?:{_HAN}|\d{{1,3}})[）)]?)?"
# Who asks: 新华社记者, 《人民日报》记者 张三, 主持人, 网友提问. What only an asker with 问 may be: 企业问.
_ASKER = (
    r"(?:[\u4e00-\u9fffA-Z《》“”·、]{2,24}[\s\u3000]?)?(?:[记記]者|主持人)(?:[\s\u3000]?[\u4e00-\u9fff]{2,4})?(?:提?[问問])?"
    r"|(?:媒体|网友|网民|读者|观众|听众)(?:提?问)?|[\u4e00-\u9fff]{2,6}提?问(?<!疑问)(?<!学问)(?<!顾问)(?<!访问)(?<!慰问)"
)

QUESTION = re.compile(
    rf"^{_DRESS}{_COUNT}(?:[【\[〔「（(]\s*(?:{_ASK}|[记記]者|[QＱ](?:uestion)?)\s*{_NTH}\s*[】\]〕」）)](?:\s*[:：﹕∶])?"
    rf"|(?:{_ASK}|问答)\s*{_NTH}{_COLON}|第?{_HAN}[问問]{_COLON}"
    rf"|[问問](?:[\s\u3000]+(?=\S)|$)|[问問][题題]\s*(?:{_HAN}|\d{{1,3}})(?:[\s\u3000.．、]+(?=\S)|$)"
    rf"|[QＱ](?:uestion)?\s*\d{{0,3}}(?:{_COLON}|\s*[.．、])|[QＱ]\d{{1,3}}(?=[\s\u4e00-\u9fff]|$)"
    rf"|(?P<asker>{_ASKER}){_COLON}){_BOLD_END}",
    re.IGNORECASE,
)
ANSWER = re.compile(
    rf"^{_DRESS}{_COUNT}(?:[【\[〔「（(]\s*(?:{_REPLY}|[AＡ](?:nswer)?)\s*{_NTH}\s*[】\]〕」）)](?:\s*[:：﹕∶])?"
    rf"|{_REPLY}\s*{_NTH}{_COLON}|第?{_HAN}答{_COLON}|答(?:[\s\u3000]+(?=\S)|$)"
    rf"|[AＡ](?:nswer)?\s*\d{{0,3}}(?:{_COLON}|\s*[.．、])|[AＡ]\d{{1,3}}(?=\s|$)"
    rf"|[\u4e00-\u9fff、]{{2,24}}(?<!回)答[:：]){_BOLD_END}",
    re.IGNORECASE,
)
# 张三： or 国家能源局有关负责人 王五： right after a 记者： line; its words may begin on the next line.
SPEAKER = re.compile(
    rf"^{_DRESS}(?P<name>[\u4e00-\u9fff·、（）()]{{2,30}}?(?:[\s\u3000]+[\u4e00-\u9fff·]{{2,8}})?){_COLON}{_BOLD_END}"
)
INLINE = re.compile(
    r"(?:(?<=[。！？!?；;）)”\s])|(?<=^))(?:\d{1,3}[.．、]\s*|[一二三四五六七八九十]{1,3}、\s*)?"
    r"(?:【(?:提?问|回?答|解答)】|(?:提?问|答|问题\d{0,2}|[QA]\d{0,3})[:：]|记者[:：])"
)
ARTICLE = re.compile(
    rf"^{_DRESS}第(?P<n>[一二三四五六七八九十百零〇千]{{1,7}}|\d{{1,4}})条(?:之[一二三四五六七八九十])?"
    r"(?:\*\*)?(?=[\s\u3000、:：]|[\u4e00-\u9fff《（【]|$)"
)
CHAPTER = re.compile(
    rf"^{_DRESS}第(?:[一二三四五六七八九十百]{{1,4}}|\d{{1,3}})(?P<level>[编章节])(?:\*\*)?(?:[\s\u3000]+|(?=[\u4e00-\u9fff]))[^。；]{{0,40}}$"
)
_NUMBERED: tuple[tuple[NumberStyle, re.Pattern[str]], ...] = (
    ("一、", re.compile(rf"^{_DRESS}(?P<n>{_HAN})[、.．]\s*")),
    ("（一）", re.compile(rf"^{_DRESS}[（(](?P<n>{_HAN})[）)]\s*")),
    ("第一", re.compile(rf"^{_DRESS}第(?P<n>{_HAN})[、，,:：]\s*")),
    ("(1)", re.compile(rf"^{_DRESS}[（(](?P<n>\d{{1,3}})[）)]\s*")),
    (
        "1.",
        re.compile(rf"^{_DRESS}(?P<n>\d{{1,3}})(?:[.．、)）](?!\d)|(?=[\s\u3000]+\S))\s*"),
    ),
)
_PLAIN_HEADING = re.compile(
    r"^(?:目\s*录|目\s*次|政策要点|要点|政策解读|解读|内容提要|内容摘要|政策问答|问答|答记者问|常见问题|热点问题|"
    r"导读|摘要|前\s*言|引\s*言|附件[\d一二三四五]?|附录|背景|编者按|相关阅读|延伸阅读|FAQ|Q\s*&\s*A)[:：]?$",
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
            return Numbered(style, chinese_number(match.group("n")), match.end())
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


def ends_in_question(text: str) -> bool:
    """Whether a line's last sentence asks."""
    return bool(_QUESTION_END.search(text))


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
