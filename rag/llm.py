"""A language model behind LangChain's `init_chat_model`: streamed, retried, never cut off unnoticed.

DeepSeek, Qwen, GLM, Kimi, vLLM and llama.cpp speak the OpenAI protocol: `openai:model` with a
base URL. LangChain is imported on first use only.
"""

import importlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from corpus.errors import LLMError

Messages = Sequence[tuple[str, str]]

_PACKAGES = {
    "openai": "openai",
    "anthropic": "anthropic",
    "ollama": "ollama",
    "huggingface": "local",
}
_WHOLE = frozenset({"stop", "end_turn", "stop_sequence", "eos_token", "eos"})
_CUT = frozenset({"length", "max_tokens", "model_context_window_exceeded"})
_NO_KEY = "not-needed"  # servers on one's own machine ask for none, the client insists on one


class IncompleteReply(LLMError):  # noqa: N818  says what came
    """The reply broke off: `text` is what had come, never to be shown as a whole answer."""

    def __init__(self, message: str, next_step: str, text: str) -> None:
        super().__init__(message, next_step)
        self.text = text


@dataclass(frozen=True, slots=True)
class LLMSettings:
    """Which model, and how patient to be: LLMSettings("openai:qwen-plus", "https://.../v1")."""

    model: str
    base_url: str | None = None
    timeout_s: float = 60
    max_retries: int = 2
    max_tokens: int = 1024
    temperature: float = 0.0


class LLM:
    """A chat model. Its client is made on first use and kept."""

    def __init__(self, settings: LLMSettings) -> None:
        provider, _, model = settings.model.partition(":")
        if not provider or not model:
            raise LLMError(
                f"LLM “{settings.model}”的写法不对 / is not provider:model.",
                "例如 For example: POLICY_QA_LLM=openai:qwen-plus",
            )
        self.settings = settings
        self._provider, self._model = provider, model
        self._client: Any = None

    @property
    def name(self) -> str:
        """provider:model"""
        return self.settings.model

    def stream(self, messages: Messages) -> Iterator[str]:
        """The reply's text piece by piece, reasoning left out.

        Raises:
            LLMError: no answer, in plain words; before or in the middle of the text.
            IncompleteReply: the reply was cut off or stopped at the token limit.
        """
        client = self._connected()
        text, reason = "", None
        try:
            for chunk in client.stream([tuple(m) for m in messages]):
                if piece := _text(chunk):
                    text += piece
                    yield piece
                reason = _finish(chunk) or reason
        except LLMError:
            raise
        except Exception as error:
            raise self._explained(error, text) from error
        self._whole(text, reason)

    def complete(self, messages: Messages) -> str:
        """The whole reply. Raises as `stream` does."""
        return "".join(self.stream(messages))

    def check(self) -> str:
        """Whether the model answers, in plain words. Raises LLMError where it does not."""
        said = ""
        with suppress(IncompleteReply):  # a chatty model is a working model
            for piece in self.stream([("user", "ping. Answer with one word: pong")]):
                said += piece
        if not said:
            raise LLMError(
                f"{self.name} 没有回答 / sent no text.", "请检查模型名 Check the model name."
            )
        return f"{self.name} 已连接 / is connected: {said.strip()[:40]}"

    def _connected(self) -> Any:
        if self._client is None:
            self._client = self._made()
        return self._client

    def _made(self) -> Any:
        if self._provider == "huggingface":
            return self._local()
        from langchain.chat_models import init_chat_model

        try:
            return init_chat_model(self._model, model_provider=self._provider, **self._arguments())
        except ImportError as error:
            raise self._missing() from error
        except Exception as error:
            raise self._explained(error, "") from error

    def _arguments(self) -> dict[str, Any]:
        s = self.settings
        if self._provider == "ollama":
            own: dict[str, Any] = {
                "num_predict": s.max_tokens,
                "client_kwargs": {"timeout": s.timeout_s},
            }
        else:
            own = {"max_tokens": s.max_tokens, "timeout": s.timeout_s, "max_retries": s.max_retries}
        if s.base_url:
            own["base_url"] = s.base_url
        if self._provider == "openai" and s.base_url:
            import os

            # Some servers know only the older name of the limit.
            own["extra_body"] = {"max_tokens": s.max_tokens}
            if not os.environ.get("OPENAI_API_KEY"):
                own["api_key"] = _NO_KEY
        return {"temperature": s.temperature, **own}

    def _local(self) -> Any:
        """A transformers model in this process; no file is fetched that is not there."""
        try:
            package = importlib.import_module(
                "langchain_huggingface"
            )  # an extra: mypy may not see it
        except ImportError as error:
            raise self._missing() from error
        try:
            sampling = {
                "max_new_tokens": self.settings.max_tokens,
                "do_sample": False,
                "return_full_text": False,
            }
            pipeline = package.HuggingFacePipeline.from_model_id(
                model_id=self._model, task="text-generation", pipeline_kwargs=sampling
            )
            return package.ChatHuggingFace(llm=pipeline)
        except Exception as error:
            raise self._explained(error, "") from error

    def _missing(self) -> LLMError:
        extra = _PACKAGES.get(self._provider)
        package = (
            f'"policy-qa[{extra}]"' if extra else f"langchain-{self._provider.replace('_', '-')}"
        )
        return LLMError(
            f"缺少 {self._provider} 的程序包 / The package for {self._provider} is not installed.",
            f"请运行 Run: pip install {package}",
        )

    def _whole(self, text: str, reason: str | None) -> None:
        if reason in _CUT:
            raise IncompleteReply(
                f"{self.name} 的回答到长度上限被截断 / stopped at its limit of {self.settings.max_tokens} tokens.",
                "请提高 max_tokens Raise max_tokens.", text,
            )  # fmt: skip
        if reason is None and self._provider != "huggingface":
            raise IncompleteReply(
                f"{self.name} 的回答中途断开 / broke off in the middle of its reply.",
                "请重试 Try again.",
                text,
            )
        if reason is not None and reason not in _WHOLE:
            raise IncompleteReply(
                f"{self.name} 没有正常结束（{reason}） / did not finish: {reason}.",
                "请重试 Try again.",
                text,
            )

    def _explained(self, error: Exception, text: str) -> LLMError:
        message, step = explain(error, self.settings)
        return IncompleteReply(message, step, text) if text else LLMError(message, step)


