"""The extractive writer: picks the sentences that answer, verbatim, each with its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.layout.front import signature
from index.asked import asked
from index.bonus import asks_issuer
from index.hits import Hit
from index.names import without_names
from index.search import SearchIndex
from rag.beside import beside, tells_whole
from rag.evidence import Group, coverage
from rag.intent import asked_count
from rag.kinds import asked_kinds, told
from rag.passages import (
    ItemList,
    Span,
    find_list,
    opened_list,
    sentences,
    shortened,
    without_closing,
)
from rag.question import Understanding
from rag.tables import headers, readings
from rag.turns import turned

_READ = 6  # sections whose sentences compete
_ITEM_CHARACTERS = 150
_WHOLE_CHARACTERS = 360
_SAME_QUESTION = 0.80
_ITEM_LEADS = 0.1
_RANKING = 0.7  # what the ranking is worth beside a sentence's own score
_EXACT, _LOOSE = 0.5, 0.1  # what a sentence gains for telling the kinds of fact asked for
_TURN = 0.3  # and for what the question turns on: now, the end, the most
_MOST = 6  # sentences told where each of several things is asked for
_EACH = 0.7  # share of the best score from which a sentence is one of several that are asked for

_ISSUING = re.compile(
    r"印发|发布|公布|出台|颁布|转发|发文|发的|谁发|制定|issue|release|publish|promulgate|announce|interview|采访|解读人",
    re.IGNORECASE,
)
# A lead-in may tell this too (自8月1日起施行), though another section does so as often.
_EFFECT = re.compile(r"施行|生效|take effect|in(?:to)? force", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picked:
    """Verbatim spans of one section, in the order they are to be read.

    `items` tells which of them begin a list item; `score` is the best sentence's relevance;
    `announced` the count that the text gives for a list, where the list has another; `certain` that
    a rule and no likeness found them.
    """

    hit: Hit
    spans: tuple[Span, ...]
    items: frozenset[int]
    score: float
    announced: int | None = None
    found: int | None = None
    certain: bool = False

    @property
    def texts(self) -> list[str]:
        """What the spans say, a table's rows with the names and units of its header."""
        return readings(self.spans)


def pick(
    understanding: Understanding, hits: Sequence[Hit], groups: Sequence[Group], index: SearchIndex
) -> Picked | None:
    """The spans that answer a question of one part; None where there is nothing to pick from."""
    if not hits:
        return None
    bare = without_names(understanding.text, understanding.named)
    if understanding.item is not None:
        told = _told_item(hits, understanding.item, bare, index)
        if told:
            return told
    signed = _signed(hits, understanding.named.policies) if asks_issuer(bare) else None
    if signed:
        return signed
    candidates = _candidates(understanding, hits)
    hit, spans, scores = _best_section(bare, understanding, candidates, groups, index)
    if not spans:
        return None
    opened = opened_list(spans, int(scores.argmax()))
    if opened:
        return _listed(hit, opened, float(scores.max()))
    pointed = understanding.intent in ("figure", "when", "who", "whether")
    if not pointed and asks_the_section(bare, hit, understanding, index):
        listed = find_list(hit.document, hit.section, asked_count(bare))
        if listed and understanding.intent not in ("why", "other"):
            return _listed(hit, listed, float(scores.max()))
        return _whole(hit, spans, scores)
    if understanding.intent == "list":
        count = asked_count(bare)
        listed = find_list(hit.document, hit.section, count)
        if listed and count == len(listed.items):
            return _listed(hit, listed, float(scores.max()))
        item = _asked_item(listed, bare, hit, index) if listed else None
        if item:
            return Picked(hit, item, frozenset({0}), float(scores.max()))
        if listed and _wants_list(listed, spans, scores, bare, hit, index):
            return _listed(hit, listed, float(scores.max()))
    if not pointed:
        announced = _announced(hit, spans[int(scores.argmax())])
        if announced:
            return _listed(hit, announced, float(scores.max()))
    return _pointed(hit, spans, scores, understanding)


def _signed(hits: Sequence[Hit], named: Sequence[str]) -> Picked | None:
    """The signature below the text of the policy that is named, where no lead-in says who issued it."""
    own = [h for h in hits if h.policy and h.policy.id in named and _same_policy(h, hits[0])]
    if any(h.section.kind == "lead_in" and _ISSUING.search(h.text) for h in own):
        return None
    for hit in own:
        said = sentences(hit.document, hit.section)
        below = said[len(without_closing(said, hit.section)) :]
        signs = tuple(s for s in below if signature(s.text))
        if signs:
            return Picked(hit, signs, frozenset(), 1.0, certain=True)
    return None


