"""Asking back: when a question names no policy and several fit it equally."""

import re
from collections.abc import Sequence

from corpus.aliases import expand_aliases
from index.hits import Hit
from index.names import Named, without_names
from index.search import SearchIndex
from rag.answer import Option
from rag.aspects import is_generic
from rag.evidence import Group, coverage
from rag.passages import sentences
from rag.question import Understanding

_SAME = 0.7
_NEAR = 0.25
_FEW = 2  # content words that may leave it open what is meant
_MOST = 8
_PREVIEW = 60
# What only some policies have at all, unlike a background or a target.
_CONCRETE = re.compile(r"补[贴助]|奖|罚")


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
    # Versions of one policy are no doubt: the later is meant.
    latest = index.catalogue.latest(named.policies)
    if len(latest) > 1 and named.by in ("alias", "title", "short", "abbreviation"):
        return [first[p] for p in latest if p in first][:_MOST]
    if named.policies or named.others or len(index.catalogue.policies) < 2:
        return []
    if is_generic(understanding.text):
        return _speaking(_of_each_policy(hits, index), groups, index)
    if any(index.policy_texts.telling(_spelt(g)) for g in groups):
        return []
    alike = _alike(without_names(understanding.text, named), hits, index)
    if len(alike) >= 2:
        return alike[:_MOST]
    if len(groups) <= _FEW and not _unheard(groups, index):
        fitting = [h for h in first.values() if coverage(groups, _text(h)) >= 0.5]
        return fitting[:_MOST] if len(fitting) >= 2 else []
    return []


def _speaking(found: list[Hit], groups: Sequence[Group], index: SearchIndex) -> list[Hit]:
    """Of the policies' hits those of policies that speak of money or fines, where these are asked for."""
    terms = [t for g in groups if g.exact and _CONCRETE.search(g.exact) for t in g.terms]
    speaking = [h for h in found if h.policy and index.policy_texts.speaks_of(h.policy.id, terms)]
    return (speaking if len(speaking) >= 2 else []) if terms else found


def _of_each_policy(hits: Sequence[Hit], index: SearchIndex) -> list[Hit]:
    """The best hit of each policy, whatever it is, older versions left out."""
    best: dict[str, Hit] = {}
    for hit in hits:
        if hit.policy is not None:
            best.setdefault(hit.policy.id, hit)
    latest = index.catalogue.latest(list(best))
    return [best[p] for p in latest][:_MOST] if len(latest) >= 2 else []


def _spelt(group: Group) -> tuple[str, ...]:
    return group.terms if group.exact is None else (group.exact,)


def _unheard(groups: Sequence[Group], index: SearchIndex) -> bool:
    """Whether a word of the question stands in no policy at all, in no form."""
    return any(not index.policy_texts.policies_with(g.terms) for g in groups)


def _text(hit: Hit) -> str:
    return f"{hit.section.question or ''} {hit.document.text[hit.section.start : hit.section.end]}"


def _alike(bare: str, hits: Sequence[Hit], index: SearchIndex) -> list[Hit]:
    """The best-matching question of each policy, of those that match about as well as the best."""
    asked = [h for h in hits if h.section.question and h.policy]
    if not asked:
        return []
    own = [without_names(h.section.question or "", Named()) for h in asked]
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
