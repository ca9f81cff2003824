"""The signals of one question against what was found and picked for it."""

import re
from collections.abc import Sequence

from corpus.aliases import expand_aliases
from index.hits import Hit
from index.names import without_names
from index.search import SearchIndex
from rag.evidence import Group, coverage, figures, has_asked_unit, years
from rag.extract import Picked
from rag.gate import Signals
from rag.question import Understanding

_DATE = re.compile(r"\d{4}年|\d{1,2}月|\d{1,2}日|近日|日前|“十[一二三四五六]五”")
_FACT = re.compile(r"\d|[一二三四五六七八九十两百千]+(?:个|项|种|方面|年|大|条|部门|亩|元)")


def signals_of(
    understanding: Understanding,
    hits: Sequence[Hit],
    picked: Picked,
    groups: Sequence[Group],
    index: SearchIndex,
) -> Signals:
    """All signals; the evidence is the picked section with its policy's title and lead-in."""
    hit = picked.hit
    section = evidence_of(hit, index)
    sentence = " ".join(s.text for s in picked.spans)
    titled = f"{hit.policy.title if hit.policy else ''} {hit.section.question or ''} {sentence}"
    met, least = _met(groups, section, index)
    met_near, least_near = _met(groups, titled, index)
    bare = without_names(understanding.text, understanding.named)
    own = without_names(hit.section.question, understanding.named) if hit.section.question else ""
    english = float(understanding.language == "en")
    return Signals(
        met=met,
        least=least,
        met_near=met_near,
        least_near=least_near,
        covered=coverage(groups, section),
        near=coverage(groups, titled),
        late=float(index.late_scores(bare, [section])[0]),
        unheard=_unheard(groups, index),
        figures=_lacking_figures(understanding, section),
        no_fact=_no_fact(understanding, sentence),
        margin=min(1.0, _margin(hits, hit) / 4),
        dense=max(0.0, hit.scores.dense),
        same_question=float(index.late_scores(bare, [own])[0]) if own else 0.0,
        words=min(1.0, len(groups) / 5),
        english=english,
        met_english=met * english,
        least_english=least * english,
    )


def _met(groups: Sequence[Group], text: str, index: SearchIndex) -> tuple[float, float]:
    """The weighted mean and the least over the groups of how far a text meets each, 0..1."""
    if not groups:
        return 0.0, 0.0
    scores = []
    for group in groups:
        standing = coverage([group], text) if group.weight else 1.0
        nearest = [group.exact or ""] if group.exact else list(group.terms)
        close = max((float(index.late_scores(t, [text])[0]) for t in nearest if t), default=0.0)
        scores.append(max(standing, close))
    total = sum(g.weight for g in groups) or 1.0
    mean = sum(g.weight * s for g, s in zip(groups, scores, strict=True)) / total
    return mean, min(scores)


def evidence_of(hit: Hit, index: SearchIndex) -> str:
    """All that a section may answer from: its text, question, policy, lead-in and issue."""
    policy = hit.policy
    parts = [hit.document.text[hit.section.start : hit.section.end]]
    if policy is not None:
        lead = index.section(policy.lead_in) if policy.lead_in else None
        parts += [policy.title, hit.document.text[lead.start : lead.end] if lead else ""]
    parts += [hit.document.display_title, hit.section.heading or ""]
    return expand_aliases(" ".join(parts), policy)


def _unheard(groups: Sequence[Group], index: SearchIndex) -> float:
    total = sum(g.weight for g in groups)
    if not total:
        return 0.0
    lacking = sum(
        g.weight
        for g in groups
        if not index.policies_with(g.terms if g.exact is None else (g.exact, *g.terms))
    )
    return lacking / total


def _lacking_figures(understanding: Understanding, evidence: str) -> float:
    """The share of the question's figures that the evidence lacks."""
    asked = figures(re.sub(r"第\S{1,4}[期条]", "", understanding.asked))
    return len(asked - figures(evidence)) / len(asked) if asked else 0.0


def lacking_years(understanding: Understanding, hit: Hit, index: SearchIndex) -> set[str]:
    """Years that were typed and that the evidence does not know: 2030年的目标 where it ends 2027.

    Not for whether-questions: a wrong year there is a premise to be put right.
    """
    if understanding.intent == "whether":
        return set()
    return years(understanding.asked) - years(evidence_of(hit, index))


def _no_fact(understanding: Understanding, sentence: str) -> float:
    if understanding.intent == "figure":
        has = has_asked_unit(understanding.text, sentence)
        return float(not _FACT.search(sentence)) if has else 1.0
    if understanding.intent == "when":
        return float(not _DATE.search(sentence))
    return 0.0


def _margin(hits: Sequence[Hit], hit: Hit) -> float:
    others = [h.score for h in hits if h.section.id != hit.section.id]
    return max(0.0, hit.score - max(others, default=hit.score - 4))
