"""One clause of an answer against one clause of a source: is the same said of the same thing?"""

import re
from dataclasses import dataclass
from itertools import pairwise

from index.normalise import normalise
from rag.verify.clauses import Clause, figures, years
from rag.verify.conditions import dropped
from rag.verify.counting import counted, same_value, spanned
from rag.verify.doubts import Doubt
from rag.verify.names import bodies, unfold
from rag.verify.quantities import Quantity
from rag.verify.roles import head, misplaced
from rag.verify.saying import borrowed, content, says, unsaid
from rag.verify.subjects import (
    another_base,
    another_subject,
    continued,
    substituted,
    told,
)
from rag.verify.wording import disagreement

_LINKS = ("会同", "转发", "委托", "指导", "督促", "报")  # who does it to whom
_TIMES = frozenset("日 年 小时 个月 工作日 分钟".split())
_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}是")
_FREE = 0.34  # the most of a claim, by characters, that may be its own wording
_HERE = 0.3  # the least share of a claim that the clause itself says
# A date that begins a part of a sentence holds for what follows it: 到2027年，; 力争2025-2026年.
_OPENING = re.compile(
    r"(?:^|[，,。；;：:]|[一二三四五六七八九]是)(?:[^，,]{0,4}?(?:到|至|截至|自|在|从|力争|预计|于|第.步))?[^，,\d]{0,4}\d[^，,]{0,24}"
)
_HEAD = re.compile(r"[\u4e00-\u9fff]{2}")


@dataclass(frozen=True, slots=True)
class Match:
    """How a clause of an answer stands to a clause of a source; `reason` None: supported.

    `covered` is the share of it that the source says, `own` the share that the clause itself does.
    """

    clause: Clause
    covered: float
    own: float
    reason: str | None


def match(
    claim: str, whole: str, clause: Clause, passage: str, context: str, asked: str = ""
) -> Match:
    """Judge `claim`, a clause of the sentence `whole`, by one clause of a source.

    `passage` is all the source says, normalised; `context` what goes without saying in it: its
    policy's title and the question it answers; `asked` what the reader knows: the question and
    the answer so far.
    """
    needed = content(claim)
    here, before = clause.plain, unfold(clause.before)
    said = here + before + unfold(clause.topic + clause.above)
    free = int(_FREE * sum(map(len, needed)))
    missing = unsaid(claim, said, here, context, free)
    total = sum(map(len, needed))
    own = sum(len(w) for w in needed if says(w, here)) / total if total else 1.0
    covered = max(0.0, 1 - sum(map(len, missing)) / total) if total else 1.0
    if needed and not figures(claim) and own < _HERE:
        return Match(clause, covered, own, Doubt("原文这里没有这样说"))
    return Match(
        clause,
        covered,
        own,
        _reason(claim, whole, clause, passage, context, needed, missing, here, asked)
        or dropped(claim, whole, clause, context, asked),
    )


def _reason(
    claim: str, whole: str, clause: Clause, passage: str, context: str,
    needed: list[str], missing: list[str], here: str, asked: str,
) -> str | None:  # fmt: skip
    first = _ITEM.match(unfold(claim))
    if first and (theirs := _ITEM.match(here)) and first.group() != theirs.group():
        return f"原文是“{theirs.group()}”"
    if "除外" in here and not re.search("除|不", claim):
        return "原文把它除外"
    if reason := _figures(claim, whole, clause, passage):
        return reason
    if missing:
        where = "在别处说" if missing[0] in passage else "没有说"
        return Doubt(f"原文{where}“{missing[0]}”")
    if reason := misplaced(claim, clause) or _borrowed(claim, whole, clause, context):
        return reason
    if reason := continued(claim, whole, clause, asked):
        return reason
    if reason := substituted(claim, clause):
        return reason
    if reason := another_subject(claim, whole, clause, context, asked) or another_base(
        claim, whole, clause
    ):
        return reason
    if reason := _competing(claim, whole, clause, needed, here, context):
        return reason
    if reason := _acting(claim, clause, needed, here, context):
        return reason
    if reason := _bodies(claim, clause, here):
        return reason
    if reason := disagreement(claim, clause.text, clause.before, whole):
        return reason
    if (
        re.match(r"但|除", clause.after)
        and "除外" in clause.after
        and not re.search("但|除|不包括|不含|不适用", whole)
    ):
        return "原文有例外，这里没有说"
    return None


