"""One case judged: where its gold was retrieved, what was cited, which facts were told."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from eval.cases import Case
from eval.support import Soundness
from index.hits import Hit
from index.normalise import normalise
from rag.answer import Answer

# By what was expected and what came.
_WRONG_STATUS = {
    ("answered", "refused"): "wrongly refused",
    ("answered", "clarify"): "wrongly asked back",
    ("refused", "answered"): "should have refused",
    ("refused", "clarify"): "asked back, should have refused",
    ("clarify", "answered"): "should have asked back",
    ("clarify", "refused"): "refused, should have asked back",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one case; None where a measure does not apply to it.

    `ranks`: where each section that is needed was found, 0 for not among the first ten: one
    for `gold.any`, one a section for `gold.all`; `cited`: whether the first citation (the
    citations, for `all`) holds gold; `facts`: the share told in sentences; `located`,
    `precision`, `recall`, `verbatim`, `wrong_figures`: see `eval.support`; `forbidden`: what
    was said and must not be; `concise`: the share of an answer's characters that stand in
    sentences with gold or a fact; `prompt_tokens`, `reply_tokens`: a language model's;
    `judged_support`, `judged_right`: what a judging model says; `why`: what is wrong, or "".
    """

    id: str
    kind: str
    expect: str
    status: str
    lang: str = "zh"
    digest: str | None = None
    dev: bool = False
    confidence: float = 0.0
    ranks: tuple[int, ...] | None = None
    cited: bool | None = None
    facts: float | None = None
    located: float | None = None
    precision: float | None = None
    recall: float | None = None
    verbatim: float | None = None
    wrong_figures: int = 0
    forbidden: tuple[str, ...] = ()
    concise: float | None = None
    characters: int = 0
    milliseconds: float = 0.0
    prompt_tokens: int = 0
    reply_tokens: int = 0
    judged_support: float | None = None
    judged_right: bool | None = None
    why: str = ""

    @property
    def right(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.why

    @property
    def rank(self) -> int | None:
        """1 where all that is needed stands first, 0 where some was not found at all.

        A case that needs n sections has them first when they are the first n.
        """
        if self.ranks is None:
            return None
        return max(self.ranks) - len(self.ranks) + 1 if all(self.ranks) else 0

    def to_json(self) -> dict[str, Any]:
        """Its fields; `verdict_of` reads them back."""
        return asdict(self)


def verdict_of(row: dict[str, Any]) -> Verdict:
    """A verdict from its JSON; fields that a newer version added or dropped are left alone.

    Raises:
        TypeError: a field that every version has is missing.
    """
    known = {f.name for f in fields(Verdict)}
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in row.items() if k in known
    }
    return Verdict(**values)


def judge(
    case: Case,
    answer: Answer,
    hits: Sequence[Hit],
    sound: Soundness,
    milliseconds: float = 0.0,
) -> Verdict:
    """Compare an answer and the retrieved sections with what the case asks for.

    `sound` is `eval.support.soundness` of the answer.
    """
    wanted = case.expect == "answered"
    told = answer.status == "answered"
    ranks = ranks_of(case, hits) if wanted and case.gold else None
    cited = _cited(case, answer) if wanted and case.gold else None
    facts = _facts(case, answer) if wanted and case.facts else None
    forbidden = tuple(f for f in case.forbid if _plain(f) in _plain(answer.text))
    why = _why(case, answer, ranks, cited, facts, forbidden, sound.wrong_figures)
    return Verdict(
        id=case.id,
        kind=case.kind,
        expect=case.expect,
        status=answer.status,
        lang=case.lang,
        digest=case.digest,
        dev=case.dev,
        confidence=answer.confidence or 0.0,
        ranks=ranks,
        cited=cited,
        facts=facts,
        located=sound.located if told else None,
        precision=sound.precision if told else None,
        recall=sound.recall if told else None,
        verbatim=sound.verbatim if told else None,
        wrong_figures=sound.wrong_figures,
        forbidden=forbidden,
        concise=_concise(case, answer) if wanted and told and case.gold else None,
        characters=sum(len(s.text) for s in answer.sentences),
        milliseconds=milliseconds,
        why=why or (_unsound(sound.located, sound.recall) if told else ""),
    )


def _why(
    case: Case,
    answer: Answer,
    ranks: tuple[int, ...] | None,
    cited: bool | None,
    facts: float | None,
    forbidden: tuple[str, ...],
    wrong_figures: int,
) -> str:
    """What is wrong, in a word; nothing when all is well."""
    if forbidden:
        return "forbidden words said"
    if answer.status != case.expect:
        return _WRONG_STATUS[case.expect, answer.status]
    if wrong_figures:
        return "wrong figure"
    if cited is False:
        return "not cited" if ranks and all(ranks) else "not retrieved"
    if facts is not None and facts < 1:
        return "fact missing"
    return ""


def _unsound(located: float | None, recall: float | None) -> str:
    if located is not None and located < 1:
        return "citation points elsewhere"
    return "sentence unsupported" if recall is not None and recall < 1 else ""


def ranks_of(case: Case, hits: Sequence[Hit]) -> tuple[int, ...]:
    """The rank of each section that the case needs, 0 where it was not found.

    Quotes of one section are one need; quotes not found may be too, and count one each.
    """

    def rank_of(quotes: Sequence[str]) -> int:
        return next((h.rank for h in hits if any(q in h.text for q in quotes)), 0)

    if not case.every:
        return (rank_of(case.gold),)
    found = [rank_of([quote]) for quote in case.gold]
    return (*sorted({r for r in found if r}), *(0 for r in found if not r))


def _cited(case: Case, answer: Answer) -> bool:
    texts = [c.text for c in answer.citations]
    if case.every:
        return all(any(q in t for t in texts) for q in case.gold)
    return bool(texts) and any(q in texts[0] for q in case.gold)


def _plain(text: str) -> str:
    return normalise(text).replace(" ", "")


def _facts(case: Case, answer: Answer) -> float:
    """The share of facts told in sentences or in their English lines, never in our heading."""
    told = _plain(" ".join([*(s.text for s in answer.sentences), *answer.english]))
    met = [any(_plain(a) in told for a in alternatives) for alternatives in case.facts]
    return sum(met) / len(met)


def _concise(case: Case, answer: Answer) -> float | None:
    """The share of characters in sentences that hold gold, lie in it, or tell a fact."""
    wanted = [_plain(w) for w in (*case.gold, *(a for f in case.facts for a in f))]
    texts = [_plain(s.text) for s in answer.sentences]
    total = sum(map(len, texts))
    useful = sum(len(t) for t in texts if any(w in t or t in w for w in wanted))
    return useful / total if total else None
