"""What a source says only of some, and a sentence must not say of all.

Conditions (经评估为中度以上失能的, 逾期不改正的), restrictions (大中型灌区全部), parts (部分县区) and rates
(每户每月).
"""

import re
from itertools import pairwise

from rag.verify.clauses import Clause, figures
from rag.verify.names import unfold
from rag.verify.saying import content, says, share, weighty, whole_words

_MODAL = (
    r"(?:应当|可以|可(?=申|享|以|按|继)|须|必须|不得|不再|不予|给予|暂停|最高|最长|要(?!求)|责令)"
)
_HEAD = r"[\u4e00-\u9fff]{2,8}"
_CLOSED = re.compile(r"^(?P<said>.{3,})的[，,:：]$")  # 逾期不改正的，
_LEADING = (
    _CLOSED,
    re.compile(
        rf"^(?:\W|[一二三四五六七八九]是|第[一二三四五六七八九])*对于?(?P<said>[^，,]{{2,}})的"
        rf"(?![^，,]*(?:进行|开展|给予|实行|作出)){_HEAD}[，,]$"
    ),
    re.compile(r"^(?:如果|如|若|凡|遇有?|只有)(?P<said>.{3,}?)(?:时|后)?[，,]$"),
    re.compile(
        r"^(?P<said>(?:扣除|经).{2,12}?(?:同意|批准|认定|评估|核准|审核|费用|成本)后?)[，,]$"
    ),
)
_OWN = (
    re.compile(
        rf"^(?!由|按|以|将|把)(?:(?P<said>[^，,]{{3,}}?)的|(?P<long>[^，,]{{6,}}?)的{_HEAD})(?={_MODAL})"
    ),
    re.compile(r"^(?P<said>(?:扣除|经).{2,12}?后)(?P<long>)(?=[可应不由])"),
)
_SUBJECT = re.compile(r"^(?!由|将|把|以|按)(?P<said>.{4,})的[\u4e00-\u9fff]{2,6}[，,]$")
_OF = re.compile(
    r"^(?!由|按|以|将|把|对|在)(?P<said>[\u4e00-\u9fff]{3,12})的[\u4e00-\u9fff]{2,6}"
)  # 生育二孩的家庭上浮20%
_ATTAINED = re.compile("(?:被|经|获)(认定|评定|评为|授予|批准)[^，,]{0,20}[的后][，,]")
_AND = re.compile(r"且|并且|同时(?=具备|满足|符合)")
_ALL = re.compile(
    r"全部|所有|一律|(?<![平年人月日户])均(?!价|衡|匀|收|营|水)|普遍|任何|都(?!市)|全覆盖"
)
_PART = re.compile(r"部分(?!门)|个别|少数|一些(?!列)|多数|某些|(?<![现所具没拥含])有的")
_RATE = re.compile(
    r"每一?(?:年|月|日|天|周|季|次|人|户|亩|吨|千|公里|平|立|标|单|课时)"
)  # each one of a thing, 每座, may go without saying
_ANY_RATE = re.compile(
    r"每|年均|月均|人均|单个|单位|同一|按[年月日周季]|一天|一年|一个?月|一周|一次|\b(?:per|each|every|a|annual)\b"
)
_DUTIES = "应当|必须|须|应"
_LEAST = 0.5  # of a condition's words, by characters, that a sentence has to say
_LEAST_OF_ALL = 0.65  # of what narrows 全部


def dropped(claim: str, whole: str, clause: Clause, context: str, asked: str) -> str | None:
    """Why a clause of an answer says of more than its source does, or None.

    `whole` is its sentence; `context` what goes without saying in the source; `asked` is
    the question and what the answer said before, where a condition may stand too.
    """
    told = unfold(whole) + unfold(asked)  # the section's own question is not the reader's
    said = told + context
    if narrower := _narrowed(claim, said, clause):
        return f"原文只说“{narrower}”的"
    if (of := _OF.match(clause.plain)) and figures(clause.text):
        words = whole_words(of["said"])
        if words and not any(says(w, said) or _hinted(w, words, whole) for w in words):
            return f"原文说的是“{of['said']}”的"
    for condition in () if _attained(whole, clause) else in_force(claim, clause):
        for part in _AND.split(condition):
            if _other_figure(part, claim, whole):
                return f"原文只说“{part}”的情形"
            if _figure_dropped(part, told, whole):
                return f"原文只说“{part}”的情形"
            words = _nearest_of(part, said)
            if kind := _kind_dropped(part, told):
                return f"原文说的是“{kind}”的"
            if words and (
                _told(words, said, whole) < _LEAST
                or not (says(words[-1], told) or _hinted(words[-1], words, whole))
            ):
                return f"原文只说“{part}”的情形"
    if other := _alternative(claim, whole, clause):
        return f"原文还说了“{other}”"
    source = clause.plain
    if re.match(r"其他|其余", unfold(clause.before) + source) and not re.search(
        "其他|其余|以外|之外", said
    ):
        return "原文说的是“其他”情形"
    if (part := _PART.search(source)) and not (_PART.search(said) or part.group() in said):
        return f"原文是“{part.group()}”"
    if _ALL.search(unfold(claim)) and (whole_of := _ALL.search(source)):
        narrowing = source[: whole_of.start()]
        lacking = [q for q in figures(narrowing) if q.key not in _keys(claim)]
        limits = re.findall("以上|以下|以内", narrowing)
        if (
            lacking
            or any(w not in said for w in limits)
            or share(content(narrowing), said) < _LEAST_OF_ALL
        ):
            return f"原文的“{whole_of.group()}”只指“{narrowing}”"
    return _rate(claim, whole, clause)


