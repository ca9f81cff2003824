"""Names found at their places in a question, and which of them count."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.naming import Names, loose

Kind = Literal["title", "short", "alias", "abbreviation", "bare", "keyword"]

QUOTED = re.compile(r"《([^《》]{2,80})》")
_NAME_AT_LEAST = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A name found at a place of the loosened question."""

    kind: Kind
    policy: str
    name: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.name)


def table_of(all_names: Iterable[Names]) -> dict[str, tuple[tuple[Kind, str], ...]]:
    """Every name -> the kinds of name it is and of which policies."""
    table: dict[str, dict[tuple[Kind, str], None]] = {}
    for names in all_names:
        pools: tuple[tuple[Kind, set[str]], ...] = (
            ("title", names.titles),
            ("short", names.shorts),
            ("alias", names.aliases),
            ("abbreviation", names.abbreviations),
            ("keyword", names.keywords),
        )
        for kind, pool in pools:
            for name in pool:
                table.setdefault(name, {})[(kind, names.policy.id)] = None
    return {name: tuple(hits) for name, hits in table.items()}


def loosened(question: str) -> tuple[str, list[tuple[int, int]]]:
    """The question for matching, and where in it quoted titles stand."""
    text = ""
    quoted: list[tuple[int, int]] = []
    last = 0
    for match in QUOTED.finditer(question):
        text += loose(question[last : match.start()])
        title = loose(match[1])
        quoted.append((len(text), len(text) + len(title)))
        text += title
        last = match.end()
    return text + loose(question[last:]), quoted


def standing(
    kind: Kind, name: str, start: int, text: str, quoted: Sequence[tuple[int, int]]
) -> Kind | None:
    """How a name stands in the question; None where it is only part of something else."""
    end = start + len(name)
    if kind == "alias":
        if (start, end) in quoted:
            return "alias"
        inside = any(a <= start and end <= b for a, b in quoted)
        return "bare" if len(name) >= 3 and not inside else None
    if name.isascii():
        before, after = text[start - 1 : start], text[end : end + 1]
        if (before.isascii() and before.isalnum()) or (after.isascii() and after.isalpha()):
            return None
    return kind


def is_naming(match: Match, best: Sequence[str]) -> bool:
    """Whether a match does no more than name the policy; a short keyword (储能) is also content."""
    whole = len(match.name) >= _NAME_AT_LEAST or match.name.isascii()
    return match.policy in best and (match.kind != "keyword" or whole)


def hides(other: Match, match: Match) -> bool:
    """Whether a match is only part of a longer name, of another policy."""
    if other.policy == match.policy or len(other.name) <= len(match.name):
        return False
    inside = other.start <= match.start and match.end <= other.end
    return inside and (other.kind != "keyword" or match.kind in ("keyword", "bare"))