def _candidates(understanding: Understanding, hits: Sequence[Hit]) -> list[Hit]:
    """The sections to read: the best hits, and the lead-in where it is asked who issued.

    Where a policy is named and was found, another one has nothing to say.
    """
    named = understanding.named.policies
    if hits[0].policy and hits[0].policy.id in named:
        hits = [h for h in hits if h.policy and h.policy.id in named]
    first = list(hits[:_READ])
    text = understanding.text
    framed = _ISSUING.search(text) or _EFFECT.search(text)
    if understanding.intent in ("who", "when", "whether") and framed:
        leads = [h for h in hits if h.section.kind == "lead_in" and _same_policy(h, hits[0])]
        if _ISSUING.search(text):
            return [*leads[:1], *(h for h in first if h not in leads)]
        return [*first, *(h for h in leads[:1] if h not in first)]
    return first


def _same_policy(a: Hit, b: Hit) -> bool:
    return a.policy is not None and b.policy is not None and a.policy.id == b.policy.id


def _best_section(
    bare: str,
    understanding: Understanding,
    hits: list[Hit],
    groups: Sequence[Group],
    index: SearchIndex,
) -> tuple[Hit, list[Span], NDArray[np.float64]]:
    """The section that holds the best sentence, its sentences and their scores."""
    best: tuple[float, Hit, list[Span], NDArray[np.float64]] | None = None
    top = hits[0].score
    spread = max(1e-6, top - min(h.score for h in hits), 3.0)
    for rank, hit in enumerate(hits):
        spans = _stating(sentences(hit.document, hit.section))
        if not _asks_closing(understanding):
            spans = without_closing(spans, hit.section)
        if not spans:
            continue
        scores = _relevance(bare, understanding, hit, spans, groups, index)
        issuing = rank == 0 and hit.section.kind == "lead_in"
        total = float(scores.max()) - _RANKING * (top - hit.score) / spread
        if issuing and _ISSUING.search(understanding.text):
            total += 0.5
        if asks_the_section(bare, hit, understanding, index):
            total += 0.3
        if best is None or total > best[0]:
            best = (total, hit, spans, scores)
    if best is None:
        return hits[0], [], np.zeros(0)
    return best[1], best[2], best[3]


def _asks_closing(understanding: Understanding) -> bool:
    """Whether a question asks for what stands below a text: who issued it and when, a phone number."""
    contact = any(k.name == "contact" for k in asked_kinds(understanding.text))
    return contact or bool(_ISSUING.search(understanding.text))


def _stating(spans: list[Span]) -> list[Span]:
    """Without sentences that only ask: a lead-in's 为什么出台？ answers nothing."""
    return [s for s in spans if not s.text.rstrip('”"」）)').endswith(("？", "?"))]


def _relevance(
    bare: str,
    understanding: Understanding,
    hit: Hit,
    spans: Sequence[Span],
    groups: Sequence[Group],
    index: SearchIndex,
) -> NDArray[np.float64]:
    """Each sentence's relevance: pieces matched in it and around it, rare words, kinds of fact told."""
    texts = readings(spans)
    own = hit.section.question or hit.section.heading or ""
    around = [f"{own} {texts[i - 1] if i else ''} {text}" for i, text in enumerate(texts)]
    late = index.late_scores(bare, texts).astype(np.float64)
    near = index.late_scores(bare, around).astype(np.float64)
    covered = np.array([coverage(groups, t) for t in texts])
    kinds = asked_kinds(understanding.text)
    exact = np.array([told([k for k in kinds if k.exact], t) for t in texts])
    loose = np.array([told([k for k in kinds if not k.exact], t) for t in texts])
    turns = np.array([turned(understanding.text, t) for t in texts])
    fits = _EXACT * exact + _LOOSE * loose + _TURN * turns
    scores = np.asarray(0.4 * late + 0.3 * near + 0.3 * covered + fits)
    scores[list(set(headers(spans).values()))] = 0.0  # a header tells nothing by itself
    return scores


def asks_the_section(bare: str, hit: Hit, understanding: Understanding, index: SearchIndex) -> bool:
    """Whether the question is the section's own, in these or other words."""
    if hit.section.question is None:
        return False
    named = understanding.named
    ours, own = asked(understanding.text, named), asked(hit.section.question, named)
    there = float(index.late_scores(ours, [own])[0])
    back = float(index.late_scores(own, [ours, understanding.text]).max())
    return min(there, back + 0.2) >= _SAME_QUESTION


