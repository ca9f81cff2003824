"""One case judged: where its gold was retrieved, what was cited, which facts were told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from eval.cases import Case
from index.hits import Hit
from index.normalise import normalise
from rag.answer import Answer

_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one case; None where a measure does not apply to it.

    `rank` of the first section that holds gold, 0 for none; `cited` whether the first
    citation (all of them, for `every`) holds gold; `precision`: the share of citations
    whose section holds a sentence's quote word for word; `verbatim`: the share of verbatim sentences
    that do stand in the text; `wrong_figures`: figures of sentences that their quotes lack.
    """

    id: str
    kind: str
    lang: str
    expect: str
    status: str
    confidence: float
    rank: int | None
    cited: bool | None
    facts: float | None
    precision: float | None
    verbatim: float | None
    wrong_figures: int
    characters: int
    milliseconds: float
    why: str

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.why


def judge(case: Case, answer: Answer, hits: Sequence[Hit], milliseconds: float) -> Verdict:
    """Compare an answer and the retrieved sections with what the case asks for."""
    answered = case.expect == "answered"
    rank = _rank(case, hits) if answered and case.gold else None
    told = answer.status == "answered"
    cited = _cited(case, answer) if answered and case.gold else None
    facts = _facts(case, answer) if answered and case.facts else None
    quotes = [q for s in answer.sentences for q in s.quotes]
    wrong = sum(
        len(_figures(s.text) - _figures(" ".join(q.quote for q in s.quotes)))
        for s in answer.sentences
    )
    return Verdict(
        id=case.id,
        kind=case.kind,
        lang=case.lang,
        expect=case.expect,
        status=answer.status,
        confidence=answer.confidence or 0.0,
        rank=rank,
        cited=cited,
        facts=facts,
        precision=_precision(answer) if told and quotes else None,
        verbatim=_verbatim(answer) if told and quotes else None,
        wrong_figures=wrong,
        characters=sum(len(s.text) for s in answer.sentences),
        milliseconds=milliseconds,
        why=_why(case, answer, rank, cited, facts, wrong),
    )


def _why(
    case: Case,
    answer: Answer,
    rank: int | None,
    cited: bool | None,
    facts: float | None,
    wrong: int,
) -> str:
    """What is wrong, in a word; nothing when all is well."""
    if answer.status != case.expect:
        return f"{case.expect} expected, {answer.status} got"
    if wrong:
        return "wrong figure"
    if cited is False:
        return "not retrieved first" if rank != 1 else "not cited"
    if facts is not None and facts < 1:
        return "fact missing"
    return ""


def _holds(case: Case, text: str) -> bool:
    return any(q in text for q in case.gold)


def _rank(case: Case, hits: Sequence[Hit]) -> int:
    for hit in hits:
        if _holds(case, hit.document.text[hit.section.start : hit.section.end]):
            return hit.rank
    return 0


def _cited(case: Case, answer: Answer) -> bool:
    texts = [c.text for c in answer.citations]
    if case.every:
        return all(any(q in t for t in texts) for q in case.gold)
    return bool(texts) and _holds(case, texts[0])


def _facts(case: Case, answer: Answer) -> float:
    """The share of facts told in the answer's sentences."""
    told = normalise(answer.text).replace(" ", "")
    met = [
        any(normalise(a).replace(" ", "") in told for a in alternatives)
        for alternatives in case.facts
    ]
    return sum(met) / len(met)


def _precision(answer: Answer) -> float:
    texts = {c.number: c.text for c in answer.citations}
    quotes = [q for s in answer.sentences for q in s.quotes]
    return sum(q.quote in texts.get(q.number, "") for q in quotes) / len(quotes)


def _verbatim(answer: Answer) -> float:
    claimed = [s for s in answer.sentences if s.support == "verbatim"]
    if not claimed:
        return 1.0
    true = [any(normalise(s.text) == normalise(q.quote) for q in s.quotes) for s in claimed]
    return sum(true) / len(true)


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(normalise(text)))
