"""English sentences about Chinese passages: figures and dates by value, names by the glossary."""

import re
from collections.abc import Sequence

from index.crosslingual import phrase_groups
from rag.verify.clauses import Clause, clauses_of, figures, years
from rag.verify.names import unfold
from rag.verify.passages import Passage

_AND = re.compile(r",\s+|;\s+|\s+(?:while|whereas)\s+|\s+and\s+(?=[^,]*\d)", re.I)
_AIM = re.compile(r"aim|target|strive|seek|expect|plan|project|will|is to|are to", re.I)
_HEDGE = re.compile(
    r"\b(?:expected|projected|planned|aims?|targets?|at least|at most|no (?:less|more) than|about|around"
    r"|approximately|by the end of|end|rmb|billion|million|trillion|gw|mw|mu|target(?:s|ed)?|plans?|capacity|reach(?:es)?|total|brings?|year|national|set|goals?|installed|policy|document|measures?)\b",
    re.I,
)


def check_english(sentence: str, evidence: Sequence[Passage]) -> tuple[list[Clause], str | None]:
    """The clauses that support an English sentence, or why it is not supported."""
    found: list[Clause] = []
    for part in _AND.split(sentence.strip()):
        if not re.search(r"\w{2}", part):
            continue
        clause, reason = _best(part, sentence, evidence)
        if clause is None:
            return [], reason
        found.append(clause)
    return found, None if found else "没有可核对的内容"


def _best(part: str, whole: str, evidence: Sequence[Passage]) -> tuple[Clause | None, str]:
    reason = "英文句子里没有能与原文核对的数字"
    if not figures(part) and not years(part):
        return None, reason
    for passage in evidence:
        title = passage.policy.title if passage.policy else ""
        for clause in clauses_of(passage):
            problem = _problem(
                part, whole, clause, unfold(title + (passage.section.question or ""))
            )
            if problem is None:
                return clause, ""
            if "限定" in problem or reason.startswith("英文"):
                reason = problem
    return None, reason


def _problem(part: str, whole: str, clause: Clause, context: str) -> str | None:
    theirs = {q.key: q for q in figures(clause.text)}
    for ours in figures(part):
        other = theirs.get(ours.key)
        if other is None:
            return f"引用的原文没有“{ours.shown}”"
        if other.comparator != ours.comparator:
            return f"“{ours.shown}”的限定词与原文不同"
    own, said = years(clause.text), {y[:4] for y in years(part)}
    if said - own and (not said <= years(clause.before) or any(len(y) >= 4 for y in own)):
        return "引用的原文这里没有这个日期"
    if re.search("力争|预计", clause.before + clause.text) and not _AIM.search(whole):
        return "原文有“力争”或“预计”，这里没有说"
    if bool(re.search(r"\bnot\b|n't|never", part)) != bool(
        re.search("不得|禁止|不能", clause.text)
    ):
        return "否定与原文不同"
    text = clause.plain + context + unfold(clause.before)
    groups = [g for g in phrase_groups(_HEDGE.sub(" ", part)) if g]
    lacking = [g for g in groups if not any(t in text for t in g)]
    if lacking and len(lacking) > 0.34 * len(groups):
        return f"原文没有说“{lacking[0][0]}”"
    subject = groups[0] if groups else ()
    if subject and subject in lacking:
        return f"原文说的不是“{subject[0]}”"
    return None
