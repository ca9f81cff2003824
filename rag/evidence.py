"""How well a text speaks to a question: rare words covered, figures and names present."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.normalise import normalise
from index.search import SearchIndex
from index.units import units_of

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_SYNONYM_CREDIT = 0.7


@dataclass(frozen=True, slots=True)
class Group:
    """One thing a question is about: terms any of which covers it, and how much it weighs.

    `exact` is the word as asked, None for English; its synonyms cover less.
    """

    exact: str | None
    terms: tuple[str, ...]
    weight: float


def groups_of(question: str, language: str, index: SearchIndex) -> list[Group]:
    """The content of a question: each unit with what else would say it, weighted by rarity."""
    units = units_of(question, language)
    found = [Group(u.exact, tuple(t for t, _ in u.terms), index.rarity_of(u)) for u in units]
    return _without_parts(found)


def _without_parts(groups: list[Group]) -> list[Group]:
    """Compounds only: 装备 says nothing more where 电力装备 is asked for already."""
    exact = [g.exact or "" for g in groups]
    return [g for g in groups if not any(g.exact and g.exact != e and g.exact in e for e in exact)]


def coverage(groups: Sequence[Group], text: str) -> float:
    """The weighted share of groups that a text covers, 0..1; 1 where nothing is asked."""
    total = sum(g.weight for g in groups)
    if not total:
        return 1.0
    plain = normalise(text)
    return sum(g.weight * _covered(g, plain) for g in groups) / total


def _covered(group: Group, plain: str) -> float:
    if group.exact is None:
        return float(any(t in plain for t in group.terms))
    if group.exact in plain:
        return 1.0
    if any(t in plain for t in group.terms[1:]):
        return _SYNONYM_CREDIT
    return 0.0


def figures(text: str) -> set[str]:
    """The numbers of a text, as digits, without issue numbers."""
    return set(_FIGURE.findall(normalise(text)))


def years(text: str) -> set[str]:
    """The years of a text."""
    return set(_YEAR.findall(normalise(text)))
