"""Questions answered, refused, asked back, followed up: the real index over the sample."""

import pytest

from corpus.errors import UsageError
from corpus.parse import parse_file
from corpus.records import ParsedDocument
from eval.cases import load_cases, unquoted
from eval.runner import files_of
from index import bonus
from index.hits import Filters
from rag.answer import Answer, Turn
from rag.engine import Engine
from rag.events import Final, Working

STORAGE = "新型储能规模化建设行动方案(2025—2027年)"


def test_the_first_question(engine: Engine) -> None:
    answer = engine.ask("新型储能2027年装机目标是多少？")
    assert answer.status == "answered"
    assert "2027年底达到1.8亿千瓦以上" in answer.text
    first = answer.citations[0]
    assert first.policy == STORAGE
    assert first.question == "《行动方案》的总体目标是什么？"
    assert "1.8亿千瓦" in first.quote


def check_offsets(answer: Answer, documents: tuple[ParsedDocument, ...]) -> None:
    texts = {s.id: d.document.text for d in documents for s in d.sections}
    for citation in answer.citations:
        text = texts[citation.section_id]
        assert text[citation.start : citation.end] == citation.quote
        assert citation.quote in citation.text
    for sentence in answer.sentences:
        for quote in sentence.quotes:
            section = next(c for c in answer.citations if c.number == quote.number)
            assert texts[section.section_id][quote.start : quote.end] == quote.quote


def test_known_questions_get_their_section_first(engine: Engine) -> None:
    cases = [c for c in load_cases() if c.kind == "known" and c.digest is None]
    assert len(cases) == 20
    for case in cases:
        answer = engine.ask(case.question)
        assert answer.status == "answered", case.question
        assert any(q in answer.citations[0].text for q in case.gold), case.question
        check_offsets(answer, engine.documents)


def test_every_gold_quote_stands_in_its_document() -> None:
    digests = {case.digest for case in load_cases()}
    documents = {name: [parse_file(f) for f in files_of(name)] for name in digests}
    for case in load_cases():
        assert unquoted(case, documents[case.digest]) == [], case.id


