"""A policy's block as sections: lead-in, then questions, articles, headed bodies or paragraphs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    ARTICLE,
    CHAPTER,
    chinese_number,
    is_markdown_heading,
    is_plain_heading,
    numbered,
    undressed,
)
from corpus.layout.questions import Asked, find_questions
from corpus.records import SectionKind

_HEADING_LENGTH = 40
_LEVELS = {"编": 0, "章": 1, "节": 2, "一、": 3, "（一）": 4, "第一": 4, "1.": 5}


@dataclass(frozen=True, slots=True)
class Cut:
    """A section before it has an id: offsets into the text, and what it is.

    `unit` is the kind's letter, `number` its number where the text gives one (第十二条).
    """

    kind: SectionKind
    start: int
    end: int
    answer_start: int
    question: tuple[int, int] | None = None
    heading: str | None = None
    unit: str = "p"
    number: int | None = None


def cut_block(lines: Sequence[Line], lead: int | None, titled: bool = False) -> Iterator[Cut]:
    """The sections of a block's lines, in order; every line lies in exactly one.

    `titled` tells that the first line is the policy's title, alone on its line.
    """
    if titled and lead is None and len(lines) > 1:
        yield _whole(lines[0], "heading", unit="h")
        lines = lines[1:]
    first = 0
    if lead is not None:
        for line in lines[:lead]:
            yield _whole(line, "heading", unit="h")
        first = lead
    questions = find_questions(lines[first + (lead is not None) :])
    if questions:
        offset = first + (lead is not None)
        yield from _with_questions(lines, first, offset, questions, lead is not None)
    elif _articles(lines[first:]) >= 2:
        yield from _leading(lines, first, lead)
        yield from _by_articles(lines[first + (lead is not None) :])
    elif _headed(lines[first:]) >= 2:
        yield from _leading(lines, first, lead)
        yield from _by_headings(lines[first + (lead is not None) :])
    else:
        yield from _leading(lines, first, lead)
        yield from _paragraphs(lines[first + (lead is not None) :])


def _leading(lines: Sequence[Line], first: int, lead: int | None) -> Iterator[Cut]:
    if lead is not None:
        yield _whole(lines[first], "lead_in", unit="lead")


def _with_questions(
    lines: Sequence[Line], first: int, offset: int, questions: list[Asked], leading: bool
) -> Iterator[Cut]:
    """What stands before the first question, then every question with its answer."""
    before = list(lines[first : offset + questions[0].line])
    yield from _preamble(before, leading)
    for asked in questions:
        held = lines[offset + asked.line : offset + asked.stop]
        kept = list(held)
        trailing: list[Line] = []
        # A heading at the end of an answer heads what follows it.
        while len(kept) > 1 and (
            is_plain_heading(kept[-1].text)
            or (is_markdown_heading(kept[-1].text) and is_heading_line(kept[-1].text))
        ):
            trailing.insert(0, kept.pop())
        yield Cut(
            "qa",
            asked.start,
            kept[-1].end,
            asked.answer_start,
            (asked.question_start, asked.question_end),
            unit="q",
        )
        for line in trailing:
            yield _whole(line, "heading", unit="h")


def _preamble(lines: Sequence[Line], leading: bool) -> Iterator[Cut]:
    """The lines before the first question: one lead-in, headings, or paragraphs.

    An answer whose question is missing stands here as a paragraph.
    """
    run: list[Line] = []
    seen_lead = not leading

    def flush() -> Iterator[Cut]:
        nonlocal seen_lead
        if run and not seen_lead:
            seen_lead = True
            yield Cut("lead_in", run[0].start, run[-1].end, run[0].start, unit="lead")
        else:
            for line in run:
                yield _whole(line, "paragraph")
        run.clear()

    for line in lines:
        if is_heading_line(line.text):
            yield from flush()
            yield _whole(line, "heading", unit="h")
        elif ANSWER.match(line.text) and not seen_lead:
            yield from flush()
            run.append(line)
        else:
            run.append(line)
    yield from flush()


def is_heading_line(text: str) -> bool:
    """A heading alone on its line, whatever marks it."""
    if is_plain_heading(text) or CHAPTER.match(text):
        return True
    short = len(undressed(text)) <= _HEADING_LENGTH and not text.endswith(
        ("。", "；", "？", "?", "：")
    )
    return short and (is_markdown_heading(text) or numbered(text) is not None)


def _articles(lines: Sequence[Line]) -> int:
    return sum(bool(ARTICLE.match(line.text)) for line in lines)


def _headed(lines: Sequence[Line]) -> int:
    """How many lines begin with a number or are headings, of any style but lists in a text."""
    return sum(
        numbered(line.text) is not None or is_markdown_heading(line.text)
        for line in lines
        if line.opens
    )


def _by_articles(lines: Sequence[Line]) -> Iterator[Cut]:
    """第X条 with all its paragraphs, under the path of 编/章/节 above it."""
    path: dict[int, str] = {}
    open_lines: list[Line] = []
    number: int | None = None
    for line in lines:
        chapter = CHAPTER.match(line.text)
        article = ARTICLE.match(line.text)
        if chapter:
            yield from _body(open_lines, number is not None, path, number)
            number = None
            _enter(path, _LEVELS[chapter.group("level")], undressed(line.text))
            yield _whole(line, "heading", unit="h")
        elif article:
            yield from _body(open_lines, number is not None, path, number)
            number = chinese_number(article.group("n"))
            open_lines.append(line)
        elif number is None:
            open_lines.append(line)
            yield from _body(open_lines, number is not None, path, number)
        else:
            open_lines.append(line)
    yield from _body(open_lines, number is not None, path, number)


def _by_headings(lines: Sequence[Line]) -> Iterator[Cut]:
    """The bodies under 一、/（一）/1. headings; a number with text after it opens a body itself."""
    path: dict[int, str] = {}
    open_lines: list[Line] = []
    headed = False
    for line in lines:
        number = numbered(line.text)
        level = _LEVELS[number.style] if number else 2
        if is_heading_line(line.text):
            yield from _body(open_lines, headed, path)
            headed = True
            _enter(path, level, undressed(line.text))
            yield _whole(line, "heading", unit="h")
        elif number and line.opens and (number.style != "1." or not _inside(path, level)):
            yield from _body(open_lines, headed, path)
            headed = True
            _leave(path, level)
            open_lines.append(line)
        else:
            if not headed:
                yield from _body(open_lines, headed, path)
            open_lines.append(line)
    yield from _body(open_lines, headed, path)


def _inside(path: dict[int, str], level: int) -> bool:
    """Whether 1. stands inside a body with headings above it: then it is a list there."""
    return any(k < level for k in path)


def _body(
    lines: list[Line], headed: bool, path: dict[int, str], number: int | None = None
) -> Iterator[Cut]:
    """The lines gathered so far as one section, an article where something heads them; clears them."""
    if lines:
        yield Cut(
            "article" if headed else "paragraph",
            lines[0].start,
            lines[-1].end,
            lines[0].start,
            heading=_path(path),
            unit="a" if headed else "p",
            number=number,
        )
        lines.clear()


def _enter(path: dict[int, str], level: int, title: str) -> None:
    _leave(path, level)
    path[level] = title


def _leave(path: dict[int, str], level: int) -> None:
    """Forget the headings of this level and below."""
    for deeper in [k for k in path if k >= level]:
        del path[deeper]


def _path(path: dict[int, str]) -> str | None:
    return " / ".join(path[k] for k in sorted(path)) or None


def _paragraphs(lines: Sequence[Line]) -> Iterator[Cut]:
    for line in lines:
        if is_heading_line(line.text):
            yield _whole(line, "heading", unit="h")
        else:
            yield _whole(line, "paragraph")


def _whole(line: Line, kind: SectionKind, unit: str = "p") -> Cut:
    return Cut(kind, line.start, line.end, line.start, unit=unit)
