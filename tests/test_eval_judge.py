"""The judge believes no answer about itself: it looks the quotes and sentences up again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from eval.cases import Case, load_cases
from eval.judge import Verdict, judge
from rag.answer import Answer, Sentence
from rag.engine import Engine


@pytest.fixture(scope="module")
def case() -> Case:
    return next(c for c in load_cases() if c.id == "s-known-13")


def verdict(case: Case, engine: Engine, change: Callable[[Answer], Answer]) -> Verdict:
    hits = engine.search(case.question)
    return judge(case, change(engine.ask(case.question)), hits, engine.documents, 1.0)


def each(change: Callable[[Sentence], Sentence]) -> Callable[[Answer], Answer]:
    return lambda a: replace(a, sentences=tuple(change(s) for s in a.sentences))


def test_an_honest_answer_is_right(case: Case, engine: Engine) -> None:
    found = verdict(case, engine, lambda a: a)
    assert (found.precision, found.recall, found.why) == (1.0, 1.0, "")


def test_offsets_off_by_one_are_seen(case: Case, engine: Engine) -> None:
    def shifted(s: Sentence) -> Sentence:
        quotes = (replace(q, start=q.start + 1, end=q.end + 1) for q in s.quotes)
        return replace(s, quotes=tuple(quotes))

    found = verdict(case, engine, each(shifted))
    assert found.precision == 0.0
    assert found.why == "citation points elsewhere"


@pytest.mark.parametrize(
    "text", ["国家将对所有企业全额免税。", "并非如此，2027年底不会达到1.8亿千瓦以上。"]
)
def test_sentences_that_call_themselves_supported_are_checked(
    case: Case, engine: Engine, text: str
) -> None:
    found = verdict(case, engine, each(lambda s: replace(s, text=text, support="supported")))
    assert found.recall == 0.0
    assert not found.right


def test_a_citation_of_another_section_is_seen(case: Case, engine: Engine) -> None:
    other = engine.documents[0].sections[-1].id
    found = verdict(
        case,
        engine,
        lambda a: replace(a, citations=tuple(replace(c, section_id=other) for c in a.citations)),
    )
    assert (found.precision, found.recall) == (0.0, 0.0)