def explain(error: Exception, settings: LLMSettings) -> tuple[str, str]:
    """What went wrong, in plain words, and the next step; the server's own words are left out."""
    name, where = settings.model, settings.base_url or "the provider"
    kind = type(error).__name__.lower()
    status = getattr(error, "status_code", None)
    if "timeout" in kind:
        return (
            f"{name} 在 {settings.timeout_s:g} 秒内没有回答 / did not answer in {settings.timeout_s:g} s.",
            "请重试或延长超时 Try again or raise the timeout.",
        )
    if status in (401, 403) or "api_key" in str(error).lower():
        return (
            f"{name} 拒绝了密钥 / refused the API key.",
            "请检查该服务商的密钥环境变量 Check the provider's key variable.",
        )
    if status == 404:
        return (
            f"{where} 没有模型 / has no model {name}.",
            "请检查模型名和地址 Check POLICY_QA_LLM and POLICY_QA_LLM_BASE_URL.",
        )
    if status == 429:
        return f"{name} 限流 / is rate limited (429).", "请稍后重试 Wait and try again."
    if isinstance(status, int) and status >= 500:
        return f"{name} 服务器出错 / server error ({status}).", "请稍后重试 Try again later."
    if "connect" in kind:
        return (
            f"连不上 {name} / cannot be reached at {where}.",
            "请检查地址、服务是否启动 Check the address and that the server runs.",
        )
    if isinstance(error, (json.JSONDecodeError, ValueError, KeyError, TypeError, AttributeError)):
        return (
            f"{name} 的回答格式不对 / sent a malformed reply ({type(error).__name__}).",
            "请检查地址是否正确 Check POLICY_QA_LLM_BASE_URL.",
        )
    return (
        f"{name} 出错 / failed ({type(error).__name__}).",
        "请检查模型设置 Check the model's settings.",
    )


def _text(chunk: Any) -> str:
    """The text of a chunk; reasoning blocks are dropped."""
    content = chunk.content
    if isinstance(content, str):
        return content
    return "".join(
        b if isinstance(b, str) else str(b.get("text", "")) for b in content
        if isinstance(b, str) or b.get("type", "text") == "text"
    )  # fmt: skip


def _finish(chunk: Any) -> str | None:
    meta = getattr(chunk, "response_metadata", None) or {}
    reason = meta.get("finish_reason") or meta.get("stop_reason") or meta.get("done_reason")
    return str(reason) if reason else None
