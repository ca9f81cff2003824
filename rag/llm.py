"""A language model behind LangChain's `init_chat_model`: streamed, retried, never cut off unnoticed.

DeepSeek, Qwen, GLM, Kimi, vLLM and llama.cpp speak the OpenAI protocol: `openai:model` with a
base URL. LangChain is imported on first use only.
"""

import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from corpus.errors import LLMError
from rag.llm_errors import IncompleteReply, can_retry, explain, missing
from rag.streams import within, without_thoughts

Messages = Sequence[tuple[str, str]]

__all__ = ["LLM", "IncompleteReply", "LLMSettings", "Messages"]

_WHOLE = frozenset({"stop", "end_turn", "stop_sequence", "eos_token", "eos"})
_CUT = frozenset({"length", "max_tokens", "model_context_window_exceeded"})
_NO_KEY = "not-needed"  # servers on one's own machine ask for none, the client insists on one
_KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_BACKOFF_S = 0.5  # before the first new try, doubled for each after it


@dataclass(frozen=True, slots=True)
class LLMSettings:
    """Which model, and how patient to be: LLMSettings("openai:qwen-plus", "https://.../v1").

    `timeout_s` is the longest silence, `total_s` the longest reply, from asking to its end.
    """

    model: str
    base_url: str | None = None
    timeout_s: float = 60
    total_s: float = 180
    max_retries: int = 2
    max_tokens: int = 1024
    temperature: float = 0.0


class LLM:
    """A chat model. Its client is made on first use and kept."""

    def __init__(self, settings: LLMSettings) -> None:
        provider, _, model = settings.model.partition(":")
        if not provider or not model:
            raise LLMError(
                f"LLM “{settings.model}”的写法不对 / The model “{settings.model}” is not written provider:model.",
                "例如 / For example: POLICY_QA_LLM=openai:qwen-plus",
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
        text = ""
        reason: list[str | None] = [None]

        def chunks() -> Iterator[str]:
            for chunk in self._opened(client, messages):
                reason[0] = _finish(chunk) or reason[0]
                if piece := _text(chunk):
                    yield piece

        try:
            for piece in without_thoughts(within(self.settings.total_s, chunks)):
                text += piece
                yield piece
        except LLMError:
            raise
        except Exception as error:
            raise self._explained(error, text) from error
        self._whole(text, reason[0])

    def _opened(self, client: Any, messages: Messages) -> Iterator[Any]:
        """The chunks of a reply; asked for again where the client itself does not retry."""
        tries = self.settings.max_retries if self._provider == "ollama" else 0
        for attempt in range(tries + 1):
            begun = False
            try:
                for chunk in client.stream([tuple(m) for m in messages]):
                    begun = True
                    yield chunk
                return
            except Exception as error:
                if begun or attempt == tries or not can_retry(error):
                    raise
                time.sleep(_BACKOFF_S * 2**attempt * (1 + random.random()) / 2)

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
                f"{self.name} 没有回答 / {self.name} sent no text.",
                "请检查模型名 / Check the model name.",
            )
        return f"{self.name} 已连接 / {self.name} is connected: {said.strip()[:40]}"

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
            raise missing(self._provider) from error
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
            key = _KEYS.get(self._provider)
            if key and not os.environ.get(key):
                own["api_key"] = _NO_KEY
        if self._provider == "openai" and s.base_url:
            # Some servers know only the older name of the limit.
            own["extra_body"] = {"max_tokens": s.max_tokens}
        return {"temperature": s.temperature, **own}

    def _local(self) -> Any:
        """A transformers model in this process; no file is fetched that is not there."""
        try:
            import torch  # noqa: F401  what generates; an extra, as transformers is

            from rag.local_llm import LocalChat
        except ImportError as error:
            raise missing(self._provider) from error
        return LocalChat(path=self._model, max_tokens=self.settings.max_tokens)

    def _whole(self, text: str, reason: str | None) -> None:
        if reason in _CUT:
            raise IncompleteReply(
                f"{self.name} 的回答到长度上限被截断 / {self.name} stopped at its limit of {self.settings.max_tokens} tokens.",
                "请重试，或换一个模型 / Try again, or another model.", text,
            )  # fmt: skip
        if reason is None:
            raise IncompleteReply(
                f"{self.name} 的回答中途断开 / {self.name} broke off in the middle of its reply.",
                "请重试 / Try again.",
                text,
            )
        if reason is not None and reason not in _WHOLE:
            raise IncompleteReply(
                f"{self.name} 没有正常结束（{reason}） / {self.name} did not finish ({reason}).",
                "请重试 / Try again.",
                text,
            )

    def _explained(self, error: Exception, text: str) -> LLMError:
        message, step = explain(error, self.settings)
        return IncompleteReply(message, step, text) if text else LLMError(message, step)


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
