"""Asking back: when a question names no policy and several fit it equally."""

from collections.abc import Sequence

from corpus.aliases import expand_aliases
from index.hits import Hit
from index.names import without_names
from index.search import SearchIndex
from rag.answer import Option
from rag.evidence import Group
from rag.passages import sentences
from rag.question import Understanding

_SAME = 0.72
_NEAR = 0.15
_MOST = 8
_PREVIEW = 60


def candidates(
    understanding: Understanding,
    hits: Sequence[Hit],
    groups: Sequence[Group],
    index: SearchIndex,
) -> list[Hit]:
    """The best hit of each policy that the question may mean; fewer than two: no doubt.

    In doubt is a question that an alias of several policies names, or one that names none,
    has no word that tells them apart, and reads like questions of several.
    """
    first: dict[str, Hit] = {}
    for hit in hits:
        if hit.policy is not None and hit.section.kind != "lead_in":
            first.setdefault(hit.policy.id, hit)
    named = understanding.named
    if len(named.policies) > 1 and named.by in ("alias", "title", "short", "abbreviation"):
        return [first[p] for p in named.policies if p in first][:_MOST]
    if named.policies or named.others or len(index.catalogue.policies) < 2:
        return []
    telling = [g for g in groups if _policies_with(g, index) == 1]
    if telling:
        return []
    bare = without_names(understanding.text, named)
    alike = _alike(bare, hits, index)
    if len(alike) >= 2:
        return alike[:_MOST]
    if len(alike) == 0 and len(groups) <= 1 and len(first) >= 2:
        return list(first.values())[:_MOST]
    return []


def _policies_with(group: Group, index: SearchIndex) -> int:
    """In how many policies' titles or sections a group's words stand."""
    return index.policies_with(group.terms if group.exact is None else (group.exact,))


def _alike(bare: str, hits: Sequence[Hit], index: SearchIndex) -> list[Hit]:
    """The best-matching question of each policy, of those that match about as well as the best."""
    asked = [h for h in hits if h.section.question and h.policy]
    if not asked:
        return []
    own = [h.section.question or "" for h in asked]
    scores = index.late_scores(bare, own)
    best: dict[str, tuple[float, Hit]] = {}
    for hit, score in zip(asked, scores, strict=True):
        policy = hit.policy.id if hit.policy else ""
        if policy not in best or score > best[policy][0]:
            best[policy] = (float(score), hit)
    top = max(score for score, _ in best.values())
    if top < _SAME:
        return []
    return [
        h
        for s, h in sorted(best.values(), key=lambda b: -b[0])
        if s >= max(_SAME, top - _NEAR) - 1e-6
    ]


def option_of(hit: Hit) -> Option:
    """A hit as something to choose."""
    question = hit.section.question
    shown = expand_aliases(question, hit.policy) if question else None
    spans = sentences(hit.document, hit.section)
    preview = spans[0].text if spans and len(spans[0].text) <= _PREVIEW else None
    return Option(hit.policy.title if hit.policy else None, shown, hit.section.id, preview)
