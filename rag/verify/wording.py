"""Hedges, modality, negation and conditions: small words that turn a sentence."""

import re

from index.normalise import normalise

_NEGATION = re.compile(
    r"禁止|严禁|不得|不能|不可以|不允许|不必|不用|不予|不准|不需|无需|没有|未经|未|不|没|无(?!论|人|线|偿|形|障碍|缝|害|菌|烟|关)|\bnot\b|\bno\b|n't|never"
)
# Words in which 不 or 未 negates nothing, and comparators, which quantities compare.
_NO_NEGATION = re.compile(
    r"不断|不仅|不同|不但|不少于|不低于|不超过|不高于|不大于|不小于|不多于|不[得能可应]超过|不[得能可应]低于|不[得能可应]高于|不[得能可应]少于|不得超过|不得低于|不得少于|不得高于|未来|不足|不满|(?<![拿得受领用])不到(?!位)|不是所有|并非所有|no (?:less|more) than|not (?:less|more) than"
)
# Negations of a claim that a source words without any.
_SAME_NEGATION = (
    ("(?:不用|不需要?|不必|不再|无需|不)(?:再)?(?:[交缴付收征]|要)", "免"),
    ("不(?:包括|含|算|适用)", "除外"),
)
_AIM = "力争|争取|努力|目标|旨在|strive|aim|target|seek"
_GOVERNED = {
    # what the source says -> what a sentence may say for it
    "力争": _AIM,
    "预计": f"{_AIM}|预计|预期|有望|将|计划|要|expect|project|will|plan|to reach",
    "原则上": "原则上|一般|in principle",
    "鼓励": "鼓励|支持|引导|倡导|encourag|提出|明确",
    "才能": "才|方可|方能|only|must",
    "符合条件": "符合条件|条件|合格|eligible|qualif",
    "禁止": "禁止|严禁|不得|不能|不可|不允许|不准|prohibit|forbid|ban|not",
}
_OPPOSITES = (
    ("前", "后"),
    ("内", "外"),
    ("增", "减"),
    ("升", "降"),
    ("提高", "降低"),
    ("增加", "减少"),
)
_STRONG = (
    ("必须|须|一律|must", "必须|须|应|要|才能|一律|不得|禁止"),
    ("应当|应该|should|shall", "应|要|必须|须|力争|目标|预计"),
    ("禁止|严禁|不得|prohibit|forbid", "禁止|严禁|不得|不能|不可|不准|不允许"),
    *((f"每{unit}", f"每{unit}") for unit in ("年", "月", "周", "日", "季度", "半年")),
    ("部分", "部分|个别|一些"),
    ("或(?!者说)", "[或、/]"),
    ("仅限|只限|只能|只适用|仅适用|仅对|只对", "仅|只|限"),
    (
        "因为|由于|导致|致使|使得|引发|归因于|because|due to",
        "因|由于|导致|致使|使|引发|造成|来自|从而|所以",
    ),
    ("鼓励|encourag", "鼓励|支持|引导"),
    ("(?<!不)允许|可以随时|随意", "允许|可以|可"),
    (
        "所有|全部|一律|任何|唯一|只有|随时|立即|all |every ",
        "所有|全部|一律|任何|唯一|只有|随时|立即|各",
    ),
)


# What is a duty of one is a gain of another: 应当给予 is 可享受 of who is given.
GAINS = re.compile(r"可以?(?:[^，,]{0,4})(?:享受|获得?|领取|得到|拿到|享有|免)")
_ASKED_FOR = re.compile("申请|申报|报名")
_GOT = re.compile("取得|获得|得到|拿到|享受|认定|评为")


def disagreement(claim: str, clause: str, before: str, whole: str) -> str | None:
    """Why a clause of an answer says more or else than its source, or None.

    `clause` is the source's clause, `before` what precedes it in its sentence, `whole` the
    whole sentence of the answer: a condition may stand in another clause of it.
    """
    claim, clause, before, whole = (normalise(t) for t in (claim, clause, before, whole))
    if reason := _negation(claim, clause, before):
        return reason
    claim, clause = _NO_NEGATION.sub("", claim), _NO_NEGATION.sub("", clause)
    near = re.split(r"[,，]", before.rstrip(",，"))[-1] + clause
    for word, allowed in _GOVERNED.items():
        scope = before + clause if word in ("力争", "符合条件") else clause
        if word in scope and not re.search(allowed, whole):
            return f"原文是“{word}”，这里没有说"
    source = before + clause
    done, planned = "已|以来|截至|到位", r"力争|预计|将|目标|计划|到\d{4}年"
    if re.search("已|到位", claim) and re.search(planned, source) and not re.search(done, source):
        return "原文说的是将来"
    if (
        re.search(r"可以|允许|可(?!以|能)", GAINS.sub("", claim))
        and re.search("应当|必须", near)
        and "可" not in near
    ):
        return "原文是“应当”"
    if (
        (found := _ASKED_FOR.search(clause))
        and not _ASKED_FOR.search(whole)
        and (_GOT.search(claim) and not _GOT.search(near))
    ):
        return f"原文说的是“{found.group()}”"
    if overstated(claim, clause):
        return "原文是“可以”"
    if re.search("且", claim) and re.search("或", clause) and not re.search("且|同时", clause):
        return "原文说的是“或者”"
    if reason := _direction(claim, source):
        return reason
    for said, needed in _STRONG:
        place = clause if said.startswith("所有") else near
        if (match := re.search(said, claim)) and not re.search(needed, place):
            return f"原文没有说“{match.group().strip()}”"
    return None


def overstated(claim: str, clause: str) -> bool:
    """Whether a claim makes a duty of what its source allows."""
    return bool(
        re.search("必须|须|应当|一律", claim)
        and re.search("可以|可(?=申|按|选|变|在)", clause)
        and not re.search("必须|须|应|要|不得|才|方", clause)
    )


def _direction(claim: str, clause: str) -> str | None:
    """期满后六个月 where the source says 期满前六个月."""
    for a, b in (*_OPPOSITES, *((b, a) for a, b in _OPPOSITES)):
        for match in re.finditer(rf"([\u4e00-\u9fff]{{2}}){a}", claim):
            if match[1] + b in clause and match.group() not in clause:
                return f"原文是“{match[1]}{b}”"
    return None


def _negation(claim: str, clause: str, before: str) -> str | None:
    for ours_is, theirs_is in _SAME_NEGATION:
        if re.search(theirs_is, before + clause):
            claim = re.sub(ours_is, "", claim)
    ours, theirs = _negated(claim), _negated(clause)
    for after in ours:
        if not any(_share(after, other) for other in theirs) and not any(
            after[:2] == other[:2] for other in _negated(before)
        ):
            return "原文没有这个否定"
    for after in theirs:
        if (
            not ours
            and len(after) >= 2
            and any(after[i : i + 2] in claim for i in range(min(3, len(after) - 1)))
        ):
            return "原文是否定的"
    return None


def _negated(text: str) -> list[str]:
    text = _NO_NEGATION.sub("", text)
    return [re.sub(r"\W", "", text[m.end() : m.end() + 10]) for m in _NEGATION.finditer(text)]


def _share(a: str, b: str) -> bool:
    return a[:1] == b[:1] != "" or bool(
        {a[i : i + 2] for i in range(len(a) - 1)} & {b[i : i + 2] for i in range(len(b) - 1)}
    )
