"""Lines that are a policy's title or the title of its interpretation, also broken over lines."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.layout.header import titles_in
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

KIND = (
    r"(?:意见|方案|办法|通知|规定|条例|规划|细则|措施|计划|纲要|指南|指引|决定|标准|公告|通告|通报|规程|准则|章程|法|清单|"
    r"目录|规则|预案|批复|函|答复|制度|规范|导则|决议|倡议|工作要点)"
)
# What is written for those whom a policy concerns.
_SURE_GUIDE = re.compile(r"(?:明白[纸卡书]|(?:告知|倡议)书|公开信|一封信|问答手册|实录|白皮书)$")
_GUIDE = rf"(?:{_SURE_GUIDE.pattern[:-1]}|(?:承诺|建议)书|手册|须知|对照表?|简介|速览|一览表?|提示)"
_READ = r"(?:解读|答记者问|记者问|问答|问题解答|[一二三四五六七八九十百]问[一二三四五六七八九十百]答|专访|访谈|热点问题|常见问题|起草说明|编制说明|FAQ)"
_AFTER = r"(?:[（(][^）)]{1,30}[）)])?"
_PLAIN = re.compile(rf"^[^。！？!?；;：:，,]{{4,90}}(?:{KIND}|{_GUIDE}){_AFTER}$")
# 一图读懂《…》, 图解：….
_SHOWN = r"(?:一[图文张][\u4e00-\u9fff]?(?:读|看|说)?[懂清]|图解|图说|(?:政策|文字|图文|视频|专家|动漫)?解读)[|｜丨:：\s—·]*"
_READING = re.compile(
    rf"^[^。！？；]{{0,60}}《[^》]{{4,80}}》[^。！？；，,]{{0,30}}?{_READ}|^{_SHOWN}(?:关于)?《[^》]{{4,80}}》{_AFTER}$"
)
_NAMED = re.compile(rf"^(?:关于)?《[^》]{{4,80}}》{_AFTER}$")
# What people ask about a matter, of which no policy is named.
_ASKED_PLAIN = re.compile(
    rf"^[^。！？；：:，,]{{4,60}}(?:政策|热点|常见|有关|相关)(?:问题)?(?:{_READ}|解答|答问)$"
)
_READ_PLAIN = re.compile(
    rf"^(?:[^。！？；：]{{2,12}}[：:])?(?:{_SHOWN})?(?P<t>[^。！？；：:]{{4,70}}{KIND}{_AFTER})(?:的)?(?:政策|热点|常见|有关)?{_READ}$"
    rf"|^{_SHOWN}(?P<shown>[^。！？；：:]{{4,70}}{KIND}{_AFTER})$"
)
# The title inside 关于印发《…》的通知 is the policy; that of 关于废止《…》的决定 is not.
_PASSED_ON = re.compile(
    r"(?:印发|公布|发布|转发|颁布|下发)了?[^《》]{0,30}《(?P<t>.+)》[^《》]{0,12}$"
)
_SHORT_NAME = re.compile(
    rf"^(?:若干|实施|指导|行动|工作|专项|管理|试行|暂行|三年|总体|意见)*{KIND}$"
)
_ABOUT = re.compile(r"(?:^|[\u4e00-\u9fff）)、])关于\S{4,}的?")
_LABEL = re.compile(
    r"^(?:【(?:政策|文件|专题|解读|原文|[\d一二三四五六七八九十]{1,3})[^】]{0,6}】|(?:政策|文件|专题)[\d一二三四五六七八九十]{1,3}\s*[:：、.．]?\s*)"
)
_BODY_LINE = re.compile(
    r"(?:委员会|委|办公厅|办公室|总局|部|局|厅|署|院|会|政府|银行|法院|检察院|中心|集团)$"
)
# 国务院办公厅对…的答复, 国务院批转…的通知: broken after the verb.
_ACTS = re.compile(r"(?:办公厅|办公室|政府|委员会|[院部局厅委署会])(?:对|转发|批转|印发)\S{2,}")
# The document's number set beside its title.
_NUMBERED_TITLE = re.compile(
    r"\s+[\u4e00-\u9fff]{1,12}[〔\[（(](?:19|20)\d{2}[〕\]）)]\s*\d{1,5}\s*号$"
)
_ENGLISH = re.compile(
    r"^(?=.{12,160}$)(?=[A-Z])(?=.*\b(?:Measures|Notice|Opinions?|Plan|Regulations?|Rules|Guidelines?|Provisions|Law|"
    r"Circular|Decision|Announcement|Program(?:me)?|Outline|Standards?)\b)"
    r"(?:(?:[A-Z0-9“\"'‘(][^\s.?!:;]*|of|the|for|and|on|in|to|a|an|by|with|from|at|its|under|or|–|—|-)(?:\s+|$))+$"
)
_LONGEST = 90
_GUIDE_LENGTH = 8
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class Title:
    """A title at `lines[start:stop]`: the policy it names, and what kind of line it is.

    `reading` tells that it heads an interpretation, `about` that it says 关于… or is set in English
    capitals, as hardly any line but a title is; `guide` that it is written for those concerned: …明白纸, …告知书;
    `item` that a label or a number makes it an item of a digest.
    """

    start: int
    stop: int
    text: str
    reading: bool
    about: bool
    guide: bool = False
    item: bool = False


def find_titles(lines: Sequence[Line]) -> list[Title]:
    """Every line, or run of lines, that reads as a title; no more than that is known yet."""
    titles = []
    i = 0
    while i < len(lines):
        title = title_at(lines, i) if lines[i].opens else None
        if title:
            titles.append(title)
        i = title.stop if title else i + 1
    return titles


def title_at(lines: Sequence[Line], i: int) -> Title | None:
    """The title that begins at a line, joined with the next lines where it is broken."""
    text = undressed(lines[i].text)
    label = _LABEL.match(text)
    if label and len(text) > label.end():
        text = text[label.end() :]
    if is_title(text):
        stop = i + 1
        while stop < len(lines) and re.match(r"的[\u4e00-\u9fff]{2}$|[（(]试行", lines[stop].text):
            text += lines[stop].text
            stop += 1
        return _title(i, stop, text, bool(label))
    if not _is_broken(text):
        return None
    if _is_bodies(text) and not _goes_on_from_bodies(lines, i):
        return None
    for stop in range(i + 2, min(len(lines), i + _MOST_LINES) + 1):
        if _begins_anew(lines[stop - 1].text):
            return None
        text += undressed(lines[stop - 1].text)
        if is_title(text):
            while stop < len(lines) and _ends_it(text, lines[stop].text):
                text += undressed(lines[stop].text)
                stop += 1
            return _title(i, stop, text, bool(label))
    return None


def item_title(text: str) -> str | None:
    """The policy that a numbered line names as a digest's item: 一、《…》, 2. 关于…的通知."""
    number = numbered(text)
    if number is None or is_contents_entry(text):
        return None
    rest = undressed(text[number.begin :])
    named = _NAMED.match(rest) or _READING.match(rest)
    whole = named or (is_title(rest) and _ABOUT.match(rest) and re.search(rf"的{KIND}$", rest))
    return title_of(rest) if whole and not _is_short_name(title_of(rest)) else None


