"""Shown calculations: 1.8亿千瓦 - 7376万千瓦 = 10624万千瓦, from figures that the sources give."""

import re
from collections.abc import Sequence
from decimal import Decimal

from index.normalise import normalise
from rag.verify.passages import Passage
from rag.verify.quantities import Quantity, quantities

_SIGNS = {"+": "+", "-": "-", "×": "*", "*": "*", "÷": "/", "/": "/"}


def is_calculation(text: str) -> bool:
    """Whether a sentence shows a calculation."""
    return bool(re.search(r"\d[^=]*[-+×*÷/][^=]*\d[^=]*=\s*约?\s*\d", normalise(text)))


def holds(text: str, evidence: Sequence[Passage]) -> bool:
    """Whether the calculation is right and its terms stand in the sources.

    The sentence must hold nothing beside the calculation but a few words around it.
    """
    left, _, right = normalise(text).partition("=")
    parts = re.split(r"\s*([-+×*÷/])\s*", left)
    results = quantities(right)
    known = {q.key for p in evidence for q in quantities(p.text)}
    terms = [quantities(part) for part in parts[::2]]
    if len(terms) != 2 or len(results) != 1 or any(len(t) != 1 for t in terms):
        return False
    if any(t[0].key not in known for t in terms) or len(re.findall(r"[\u4e00-\u9fff]", text)) > 24:
        return False
    value = _value(terms[0][0], _SIGNS[parts[1]], terms[1][0])
    return value is not None and _same(value, results[0])


def _value(a: Quantity, sign: str, b: Quantity) -> Quantity | None:
    if sign in "+-":
        if a.unit != b.unit:
            return None
        return Quantity(a.value + b.value if sign == "+" else a.value - b.value, a.unit, "", "")
    if sign == "*":
        return Quantity(a.value * b.value, a.unit or b.unit, "", "")
    if not b.value:
        return None
    return Quantity(a.value / b.value, "" if a.unit == b.unit else a.unit, "", "")


def _same(value: Quantity, shown: Quantity) -> bool:
    if value.unit != shown.unit:
        return False
    tolerance = abs(value.value) * Decimal("0.005") if shown.comparator == "~" else Decimal(0)
    return abs(value.value - shown.value) <= tolerance