@pytest.mark.parametrize(
    "question",
    [
        "新型储能2030年的目标",
        "永久基本农田罚款多少元每亩",
        "第八期讲了什么",
        "人工智能+的补贴金额",
        "《数据安全条例》的目标",
    ],
)
def test_on_topic_but_unanswerable(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status == "refused"
    assert answer.sentences == () and answer.citations == ()
    assert answer.options


@pytest.mark.parametrize("question", ["出台背景是什么？", "主要目标有哪些？"])
def test_ambiguous_questions_are_asked_back(engine: Engine, question: str) -> None:
    answer = engine.ask(question)
    assert answer.status == "clarify"
    assert len({o.policy for o in answer.options}) >= 2
    chosen = engine.ask(question, filters=Filters(policies=(engine.documents[0].policies[2].id,)))
    assert chosen.status == "answered"
    assert chosen.citations[0].policy == STORAGE


def test_follow_up_swaps_the_policy(engine: Engine) -> None:
    answer = engine.ask("那电力装备的呢？", [Turn("新型储能行动方案的总体目标是什么？")])
    assert answer.understood and "电力装备" in answer.understood
    assert answer.citations[0].section_id.endswith("(2025—2026年)/q3")


def test_follow_up_carries_the_policy(engine: Engine) -> None:
    answer = engine.ask("它有哪些保障措施？", [Turn("电力装备方案的主要目标是什么？")])
    assert answer.citations[0].section_id.endswith("(2025—2026年)/q5")
    assert sum(s.text[:2] in ("一是", "二是", "三是", "四是") for s in answer.sentences) == 4


def test_a_whole_new_question_starts_afresh(engine: Engine) -> None:
    answer = engine.ask("永久基本农田误划了怎么纠正？", [Turn("新型储能的目标是什么？")])
    assert answer.citations[0].policy == "永久基本农田保护红线管理办法"


def test_lists_are_complete(engine: Engine) -> None:
    answer = engine.ask("《行动方案》在推动新型储能规模化建设方面有哪些具体举措？")
    items = [s.text[:2] for s in answer.sentences if s.text[1:2] == "是"]
    assert items == ["一是", "二是", "三是", "四是", "五是"]


def test_policies_by_body(engine: Engine) -> None:
    answer = engine.ask("国家能源局印发了哪些政策？")
    assert {c.policy for c in answer.citations} == {
        STORAGE,
        "电力装备行业稳增长工作方案(2025—2026年)",
    }


def test_a_false_premise_is_put_right(engine: Engine) -> None:
    answer = engine.ask("新型储能是要在2026年底达到1.8亿千瓦吗？")
    assert answer.status == "answered"
    assert "2027年底达到1.8亿千瓦以上" in answer.text
    assert "2026" in answer.text.split("\n")[1]


def test_parts(engine: Engine) -> None:
    answer = engine.ask("新型储能2027年装机目标是多少？永久基本农田保护目标是多少亩？")
    assert len(answer.parts) == 2
    assert "1.8亿千瓦" in answer.text and "15.46亿亩" in answer.text
    assert answer.to_json()["missing"] == []
    check_offsets(answer, engine.documents)


def test_traditional_question_gets_traditional_sentences(engine: Engine) -> None:
    answer = engine.ask("新型儲能2027年裝機目標是多少？")
    assert "1.8億千瓦以上" in answer.text
    assert "亿" in answer.citations[0].quote
    assert answer.sentences[0].support == "verbatim"


def test_english_question(engine: Engine) -> None:
    answer = engine.ask("What is the installed capacity target for new energy storage by 2027?")
    assert answer.text.startswith("According to")
    assert "1.8亿千瓦以上" in answer.text


def test_supersession(fictional: Engine) -> None:
    answer = fictional.ask("公共数据运营机构要把净收益的百分之几上缴？")
    assert answer.citations[0].document.endswith("第7期")


@pytest.mark.parametrize("question", ["", "  ", "？！", "长" * 100_000])
def test_questions_that_cannot_be_asked(engine: Engine, question: str) -> None:
    with pytest.raises(UsageError):
        engine.ask(question)


@pytest.mark.parametrize(
    "question", ["a:b AND (", "title:* -x", "[1]", "\x00目标", "<script>alert(1)</script>"]
)
def test_odd_questions_do_no_harm(engine: Engine, question: str) -> None:
    assert engine.ask(question).status in ("answered", "refused", "clarify")


def test_stream_ends_with_the_answer(engine: Engine) -> None:
    events = list(engine.stream("新型储能2027年装机目标是多少？"))
    assert isinstance(events[0], Working)
    assert isinstance(events[-1], Final)
    assert sum(isinstance(e, Final) for e in events) == 1


def test_json_contract(engine: Engine) -> None:
    record = engine.ask("新型储能2027年装机目标是多少？").to_json("x")
    assert set(record) >= {
        "id", "question", "status", "answer", "sentences", "citations", "options", "model", "timings_ms",
    }  # fmt: skip
    assert set(record["sentences"][0]) >= {"text", "citations", "support", "quotes"}
    assert set(record["citations"][0]) == {
        "number", "section_id", "document", "policy", "question", "quote", "start", "end", "text",
    }  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "《电力装备行业稳增长工作方案(2025—2026年)》是哪几个部门印发的？",
        "电力装备方案由谁印发？",
        "Which ministries issued the electrical equipment plan?",
    ],
)
def test_who_issued_a_policy_stands_in_its_lead_in(engine: Engine, question: str) -> None:
    hit = engine.search(question, 1)[0]
    assert hit.section.kind == "lead_in"
    assert "工业和信息化部、市场监管总局、国家能源局联合印发" in hit.text


def test_what_else_is_made_public_is_no_question_for_the_issuer() -> None:
    asks = bonus.asks_issuer
    assert asks("是哪几个部门印发的？") and asks("什么时候印发") and asks("这是哪年出台的")
    assert (
        not asks("抽查结果由谁公布？") and not asks("出台了哪些支持措施") and not asks("背景是什么")
    )
