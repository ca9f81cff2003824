"""The signals of one question against what was found and picked for it."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.aliases import expand_aliases
from corpus.chunks import sentence_spans
from index.generation import head_of
from index.hits import Hit
from index.names import without_names
from index.search import SearchIndex
from rag.aspects import is_generic
from rag.evidence import Group, coverage, groups_of, years
from rag.extract import Picked
from rag.gate import Signals
from rag.gate.official import is_official
from rag.kinds import Kind, asked_kinds, asked_thing, told
from rag.question import Understanding

_MET = 0.55  # from which nearness on a word of the question counts as met
_OTHERS = 10  # sections that the picked one is compared with
_CLAUSE = re.compile(r"[^，,；;：:。！？\n]+")
_NAMES_FIRMLY = ("title", "short", "alias", "abbreviation")


def signals_of(
    understanding: Understanding,
    hits: Sequence[Hit],
    picked: Picked,
    groups: Sequence[Group],
    index: SearchIndex,
) -> Signals:
    """All signals; the evidence is the picked section with its policy's title and lead-in.

    Words that name a policy count as met by finding it, and are left out of all else.
    """
    bare = without_names(understanding.text, understanding.named)
    asked = groups_of(bare, understanding.language, index)
    named = understanding.named.by in _NAMES_FIRMLY
    if is_generic(bare):
        asked = []
    hit, english = picked.hit, float(understanding.language == "en")
    own = hit.text
    evidence = evidence_of(hit, index)
    sentence = " ".join(picked.texts)
    head = hit.section.question or hit.section.heading or ""
    near = f"{head} {sentence}"
    heads = head_of(hit.section, hit.policy)
    answer = hit.section.answer
    sentences = [answer[a:b] for a, b in sentence_spans(answer)]
    whole, part = index.read(understanding.text, heads, [sentences, picked.texts])
    there = _nearness(asked, [evidence, own, near], index)
    weights = _weights(asked)
    met, met_own, met_near = (float(m) for m in weights @ there) if asked else (1.0, 1.0, 1.0)
    return Signals(
        met=met,
        met_own=met_own,
        met_near=met_near,
        unmet=float(weights @ (there[:, 2] < _MET)) if asked else 0.0,
        official=_unmet_official(asked, there[:, 2], index),
        head=_unmet_head(bare, asked, there[:, 2]),
        covered=coverage(groups, evidence),
        late_near=float(index.late_scores(bare, [near])[0]),
        unheard=_unheard(asked, index),
        years=float(bool(years(understanding.asked) - years(sentence))),
        **_kinds_told(understanding, sentence, own, asked, picked, index),
        margin=min(1.0, _margin(hits, hit) / 4),
        rank=min(hit.rank, 6) / 6,
        dense=max(0.0, hit.scores.dense),
        dense_lead=_lead([h.scores.dense for h in hits], hit.scores.dense),
        words_lead=hit.scores.words / max([h.scores.words for h in hits] + [1e-9]),
        same_question=_same_question(bare, understanding, hit, index),
        words=min(1.0, len(asked) / 5),
        named=float(named),
        whether=float(understanding.intent == "whether"),
        english=english,
        met_english=met * english,
        least_english=_least(there[:, 0]) * english,
        read=whole.answers,
        read_picked=part.answers,
    )


def _nearness(
    groups: Sequence[Group], texts: Sequence[str], index: SearchIndex
) -> NDArray[np.float64]:
    """How far each text meets each group, (groups, texts), 0..1: as it stands, or by its pieces."""
    out = np.zeros((len(groups), len(texts)))
    for i, group in enumerate(groups):
        for term in [group.exact] if group.exact else group.terms:
            if term:
                out[i] = np.maximum(out[i], index.late_scores(term, texts))
        if group.weight:
            out[i] = np.maximum(out[i], [coverage([group], text) for text in texts])
    return out


def _weights(groups: Sequence[Group]) -> NDArray[np.float64]:
    """The groups' weights, made to sum to 1."""
    weights = np.array([g.weight for g in groups])
    return weights / (weights.sum() or 1.0)


def _least(met: NDArray[np.float64]) -> float:
    return float(met.min()) if len(met) else 1.0


