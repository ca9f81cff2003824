"""Which lines of a policy's block are questions with answers, whatever marks they carry."""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    LONGEST_QUESTION,
    QUESTION,
    SPEAKER,
    Numbered,
    NumberStyle,
    ends_in_question,
    is_bare_question,
    is_contents_entry,
    numbered,
    question_end,
    undressed,
)

# An item without a question mark that still is one of the questions: 三、申报流程.
_UNASKED = 30
# 记者：…？ may run over several lines before its answer.
_QUESTION_LINES = 4
# So many numbered questions outweigh a single 问题： among them.
_MANY = 3


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

    The strongest marks win: 问：/答：, then numbered questions, then what people who are named
    ask, then lines that are a question. Weaker marks inside the answers are then no boundaries; but one mark among
    many numbered questions is a line of an answer.
    """
    marked, counted = _marked(lines), _numbered(lines)
    if marked and not (len(marked) == 1 and len(counted) >= _MANY):
        return _closed(marked, lines)
    spoken, bare = _spoken(lines), _bare(lines)
    return _closed(counted or (spoken if len(spoken) >= len(bare) else bare), lines)


def _closed(heads: list[_Head], lines: Sequence[Line]) -> list[Asked]:
    """Each question with its answer up to the next question."""
    stops = [*(h.line for h in heads[1:]), len(lines)] if heads else []
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
    start, first = lines[i].start + match.end(), i
    if match.end() == len(lines[i].text):  # 问： alone on its line
        if i + 1 == len(lines) or QUESTION.match(lines[i + 1].text):
            return None
        start, first = lines[i + 1].start, i + 1
    for j in range(first + 1, min(len(lines), first + 1 + _QUESTION_LINES)):
        text = lines[j].text
        if QUESTION.match(text):
            if j == first + 1:
                return None
            break  # what stands between two questions answers the first, unmarked
        answer = ANSWER.match(text) or (SPEAKER.match(text) if match.group("asker") else None)
        if answer:
            end = _trimmed_end(lines[j - 1])
            begin = lines[j].start + answer.end()
            if begin >= lines[j].end:  # 答： alone on its line
                if j + 1 == len(lines):
                    return None
                begin = lines[j + 1].start
            return _Head(i, start, max(start, end), j, begin)
    return _unmarked_answer(lines, i, first, start)


def _unmarked_answer(lines: Sequence[Line], i: int, first: int, start: int) -> _Head | None:
    """问：…？ whose answer carries no mark: the rest of the line, or the next line."""
    line = lines[first]
    text = line.text[start - line.start :]
    end = question_end(text)
    if end is not None and end < len(text):
        begin = start + end
        rest = line.text[begin - line.start :]
        return _Head(i, start, begin, first, begin + len(rest) - len(rest.lstrip()))
    if len(text) <= LONGEST_QUESTION and first + 1 < len(lines):
        following = lines[first + 1]
        if not (QUESTION.match(following.text) or is_contents_entry(line.text)):
            return _Head(i, start, _trimmed_end(line), first, following.start)
    return None


def _trimmed_end(line: Line) -> int:
    """The end of a line without Markdown's closing marks."""
    return line.end - (len(line.text) - len(re.sub(r"\s*(?:\*\*|__)$", "", line.text)))


def _numbered(lines: Sequence[Line]) -> list[_Head]:
    """一、…？ in the style that asks most.

    Unasked items of that style that fill a gap between them (三、申报流程) are heads as well.
    """
    best: list[_Head] = []
    for style in ("一、", "（一）", "1.", "(1)", "第一"):
        heads = _counted(lines, style)
        if len(heads) > len(best):
            best = heads
    return best


def _counted(lines: Sequence[Line], style: NumberStyle) -> list[_Head]:
    """The questions numbered in one style, upwards or from 1 again."""
    heads: list[_Head] = []
    unasked: list[tuple[int, Numbered]] = []
    previous = 0
    for i, line in enumerate(lines):
        number = numbered(line.text)
        if number is None or number.style != style or (not line.opens and not heads):
            continue
        end = None if is_contents_entry(line.text) else question_end(line.text[number.begin :])
        head = None if end is None else _answered(lines, i, number, end)
        if head is None:
            unasked.append((i, number))
        elif number.value == 1 or number.value >= previous:
            heads += _bridged(lines, unasked, previous, number.value) if heads else []
            heads.append(head)
            previous = number.value
            unasked = []
    if heads and style == "一、":  # 1. after the last question is a list in its answer
        heads += _bridged(lines, unasked, previous, previous + len(unasked) + 1)
    return heads


def _bridged(
    lines: Sequence[Line], unasked: list[tuple[int, Numbered]], low: int, high: int
) -> list[_Head]:
    """The items that count on from `low` up to `high`, each a short line with a text below it."""
    found: list[_Head] = []
    for i, number in unasked:
        line = lines[i]
        wanted = low + len(found) + 1
        title = line.text[number.begin :]
        short = len(title) <= _UNASKED and not title.endswith(("。", "；", "：", ":"))
        if number.value == wanted < high and short and line.opens and i + 1 < len(lines):
            start = line.start + number.begin
            found.append(_Head(i, start, _trimmed_end(line), i, lines[i + 1].start))
    return found


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


def _spoken(lines: Sequence[Line]) -> list[_Head]:
    """老王：…？ that 小李：… answers, where somebody answers more than once."""
    turns = [(i, SPEAKER.match(line.text)) for i, line in enumerate(lines) if line.opens]
    asked = [
        (i, asker, answerer)
        for (i, asker), (j, answerer) in itertools.pairwise(turns)
        if asker and answerer and j == i + 1 and asker["name"] != answerer["name"]
        if len(lines[i].text) <= LONGEST_QUESTION and ends_in_question(lines[i].text)
    ]
    answers = Counter(answerer["name"] for _, _, answerer in asked)
    if not asked or max(answers.values()) == 1:
        return []
    return [
        _Head(
            i,
            lines[i].start + asker.end(),
            _trimmed_end(lines[i]),
            i + 1,
            lines[i + 1].start + answerer.end(),
        )
        for i, asker, answerer in asked
        if asker["name"] not in answers
    ]


def _bare(lines: Sequence[Line]) -> list[_Head]:
    """Lines that are one question, each followed by an answer.

    Where they are set in bold, other short bold lines between them are heads as well.
    """
    asked = [i for i in range(len(lines) - 1) if _is_asked(lines, i)]
    if len(asked) > 1 and all(_is_bold(lines[i].signed) for i in asked):
        bold = range(asked[0], len(lines) - 1)
        asked = [i for i in bold if _is_bold(lines[i].signed) and not _is_bold(lines[i + 1].signed)]
    heads = []
    for i in asked:
        line = lines[i]
        plain = undressed(line.text)
        start = line.start + max(line.text.find(plain), 0)
        answer = ANSWER.match(lines[i + 1].text)
        begin = lines[i + 1].start + (answer.end() if answer else 0)
        heads.append(_Head(i, start, start + len(plain), i, begin))
    return heads


def _is_asked(lines: Sequence[Line], i: int) -> bool:
    """Whether a line is a bare question that the next line answers.

    The last of a list of questions is none: what follows answers none of them.
    """
    return (
        lines[i].opens
        and is_bare_question(lines[i].text)
        and not is_bare_question(lines[i + 1].text)
        and not (i and is_bare_question(lines[i - 1].text))
    )


def _is_bold(text: str) -> bool:
    """A short line that Markdown sets in bold from end to end."""
    return bool(re.fullmatch(r"(?:\*\*[^*]{2,60}\*\*|__[^_]{2,60}__)", text))
