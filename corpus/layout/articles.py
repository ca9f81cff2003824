"""A text without questions as sections: by 第X条, by headings, or by paragraphs."""

import re
from collections.abc import Iterator, Sequence

from corpus.layout.cuts import Cut, whole
from corpus.layout.front import is_attachment, is_closing, is_front, is_furniture
from corpus.layout.lines import Line
from corpus.layout.markers import (
    ARTICLE,
    CHAPTER,
    chinese_number,
    is_markdown_heading,
    is_plain_heading,
    numbered,
    undressed,
)

_LISTS = {"1.": 5, "(1)": 6}
_HEADING_LENGTH = 40
_UNMARKED_LENGTH = 24
_LEVELS = {"编": 0, "章": 1, "节": 2, "一、": 3, "（一）": 4, "第一": 4, **_LISTS}
_BRACKETED = re.compile(r"^【[^】]{2,20}】$")
_ATTACHMENTS = re.compile(r"^附\s*件\s*\d{0,2}\s*[:：]")


def cut_text(lines: Sequence[Line]) -> Iterator[Cut]:
    """The sections of lines that ask nothing, in order; attachments are cut on their own."""
    attached = next((i for i in range(1, len(lines)) if _is_attached(lines, i)), len(lines))
    main, rest = lines[:attached], lines[attached:]
    if sum(bool(ARTICLE.match(line.text)) for line in main) >= 2:
        yield from _by_articles(main)
    elif _headed(main) >= 2:
        yield from _by_headings(main)
    else:
        yield from _paragraphs(main)
    titled = 1
    while titled < len(rest) - 1 and titled < 3 and _is_bare(rest[titled].text):
        titled += 1
    for line in rest[:titled]:
        yield whole(line, "heading", unit="h")
    if rest[titled:]:
        yield from cut_text(rest[titled:])


def _is_attached(lines: Sequence[Line], i: int) -> bool:
    """Whether an attachment begins at a line; 附件： above 1. and 2. only lists them."""
    following = numbered(lines[i + 1].text) if i + 1 < len(lines) else None
    listing = following and following.style == "1." and lines[i].text.endswith(("：", ":"))
    return is_attachment(lines[i].text) and not listing


def _is_bare(text: str) -> bool:
    """A short line without any stop or mark, such as the title of an attachment."""
    short = len(text) <= _HEADING_LENGTH and not re.search(r"[。；：，！？:;,!?、\t]", text)
    return short and numbered(text) is None and not ARTICLE.match(text) and not CHAPTER.match(text)


def is_heading_line(text: str) -> bool:
    """A heading alone on its line, whatever marks it."""
    if is_plain_heading(text) or CHAPTER.match(text) or _BRACKETED.match(text):
        return True
    short = len(undressed(text)) <= _HEADING_LENGTH and not text.endswith(
        ("。", "；", "？", "?", "：", ":", ";", "，", "”", "。）")
    )
    return short and (is_markdown_heading(text) or numbered(text) is not None)


def _headed(lines: Sequence[Line]) -> int:
    """How many lines begin with a number or are headings, of any style."""
    return sum(
        numbered(line.text) is not None
        or is_markdown_heading(line.signed)
        or CHAPTER.match(line.text) is not None
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
        if chapter or is_plain_heading(line.text):
            yield from _body(open_lines, number is not None, path, number)
            number = None
            if chapter:
                _enter(path, _LEVELS[chapter.group("level")], undressed(line.text))
            yield whole(line, "heading", unit="h")
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
    headed = listing = False
    # Where nothing but lists is numbered, short lines without a stop are the headings.
    unmarked = all(_level(line.text) in (2, *_LISTS.values()) for line in lines)
    for i, line in enumerate(lines):
        number = numbered(line.text)
        listing = _ATTACHMENTS.match(line.text) is not None or (listing and number is not None)
        if listing:
            open_lines.append(line)
        elif _heads_text(lines, i) or (unmarked and _is_unmarked_heading(lines, i)):
            yield from _body(open_lines, headed, path)
            headed = True
            _enter(path, _level(line.text), undressed(line.text).strip("【】"))
            yield whole(line, "heading", unit="h")
        elif (
            number
            and line.opens
            and not (_inside(path, number.style) and _is_listed(lines, i, number.style))
        ):
            yield from _body(open_lines, headed, path)
            headed = True
            _leave(path, _level(line.text))
            open_lines.append(line)
        else:
            if not headed and not _goes_on(line.text):
                yield from _body(open_lines, headed, path)
            open_lines.append(line)
    yield from _body(open_lines, headed, path)


def _heads_text(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is a heading with something below it."""
    return is_heading_line(lines[i].signed) and not _is_item(lines, i)


def _is_listed(lines: Sequence[Line], i: int, style: str) -> bool:
    """Whether a number counts the items of a list, not the parts of a text."""
    return style in _LISTS or (is_heading_line(lines[i].signed) and _is_item(lines, i))


def _is_item(lines: Sequence[Line], i: int) -> bool:
    """Whether a line counts on from the one above or is counted on below, with nothing between."""
    number = numbered(lines[i].text)
    below = numbered(lines[i + 1].text) if number and i + 1 < len(lines) else None
    above = numbered(lines[i - 1].text) if number and i else None
    return any(
        n is not None
        and number is not None
        and n.style == number.style
        and abs(n.value - number.value) == 1
        for n in (above, below)
    )


def _level(text: str) -> int:
    chapter, number = CHAPTER.match(text), numbered(text)
    if chapter:
        return _LEVELS[chapter.group("level")]
    return _LEVELS[number.style] if number else 2


def _inside(path: dict[int, str], style: str) -> bool:
    """Whether 1. stands inside a body with headings above it: then it is a list there."""
    return any(k < _LEVELS[style] for k in path)


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
    """One section a paragraph, with what only goes on with it, under the heading above."""
    path: dict[int, str] = {}
    open_lines: list[Line] = []
    for i, line in enumerate(lines):
        if is_heading_line(line.signed) or _is_unmarked_heading(lines, i):
            yield from _body(open_lines, False, path)
            if not is_plain_heading(line.text):
                _enter(path, 2, undressed(line.text).strip("【】"))
            yield whole(line, "heading", unit="h")
            continue
        if not _goes_on(line.text) and not _is_broken(open_lines):
            yield from _body(open_lines, False, path)
        open_lines.append(line)
    yield from _body(open_lines, False, path)


def _is_broken(lines: Sequence[Line]) -> bool:
    """Whether a page's end parts a sentence: its number stands where no sentence ended."""
    said = [line.text for line in lines if not is_furniture(line.text)]
    return (
        bool(said) and is_furniture(lines[-1].text) and not re.search(r"[。！？：；”）]$", said[-1])
    )


def _goes_on(text: str) -> bool:
    """Whether a line is no paragraph of its own: a signature, a date, a page number."""
    return is_closing(text) or is_front(text) or is_furniture(text)


def _is_unmarked_heading(lines: Sequence[Line], i: int) -> bool:
    """A short line without any stop, above a paragraph that ends in one."""
    text = lines[i].signed
    if len(text) > _UNMARKED_LENGTH or re.search(r"[。；：，！？:;,!?、]$|[。；]|\t", text):
        return False
    if not lines[i].opens or _goes_on(text) or i + 1 >= len(lines):
        return False
    below = lines[i + 1].text
    return below.endswith(("。", "：", "；", "！", "”"))
