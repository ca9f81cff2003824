"""Where a policy's lead-in begins, and what it says: title, alias, bodies, date, speaker."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.layout.header import titles_in
from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    QUESTION,
    is_bare_question,
    is_markdown_heading,
    is_plain_heading,
    numbered,
    question_end,
    undressed,
)
from corpus.records import SourceType

_TIME = re.compile(
    r"^(?:近日|日前|近期|最近|今天|今日|昨日|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|底)?|本月|上周)"
)
_ISSUE = r"(?:联合)?(?:印发|发布|公布|出台|转发|颁布|下发|公开|制定|修订|发出|实施|施行|批复|审议通过|签署|制定出台)"
_VERB_TITLE = re.compile(rf"{_ISSUE}(?:实施|公布|发布)?了?[^。《》]{{0,30}}《")
_TITLE_VERB = re.compile(rf"》(?:[（(][^）)]*[）)])?[^。《》]{{0,20}}{_ISSUE}")
_INTERVIEW = re.compile(
    r"采访|答记者问|记者提问|记者的提问|解读|专访|访谈|记者就|问答|有关负责人|负责同志|现就|热点问题"
)
_ALIAS = re.compile(
    r"[（(]\s*(?:以下|下文|下)?(?:统一)?(?:简称|称)为?[：:]?\s*[《“\"「]?([^》”\"」）)《]{1,30})[》”\"」]?\s*[）)]"
)
_LONG = r"([\u4e00-\u9fffA-Za-z、＋+]{2,30}?)"
_BRACKETED = re.compile(r"([\u4e00-\u9fff]{4,20})[（(]([A-Z][A-Za-z0-9+]{1,9})[）)]")
_BODY_END = (
    r"(?:委员会|发展改革委|改革委|发改委|卫生健康委|卫健委|国资委|网信办|中央办公厅|办公厅|办公室|总局|税务局|部|委|局|厅|署|院|会|"
    r"银行|政府|法院|检察院|总工会|海关|中心|集团|协会)"
)
_BODY = re.compile(rf"^[\u4e00-\u9fff（）()]{{1,24}}{_BODY_END}$")
_SPEAKERS = (
    re.compile(
        r"(?:记者(?:就此|日前|近日)?|就[^，。]{0,40})?(?:采访了|专访了?|访问了)\s*(?P<s>[^，。,；]{3,40})"
    ),
    re.compile(
        r"[。，,；]\s*(?P<s>[^。，,；《》]{3,40}(?:负责人|负责同志|司长|局长|部长|主任|厅长|处长|专家|发言人|负责人员))[^。，,]{0,60}(?:接受|回答|答|解读|介绍|表示)"
    ),
)
_DATE = re.compile(r"^(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_TITLE_KIND = r"(?:意见|方案|办法|通知|规定|条例|规划|细则|措施|计划|纲要|指南|指引|决定|标准|公告|通告|规程|准则|章程|法|清单|目录)"
_TITLE_LINE = re.compile(rf"^[^。！？!?；;：:]{{4,70}}{_TITLE_KIND}(?:[（(][^）)]{{1,30}}[）)])?$")
_READING_LINE = re.compile(
    r"^[^。！？；]{0,60}《[^》]{4,80}》[^。！？；]{0,20}(?:解读|答记者问|问答|要点|政策|专访|$)"
)
LEAD_IN_SCORE = 4.0


@dataclass(frozen=True, slots=True)
class Lead:
    """What a lead-in says. `policy` titles are without 《》."""

    title: str
    alias: str | None
    bodies: tuple[str, ...]
    date: str | None
    speaker: str | None
    source_type: SourceType
    abbreviations: tuple[tuple[str, str], ...]


def lead_score(
    lines: Sequence[Line], i: int, listed: Collection[str], known: Collection[str], answering: bool
) -> float:
    """How much line `i` looks like a policy's lead-in; `LEAD_IN_SCORE` and more is one.

    `listed` are titles that the header lists, `known` those of policies already begun,
    `answering` tells that an answer is open. Several weak signs are needed together: a
    paragraph in the midst of an answer also says that some document was issued.
    """
    text = undressed(lines[i].text)
    first = text.split("。")[0]
    if not (_VERB_TITLE.search(first) or _TITLE_VERB.search(first)) or _is_boundary(text):
        return 0.0
    title = _issued_title(first)
    if title is None or _same(title, known):
        return 0.0
    alias = bool(_ALIAS.search(first))
    interview = bool(_INTERVIEW.search(text))
    previous = undressed(lines[i - 1].text) if i else ""
    titled = is_title_line(previous)
    following = lines[i + 1].text if i + 1 < len(lines) else ""
    score = 1.5
    score += 1.5 * bool(_TIME.match(text))
    score += 2.0 * _same(title, listed)
    score += 1.0 * alias + 1.0 * interview
    score += 1.5 * _is_boundary(following) + 1.5 * titled
    if answering and not (alias or interview or titled or _same(title, listed)):
        score -= 2.0
    return score


def _is_boundary(text: str) -> bool:
    """Whether a line begins something new: a heading, a question, an answer."""
    if QUESTION.match(text) or ANSWER.match(text) or is_plain_heading(text):
        return True
    if is_bare_question(text) or is_markdown_heading(text):
        return True
    number = numbered(text)
    return (
        number is not None and number.value == 1 and question_end(text[number.begin :]) is not None
    )


def is_title_line(text: str) -> bool:
    """A line that is a policy's title or the title of its interpretation."""
    text = undressed(text).strip("【】[] ")
    if len(text) > 90 or QUESTION.match(text) or numbered(text) is not None:
        return False
    return bool(_READING_LINE.match(text) or _TITLE_LINE.match(text))