def _asked_item(
    listed: ItemList, bare: str, hit: Hit, index: SearchIndex
) -> tuple[Span, ...] | None:
    """The one item that the question is about, where an item's head says so more than all else."""
    heads = [item[0].text for item in listed.items]
    around = [hit.section.question or "", *(s.text for s in listed.intro)]
    scores = index.late_scores(bare, heads)
    best = int(scores.argmax())
    if scores[best] < float(index.late_scores(bare, around).max()) + _ITEM_LEADS:
        return None
    return shortened(listed.items[best], _WHOLE_CHARACTERS)


def _announced(hit: Hit, best: Span) -> ItemList | None:
    """The list that a sentence only announces (提出四方面保障措施。), where it has as many items."""
    listed = find_list(hit.document, hit.section)
    if listed is None or listed.announced != len(listed.items):
        return None
    return listed if best in listed.intro[-1:] else None


def _wants_list(
    listed: ItemList,
    spans: Sequence[Span],
    scores: NDArray[np.float64],
    bare: str,
    hit: Hit,
    index: SearchIndex,
) -> bool:
    """Whether the whole list answers, and not one sentence deep inside one item.

    A sentence inside an item that fits far better than the section's own question is what was asked for.
    """
    own = hit.section.question or ""
    heads = [own, *(s.text for s in listed.intro), *(i[0].text for i in listed.items)]
    by_head = float(index.late_scores(bare, heads).max())
    best = spans[int(scores.argmax())]
    inside = not any(best.start == i[0].start for i in listed.items) and best not in listed.intro
    by_best = float(index.late_scores(bare, [best.text])[0])
    return not inside or by_head >= by_best - 0.08


def _listed(hit: Hit, listed: ItemList, score: float) -> Picked:
    """What introduces the list, then every item, long ones shortened at sentence ends."""
    spans: list[Span] = list(listed.intro[-2:])
    items = set()
    for item in listed.items:
        items.add(len(spans))
        spans += shortened(item, _ITEM_CHARACTERS)
    wrong = listed.announced is not None and listed.announced != len(listed.items)
    announced = listed.announced if wrong else None
    return Picked(hit, tuple(spans), frozenset(items), score, announced, len(listed.items))


def _whole(hit: Hit, spans: Sequence[Span], scores: NDArray[np.float64]) -> Picked:
    """The answer as it stands, or each paragraph's first sentences where it is long."""
    if sum(len(s.text) for s in spans) <= _WHOLE_CHARACTERS:
        return Picked(hit, tuple(spans), frozenset(), float(scores.max()))
    kept: list[int] = []
    length = 0
    first = [i for i, s in enumerate(spans) if i == 0 or s.paragraph != spans[i - 1].paragraph]
    for i in [*first, *np.argsort(-scores, kind="stable")]:
        if int(i) in kept or (kept and length + len(spans[i].text) > _WHOLE_CHARACTERS * 1.3):
            continue
        kept.append(int(i))
        length += len(spans[i].text)
    kept.sort()
    starts = frozenset(n for n, i in enumerate(kept) if i in first)
    return Picked(hit, tuple(spans[i] for i in kept), starts, float(scores.max()))


def _pointed(
    hit: Hit, spans: Sequence[Span], scores: NDArray[np.float64], understanding: Understanding
) -> Picked:
    """The best sentence, with the others that are nearly as good and those it leans on, in the text's order."""
    intent = understanding.intent
    best = float(scores.max())
    kinds = asked_kinds(understanding.text)
    if not any(k.exact for k in kinds) and tells_whole(spans, intent):
        return Picked(hit, tuple(spans), frozenset(), best)
    most, share = (1, 0.97) if intent in ("figure", "when", "whether") else (3, 0.88)
    if kinds and intent in ("list", "compare"):
        most, share = _MOST, _EACH
    order = [int(i) for i in np.argsort(-scores, kind="stable") if scores[i] >= share * best]
    if most == _MOST:
        order = [i for i in order if i == order[0] or told(kinds, spans[i].text) == 1]
    kept = order[: most + (intent in ("figure", "when"))]
    for i in list(kept):
        kept += [n for n in beside(spans, i, intent) if n not in kept]
    above = headers(spans)
    kept = sorted({*kept, *(above[i] for i in kept if i in above)})
    lines = frozenset(n for n, i in enumerate(kept) if i in above)
    return Picked(hit, tuple(spans[i] for i in kept), lines, best)


def _told_item(hits: Sequence[Hit], number: int, bare: str, index: SearchIndex) -> Picked | None:
    """The numbered item of the best section's list, in full."""
    listed = find_list(hits[0].document, hits[0].section)
    if listed is None or not 1 <= number <= len(listed.items):
        return None
    item = listed.items[number - 1]
    score = float(index.late_scores(bare, [s.text for s in item]).max())
    return Picked(hits[0], item, frozenset({0}), score)
