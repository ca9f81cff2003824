"""The judge believes no answer about itself: it looks the quotes and sentences up again."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from eval.cases import Case, load_cases
from eval.judge import Verdict, judge, ranks_of
from eval.support import soundness
from rag.answer import Answer, Sentence
from rag.engine import Engine


@pytest.fixture(scope="module")
def case() -> Case:
    return next(c for c in load_cases() if c.id == "s-known-13")


def verdict(case: Case, engine: Engine, change: Callable[[Answer], Answer]) -> Verdict:
    answer = change(engine.ask(case.question))
    return judge(case, answer, engine.search(case.question), soundness(answer, engine.documents))


def each(change: Callable[[Sentence], Sentence]) -> Callable[[Answer], Answer]:
    return lambda a: replace(a, sentences=tuple(change(s) for s in a.sentences))


def test_an_honest_answer_is_right(case: Case, engine: Engine) -> None:
    found = verdict(case, engine, lambda a: a)
    assert (found.located, found.precision, found.recall, found.why) == (1.0, 1.0, 1.0, "")


def test_offsets_off_by_one_are_seen(case: Case, engine: Engine) -> None:
    def shifted(s: Sentence) -> Sentence:
        quotes = (replace(q, start=q.start + 1, end=q.end + 1) for q in s.quotes)
        return replace(s, quotes=tuple(quotes))

    found = verdict(case, engine, each(shifted))
    assert found.located == 0.0
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
    assert (found.located, found.precision, found.recall) == (0.0, 0.0, 0.0)


def test_a_citation_too_many_costs_precision(case: Case, engine: Engine) -> None:
    spare = next(s for s in engine.documents[0].sections if s.question and "意义" in s.question)

    def padded(answer: Answer) -> Answer:
        last = replace(answer.citations[0], number=99, section_id=spare.id)
        quote = replace(answer.sentences[0].quotes[0], number=99)
        first = replace(answer.sentences[0], quotes=(*answer.sentences[0].quotes, quote))
        return replace(
            answer,
            citations=(*answer.citations, last),
            sentences=(first, *answer.sentences[1:]),
        )

    found = verdict(case, engine, padded)
    assert found.recall == 1.0
    assert found.precision is not None and 0 < found.precision < 1


def test_what_our_heading_says_is_not_told(case: Case, engine: Engine) -> None:
    heading = engine.ask(case.question).text.split("\n")[0]
    assert "行动方案" in heading
    found = verdict(replace(case, facts=((heading,),)), engine, lambda a: a)
    assert (found.facts, found.why) == (0.0, "fact missing")


def test_forbidden_words_are_seen_wherever_they_stand(case: Case, engine: Engine) -> None:
    strict = replace(case, forbid=("法国首都是 巴黎",))
    assert verdict(strict, engine, lambda a: a).right
    found = verdict(strict, engine, lambda a: replace(a, text=a.text + "法国首都是巴黎。"))
    assert (found.forbidden, found.why) == (("法国首都是 巴黎",), "forbidden words said")


def test_needed_sections_are_ranked_each_once(case: Case, engine: Engine) -> None:
    hits = engine.search(case.question)
    first, third = (hits[i].section.answer[:12] for i in (0, 2))
    second = hits[0].section.answer[14:24]
    every = replace(case, gold=(third, first, second, "不在任何地方"), every=True)
    assert ranks_of(every, hits) == (1, 3, 0)
    assert ranks_of(replace(every, every=False), hits) == (1,)


def test_padding_costs_conciseness(case: Case, engine: Engine) -> None:
    def padded(answer: Answer) -> Answer:
        extra = replace(answer.sentences[0], text="另外还有许多与此无关的话要说。" * 9)
        return replace(answer, sentences=(*answer.sentences, extra))

    short, long = (verdict(case, engine, change).concise for change in (lambda a: a, padded))
    assert short is not None and long is not None and long < short
