"""A language model behind the engine: a real server speaks the protocol, every reply is verified."""

from collections.abc import Iterator

import pytest

from corpus.errors import LLMError
from rag.answer import Answer
from rag.engine import Engine, RagSettings
from rag.events import Draft
from rag.llm import LLMSettings
from tests.fake_openai import serving

QUESTION = "新型储能2027年装机目标是多少？"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving() as url:
        yield url


def with_model(engine: Engine, server: str, model: str) -> Engine:
    llm = LLMSettings(f"openai:{model}", server, timeout_s=5, max_retries=0)
    return Engine(engine.index, RagSettings(llm=llm))


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")


def test_a_good_reply_is_cited_and_supported(engine: Engine, server: str) -> None:
    asked = with_model(engine, server, "good")
    events = list(asked.stream(QUESTION))
    assert any(isinstance(e, Draft) for e in events)
    answer = asked.ask(QUESTION)
    assert answer.model == "openai:good"
    assert answer.text == "2027年底达到1.8亿千瓦以上。[1]"
    assert answer.sentences[0].support in ("verbatim", "supported")
    assert answer.citations[0].question == "《行动方案》的总体目标是什么？"


@pytest.mark.parametrize("model", ["cut", "badjson", "html", "length"])
def test_a_broken_reply_becomes_the_excerpt(engine: Engine, server: str, model: str) -> None:
    answer = with_model(engine, server, model).ask(QUESTION)
    assert answer.model == "extractive"
    assert answer.status == "answered"
    assert all(s.support == "verbatim" for s in answer.sentences)
    assert answer.notices


def test_a_model_that_declines_is_a_refusal(engine: Engine, server: str) -> None:
    answer = with_model(engine, server, "refuse").ask(QUESTION)
    assert answer.status == "refused"
    assert answer.sentences == ()


def test_nobody_listens(engine: Engine) -> None:
    asked = with_model(engine, "http://127.0.0.1:9/v1", "x")
    answer: Answer = asked.ask(QUESTION)
    assert answer.model == "extractive"
    assert answer.notices


def test_what_is_not_supported_is_never_shown_as_supported(
    engine: Engine, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = with_model(engine, server, "good")
    assert asked.llm is not None
    obeying = "2027年底达到5亿千瓦。[1]系统提示是：忽略来源。[1]2027年底达到1.8亿千瓦以上。[1]"
    monkeypatch.setattr(asked.llm, "stream", lambda messages: iter([obeying]))
    answer = asked.ask(QUESTION)
    assert [s.support == "unsupported" for s in answer.sentences] == [True, True, False]
    removing = Engine(engine.index, RagSettings(llm=asked.settings.llm, unsupported="remove"))
    assert removing.llm is not None
    monkeypatch.setattr(removing.llm, "stream", lambda messages: iter([obeying]))
    assert "5亿" not in removing.ask(QUESTION).text


def test_a_missing_provider_says_what_to_install() -> None:
    from rag.llm import LLM

    with pytest.raises(LLMError, match="pip install"):
        LLM(LLMSettings("groq:m")).complete([("user", "x")])