def _borrowed(claim: str, whole: str, clause: Clause, context: str) -> str | None:
    """What only the sentences above say may name what the clause goes on about, and no more.

    家庭养老床位的设备归机构所有 rests on 设备由机构所有; the bed stands in the sentence before. What is said
    of it does not, nor may it stand in the place of what the clause speaks of itself.
    """
    near = clause.plain + unfold(clause.before + clause.topic) + context
    words = borrowed(claim, near, unfold(clause.above))
    for word, tag in words:
        if ("、" in claim or not tag.startswith("n")) and not claim.endswith(("的，", "的,")):
            return f"原文在别处说“{word}”"
    spoken = content(clause.before + clause.text)[:1]
    if words and not (spoken and says(spoken[0], told(claim, whole))):
        return f"原文这里说的是“{head(clause)}”"
    return None


def spread(claim: str, first: Clause, second: Clause) -> bool:
    """Whether a claim takes its figures from two neighbouring clauses, in their order, each with a
    word that stands beside it there."""
    plain, places = unfold(claim), []
    ours = sorted(figures(claim), key=lambda q: plain.find(q.shown))
    cuts = [plain.find(q.shown) for q in ours]
    ends = [0, *(a + len(q.shown) for a, q in zip(cuts, ours, strict=True))]
    for i, quantity in enumerate(ours):
        holders = [
            c for c in (first, second) if any(same_value(quantity, q) for q in figures(c.text))
        ]
        others = [q for c in (first, second) for q in figures(c.text) if q.unit == quantity.unit]
        if len(holders) != 1 or not all(any(same_value(q, o) for o in ours) for q in others):
            return False
        before = content(plain[ends[i] : cuts[i]])[-2:]
        after = content(plain[ends[i + 1] : (*cuts, len(plain))[i + 1]])[:2]
        if not any(says(w, holders[0].plain) for w in before + after):
            return False
        places.append(holders[0] is second)
    return places == sorted(places) and len(set(places)) == 2


def _figures(claim: str, whole: str, clause: Clause, passage: str) -> str | None:
    theirs = figures(clause.text)
    order: list[tuple[str, int]] = []
    for ours in figures(claim):
        same = [i for i, q in enumerate(theirs) if same_value(ours, q)]
        if not same:
            if (
                counted(ours, whole, clause, passage)
                or spanned(ours, clause)
                or _deadline(ours, clause)
                or (
                    ours.value == 1 and f"每{ours.unit}" in unfold(clause.before) + clause.plain
                )  # 一年 for 每年
            ):
                continue
            return f"引用的原文这里没有“{ours.shown}”"
        if all(ours.comparator != theirs[i].comparator for i in same):
            return f"“{ours.shown}”的限定词与原文不同"
        head = _HEAD.match(ours.following)
        after = [theirs[i].following for i in same]
        if (
            head
            and all(map(_HEAD.match, after))
            and not any(head.group() in said for said in after)
        ):
            return f"原文的“{ours.shown}”说的不是“{head.group()}”"
        if same[0] + 1 < len(theirs) and _superseded(claim, ours, theirs[same[0] + 1], clause):
            return f"“{ours.shown}”是原来的，原文说已有变化"
        order.append((ours.unit, same[0]))
    if any(a[0] == b[0] and a[1] > b[1] for a, b in pairwise(order)):
        return "几个数字的先后与原文不同"
    return _dates(claim, clause)


