"""The language model over the wire: every failure is a clear error, never half a sentence."""

import socket
from collections.abc import Iterator

import pytest

from corpus.errors import LLMError
from rag.answer import Turn
from rag.compose import Declined, compose, rewrite
from rag.llm import LLM, IncompleteReply, LLMSettings
from tests.fake_openai import REPLY, calls, serving
from tests.test_verify_bench import passages

ASK = [("user", "目标？")]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving() as base:
        yield base


def llm(model: str, url: str, **more: float) -> LLM:
    return LLM(LLMSettings(f"openai:{model}", url, **{"timeout_s": 5, "max_retries": 1, **more}))  # type: ignore[arg-type]


def test_streams_in_pieces(url: str) -> None:
    assert list(llm("ok", url).stream(ASK)) == REPLY


def test_reasoning_is_dropped(url: str) -> None:
    assert llm("reasoning", url).complete(ASK) == "".join(REPLY)


@pytest.mark.parametrize("model", ["cut", "length"])
def test_broken_off_is_never_whole(url: str, model: str) -> None:
    with pytest.raises(IncompleteReply) as caught:
        llm(model, url).complete(ASK)
    assert caught.value.text == "".join(REPLY)


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("e429", "429"),
        ("e500", "500"),
        ("e401", "key"),
        ("e404", "model"),
        ("badjson", "malformed"),
        ("html", ""),
    ],
)
def test_failures_are_said_plainly(url: str, model: str, says: str) -> None:
    with pytest.raises(LLMError) as caught:
        llm(model, url).complete(ASK)
    assert says in caught.value.message
    assert caught.value.next_step


def test_rate_limit_is_retried(url: str) -> None:
    assert llm("once429", url).complete(ASK) == "".join(REPLY)
    assert calls["once429"] == 2


def test_timeout(url: str) -> None:
    with pytest.raises(LLMError, match=r"0\.3 s"):
        llm("hang", url, timeout_s=0.3, max_retries=0).complete(ASK)


def test_refused_connection() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(LLMError, match="reached"):
        llm("ok", f"http://127.0.0.1:{port}/v1", max_retries=0).complete(ASK)


def test_missing_package_names_the_command() -> None:
    with pytest.raises(LLMError, match="pip install langchain-mistralai"):
        LLM(LLMSettings("mistralai:m")).complete(ASK)


def test_bad_name() -> None:
    with pytest.raises(LLMError, match="provider:model"):
        LLM(LLMSettings("qwen-plus"))


def test_check(url: str) -> None:
    assert "openai:ok" in llm("ok", url).check()


def test_compose_and_refusal(url: str) -> None:
    offered = passages(["全国新型储能装机7376万千瓦"])
    assert list(compose(llm("ok", url), "目标？", offered))[-1] == "".join(REPLY)
    with pytest.raises(Declined):  # and before it no draft
        next(compose(llm("refuse", url), "目标？", offered))


def test_rewrite(url: str) -> None:
    assert rewrite(llm("ok", url), "那目标呢？", [Turn("储能方案是谁印发的？")])
    assert rewrite(llm("ok", url), "目标？", []) is None
