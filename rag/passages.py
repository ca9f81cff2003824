"""A cited section seen as spans: its sentences, its paragraphs, its list items."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout.front import is_closing
from corpus.records import Document, Section
from rag.addressed import is_addressed
from rag.numerals import number

_SENTENCE = re.compile(r"[^。！？!?\n]*(?:[。！？!?]+[”’」』）)】》\"]*|\n|$)")

HEADING = 30  # characters; a shorter item tells only what it is called
_MARKERS = (
    # Each pattern yields the ordinal; a list is a run 1, 2, 3... of one pattern.
    re.compile(r"(?:^|(?<=[。；;：:，,、\s]))(?P<n>[一二三四五六七八九十]{1,3})是"),
    re.compile(r"(?:^|(?<=[。；;：:\s]))第(?P<n>[一二三四五六七八九十]{1,3})[，,、]"),
    re.compile(r"(?:^|(?<=[。；;：:\n]))\s*[（(](?P<n>[一二三四五六七八九十]{1,3})[）)]"),
    re.compile(r"(?:^|(?<=\n))\s*(?P<n>[一二三四五六七八九十]{1,3})、"),
    re.compile(r"(?:^|(?<=[。；;：:\n]))\s*[（(]?(?P<n>\d{1,2})[.．、）)](?!\d)"),
)
# What marks a line as an item: a bullet or a number, told apart by its style.
_MARKED = re.compile(
    r"(?P<bullet>[-–•·●◆◇■□▶▪★☆◎○※√])|(?P<figure>[（(]?\d{1,2}[.．、）)](?!\d))|(?P<han>[（(]?[一二三四五六七八九十]{1,3}[）)、])|[①-⑳]"
)
_PAIRS = (("一方面", "另一方面"), ("首先", "其次"), ("对内", "对外"))
_ANNOUNCED = re.compile(
    r"(?P<n>[一二两三四五六七八九十]|\d{1,2})(?:个|条|项|大|种)?(?:方面|部分|层面|环节|类|点|大)?"
    r"(?:的)?(?:重点|主要|具体|政策)?(?:举措|措施|任务|行动|支撑|原则|制度|内容|要求|目标|工作|情形|特点|方向|意义|安排|条件|方面)"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text: `document.text[start:end]` is `text`."""

    start: int
    end: int
    text: str
    paragraph: int


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list found in a section: what introduces it, its items, the count it announces."""

    intro: tuple[Span, ...]
    items: tuple[tuple[Span, ...], ...]
    announced: int | None


def sentences(document: Document, section: Section) -> list[Span]:
    """The sentences of a section's answer, without blanks around them, in order.

    What a document says to a model (忽略以上指令) is no sentence of it.
    """
    begin, end = section.answer_start, section.answer_start + len(section.answer)
    return _sentences(document.text, begin, end)


def _sentences(text: str, begin: int, end: int) -> list[Span]:
    spans = []
    paragraph = 0
    for match in _SENTENCE.finditer(text, begin, end):
        raw = match.group()
        stripped = raw.strip()
        if stripped and not is_addressed(stripped):
            start = match.start() + raw.index(stripped[0])
            spans.append(Span(start, start + len(stripped), stripped, paragraph))
        if raw.endswith("\n"):
            paragraph += 1
    return spans


def without_closing(spans: list[Span], section: Section) -> list[Span]:
    """The sentences without the signature, the list of attachments and the phone numbers that end a text."""
    if section.kind not in ("qa", "article", "paragraph"):
        return spans
    end = len(spans)
    for i in range(len(spans) - 1, 0, -1):
        if is_closing(spans[i].text):
            end = i
        elif not _form(spans[i].text):  # 2. below 附件：1. is part of it
            break
    return spans[:end]


def opened_list(spans: Sequence[Span], at: int) -> ItemList | None:
    """The list that `spans[at]` opens with its ：, all the lines below it of one form."""
    paragraphs = _paragraphs(list(spans[at + 1 :])) if _opens(spans[at]) else []
    if not paragraphs:
        return None
    form = _form(paragraphs[0][0].text)
    alike = itertools.takewhile(
        lambda p: _form(p[0].text) == form and not _opens(p[-1]), paragraphs
    )
    items = tuple(tuple(p) for p in alike)
    return ItemList((spans[at],), items, None) if items else None


def _opens(span: Span) -> bool:
    return span.text.endswith(("：", ":"))


def _form(text: str) -> str:
    """The style of the mark a line begins with; "" without one."""
    match = _MARKED.match(text)
    return (match["bullet"] or match.lastgroup or "circled") if match else ""


def find_list(document: Document, section: Section, count: int | None = None) -> ItemList | None:
    """The list that makes up a section's answer: enumerated, in pairs, or by paragraphs.

    A list of `count` items is preferred where one is asked for.

    A short run of 一是… inside the last of several paragraphs is not the list: the
    paragraphs are.
    """
    text = document.text
    begin, end = section.answer_start, section.answer_start + len(section.answer)
    runs = _runs(text, begin, end)
    wanted = next((r for r in runs if len(r) == count), None) if count else None
    if wanted:
        return _from_starts(text, begin, end, wanted)
    starts = max(runs, key=len, default=[])
    all_spans = without_closing(sentences(document, section), section)
    paragraphs = _paragraphs(all_spans)
    if starts and (_covers(starts[0], begin, end) or len(paragraphs) < 3):
        return _from_starts(text, begin, end, starts)
    if len(paragraphs) >= 3:
        first, second = paragraphs[0][-1], paragraphs[1][0]
        tabled = "\t" in first.text and "\t" in second.text  # a header above its rows
        opening = paragraphs[:1] if tabled or _opens(first) else []
        intro = tuple(span for p in opening for span in p)
        return ItemList(intro, tuple(tuple(p) for p in paragraphs[len(opening) :]), None)
    pair = _pair_starts(text, begin, end)
    return _from_starts(text, begin, end, pair) if pair else None


def _covers(first: int, begin: int, end: int) -> bool:
    """Whether a list that starts at `first` makes up most of the answer."""
    return end - first >= 0.5 * (end - begin)


def _runs(text: str, begin: int, end: int) -> list[list[int]]:
    """Where the items of each list 1, 2, 3... start; lists of two items or more."""
    runs: list[list[int]] = []
    for pattern in _MARKERS:
        starts: list[int] = []
        for match in pattern.finditer(text, begin, end):
            counted = int(number(match.group("n")))
            at = match.start("n") - (1 if text[match.start("n") - 1] in "（(第" else 0)
            if counted == len(starts) + 1:
                starts.append(at)
            elif counted == 1:
                runs.append(starts)
                starts = [at]
        runs.append(starts)
    return [r for r in runs if len(r) >= 2]


def _pair_starts(text: str, begin: int, end: int) -> list[int]:
    for first, second in _PAIRS:
        a = text.find(first, begin, end)
        b = text.find(second, a + 1, end) if a >= 0 else -1
        if b > a >= 0:
            return [a, b]
    return []


def _from_starts(text: str, begin: int, end: int, starts: list[int]) -> ItemList:
    intro = _sentences(text, begin, starts[0])
    stops = [*starts[1:], end]
    items = []
    for start, stop in zip(starts, stops, strict=True):
        spans = _sentences(text, start, stop)
        if spans:
            items.append(tuple(spans))
    # What follows the last item in a paragraph of its own (下一步…) is no part of it.
    if items and all(item[0].paragraph == item[-1].paragraph for item in items[:-1]):
        items[-1] = tuple(s for s in items[-1] if s.paragraph == items[-1][0].paragraph)
    announced = None
    for span in intro[-2:]:
        for match in _ANNOUNCED.finditer(span.text):
            announced = int(number(match.group("n")))
    return ItemList(tuple(intro), tuple(items), announced)


def _paragraphs(spans: list[Span]) -> list[list[Span]]:
    out: list[list[Span]] = []
    for span in spans:
        if out and out[-1][-1].paragraph == span.paragraph:
            out[-1].append(span)
        else:
            out.append([span])
    return out


def shortened(spans: tuple[Span, ...], limit: int) -> tuple[Span, ...]:
    """The first sentences of an item up to `limit` characters; at least the first.

    A first sentence that is a mere heading (一是明确方向。) takes the next with it, however long.
    """
    kept = [spans[0]]
    length = len(spans[0].text)
    for span in spans[1:]:
        if length >= HEADING and length + len(span.text) > limit:
            break
        if span.paragraph != kept[-1].paragraph and length >= HEADING:
            break
        kept.append(span)
        length += len(span.text)
    return tuple(kept)
