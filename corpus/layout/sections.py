"""A policy's block as sections: its title, its lead-in, then its questions or its text."""

from collections.abc import Iterator, Sequence

from corpus.layout.articles import cut_text, is_heading_line
from corpus.layout.blocks import Block
from corpus.layout.cuts import Cut, whole
from corpus.layout.front import is_furniture
from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    is_markdown_heading,
    is_plain_heading,
    numbered,
    undressed,
)
from corpus.layout.questions import Asked, find_questions


def cut_block(block: Block) -> Iterator[Cut]:
    """The sections of a block's lines, in order; every line lies in exactly one.

    What a page adds below the text is listed as headings are, and never cited.
    """
    lines = block.lines
    end = len(lines)
    while end > block.lead + 1 and is_furniture(lines[end - 1].text):
        end -= 1
    for line in lines[: block.titled]:
        yield whole(line, "heading", unit="h")
    leading = lines[block.titled : block.lead]
    held = lines[block.lead : end]
    questions = find_questions(held)
    if questions:
        yield from _preamble([*leading, *held[: questions[0].line]], block.title is not None)
        yield from _with_questions(held, questions, _category(held[: questions[0].line]))
    else:
        if leading:
            yield Cut("lead_in", leading[0].start, leading[-1].end, leading[0].start, unit="lead")
        yield from cut_text(held)
    for line in lines[end:]:
        yield whole(line, "heading", unit="h")


def _with_questions(
    lines: Sequence[Line], questions: list[Asked], category: str | None
) -> Iterator[Cut]:
    """Every question with its answer; a heading at an answer's end heads what follows it.

    `category` is the numbered heading above the first question: 一、提取条件类.
    """
    for asked in questions:
        kept = list(lines[asked.line : asked.stop])
        trailing: list[Line] = []
        while len(kept) > 1 and kept[-1].start > asked.answer_start:
            if not (_heads_next(kept[-1].signed) or _counts_on(category, kept[-1].signed)):
                break
            trailing.insert(0, kept.pop())
        yield Cut(
            "qa",
            asked.start,
            kept[-1].end,
            asked.answer_start,
            (asked.question_start, asked.question_end),
            heading=category and undressed(category),
            unit="q",
        )
        for line in trailing:
            category = line.signed if _counts_on(category, line.signed) else category
            yield whole(line, "heading", unit="h")


def _heads_next(text: str) -> bool:
    return is_plain_heading(text) or (is_markdown_heading(text) and is_heading_line(text))


def _counts_on(category: str | None, text: str) -> bool:
    """Whether a heading is the category after this one: 二、 after 一、."""
    last, this = numbered(category or ""), numbered(text)
    if last is None or this is None or not is_heading_line(text):
        return False
    return this.style == last.style and this.value == last.value + 1


def _category(before: Sequence[Line]) -> str | None:
    """The numbered heading right above the first question, or None."""
    text = before[-1].signed if before else ""
    number = numbered(text)
    first = number is not None and number.value == 1 and number.style in ("一、", "（一）")
    return text if first and is_heading_line(text) else None


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
                yield whole(line, "paragraph")
        run.clear()

    for line in lines:
        if is_heading_line(line.signed):
            yield from flush()
            yield whole(line, "heading", unit="h")
        elif ANSWER.match(line.text) and not seen_lead:
            yield from flush()
            run.append(line)
        else:
            run.append(line)
    yield from flush()
