"""Where to ask: one list of issues, documents and policies, and the filters that it means."""

from collections.abc import Sequence

from corpus.records import ParsedDocument
from index.hits import Filters
from ui.web.i18n import Lang, say


def choices(documents: Sequence[ParsedDocument], lang: Lang) -> list[tuple[str, str]]:
    """Labels and values for a selection: issues, then documents, then policies."""
    issues = dict.fromkeys(d.document.issue for d in documents if d.document.issue)
    out = [(f"{say('scope_issue', lang)}：{i}", f"issue:{i}") for i in issues]
    out += [
        (f"{say('scope_document', lang)}：{d.document.display_title}", f"document:{d.document.id}")
        for d in documents
    ]
    out += [
        (f"{say('scope_policy', lang)}：《{p.title}》", f"policy:{p.id}")
        for d in documents
        for p in d.policies
    ]
    return out


def kept_values(values: Sequence[str], documents: Sequence[ParsedDocument]) -> list[str]:
    """Those of a kept selection that the library still has."""
    known = {value for _, value in choices(documents, "zh")}
    return [v for v in values if v in known]


def filters(values: Sequence[str], documents: Sequence[ParsedDocument]) -> Filters:
    """The union of what was chosen: an issue means its documents, a document its policies."""
    chosen: dict[str, set[str]] = {"issue": set(), "document": set(), "policy": set()}
    for value in values:
        kind, _, name = value.partition(":")
        chosen.get(kind, set()).add(name)
    whole = [
        d
        for d in documents
        if d.document.id in chosen["document"] or d.document.issue in chosen["issue"]
    ]
    if not chosen["policy"]:
        return Filters(documents=tuple(d.document.id for d in whole))
    policies = chosen["policy"] | {p.id for d in whole for p in d.policies}
    return Filters(policies=tuple(sorted(policies)))