def _title(start: int, stop: int, text: str, label: bool) -> Title:
    reading = any(shape.match(text) for shape in (_READING, _READ_PLAIN, _ASKED_PLAIN))
    about = bool(_ABOUT.search(text) or _ENGLISH.match(text))
    guide = len(text) >= _GUIDE_LENGTH and bool(_SURE_GUIDE.search(text))
    return Title(start, stop, title_of(text), reading, about, guide, label)


def is_title(text: str) -> bool:
    """Whether a line is a policy's title or the title of its interpretation."""
    text = _closed_up(undressed(text).strip("【】[] "))
    if len(text) > _LONGEST or QUESTION.match(text) or ANSWER.match(text):
        return bool(_ENGLISH.match(text))
    if numbered(text) is not None or ARTICLE.match(text) or CHAPTER.match(text):
        return False
    if is_contents_entry(text) or is_plain_heading(text) or text.endswith(("：", ":", "，", "、")):
        return False
    if text.count("《") != text.count("》") or _is_short_name(title_of(text)):
        return False
    shapes = (_READING, _NAMED, _PLAIN, _READ_PLAIN, _ASKED_PLAIN, _ENGLISH)
    return any(shape.match(text) for shape in shapes)


def title_of(text: str) -> str:
    """The policy that a title line names: its 《title》, else the line itself."""
    text = _closed_up(undressed(text).strip("【】[] "))
    passed = _PASSED_ON.search(text)
    if passed:
        return passed.group("t")
    plain = _READ_PLAIN.match(text)
    if _READING.match(text) or _NAMED.match(text):
        return titles_in(text)[0]
    if plain and "《" not in text:
        return (plain.group("t") or plain.group("shown")).removeprefix("《")
    return text


