"""What a question names, and the question without it."""

import re
from dataclasses import dataclass
from typing import Literal

from index.normalise import normalise

By = Literal["title", "short", "alias", "abbreviation", "keyword"]


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names.

    `policies` are the ids of the best-matching ones and `by` how; `matched` are the words of
    the (normalised) question that name them. `unknown_titles` and `unknown_issues` are
    named in the question but not in the corpus. `others` are policies that a weaker kind of
    name points to as well, by the words in `other_names`: for questions that compare.
    """

    policies: tuple[str, ...] = ()
    by: By | None = None
    matched: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    unknown_titles: tuple[str, ...] = ()
    unknown_issues: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """The words that name any policy, the longest first."""
        return tuple(sorted((*self.matched, *self.other_names), key=len, reverse=True))


def without_names(text: str, named: Named) -> str:
    """The question less the names of the policies it names: what is asked about them."""
    bare = re.sub(r"《[^》]*》", " ", normalise(text))
    for name in sorted(named.matched, key=len, reverse=True):
        spelt = r"[\s\"'()\[\]·,、-]*".join(map(re.escape, name.replace(" ", "")))
        if name.isascii():
            spelt = rf"(?<![a-z]){spelt}(?![a-z])"
        bare = re.sub(spelt, " ", bare)
    return re.sub(r"\s+", " ", bare).strip(" 的,、") or normalise(text)