def _unmet_official(groups: Sequence[Group], met: NDArray[np.float64], index: SearchIndex) -> float:
    """The weight share of unmet words that an official text would have used if it said this.

    Everyday words (饭碗, 掏钱) never stand in one, so that their absence proves nothing.
    """
    lacking = [
        weight
        for group, near, weight in zip(groups, met, _weights(groups), strict=True)
        if near < _MET and group.exact and is_official(group.exact, index)
    ]
    return float(sum(lacking))


def _unmet_head(bare: str, groups: Sequence[Group], met: NDArray[np.float64]) -> float:
    """How far the noun that is asked for is missing: 联系电话 in 方案的联系电话是多少."""
    head = asked_thing(bare)
    own = [m for g, m in zip(groups, met, strict=True) if g.exact and g.exact in head]
    return 1 - min(own) if own else 0.0


def _kinds_told(
    understanding: Understanding,
    sentence: str,
    own: str,
    groups: Sequence[Group],
    picked: Picked,
    index: SearchIndex,
) -> dict[str, float]:
    """Which kinds of fact are asked for, and whether they stand in what was picked, beside the topic."""
    kinds = asked_kinds(understanding.text)
    exact = [k for k in kinds if k.exact]
    things = [k for k in kinds if k.thing]
    loose = [k for k in kinds if not (k.exact or k.thing)]
    return {
        "exact": float(bool(exact)),
        "exact_lacking": 1 - told(exact, sentence),
        "loose": float(bool(loose)),
        "loose_lacking": 1 - told(loose, sentence),
        "loose_far": 1 - told(loose, own),
        "thing": float(bool(things)),
        "thing_lacking": 1 - told(things, sentence),
        "beside": _beside(exact, groups, picked, index),
    }


def _beside(
    kinds: Sequence[Kind], groups: Sequence[Group], picked: Picked, index: SearchIndex
) -> float:
    """How far the words of the question stand in or just before a clause that tells the kinds.

    0 where no clause tells any of them.
    """
    texts = []
    for text in picked.texts:
        clauses = _CLAUSE.findall(text)
        texts += [
            " ".join(clauses[max(0, i - 1) : i + 1])
            for i, clause in enumerate(clauses)
            if not kinds or told(kinds, clause) > 0
        ]
    if not texts:
        return 0.0
    return float((_weights(groups) @ _nearness(groups, texts, index)).max()) if groups else 1.0


def _same_question(bare: str, understanding: Understanding, hit: Hit, index: SearchIndex) -> float:
    if not hit.section.question:
        return 0.0
    own = without_names(hit.section.question, understanding.named)
    return float(index.late_scores(bare, [own])[0]) if own else 0.0


def evidence_of(hit: Hit, index: SearchIndex) -> str:
    """All that a section may answer from: its text, question, policy, lead-in and issue."""
    policy = hit.policy
    parts = [hit.text]
    if policy is not None:
        lead = index.section(policy.lead_in) if policy.lead_in else None
        parts += [policy.title, hit.document.text[lead.start : lead.end] if lead else ""]
    parts += [hit.document.display_title, hit.section.heading or ""]
    return expand_aliases(" ".join(parts), policy)


def _unheard(groups: Sequence[Group], index: SearchIndex) -> float:
    """The weight share of words that no policy has, in any form."""
    lacking = [
        not index.policy_texts.policies_with(g.terms if g.exact is None else (g.exact, *g.terms))
        for g in groups
    ]
    return float(_weights(groups) @ np.array(lacking, dtype=float)) if groups else 0.0


def lacking_years(understanding: Understanding, hit: Hit, index: SearchIndex) -> set[str]:
    """Years that were typed and that the evidence does not know: 2030年的目标 where it ends 2027.

    Not for whether-questions: a wrong year there is a premise to be put right.
    """
    if understanding.intent == "whether":
        return set()
    return years(understanding.asked) - years(evidence_of(hit, index))


def _margin(hits: Sequence[Hit], hit: Hit) -> float:
    others = [h.score for h in hits if h.section.id != hit.section.id]
    return max(0.0, hit.score - max(others, default=hit.score - 4))


def _lead(values: Sequence[float], own: float) -> float:
    return own - float(np.mean(values[:_OTHERS]))
