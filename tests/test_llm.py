"""The language model over the wire: every failure is a clear error, never half a sentence."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import LLMError
from rag.answer import Turn
from rag.compose import Declined, compose, rewrite
from rag.llm import LLM, IncompleteReply, LLMSettings
from rag.streams import without_thoughts
from tests import fake_anthropic, fake_ollama
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


@pytest.fixture(scope="module")
def others() -> Iterator[dict[str, str]]:
    with serving(fake_ollama.app, "") as ollama, serving(fake_anthropic.app, "") as anthropic:
        yield {"ollama": ollama, "anthropic": anthropic}


def other(provider: str, model: str, others: dict[str, str], **more: float) -> LLM:
    patience = {"timeout_s": 5, "max_retries": 1, **more}
    return LLM(LLMSettings(f"{provider}:{model}", others[provider], **patience))  # type: ignore[arg-type]


PROVIDERS = pytest.mark.parametrize("provider", ["ollama", "anthropic"])


@PROVIDERS
def test_own_protocols_stream(provider: str, others: dict[str, str]) -> None:
    assert [p for p in other(provider, "ok", others).stream(ASK) if p] == REPLY
    assert other(provider, "reasoning", others).complete(ASK) == "".join(REPLY)


@PROVIDERS
@pytest.mark.parametrize("model", ["cut", "length", "broken"])
def test_own_protocols_broken_off(provider: str, model: str, others: dict[str, str]) -> None:
    with pytest.raises(IncompleteReply) as caught:
        other(provider, model, others).complete(ASK)
    assert caught.value.text == "".join(REPLY)


@PROVIDERS
@pytest.mark.parametrize(
    ("model", "says"), [("e429", "429"), ("e500", "500"), ("e404", "model"), ("badjson", "malformed")]
)  # fmt: skip
def test_own_protocols_fail_plainly(
    provider: str, model: str, says: str, others: dict[str, str]
) -> None:
    with pytest.raises(LLMError) as caught:
        other(provider, model, others).complete(ASK)
    assert says in caught.value.message
    assert caught.value.next_step


@PROVIDERS
def test_own_protocols_time_out(provider: str, others: dict[str, str]) -> None:
    with pytest.raises(LLMError, match=r"0\.3 s"):
        other(provider, "hang", others, timeout_s=0.3, max_retries=0).complete(ASK)


@PROVIDERS
def test_own_protocols_refused(provider: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        where = {provider: f"http://127.0.0.1:{free.getsockname()[1]}"}
    with pytest.raises(LLMError, match="reached"):
        other(provider, "ok", where, max_retries=0).complete(ASK)


def test_own_protocols_retry(others: dict[str, str]) -> None:
    assert other("ollama", "once500", others).complete(ASK) == "".join(REPLY)
    assert other("anthropic", "once429", others).complete(ASK) == "".join(REPLY)
    assert fake_ollama.calls["once500"] == fake_anthropic.calls["once429"] == 2


@pytest.mark.parametrize("model", ["drip", "keepalive"])
def test_a_dripping_server_is_left(url: str, model: str) -> None:
    """Neither tokens nor keep-alive comments that come in time make a reply endless."""
    with pytest.raises(LLMError, match=r"did not finish in 0\.6 s"):
        llm(model, url, total_s=0.6).complete(ASK)


def test_thoughts_in_the_text_are_dropped(url: str, others: dict[str, str]) -> None:
    assert llm("think", url).complete(ASK) == "".join(REPLY)
    assert other("ollama", "think", others).complete(ASK) == "".join(REPLY)


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["<th", "ink>a</thi", "nk>\n\n好", "。"], "好。"),
        (["好 <think>", "x"], "好 <think>x"),
        (["<", "b"], "<b"),
        (["<"], "<"),
        ([" ", "<think>never closed"], ""),
    ],
)
def test_thoughts(pieces: list[str], text: str) -> None:
    assert "".join(without_thoughts(pieces)) == text


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Qwen2 of random weights that never ends by itself: no piece is its end."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({c: i for i, c in enumerate([*letters, "<end>"])}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>")
    fast.chat_template = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
    sizes = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 2}
    heads = {"num_attention_heads": 2, "num_key_value_heads": 2}
    model = Qwen2ForCausalLM(Qwen2Config(vocab_size=257, eos_token_id=None, **sizes, **heads))
    folder = tmp_path_factory.mktemp("model")
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


def test_local_model_stops_at_its_limit(tiny: Path) -> None:
    local = LLM(LLMSettings(f"huggingface:{tiny}", max_tokens=12))
    with pytest.raises(IncompleteReply, match="limit"):
        local.complete(ASK)
    assert "is connected" in local.check()


def test_local_model_that_ends_is_whole(tiny: Path) -> None:
    settings = tiny / "generation_config.json"
    before = settings.read_text("utf-8")
    every = list(range(json.loads((tiny / "config.json").read_text("utf-8"))["vocab_size"]))
    settings.write_text(json.dumps({**json.loads(before), "eos_token_id": every}))
    try:
        assert isinstance(LLM(LLMSettings(f"huggingface:{tiny}", max_tokens=12)).complete(ASK), str)
    finally:
        settings.write_text(before)


def test_local_model_that_is_not_there() -> None:
    with pytest.raises(LLMError, match="not on this machine") as caught:
        LLM(LLMSettings("huggingface:/no/such/model")).complete(ASK)
    assert caught.value.next_step


_WITHOUT = """
import sys
for module in ("langchain_openai", "langchain_ollama", "langchain_anthropic", "torch"):
    sys.modules[module] = None
from corpus.errors import LLMError
from rag.llm import LLM, LLMSettings
for provider in ("openai", "ollama", "anthropic", "huggingface"):
    try:
        LLM(LLMSettings(f"{provider}:m", "http://127.0.0.1:9")).complete([("user", "x")])
    except LLMError as error:
        print(error.next_step)
"""


def test_missing_extras_name_the_command() -> None:
    """In a process of its own: LangChain remembers what it has imported."""
    run = subprocess.run([sys.executable, "-c", _WITHOUT], capture_output=True, text=True)
    extras = ("openai", "ollama", "anthropic", "local")
    said = run.stdout.splitlines()
    assert len(said) == len(extras), run.stderr
    assert all(
        s.endswith(f"pip install 'policy-qa[{e}]'") for s, e in zip(said, extras, strict=True)
    )


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