def title_of_line(text: str) -> str:
    """The policy that a title line names: its 《title》, else the line itself."""
    inside = titles_in(text)
    return inside[0] if inside else undressed(text).strip("【】[] ")


def _same(title: str, others: Collection[str]) -> bool:
    return bare_title(title) in {bare_title(o) for o in others}


def bare_title(title: str) -> str:
    """A title without blanks, brackets' width, dashes and quotation marks, for comparing."""
    table = str.maketrans(
        {"（": "(", "）": ")", "＋": "+", "“": "", "”": "", '"': "", "—": "-", "–": "-"}
    )
    return re.sub(r"[\s-]+", "", title.translate(table))


def _issued_title(sentence: str) -> str | None:
    """The 《title》 that a sentence says was issued: the one at the verb, else the first."""
    verb = _VERB_TITLE.search(sentence)
    if verb:
        found = titles_in(sentence[verb.end() - 1 :])
        if found:
            return found[0]
    found = titles_in(sentence)
    return found[0] if found else None


def read_lead(text: str) -> Lead | None:
    """What a lead-in paragraph says of its policy, or None if it names no title."""
    plain = undressed(text)
    first = plain.split("。")[0]
    title = _issued_title(first) or next(iter(titles_in(plain)), None)
    if title is None:
        return None
    return Lead(
        title=title,
        alias=_alias(plain, title),
        bodies=_bodies(first),
        date=_date(first),
        speaker=_speaker(plain),
        source_type="解读" if _INTERVIEW.search(plain) or "解读" in plain else "转载",
        abbreviations=abbreviations(plain),
    )


def _alias(text: str, title: str) -> str | None:
    """The short name defined right after the title."""
    at = text.find(f"《{title}》")
    match = _ALIAS.search(text, at if at >= 0 else 0)
    return match.group(1).strip() if match else None


def abbreviations(text: str) -> tuple[tuple[str, str], ...]:
    """(short, long) pairs that a text defines: 社会资本合作（PPP）, …（以下简称“…”）."""
    pairs = [(m.group(2), m.group(1)) for m in _BRACKETED.finditer(text)]
    for match in _ALIAS.finditer(text):
        before = re.search(rf"{_LONG}[》”\"」]?$", text[: match.start()])
        if before and "《" not in match.group() and not text[: match.start()].endswith("》"):
            pairs.append((match.group(1), before.group(1)))
    return tuple(dict.fromkeys(pairs))


def _bodies(sentence: str) -> tuple[str, ...]:
    """The bodies that issue: what stands before the verb; for 转发 also whose text it is."""
    head = re.split(rf"(?:正式)?{_ISSUE}", sentence, maxsplit=1)[0]
    head = head.split("《")[0]
    head = re.sub(r"^.*?(?:近日|日前|近期|最近|\d+[日号]|旬)[，,]?", "", head)
    found = _body_names(head)
    forwarded = re.search(r"转发了?(?P<b>[^《。]{2,40}?)(?:关于)?《", sentence)
    if forwarded:
        found += _body_names(forwarded.group("b"))
    return tuple(dict.fromkeys(found))


def _body_names(text: str) -> list[str]:
    names = []
    for part in re.split(
        r"[、，,]|会同|联合|以及|和(?=国|中|财|农|工|自|人|住|交|水|商|生|教|科|市|应)", text
    ):
        part = re.sub(
            r"(?:等)?(?:\d+|[一二三四五六七八九十]+)?(?:个)?(?:部门|单位)?$", "", part.strip()
        )
        if _BODY.match(part):
            names.append(part)
    return names


def _date(sentence: str) -> str | None:
    """2025-08-20, or 08-20 where the text names no year; 近日 is no date."""
    match = _DATE.match(sentence)
    if not match:
        return None
    day = f"{int(match['m']):02d}-{int(match['d']):02d}"
    return f"{match['y']}-{day}" if match["y"] else day


def _speaker(text: str) -> str | None:
    """Who is interviewed or interprets."""
    for pattern in _SPEAKERS:
        match = pattern.search(text)
        if match:
            name = re.sub(r"^(?:了|就此)", "", match.group("s").strip())
            return re.split(r"(?:就|围绕|对|接受|回答)(?=[《“有热相此])", name)[0] or None
    return None