def headline_title(text: str) -> str:
    """What a line names that is the headline of a digest's item."""
    return title_of(unlabelled(text))


def unlabelled(text: str) -> str:
    """A line without the label and the number before it: 【原文】, 政策一：, 3."""
    plain = _LABEL.sub("", undressed(text))
    number = numbered(plain)
    return undressed(plain[number.begin :] if number else plain)


def bare_title(title: str) -> str:
    """A title without blanks, brackets' width, dashes and quotation marks, for comparing."""
    table = str.maketrans(
        {"（": "(", "）": ")", "＋": "+", "“": "", "”": "", '"': "", "—": "-", "–": "-"}
    )
    return re.sub(r"[\s-]+", "", title.translate(table))


def same_title(title: str, others: Collection[str]) -> bool:
    """Whether a title is one of others, however it is set."""
    return bare_title(title) in {bare_title(o) for o in others}


def _closed_up(text: str) -> str:
    """A title without the blanks that set it wide, 国 务 院 工 作 规 则, and without its number."""
    text = _NUMBERED_TITLE.sub("", text)
    return re.sub(
        r"(?<=[\u4e00-\u9fff”》）、])[\s\u3000]+(?=[\u4e00-\u9fff“《（])|(?<=\d)\s+(?=年)", "", text
    ).strip()


def _is_short_name(title: str) -> bool:
    """《实施方案》 and the like: the name a text gives its policy, no title."""
    return bool(_SHORT_NAME.match(title))


def _is_broken(text: str) -> bool:
    """Whether a line may be the first part of a title: it opens 《 or ends in the midst."""
    if len(text) > 50 or re.search(r"[。！？!?；;：:，,]", text) or numbered(text) is not None:
        return False
    acts = "关于" in text or _ACTS.search(text)
    return bool(text.count("《") > text.count("》") or acts or _is_bodies(text))


def _is_bodies(text: str) -> bool:
    """Whether a line names bodies and nothing else."""
    return "关于" not in text and all(_BODY_LINE.search(part) for part in text.split())


def _goes_on_from_bodies(lines: Sequence[Line], i: int) -> bool:
    """Whether the line below bodies alone on theirs begins with 关于, 印发 and the like: a title."""
    below = lines[i + 1].text if i + 1 < len(lines) else ""
    return bool(re.match(r"关于|印发|转发|批转|公布|发布|《", below))


def _ends_it(title: str, below: str) -> bool:
    """Whether what seems a whole title goes on: …记录制度 / …审核制度的指导意见."""
    whole = re.search(rf"的[\u4e00-\u9fff]{{0,4}}{KIND}$", title)
    ends = re.match(rf"(?!关于|《)[^。：；，]{{2,40}}的[\u4e00-\u9fff]{{0,4}}{KIND}$", below)
    return bool(not whole and ends and "关于" not in below)


def _begins_anew(text: str) -> bool:
    """Whether a line cannot go on with a title: a mark, a number, a date, a sentence."""
    return bool(
        re.search(r"[。！？!?；;：:，,]|^[\d一二]\S{3}年\S|^[（(]|号[）)]?$|第\d+期", text)
        or QUESTION.match(text)
        or numbered(text) is not None
        or is_plain_heading(text)
        or ARTICLE.match(text)
        or CHAPTER.match(text)
    )