def _attained(whole: str, clause: Clause) -> bool:
    """被认定为公共海外仓的，: who has been found to meet the conditions meets them."""
    found = _ATTAINED.search(unfold(whole))
    return found is not None and found[1] in unfold(clause.before) + clause.plain


def _narrowed(claim: str, said: str, clause: Clause) -> str | None:
    """价款200万元以下的设备, said of the 设备 without the figure."""
    told = _keys(said)
    for quantity in figures(clause.text):
        match = re.search(
            rf"{re.escape(quantity.shown)}(?:及?以上|及?以下|以内|以外)的(?P<what>[\u4e00-\u9fff]{{2}})",
            clause.plain,
        )
        if match and quantity.key not in told and match["what"] in unfold(claim):
            return match.group()
    return None


def _figure_dropped(condition: str, told: str, whole: str) -> bool:
    """Whether the one figure of a condition is left out, and nothing stands for it."""
    theirs = {q.key for q in figures(condition)}
    return (
        bool(theirs)
        and "或" not in condition
        and not theirs & _keys(told)
        and not figures(whole)
        and not re.search("条件|规定|要求|标准|达到", told)
    )


def _kind_dropped(condition: str, told: str) -> str | None:
    """重要数据出境的, said of 数据."""
    first, *rest = weighty(condition) or [("", "")]
    kind = first[0]
    if first[1] not in ("a", "b") or not rest or not condition.startswith(kind + rest[0][0]):
        return None
    return kind if says(rest[0][0], told) and not says(kind, told) else None


def _alternative(claim: str, whole: str, clause: Clause) -> str | None:
    """应当建设设施或者预留条件, said as 应当建设设施."""
    left, link, right = clause.plain.rstrip("，。；,;").partition("或者")
    if not link or right.endswith(("的", "时", "期间")) or "或" in whole or "、" in right:
        return None
    if not re.search(_DUTIES, left) or not re.search(_DUTIES, claim):
        return None
    words = content(right)
    return right if words and share(words, unfold(whole)) < _LEAST else None


def _other_figure(condition: str, claim: str, whole: str) -> bool:
    """Whether a sentence gives a condition another figure than its source does."""
    theirs = figures(condition)
    units = {q.unit for q in theirs}
    ours = [q for q in figures(whole) if q.unit in units and q.key not in _keys(claim)]
    return bool(ours) and not {q.key for q in ours} & {q.key for q in theirs}


def _nearest_of(part: str, said: str) -> list[str]:
    """The words of the alternative of a condition (大风、暴风雪或者低温) that is said most."""
    *others, last = [whole_words(p) for p in re.split("或者?|、", part)]
    return max([*others, last], key=lambda words: share(words, said) if words else 0.0)


def in_force(claim: str, clause: Clause) -> list[str]:
    """The conditions under which a clause of a source stands: its own and the last before it."""
    before = [unfold(c) for c in re.findall(r"[^，,：:]+[，,：:]?", clause.before)]
    held: list[str] = []
    for part, following in pairwise([*before, clause.plain]):
        found = [m["said"] for c in _LEADING if (m := c.match(part))]
        if (subject := _SUBJECT.match(part)) and re.match(f"(?:{_HEAD})?{_MODAL}", following):
            found.append(subject["said"])
        held = found or held
    if _CLOSED.match(clause.plain):
        return []
    own = [m["said"] or m["long"] for c in _OWN if (m := c.match(clause.plain))]
    return own or held


def _told(words: list[str], said: str, whole: str) -> float:
    """The share of a condition's characters that are said, in a word or singly in the sentence."""
    told = sum(len(w) if says(w, said) else _hinted(w, words, whole) for w in words)
    return told / sum(map(len, words))


def _hinted(word: str, words: list[str], whole: str) -> int:
    """How many characters of a word a sentence has that are no other word's: 教 of 教师 in 任教."""
    others = "".join(w for w in words if w != word)
    return sum(c in unfold(whole) and c not in others for c in word[:2])


def _keys(text: str) -> set[object]:
    return {q.key for q in figures(text)}


def _rate(claim: str, whole: str, clause: Clause) -> str | None:
    """每户每月不超过10元, said without 每户 and 每月."""
    plain = clause.plain
    for quantity in figures(clause.text):
        at = plain.find(quantity.shown)
        if quantity.key not in _keys(claim) or at < 0:
            continue
        rates = _RATE.findall(re.split(r"[，,；;、和及]", plain[:at])[-1])
        if rates and not _ANY_RATE.search(unfold(whole)):
            return f"原文是“{rates[0]}”，这里没有说"
    return None
