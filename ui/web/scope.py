"""Where to ask: one list of issues, documents and policies, and the filters that it means."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import ParsedDocument
from index.hits import Filters


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to ask within: `value` is `issue:`, `document:` or `policy:` and its id."""

    value: str
    label: str


def choices(documents: Sequence[ParsedDocument]) -> list[Choice]:
    """What can be chosen: issues, then documents, then policies."""
    issues = dict.fromkeys(d.document.issue for d in documents if d.document.issue)
    return [
        *(Choice(f"issue:{i}", str(i)) for i in issues),
        *(Choice(f"document:{d.document.id}", d.document.display_title) for d in documents),
        *(Choice(f"policy:{p.id}", f"《{p.title}》") for d in documents for p in d.policies),
    ]


def values(documents: Sequence[ParsedDocument]) -> list[str]:
    """The values of all choices; a kept one that is not among them is gone."""
    return [c.value for c in choices(documents)]


def filters(chosen: Sequence[str], documents: Sequence[ParsedDocument]) -> Filters:
    """The union of what was chosen: an issue means its documents, a document its policies."""
    known = set(values(documents))
    by_kind: dict[str, set[str]] = {"issue": set(), "document": set(), "policy": set()}
    for value in chosen:
        if value in known:
            kind, _, name = value.partition(":")
            by_kind[kind].add(name)
    whole = [
        d
        for d in documents
        if d.document.id in by_kind["document"] or d.document.issue in by_kind["issue"]
    ]
    if not by_kind["policy"]:
        return Filters(documents=tuple(d.document.id for d in whole))
    policies = by_kind["policy"] | {p.id for d in whole for p in d.policies}
    return Filters(policies=tuple(sorted(policies)))
