"""Where a policy's lead-in begins, and what it says: title, alias, bodies, date, speaker."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.layout.bodies import body_names
from corpus.layout.front import is_closing, is_cover, is_front, issued_on, issuers
from corpus.layout.header import has_issue, titles_in
from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    ARTICLE,
    QUESTION,
    is_bare_question,
    is_markdown_heading,
    is_plain_heading,
    numbered,
    question_end,
    undressed,
)
from corpus.layout.titles import is_title, same_title
from corpus.records import SourceType

_TIME = re.compile(
    r"^(?:近日|日前|近期|最近|今天|今日|昨日|(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|[上中下]旬|底)?|本月|上周)"
)
# What a newspaper puts before its first words.
_DATELINE = re.compile(
    r"^(?:【[^】]{2,20}】|(?:本报|本刊|新华社|人民网|[\u4e00-\u9fff]{2,8}(?:日报|网|社))[^，。《]{0,24}(?:讯|电)\s*(?:[（(][^）)]{1,30}[）)])?)\s*"
)
_ISSUE = r"(?:联合)?(?:印发|发布|公布|出台|转发|颁布|下发|公开|制定|修订|发出|实施|施行|批复|审议通过|签署|制定出台)"
_VERB_TITLE = re.compile(rf"{_ISSUE}(?:实施|公布|发布)?了?[^。《》]{{0,30}}《")
_TITLE_VERB = re.compile(rf"》(?:[（(][^）)]*[）)])?[^。《》]{{0,24}}{_ISSUE}(?!本)")
# A title that a text rests on, and does not issue.
_RESTING = re.compile(r"(?:根据|依据|依照|按照|贯彻|落实|执行|对照|结合)[^，。《》]{0,12}$")
_INTERVIEW = re.compile(
    r"采访|答记者问|记者提问|记者的提问|解读|专访|访谈|记者就|问答|有关负责人|负责同志|现就|热点问题"
)
_ALIAS = re.compile(
    r"[（(](?:[^（）()《》]{0,40}[，,；;])?\s*(?:以下|下文|下)?(?:统一)?(?:简称|称)为?[：:]?\s*[《“\"「]?([^》”\"」）)《]{1,30})[》”\"」]?\s*[）)]"
)
_LONG = r"([\u4e00-\u9fffA-Za-z、＋+]{2,30}?)"
_BRACKETED = re.compile(r"([\u4e00-\u9fff]{4,20})[（(]([A-Z][A-Za-z0-9+]{1,9})[）)]")
_SPEAKERS = (
    re.compile(
        r"(?:记者(?:就此|日前|近日)?|就[^，。]{0,40})?(?:采访了|专访了?|访问了)\s*(?P<s>[^，。,；？]{3,40})"
    ),
    re.compile(
        r"[。，,；？]\s*(?P<s>[^。，,；《》？]{3,40}(?:负责人|负责同志|司长|局长|部长|主任|厅长|处长|专家|发言人|负责人员))[^。，,]{0,60}(?:接受|回答|答|解读|介绍|表示)"
    ),
)
_DATE = re.compile(r"^(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
# 国家能源局有关负责同志就《…》答记者问
_ASKED = re.compile(
    r"^(?P<s>[^，。《》]{2,40}(?:负责人|负责同志|负责人员|[司局部厅处]长|主任|专家))就"
)
# Where a text's signature stands.
_CLOSING_LINES = 12
_HEADLINE = 60
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
    lines: Sequence[Line],
    i: int,
    listed: Collection[str],
    known: Collection[str],
    answering: bool,
    titled: bool,
) -> float:
    """How much line `i` looks like a policy's lead-in; `LEAD_IN_SCORE` and more is one.

    `listed` are titles that the header lists, `known` those of policies already begun,
    `answering` tells that an answer is open, `titled` that a title stands above. Several weak signs are needed together: a
    paragraph in the midst of an answer also says that some document was issued.
    """
    text = undressed(lines[i].text)
    first = _DATELINE.sub("", text).split("。")[0]
    if not (_VERB_TITLE.search(first) or _TITLE_VERB.search(first)) or _is_boundary(text):
        return 0.0
    title = None if is_title(text) or ARTICLE.match(text) else _issued_title(first)
    if title is None or same_title(title, known) or _RESTING.search(first.split(f"《{title}》")[0]):
        return 0.0
    alias = bool(_ALIAS.search(first))
    interview = bool(_INTERVIEW.search(text))
    following = lines[i + 1].signed if i + 1 < len(lines) else ""
    score = 1.5
    score += 1.5 * bool(_TIME.match(first))
    score += 2.5 * is_cover(first)
    # A digest's first item, or one below a heading of its own: ◆ 养老.
    score += 1.0 * (not known or (i > 0 and is_set_off(lines[i - 1].signed)))
    score += 2.0 * same_title(title, listed)
    score += 1.0 * alias + 1.0 * interview
    score += 1.5 * _is_boundary(following) + 1.5 * titled
    if answering and not (alias or interview or titled or same_title(title, listed)):
        score -= 2.0
    return score


def is_set_off(text: str) -> bool:
    """Whether a line is a short one that a mark makes the heading of what follows."""
    return len(text) <= 30 and bool(re.match(r"#|[●◆◇■□▶▍★☆◎○]|【[^】]+】$|\*\*[^*]+\*\*$", text))


def is_headline(lines: Sequence[Line], i: int) -> bool:
    """Whether a line may be a newspaper's headline: short, without a stop, no other kind of line."""
    text = lines[i].text if i >= 0 else ""
    if not text or len(text) > _HEADLINE or re.search(r"[。；，：:;,）)]$|\t", text):
        return False
    if numbered(text) or QUESTION.match(text) or ANSWER.match(text) or is_plain_heading(text):
        return False
    listed = text.startswith(("-", "•", "·", "《")) or has_issue(text) or is_title(text)
    return not listed and not is_front(text) and not is_closing(text)


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
    plain = _DATELINE.sub("", undressed(text))
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


def read_own(
    title: str,
    heading: Sequence[str],
    front: Sequence[str],
    text: Sequence[str],
    reading: bool,
) -> Lead:
    """What a policy's own text says of it, or an interpretation without a lead-in.

    `heading` are its title lines, `front` what stands before the text, `text` the rest.
    """
    above = "".join(heading)
    said = "\n".join(front)
    closing = [] if reading else [*front, *text[-_CLOSING_LINES:]]
    asked = _ASKED.match(above)
    return Lead(
        title=title,
        alias=_alias(said, title),
        bodies=() if reading else issuers(above, front, closing),
        date=None if reading else issued_on(front, closing),
        speaker=asked.group("s") if asked else _speaker(said),
        source_type="解读" if reading or asked else "原文",
        abbreviations=abbreviations(said),
    )


def _alias(text: str, title: str) -> str | None:
    """The short name defined right after the title."""
    at = text.find(f"《{title}》")
    start = at + len(title) + 2 if at >= 0 else 0
    match = _ALIAS.search(text, start)
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
    head = re.sub(r"近日|日前|近期|最近|\d+[日号]|[上中下]旬|正式", "、", head)
    found = body_names(head)
    forwarded = re.search(r"转发了?(?P<b>[^《。]{2,40}?)(?:关于)?《", sentence)
    if forwarded:
        found += body_names(forwarded.group("b"))
    return tuple(dict.fromkeys(found))


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
