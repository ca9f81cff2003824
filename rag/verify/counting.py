"""Figures that a source does not write out: the length of its list, a span of years, months for years."""

import re
from decimal import Decimal

from rag.verify.clauses import Clause, figures
from rag.verify.names import unfold
from rag.verify.quantities import Quantity

_ORDINALS = "一二三四五六七八九十"
_MARKS = ("{}是", "({})", "第{}", "[{}]")
_LIST = re.compile(r"[^，,：:。；;]*、[^，,：:。；;]*")
_MEMBER = re.compile(r"、|以及|和(?!国)|与|及|或者?")
_SPAN = re.compile(r"((?:19|20)\d{2})年?\s*(?:-|至|到)\s*((?:19|20)\d{2})年?")
_PERSONS = frozenset("人 名 位".split())
_LISTED = frozenset("项 条 个 种 类 大 方面 支 步 级 档 批 轮 家 次".split())


def same_value(a: Quantity, b: Quantity) -> bool:
    """The same figure, 三年 for 36个月 and 两人 for 2名 too."""
    units = {a.unit, b.unit}
    if a.value == b.value and (units <= _PERSONS or units == {"减半", "%"}):
        return True
    return a.key == b.key or ({a.unit, b.unit} == {"年", "个月"} and _months(a) == _months(b))


def _months(quantity: Quantity) -> Decimal:
    return quantity.value * (12 if quantity.unit == "年" else 1)


def counted(ours: Quantity, whole: str, clause: Clause, passage: str) -> bool:
    """A count may stand in the words before a clause, or be the length of a list.

    Of the source's marked list (一是, 二是...), or of one that the sentence itself gives in full.
    """
    if ours.following and (
        any(q.key == ours.key for q in figures(clause.before)) and not figures(clause.text)
    ):
        return True
    if ours.unit not in _LISTED or not 2 <= ours.value <= 9 or ours.value % 1:
        return False
    last = int(ours.value)
    if any(
        m.format(_ORDINALS[last - 1]) in passage and m.format(_ORDINALS[last]) not in passage
        for m in _MARKS
    ):
        return True
    source = clause.plain
    return _long(unfold(whole), last) and _long(source, last)


def _long(text: str, length: int) -> bool:
    return any(len(_MEMBER.split(run)) == length for run in _LIST.findall(text))


def spanned(ours: Quantity, clause: Clause) -> bool:
    """两年 of 2025-2026年, and a length of time that a clause before states for what follows."""
    if ours.unit != "年":
        return False
    spans = _SPAN.findall(unfold(clause.before) + clause.plain)
    if any(int(b) - int(a) + 1 == ours.value for a, b in spans):
        return True
    stated = [q for q in figures(clause.before) if same_value(ours, q)]
    return any(q.comparator == ours.comparator for q in stated) and not any(
        q.unit in ("年", "个月") for q in figures(clause.text)
    )
