"""Questions about the policies themselves: which ones, by whom, in which issue, with what keyword."""

import re
from collections.abc import Sequence

from corpus.records import ParsedDocument, Policy, Section
from index.names import Named
from index.naming import loose
from index.search import SearchIndex
from rag.evidence import Group, coverage
from rag.passages import Span, sentences

Listed = tuple[ParsedDocument, Policy | None, Section, Span]


def list_policies(named: Named, groups: Sequence[Group], index: SearchIndex) -> list[Listed]:
    """What the corpus says of each policy that fits: the sentence of its lead-in that names it.

    The bodies and issues in the question restrict; so do its other words, where some
    policies' titles or lead-ins hold them.
    """
    found: list[Listed] = []
    for parsed in index.documents:
        if named.issues and parsed.document.issue not in named.issues:
            continue
        for policy in parsed.policies:
            if named.bodies and not _issued_by(policy, named.bodies, parsed):
                continue
            place = _place(parsed, policy)
            if place:
                found.append((parsed, policy, *place))
    about = [g for g in groups if not _names_a_body(g, named)]
    fitting = [f for f in found if about and f[1] and coverage(about, _described(f)) >= 0.5]
    if about and not fitting and not (named.bodies or named.issues):
        return []
    return fitting if fitting and len(fitting) < len(found) else found


def _issued_by(policy: Policy, bodies: Sequence[str], parsed: ParsedDocument) -> bool:
    lead = parsed.section(policy.lead_in or "")
    text = loose(parsed.text_of(lead)) if lead else ""
    return any(b in policy.bodies or (not policy.bodies and loose(b) in text) for b in bodies)


def _names_a_body(group: Group, named: Named) -> bool:
    return any(group.exact and group.exact in loose(b) for b in named.bodies) or bool(
        group.exact
        and re.fullmatch(
            r"参与|印发|发布|公布|出台|联合|颁布|转发|解读|收录|涉及|列出|参加|制定|第.*期|汇编|digest",
            group.exact,
        )
    )


def _described(listed: Listed) -> str:
    parsed, policy, section, _ = listed
    return f"{policy.title if policy else ''} {parsed.text_of(section)}"


def _place(parsed: ParsedDocument, policy: Policy) -> tuple[Section, Span] | None:
    """The sentence that names a policy: in its lead-in, else the header's line, else its first."""
    lead = parsed.section(policy.lead_in or "")
    told = sentences(parsed.document, lead) if lead else []
    if lead and told:
        return lead, told[0]
    header = next((s for s in parsed.sections if s.kind == "header"), None)
    if header:
        for span in sentences(parsed.document, header):
            if policy.title in span.text:
                return header, span
    for section in parsed.sections:
        if section.policy_id == policy.id and section.searchable:
            told = sentences(parsed.document, section)
            if told:
                return section, told[0]
    return None
