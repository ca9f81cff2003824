"""Asking back: when a question names no policy and several fit it equally."""

import re
from collections.abc import Sequence

from corpus.aliases import expand_aliases
from index.hits import Hit
from index.names import Named, without_names
from index.search import SearchIndex
from rag.answer import Option
from rag.aspects import is_generic
from rag.evidence import Group, coverage, years
from rag.kinds import asked_kinds, told
from rag.passages import sentences
from rag.question import Understanding

_SAME = 0.7
_NEAR = 0.25
_FEW = 2  # content words that may leave it open what is meant
_MOST = 8
_PREVIEW = 60
_TELLS, _AS_WELL = 0.8, 0.7  # coverage by the best policy's sentence, and by one as good
_YEAR = re.compile(r"(?:到|至|截至)?(?<!\d)20\d{2}\s*年?(?:底|末)?")
# Words that ask, and such as come with any noun: 要处, 多长时间, 发生.
_ASKING = re.compile(r"几|多[少长久大高]|哪|什么|何|[要会应需得被可].$|发生$|出现$|内$|天内$")
# Any policy has a background and a body; money, a fine or a term only some.
_OPEN_KINDS = ("reason", "who")


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
    if is_generic(_YEAR.sub("", understanding.text)):
        return _of_each_policy(_knowing(hits, understanding), index)
    as_well = _answering(understanding, hits, groups, index)
    if len(as_well) >= 2:
        return as_well[:_MOST]
    if any(index.policy_texts.telling(_spelt(g)) for g in groups):
        return []
    alike = _alike(without_names(understanding.text, named), hits, index)
    if len(alike) >= 2:
        return alike[:_MOST]
    if len(groups) <= _FEW and not _unheard(groups, index):
        fitting = [h for h in first.values() if coverage(groups, _text(h)) >= 0.5]
        return fitting[:_MOST] if len(fitting) >= 2 else []
    return []


def _knowing(hits: Sequence[Hit], understanding: Understanding) -> list[Hit]:
    """The hits that tell the kinds of fact and write the years that a question asks for."""
    asked = years(understanding.asked)
    kinds = [k for k in asked_kinds(understanding.text) if k.name not in _OPEN_KINDS]
    if not asked and not kinds:
        return list(hits)
    return [
        h
        for h in hits
        if asked <= years(_text(h))
        and any(told(kinds, s.text) == 1 for s in sentences(h.document, h.section))
    ]


def _answering(
    understanding: Understanding, hits: Sequence[Hit], groups: Sequence[Group], index: SearchIndex
) -> list[Hit]:
    """The hit of each policy that answers a short question (牵头的是哪个部门) as well as the best does.

    A sentence, read with its section's question, must tell the kind of fact that is asked for
    and speak of what is asked; a word that one policy alone writes leaves no doubt.
    """
    asked = [g for g in groups if not (g.exact and _ASKING.match(g.exact))]
    own = [g for g in asked if not (g.exact and is_generic(g.exact))]
    if not own or len(own) > _FEW or _unheard(asked, index):
        return []
    if any(index.policy_texts.policies_with(g.terms) == 1 for g in own):
        return []
    kinds = asked_kinds(understanding.text)
    best: dict[str, tuple[float, Hit]] = {}
    for hit in hits:
        if hit.policy is None:
            continue
        question = hit.section.question or hit.section.heading or ""
        for span in sentences(hit.document, hit.section):
            if told(kinds, span.text) == 1:
                score = coverage(asked, f"{question} {span.text}")
                if score > best.get(hit.policy.id, (0.0, hit))[0]:
                    best[hit.policy.id] = (score, hit)
    found = sorted(best.values(), key=lambda b: -b[0])
    if not found or found[0][0] < _TELLS:
        return []
    kept = {h.policy.id: h for score, h in found if score >= _AS_WELL and h.policy}
    return [kept[p] for p in index.catalogue.latest(list(kept))]


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
    return f"{hit.section.question or ''} {hit.text}"


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
