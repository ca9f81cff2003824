"""One case judged: where its gold was retrieved, what was cited, which facts were told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import ParsedDocument, Policy, Section
from eval.cases import Case
from index.hits import Hit
from index.normalise import normalise, to_simplified
from rag.answer import Answer, Citation, Quote
from rag.verify import Passage, check

_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one case; None where a measure does not apply to it.

    `rank` of the first section that holds gold, 0 for none; `cited` whether the first
    citation (all of them, for `every`) holds gold; `precision`: the share of quotes that stand
    in the section they name, at the offsets they give; `recall`: the share of sentences that the
    sections they cite support (ALCE's, with our support check), whatever the answer says of
    itself; `verbatim`: the share of verbatim sentences that do stand in the text;
    `wrong_figures`: figures of sentences that their quotes lack.
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
    recall: float | None = None

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.why


def judge(
    case: Case,
    answer: Answer,
    hits: Sequence[Hit],
    documents: Sequence[ParsedDocument],
    milliseconds: float,
) -> Verdict:
    """Compare an answer and the retrieved sections with what the case asks for."""
    answered = case.expect == "answered"
    rank = _rank(case, hits) if answered and case.gold else None
    told = answer.status == "answered"
    cited = _cited(case, answer) if answered and case.gold else None
    facts = _facts(case, answer) if answered and case.facts else None
    quotes = [q for s in answer.sentences for q in s.quotes]
    precision = _precision(answer, documents) if told and quotes else None
    recall = _recall(answer, documents) if told and answer.sentences else None
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
        precision=precision,
        verbatim=_verbatim(answer) if told and quotes else None,
        wrong_figures=wrong,
        characters=sum(len(s.text) for s in answer.sentences),
        milliseconds=milliseconds,
        why=_why(case, answer, rank, cited, facts, wrong) or _unsound(precision, recall),
        recall=recall,
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


def _unsound(precision: float | None, recall: float | None) -> str:
    if precision is not None and precision < 1:
        return "citation points elsewhere"
    return "sentence unsupported" if recall is not None and recall < 1 else ""


def _source(
    citation: Citation, documents: Sequence[ParsedDocument]
) -> tuple[ParsedDocument, Section, Policy | None] | None:
    """The section that a citation names, as it stands in the documents."""
    for parsed in documents:
        section = parsed.section(citation.section_id)
        if section is not None:
            return parsed, section, parsed.policy(section.policy_id)
    return None


def _precision(answer: Answer, documents: Sequence[ParsedDocument]) -> float:
    cited = {c.number: _source(c, documents) for c in answer.citations}
    shown = {c.number: c.text for c in answer.citations}

    def stands(quote: Quote) -> bool:
        source = cited.get(quote.number)
        if source is None or quote.quote not in shown[quote.number]:
            return False
        parsed, section, _ = source
        inside = section.start <= quote.start < quote.end <= section.end
        return inside and parsed.document.text[quote.start : quote.end] == quote.quote

    quotes = [q for s in answer.sentences for q in s.quotes]
    return sum(map(stands, quotes)) / len(quotes)


def _recall(answer: Answer, documents: Sequence[ParsedDocument]) -> float:
    """Checked anew on the sections themselves: what the answer claims of itself is not believed."""
    passages = {}
    for citation in answer.citations:
        if source := _source(citation, documents):
            parsed, section, policy = source
            passages[citation.number] = Passage(citation.number, section, policy, parsed.document)
    held = []
    for sentence in answer.sentences:
        cited = [passages[n] for n in sentence.citations if n in passages]
        whole = normalise(sentence.text) in normalise(" ".join(p.text for p in cited))
        # A sentence in traditional characters rests on a simplified source.
        text = to_simplified(sentence.text)
        held.append(bool(cited) and (whole or check(text, cited).support != "unsupported"))
    return sum(held) / len(held)


def _verbatim(answer: Answer) -> float:
    claimed = [s for s in answer.sentences if s.support == "verbatim"]
    if not claimed:
        return 1.0
    true = [any(normalise(s.text) == normalise(q.quote) for q in s.quotes) for s in claimed]
    return sum(true) / len(true)


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(normalise(text)))
