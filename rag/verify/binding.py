"""One clause of an answer against one clause of a source: is the same said of the same thing?"""

import re
from dataclasses import dataclass
from itertools import pairwise

from index.normalise import normalise
from index.words import STOP_WORDS, words
from rag.verify.clauses import Clause, figures, years
from rag.verify.names import bodies, unfold
from rag.verify.quantities import Quantity
from rag.verify.wording import disagreement

# Words that join or frame and say nothing that a source would have to say.
GLUE = STOP_WORDS | frozenset(
    "仅 只 之 之一 已达 达 已 达到 达 到 将 要 应 应当 需要 已 已经 进行 方面 其中 同时 此外 包括 主要 分别 以及 并且 提出 明确 规定 指出 要求 政策 文件 根据 按照"
    " 由 及其 可 可获 获 会 个 一 一个 一是 二是 三是 四是 五是 第一 第二 第三 第四 第五 首先 其次 内 截至 截止 全国 全省 我国 该 各 均 为 不 不得 不能 能 "
    " 至 年 月 日 底 年底 以上 以下 左右 约 超过 不低于 不超过 力争 预计 目标 必须 允许 鼓励 禁止 得 于 向 每 则 这些 有关 相关 具体 总体 身份 费用 特点".split()
)
_ORDINALS = "一二三四五六七八九十"
# Words that a paraphrase may bring along without saying more.
_LIGHT = frozenset(
    "任务 措施 举措 工作 内容 组织 建设 开展 实施 推动 实行 采取 通过 进行 其中 一个 共有 一共 来源 来自 资金 身份 费用 增加 新增 获得 得到 取得 享受 属于"
    " 成为 作为 规定 部署 设定 目的 目前 当前 有助 有助于 方式 情况 单位 部门 主管部门 有关部门 相关部门 印发 发布 出台 制定 加强 确立 还有 以外 之外 从而 因而 因此 所以 并且 而且 如果 这个 这份 这些 它们 上述 城市 地区 文件 政策 政策文件".split()
)
_LINKS = ("会同", "转发", "委托", "指导", "督促", "报")  # who does it to whom
_TIMES = frozenset("日 年 小时 个月 工作日 分钟".split())
_PARTICLES = frozenset("由率仅只之已将的在和与对是各要后")
_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}是")
_HERE = 0.3  # the least share of a claim that the clause itself says
_COVER = 0.72
_HEAD = re.compile(r"[\u4e00-\u9fff]{2}")
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Match:
    """How a clause of an answer stands to a clause of a source; `reason` None: supported."""

    clause: Clause
    covered: float
    reason: str | None


def content(text: str) -> list[str]:
    """The words of a clause that its source has to say too."""
    plain = unfold(text)
    for quantity in figures(text):
        plain = plain.replace(quantity.shown, " ")
    return [w for w in dict.fromkeys(words(plain)) if w not in GLUE and not _FIGURE.search(w)]


def match(claim: str, whole: str, clause: Clause, passage: str, context: str) -> Match:
    """Judge `claim`, a clause of the sentence `whole`, by one clause of a source.

    `passage` is all the source says, normalised; `context` what goes without saying in it: its
    policy's title and the question it answers.
    """
    needed = content(claim)
    here, before = clause.plain, unfold(clause.before)
    # In an enumeration nothing goes without saying.
    said = here + before + ("" if "、" in claim else context)
    missing = [w for w in needed if not _says(w, said)]
    total = sum(map(len, needed))
    own = sum(len(w) for w in needed if _says(w, here))
    covered = 1 - sum(map(len, missing)) / total if total else 1.0
    if needed and not figures(claim) and own < _HERE * total:
        return Match(clause, covered, "原文这里没有这样说")
    return Match(
        clause,
        covered,
        _reason(claim, whole, clause, passage, context, needed, missing, covered, here),
    )


def _telling(word: str) -> bool:
    """A missing word that adds something, not one that only words it otherwise."""
    return len(word) >= 2 and not word.isascii() and word not in _LIGHT


