"""Who does what to whom, and which figure is whose: the places of a clause must agree.

Each check looks at a place that both clauses fill (由 X, 对 X, X 应当, 从 X 到 Y, X 24小时、Y 48小时)
and compares what fills it.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from rag.verify.clauses import Clause, figures
from rag.verify.names import unfold
from rag.verify.saying import content, says

_MEMBER = re.compile(r"、|，|,|和(?!国)|与|及")
_PREPOSITION = re.compile(
    r"(由|向|对于?|给|为|比|归|被)(?!此|了|期|主|止|准|定)([\u4e00-\u9fff\"]{2,10})"
)
_MODAL = re.compile(r"应当?|可以|可(?=申|按|享)|必须|须|不得|负责|有权")
_CHANGE = re.compile(
    r"(?:从|由)(?P<old>[^，,从由]{1,24}?)(?:[^，,]{0,6}?)"
    r"(?:转到|转向|转为|到|至|调整为|改为|变为)(?P<new>[^，,]{1,24})"
)
_STEP = re.compile(
    r"(?:提高|增加|上升|增长|扩大|延长|上浮|降低|下降|减少|压缩|缩短|回落|下调|上调)(?P<to>到|至|为)?了?(?=约?\d)"
)
ORDINAL = re.compile(
    r"^(?:\W|[一二三四五六七八九十]是|第[一二三四五六七八九十]+[条，,]?|其中|同时|此外|答:|问:|q\d*:|a\d*:)+"
)
_TAIL = re.compile(r"[由将是应可须在不得要对为以实按给经与和的]+$")


def misplaced(claim: str, clause: Clause) -> str | None:
    """Why the places of a clause of an answer are filled otherwise than its source's, or None."""
    ours, theirs = unfold(claim), clause.plain
    return (
        _prepositions(ours, theirs)
        or _subject(ours, unfold(clause.before) + theirs)
        or _change(ours, theirs)
        or _labelled(claim, clause)
        or _respective(claim, clause)
    )


def head(clause: Clause) -> str:
    """What the sentence of a clause begins with, up to three characters: its subject mostly."""
    sentence = ORDINAL.sub("", unfold(clause.before) + clause.plain)
    return _TAIL.sub("", sentence[:3]) or sentence[:2]


def _prepositions(ours: str, theirs: str) -> str | None:
    for preposition, filler in _PREPOSITION.findall(ours):
        other = "".join(f for p, f in _PREPOSITION.findall(theirs) if p == preposition)
        first = content(filler)[:1]
        if not other or not first or says(first[0], other):
            continue
        if says(first[0], theirs) or preposition in "由向":
            return f"原文说的不是“{preposition}{filler}”"
    return None


def _subject(ours: str, theirs: str) -> str | None:
    """配送员应当为平台企业缴纳 where the source says 平台企业应当为配送员缴纳."""
    mine, its = _MODAL.search(ours), _MODAL.search(theirs)
    if not mine or not its:
        return None
    subject, other = content(ours[: mine.start()]), content(theirs[: its.start()])
    if not subject or not other:
        return None
    swapped = (
        says(subject[-1], theirs[its.end() :])
        and not says(subject[-1], theirs[: its.start()])
        and says(other[-1], ours[mine.end() :])
        and not says(other[-1], ours[: mine.start()])
    )
    return f"原文说的不是“{subject[-1]}”" if swapped else None


def _change(ours: str, theirs: str) -> str | None:
    mine, its = _CHANGE.search(ours), _CHANGE.search(theirs)
    if mine and its:
        for word in content(mine["old"]):
            if says(word, its["new"]) and not says(word, its["old"]):
                return "原文的变化方向相反"
    step, its_step = _STEP.search(ours), _STEP.search(theirs)
    if step and its_step and bool(step["to"]) != bool(its_step["to"]):
        return "原文说的是变化到多少，与变化了多少不同"
    return None


def _labelled(claim: str, clause: Clause) -> str | None:
    """县道24小时、乡道48小时、村道72小时: each figure is that of the words before it."""
    members = [m for m in _MEMBER.split(clause.plain) if m.strip()]
    keys = [[q.key for q in figures(m)] for m in members]
    told = [(set(content(m)), k[0]) for m, k in zip(members, keys, strict=True) if len(k) == 1]
    return _other(claim, told) if len({unit for _, (_, unit) in told}) == 1 else None


def _respective(claim: str, clause: Clause) -> str | None:
    """货物、集装箱吞吐量分别增长21%和38%: the first figure is the first member's."""
    lead, mark, after = clause.plain.partition("分别")
    listed = re.split(r"[，,：:]", unfold(clause.before).rstrip("，,"))[-1] + lead
    members = [set(content(m)) for m in re.split(r"、|和|与|及", listed) if content(m)]
    keys = [q.key for q in figures(after)]
    if not mark or len(members) != len(keys):
        return None
    return _other(claim, list(zip(members, keys, strict=True)))


def _other(claim: str, told: Sequence[tuple[set[str], tuple[Decimal, str]]]) -> str | None:
    """Whether the one figure of a claim is that of another member than it names."""
    ours, plain = [q.key for q in figures(claim)], unfold(claim)
    keys = [key for _, key in told]
    if len(ours) != 1 or len(told) < 2 or keys.count(ours[0]) != 1:
        return None
    mine = told[keys.index(ours[0])][0]
    others = set().union(*(words for words, key in told if key != ours[0]))
    if not any(says(w, plain) for w in mine - others) and any(
        says(w, plain) for w in others - mine
    ):
        return "原文的这个数字说的是并列的另一项"
    return None
