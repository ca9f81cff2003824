"""The signals of one question against what was found and picked for it."""

import re
from collections.abc import Sequence

from corpus.aliases import expand_aliases
from index.hits import Hit
from index.search import SearchIndex
from rag.evidence import Group, coverage, figures, missing, years
from rag.extract import Picked
from rag.gate import Signals
from rag.question import Understanding, without_names

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
    late, by_sentence = (float(x) for x in index.late_scores(understanding.text, [section, titled]))
    bare = without_names(understanding.text, understanding.named)
    own = without_names(hit.section.question, understanding.named) if hit.section.question else ""
    same = float(index.late_scores(bare, [own])[0]) if own else 0.0
    covered = coverage(groups, section)
    english = float(understanding.language == "en")
    return Signals(
        late=late,
        sentence=by_sentence,
        covered=covered,
        near=coverage(groups, titled),
        lacking=missing(groups, section),
        unheard=_unheard(groups, index),
        figures=_lacking_figures(understanding, hit, section),
        no_fact=_no_fact(understanding, sentence),
        margin=min(1.0, _margin(hits, hit) / 4),
        dense=max(0.0, hit.scores.dense),
        same_question=same,
        english=english,
        late_english=late * english,
        covered_english=covered * english,
    )


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


def _lacking_figures(understanding: Understanding, hit: Hit, evidence: str) -> float:
    """The share of the question's figures that the evidence lacks; years weigh in full.

    A question that names a wrong figure to be told the right one (是2026年吗) has others right.
    """
    asked = figures(re.sub(r"第\S{1,4}[期条]", "", understanding.text))
    if not asked:
        return 0.0
    there = figures(evidence)
    missing_years = years(understanding.text) - years(evidence)
    if missing_years and understanding.intent != "whether":
        return 1.0
    return len(asked - there) / len(asked)


def _no_fact(understanding: Understanding, sentence: str) -> float:
    if understanding.intent == "figure":
        return float(not _FACT.search(sentence))
    if understanding.intent == "when":
        return float(not _DATE.search(sentence))
    return 0.0


def _margin(hits: Sequence[Hit], hit: Hit) -> float:
    others = [h.score for h in hits if h.section.id != hit.section.id]
    return max(0.0, hit.score - max(others, default=hit.score - 4))