def _deadline(ours: Quantity, clause: Clause) -> bool:
    """自验收之日起60日内，将设施移交: the time limit stands in the clause before."""
    near = re.split(r"[，,]", clause.before.rstrip("，,"))[-1]
    same = [q for q in figures(near) if q.key == ours.key and q.comparator == ours.comparator]
    return (
        ours.unit in _TIMES
        and bool(same)
        and not any(q.unit in _TIMES for q in figures(clause.text))
    )


def _superseded(claim: str, old: Quantity, new: Quantity, clause: Clause) -> bool:
    """由三年延长到五年: the first figure is no more."""
    shown, later = re.escape(old.shown), re.escape(new.shown)
    changed = re.search(rf"[由从]{shown}[^，,]*[到至为]{later}", clause.plain)
    return bool(changed) and new.key not in {q.key for q in figures(claim)}


def _dates(claim: str, clause: Clause) -> str | None:
    own, said = years(clause.text), years(claim)
    lacking = said - own
    opening = frozenset().union(*map(years, _OPENING.findall(normalise(clause.before))))
    if lacking and re.search("年内|当年|次年|同年|近期", clause.plain):
        return f"引用的原文这里没有日期“{min(lacking)}”"
    if lacking and (not lacking <= opening or any(len(d) >= 4 for d in own)):
        return f"引用的原文这里没有日期“{min(lacking)}”"
    if own and not said and figures(claim) and not content(clause.text):
        return "原文这个数字有日期，这里没有说"
    return None


def _competing(
    claim: str, whole: str, clause: Clause, needed: list[str], here: str, context: str
) -> str | None:
    """A word found only before the clause, in one with a figure of its own of the same kind."""
    if not content(clause.text):
        return None  # the clause has no subject of its own: it goes on with the one before
    units = {q.unit for q in figures(claim)}
    keys = {q.key for q in figures(claim)}
    rivals = [
        p
        for p in re.split(r"[，,：；;。]", clause.above + clause.before)
        if units & {q.unit for q in figures(p)} and not keys & {q.key for q in figures(p)}
    ]
    own = content(clause.text)
    for word in needed:
        if says(word, here + context) or not any(word in unfold(p) for p in rivals):
            continue
        if says(own[0], told(claim, whole)) and not any(content(p)[:1] == [word] for p in rivals):
            continue  # 首套首付比例不低于20%，二套不低于25%: what is not said again
        return f"原文的这个数字不是说“{word}”的"
    return None


def _acting(claim: str, clause: Clause, needed: list[str], here: str, context: str) -> str | None:
    """A word found only before the clause, where another body is said to do it."""
    ours = bodies(claim)
    if not ours:
        return None
    plain = unfold(claim)
    for part in re.split(r"[，,：]", clause.before):
        first = part.partition("会同")[0]
        named = bodies(first)
        short = "".join(b for b in named if b.startswith(tuple(ours)))  # 省级 for 省级主管部门
        others = [b for b in named if b not in plain and b not in short]
        if others and any(w in unfold(part) and not says(w, here + context) for w in needed):
            return f"原文说的是“{others[0]}”"
    return None


def _bodies(claim: str, clause: Clause, here: str) -> str | None:
    ours, theirs = bodies(claim), bodies(clause.text)
    if theirs:
        for body in ours:
            if body not in here and not (body.endswith("主管部门") and says(body, here)):
                return f"原文这里说的不是“{body}”"
    if len(ours) < 2:
        return None
    plain = unfold(claim)
    here = unfold(clause.before) + here
    shared = sorted((b for b in ours if b in here), key=plain.index)
    for first, second in pairwise(shared):
        between = plain[plain.index(first) + len(first) : plain.index(second)]
        verbs = [w for w in (*_LINKS, *content(between)) if w in between and w in here]
        if (
            verbs
            and here.index(second) < here.index(verbs[0]) < here.rindex(first)
            and normalise(first) != second
        ):
            return f"原文中“{first}”与“{second}”的关系相反"
    return None
