"""English sentences about Chinese passages: figures and dates by value, words by two dictionaries.

A word of the sentence counts as said where a term of the dictionary stands in the source, or where
the bundled bilingual encoder puts it beside a word of the source.
"""

import re
from collections.abc import Sequence

from index.crosslingual import phrase_groups
from index.words import tagged
from rag.verify.clauses import Clause, clauses_of, figures, years
from rag.verify.conditions import in_force
from rag.verify.doubts import Doubt
from rag.verify.meaning import nearest
from rag.verify.names import unfold
from rag.verify.paraphrase import alike
from rag.verify.passages import Passage
from rag.verify.quantities import Quantity

_PARTS = re.compile(
    r",\s+(?!who|which|where|but)|;\s+|\s+(?:while|whereas)\s+|\s+and\s+(?=[^,]*\d)", re.I
)
_AIM = re.compile(
    r"aim|target|strive|seek|expect|plan|project|will|is to|are to|estimat|goal", re.I
)
_GLUE = re.compile(
    r"\b(?:expected|projected|planned|aims?|at least|at most|no (?:less|more) than|not (?:less|more|exceed\w*)|about|around|estimated|over|up to"
    r"|approximately|by the end of|by|end|rmb|yuan|billion|million|trillion|thousand|gw|mw|mu|target(?:s|ed)?|plans?|reach(?:es)?|total|brings?|years?|months?|days?|hours?|weeks?"
    r"|china|set|goals?|policy|document|measures?|must|shall|should|may|can|could|would|will|not|never|also|both|each|every|per|one|two|three|four|five|six|first|second|third"
    r"|exceed\w*|across|within|between|under|than|more|less|only|all|any|who|whose|during|through|including|include\w*|driving|drive|out|carried|made|make|given|give|get|receive[sd]?|provided?|provides|raised|raise|cover\w*|use[ds]?|using)\b",
    re.I,
)
_MUST = re.compile(r"\b(?:must|shall|should|required|mandatory|obliged|prohibited|banned)\b", re.I)
_DUTY = re.compile("应|必须|须|不得|要|禁止|严禁|一律|承担|负责|责令")
_NOT = re.compile(
    r"\b(?:not|no|none|nobody|nothing|neither|nor|cannot|never|without|unless|only|except|prohibit\w*|forbid\w*|banned?"
    r"|barred|refus\w*|exempt\w*|exclud\w*)\b|n't",
    re.I,
)
_NO = re.compile("不得|禁止|严禁|不能|不予|不再|不可|未|不鼓励|不执行|不适用|不受理")
_ANY_NO = re.compile("[不未无没非免勿否]|禁|除|严控|暂停|取消|停止|只|仅|唯一|才")
# Levels and sides that a dictionary of meanings puts too near each other.
_EXACT = (
    (r"count(?:y|ies)", "县"), (r"township\w*", "乡|镇"), (r"villag\w*", "村"), (r"provinc\w*", "省"),
    (r"municipal\w*|cit(?:y|ies)", "市"), (r"buyers?", "买"), (r"sellers?", "卖"), (r"import\w*", "进口"), (r"exports?", "出口"),
    (r"daily|a day|per day", "日|天"), (r"weekly|a week|per week", "周"), (r"monthly|a month|per month", "月"),
    (r"quarterly|a quarter|per quarter", "季"), (r"annual\w*|a year|per year|yearly", "年"),
    (r"increas\w*|grow\w*|rise|rose|up by", "增|升|提高|扩大|上浮|超"), (r"decreas\w*|declin\w*|fell|fall|reduc\w*|cut|down by", "减|降|回落|压缩|缩短"),
    (r"only|sole(?:ly)?", "只|仅|唯一|方可|才|限"), (r"encourag\w*", "鼓励|支持|引导"), (r"before", "前"), (r"after", "后|起|满"), (r"free|exempt\w*", "免"),
)  # fmt: skip
# The cosine from which an English word says a Chinese one; set on the bench for each encoder.
_NEAR = 0.33
_LEAST = 0.6  # of a part's words that the source has to say; without figures, more
_LEAST_WITHOUT_FIGURES = 0.8


def check_english(sentence: str, evidence: Sequence[Passage]) -> tuple[list[Clause], str | None]:
    """The clauses that support an English sentence, or why it is not supported."""
    found: list[Clause] = []
    for part in _PARTS.split(sentence.strip()):
        if not re.search(r"\w{2}", part):
            continue
        clause, reason = _best(part, sentence, evidence)
        if clause is None:
            return [], reason
        found.append(clause)
    return found, None if found else "没有可核对的内容"