def _says(word: str, text: str) -> bool:
    if word in text:
        return True
    if len(word) == 2 and any(
        c in _PARTICLES and rest in text for c, rest in ((word[0], word[1]), (word[1], word[0]))
    ):
        return True  # a particle that the splitter glued to a word: 由省, 率仅
    return len(word) > 3 and word[:2] in text and word[-2:] in text


def _reason(
    claim: str, whole: str, clause: Clause, passage: str, context: str,
    needed: list[str], missing: list[str], covered: float, here: str,
) -> str | None:  # fmt: skip
    first = _ITEM.match(unfold(claim))
    if first and (theirs := _ITEM.match(here)) and first.group() != theirs.group():
        return f"原文是“{theirs.group()}”"
    if "除外" in here and not re.search("除|不", claim):
        return "原文把它除外"
    if reason := _figures(claim, clause, passage):
        return reason
    if elsewhere := [w for w in missing if w in passage]:
        return f"原文在别处说“{elsewhere[0]}”"
    if covered < _COVER or any(_telling(w) for w in missing):
        return f"原文没有说“{missing[0]}”"
    if reason := _competing(claim, clause, needed, here, context):
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
        and not re.search("但|除", whole)
    ):
        return "原文有例外，这里没有说"
    return None


def _figures(claim: str, clause: Clause, passage: str) -> str | None:
    theirs = figures(clause.text)
    order: list[tuple[str, int]] = []
    for ours in figures(claim):
        same = [i for i, q in enumerate(theirs) if q.key == ours.key]
        if not same:
            if _counted(ours, clause, passage) or _deadline(ours, clause):
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
    if lacking and (not lacking <= years(clause.before) or any(len(d) >= 4 for d in own)):
        return f"引用的原文这里没有日期“{min(lacking)}”"
    if own and not said and figures(claim) and not content(clause.text):
        return "原文这个数字有日期，这里没有说"
    return None


def _counted(ours: Quantity, clause: Clause, passage: str) -> bool:
    """A count may stand in the words before a clause, or be the length of the list 一是, 二是..."""
    if not ours.following:
        return False
    if any(q.key == ours.key for q in figures(clause.before)) and not figures(clause.text):
        return True
    if not 2 <= ours.value <= 9:
        return False
    last = int(ours.value)
    return f"{_ORDINALS[last - 1]}是" in passage and f"{_ORDINALS[last]}是" not in passage


def _competing(
    claim: str, clause: Clause, needed: list[str], here: str, context: str
) -> str | None:
    """A word found only before the clause, in one with a figure of its own of the same kind."""
    if not content(clause.text):
        return None  # the clause has no subject of its own: it goes on with the one before
    units = {q.unit for q in figures(claim)}
    keys = {q.key for q in figures(claim)}
    rivals = [
        p
        for p in re.split(r"[，,：]", clause.before)
        if units & {q.unit for q in figures(p)} and not keys & {q.key for q in figures(p)}
    ]
    for word in needed:
        if not _says(word, here + context) and any(word in unfold(p) for p in rivals):
            return f"原文的这个数字不是说“{word}”的"
    return None


def _acting(claim: str, clause: Clause, needed: list[str], here: str, context: str) -> str | None:
    """A word found only before the clause, where another body is said to do it."""
    ours = bodies(claim)
    if not ours:
        return None
    plain = unfold(claim)
    for part in re.split(r"[，,：]", clause.before):
        others = [b for b in bodies(part) if b not in plain]
        if others and any(w in unfold(part) and not _says(w, here + context) for w in needed):
            return f"原文说的是“{others[0]}”"
    return None


def _bodies(claim: str, clause: Clause, here: str) -> str | None:
    ours, theirs = bodies(claim), bodies(clause.text)
    if theirs:
        for body in ours:
            if body not in here and not (body.endswith("主管部门") and _says(body, here)):
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
