"""Which sentences beside the best one are told with it, so that what is quoted answers on its own."""

import re
from collections.abc import Sequence

from rag.intent import Intent
from rag.passages import HEADING, Span

_OPEN = 240  # characters of an answer that is told whole where an open question is asked
_AROUND = 160  # characters of a neighbour that is still told

# How a sentence begins that limits what the one before it says.
_LIMITS = re.compile(
    r"但|不过|然而|否则|确需|确有必要|除[^，。]{0,20}外|符合[^，。]{0,16}的|不符合|未[^，。]{0,20}的|有下列情形|例外|其中|原则上"
)
# How a sentence begins that says nothing without the one before it.
_LEANS = re.compile(r"但|不过|然而|否则|例外|除此之外|前款")
# How a sentence begins that draws a conclusion from those before it.
_CONCLUDES = re.compile(
    r"因此|为此|因而|所以|基于此|据此|有鉴于此|鉴于此|在此背景下|在这种情况下|正是"
)
# What gives leave, refuses it or makes it depend on something.
_LEAVE = re.compile(
    r"可以|不得|禁止|严禁|不予|不能|不再|允许|方可|才能|(?:经|报)[^，。]{1,20}(?:批准|同意|审核|备案)|符合[^，。]{1,20}条件"
)


def beside(spans: Sequence[Span], at: int, intent: Intent) -> list[int]:
    """The places of the neighbours, in the same paragraph, without which `spans[at]` says too little.

    A bare heading (一是强化调度。) takes what it heads, 但… what it restricts, a conclusion its
    reasons where a reason is asked for, and a yes or no the leave, the ban and the limits next to it.
    """
    found = []
    text = spans[at].text
    before, after = _neighbour(spans, at, at - 1), _neighbour(spans, at, at + 1)
    if before is not None and _LEANS.match(text):
        found.append(before)
    if after is not None and is_heading(text):
        found.append(after)
    if intent == "why" and _CONCLUDES.match(text):
        found += _reasons(spans, at)
    if intent == "whether":
        if after is not None and (_LIMITS.match(spans[after].text) or _gives_leave(spans[after])):
            found.append(after)
        if before is not None and _gives_leave(spans[before]):
            found.append(before)
    return list(dict.fromkeys(found))


def _neighbour(spans: Sequence[Span], at: int, place: int) -> int | None:
    """`place`, if it stands in the same paragraph as `at`."""
    inside = 0 <= place < len(spans) and spans[place].paragraph == spans[at].paragraph
    return place if inside else None


def tells_whole(spans: Sequence[Span], intent: Intent) -> bool:
    """Whether an answer is so short that an open question (why, how) is told all of it."""
    return intent in ("why", "how", "other") and sum(len(s.text) for s in spans) <= _OPEN


def is_heading(text: str) -> bool:
    """Whether a sentence only says what an item of a list is called: 一是强化调度。"""
    return len(text) < HEADING and bool(
        re.match(r"[（(]?[一二三四五六七八九十]+(?:是|、|[）)])", text)
    )


def _gives_leave(span: Span) -> bool:
    return len(span.text) <= _AROUND and bool(_LEAVE.search(span.text))


def _reasons(spans: Sequence[Span], at: int) -> list[int]:
    """The sentences before a conclusion, in its paragraph, as many as stay short together."""
    found: list[int] = []
    length = 0
    for i in range(at - 1, -1, -1):
        length += len(spans[i].text)
        if spans[i].paragraph != spans[at].paragraph or length > _OPEN:
            break
        found.append(i)
    return found
