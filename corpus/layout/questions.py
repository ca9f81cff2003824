"""Which lines of a policy's block are questions with answers, whatever marks they carry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    LONGEST_QUESTION,
    QUESTION,
    SPEAKER,
    Numbered,
    is_bare_question,
    is_contents_entry,
    numbered,
    question_end,
    undressed,
)

# 记者：…？ may run over several lines before its answer.
_QUESTION_LINES = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the line it begins at, offsets of its text, of its answer, and of its end.

    `line` and `stop` are indexes of lines: it holds lines[line:stop] with all of its answer.
    """

    line: int
    stop: int
    start: int
    question_start: int
    question_end: int
    answer_start: int


@dataclass(frozen=True, slots=True)
class _Head:
    """A question before it is known where its answer ends."""

    line: int
    question_start: int
    question_end: int
    answer_line: int
    answer_start: int


def find_questions(lines: Sequence[Line]) -> list[Asked]:
    """The questions of a block, in order; empty where it has none that are answered.

    The strongest marks win: 问：/答：, then numbered questions, then lines that are a
    question. Weaker marks inside the answers are then no boundaries.
    """
    for finder in (_marked, _numbered, _bare):
        heads = finder(lines)
        if heads:
            return _closed(heads, lines)
    return []


def _closed(heads: list[_Head], lines: Sequence[Line]) -> list[Asked]:
    """Each question with its answer up to the next question."""
    stops = [*(h.line for h in heads[1:]), len(lines)]
    return [
        Asked(h.line, stop, lines[h.line].start, h.question_start, h.question_end, h.answer_start)
        for h, stop in zip(heads, stops, strict=True)
    ]


def _marked(lines: Sequence[Line]) -> list[_Head]:
    """问：…答：… and its kin; a question without an answer after it is none."""
    heads = []
    i = 0
    while i < len(lines):
        head = _marked_at(lines, i)
        if head is not None:
            heads.append(head)
            i = max(head.answer_line, i) + 1
        else:
            i += 1
    return heads


def _marked_at(lines: Sequence[Line], i: int) -> _Head | None:
    match = QUESTION.match(lines[i].text)
    if not match:
        return None
    start = lines[i].start + match.end()
    for j in range(i + 1, min(len(lines), i + 1 + _QUESTION_LINES)):
        text = lines[j].text
        if QUESTION.match(text):
            if j == i + 1:
                return None
            break  # what stands between two questions answers the first, unmarked
        answer = ANSWER.match(text) or (SPEAKER.match(text) if _spoken(lines[i].text) else None)
        if answer:
            end = _trimmed_end(lines[j - 1])
            begin = lines[j].start + answer.end()
            if begin >= lines[j].end:  # 答： alone on its line
                if j + 1 == len(lines):
                    return None
                begin = lines[j + 1].start
            return _Head(i, start, max(start, end), j, begin)
    return _unmarked_answer(lines, i, start)


def _unmarked_answer(lines: Sequence[Line], i: int, start: int) -> _Head | None:
    """问：…？ whose answer carries no mark: the rest of the line, or the next line."""
    text = lines[i].text[start - lines[i].start :]
    end = question_end(text)
    if end is not None and end < len(text):
        begin = start + end
        rest = lines[i].text[begin - lines[i].start :]
        return _Head(i, start, begin, i, begin + len(rest) - len(rest.lstrip()))
    if len(text) <= LONGEST_QUESTION and i + 1 < len(lines):
        following = lines[i + 1]
        if not (QUESTION.match(following.text) or is_contents_entry(lines[i].text)):
            return _Head(i, start, _trimmed_end(lines[i]), i, following.start)
    return None


def _spoken(text: str) -> bool:
    """Whether the question is put by a person, so that the answer is too: 记者：…"""
    return bool(re.match(r"^\W*[\u4e00-\u9fff]{0,10}(?:记者|主持人)", text))


def _trimmed_end(line: Line) -> int:
    """The end of a line without Markdown's closing marks."""
    return line.end - (len(line.text) - len(re.sub(r"\s*(?:\*\*|__)$", "", line.text)))


def _numbered(lines: Sequence[Line]) -> list[_Head]:
    """一、…？ in the style that asks most, counted 1, 2, 3...

    Unasked items of that style between them (三、申报流程) are heads as well when most are questions.
    """
    best: list[_Head] = []
    for style in ("一、", "（一）", "1.", "第一"):
        heads = _counted(lines, style)
        if len(heads) > len(best):
            best = heads
    return best


def _counted(lines: Sequence[Line], style: str) -> list[_Head]:
    heads: list[_Head] = []
    previous = 0
    for i, line in enumerate(lines):
        number = numbered(line.text)
        if number is None or number.style != style or (not line.opens and not heads):
            continue
        if number.value not in (previous + 1, 1) or is_contents_entry(line.text):
            continue
        end = question_end(line.text[number.begin :])
        if end is None:
            continue
        head = _answered(lines, i, number, end)
        if head is not None:
            heads.append(head)
            previous = number.value
    return heads


def _answered(lines: Sequence[Line], i: int, number: Numbered, end: int) -> _Head | None:
    """The numbered question with its answer, in the line or after it; None without one."""
    line = lines[i]
    start = line.start + number.begin
    stop = start + end
    marks = len(line.text[number.begin : number.begin + end]) - len(
        re.sub(r"\s*(?:\*\*|__)$", "", line.text[number.begin : number.begin + end])
    )
    rest = line.text[number.begin + end :]
    if rest.strip():
        answer = ANSWER.match(rest.strip())
        begin = stop + len(rest) - len(rest.lstrip()) + (answer.end() if answer else 0)
        return _Head(i, start, stop - marks, i, begin)
    if i + 1 >= len(lines):
        return None
    following = numbered(lines[i + 1].text)
    same = following is not None and following.style == number.style
    if same and following and question_end(lines[i + 1].text[following.begin :]) is not None:
        return None
    answer = ANSWER.match(lines[i + 1].text)
    return _Head(i, start, stop - marks, i, lines[i + 1].start + (answer.end() if answer else 0))


def _bare(lines: Sequence[Line]) -> list[_Head]:
    """Lines that are one question, each followed by an answer."""
    heads = []
    for i, line in enumerate(lines[:-1]):
        following = lines[i + 1].text
        if not line.opens or not is_bare_question(line.text) or is_bare_question(following):
            continue
        if i and is_bare_question(lines[i - 1].text):
            continue  # the last of a list of questions: what follows answers none of them
        dressed = line.text.find(undressed(line.text))
        start = line.start + max(dressed, 0)
        answer = ANSWER.match(following)
        begin = lines[i + 1].start + (answer.end() if answer else 0)
        heads.append(_Head(i, start, start + len(undressed(line.text)), i, begin))
    return heads