def _best(part: str, whole: str, evidence: Sequence[Passage]) -> tuple[Clause | None, str]:
    problems = []
    for passage in evidence:
        title = passage.policy.title if passage.policy else ""
        context = unfold(title + (passage.section.question or ""))
        for clause in clauses_of(passage):
            share = _share(part, clause, context)
            problem = _problem(part, whole, clause, context, share)
            if problem is None:
                return clause, ""
            problems.append((share, problem))
    return None, max(problems)[1] if problems else "没有可核对的内容"


def _problem(part: str, whole: str, clause: Clause, context: str, share: float) -> str | None:
    if reason := _figures(part, clause):
        return reason
    own, said = years(clause.text), {y[:4] for y in years(part)}
    if said - own and (not said <= years(clause.before) or any(len(y) >= 4 for y in own)):
        return "引用的原文这里没有这个日期"
    source = clause.before + clause.text
    if re.search("力争|预计", source) and not _AIM.search(whole):
        return "原文有“力争”或“预计”，这里没有说"
    around = _without_comparators(source + clause.after)
    if _NOT.search(_without_comparators(part)):
        if not _ANY_NO.search(around):
            return "否定与原文不同"
    elif _NO.search(_without_comparators(clause.text)) and not _NOT.search(whole):
        return "否定与原文不同"
    if _MUST.search(part) and not _DUTY.search(source):
        return "原文没有说必须"
    if "除外" in clause.text + clause.after and not re.search(r"except|exempt|unless", whole, re.I):
        return "原文把它除外"
    for english, chinese in _EXACT:
        if re.search(rf"\b(?:{english})\b", part, re.I) and not re.search(
            chinese, source + context
        ):
            return f"原文这里没有说“{chinese[0]}”"
    terms = {t for g in phrase_groups(whole) for t in g}
    for condition in in_force("", clause):
        if not any(t in condition for t in terms) and not _near(_english_words(whole), condition):
            return f"原文只说“{condition}”的情形"
    least = _LEAST if figures(part) or years(part) else _LEAST_WITHOUT_FIGURES
    return None if share >= least else Doubt("原文里找不到这句的说法")


def _figures(part: str, clause: Clause) -> str | None:
    theirs = figures(clause.text)
    for ours in figures(part):
        same = [q for q in theirs if q.key == ours.key or _counts(ours, q)]
        if not same:
            return f"引用的原文没有“{ours.shown}”"
        if all(q.comparator != ours.comparator for q in same):
            return f"“{ours.shown}”的限定词与原文不同"
    return None


def _counts(ours: Quantity, theirs: Quantity) -> bool:
    """600 stations for 600座, 52 years for 52岁: English has no measure words."""
    if (ours.unit, theirs.unit) == ("年", "岁"):
        return ours.value == theirs.value
    return (
        not ours.unit
        and ours.value == theirs.value
        and theirs.unit not in ("%", "元", "w", "wh", "亩")
    )


def _share(part: str, clause: Clause, context: str) -> float:
    """The share of a part's words that a clause, what leads to it and its context say.

    0.0 where the source lacks what the part begins with, its subject, or a place that it names.
    """
    text = clause.plain + unfold(clause.before) + context
    named = _english_words(_GLUE.sub(" ", part))
    told = [_told(word, text) for word in named]
    if not told:
        return float(bool(figures(part)))
    strange = any(_is_place(w, part) for w, t in zip(named, told, strict=True) if not t)
    return 0.0 if strange or not any(told[:2]) else sum(told) / len(told)


def _is_place(word: str, part: str) -> bool:
    """A place by the dictionary, or a capitalised word that it does not know."""
    terms = [t for g in phrase_groups(word) for t in g]
    if not terms:
        return len(word) > 3 and word.capitalize() in part
    return any(tag == "ns" for _, tag in tagged(terms[0]))


def _told(word: str, text: str) -> bool:
    terms = [t for g in phrase_groups(word) for t in g]
    return any(_stands(t, text) for t in terms) or _near([word], text)


def _stands(term: str, text: str) -> bool:
    return term in text or any(len(o) > 1 and o in text for o in alike().get(term, ()))


def _english_words(text: str) -> list[str]:
    return [w for w in re.findall(r"[a-z]{3,}", text.lower()) if phrase_groups(w)]


def _near(english: list[str], text: str) -> bool:
    return any(nearest(word, text) >= _NEAR for word in english)


def _without_comparators(text: str) -> str:
    return re.sub(
        r"(?:no|not|never) (?:be )?(?:less|more|lower|higher|exceed\w*|fewer|later)"
        r"|不得?(?:低于|少于|超过|高于|多于|小于|大于)|不能超过",
        "",
        text,
        flags=re.I,
    )
