"""A transformers model in this process as a LangChain chat model, streamed, its end told.

langchain-huggingface is not used: it holds huggingface_hub below 2, and its pipeline does not say
whether a reply ended or was cut at the limit.
"""

import threading
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

_ROLES = {"human": "user", "ai": "assistant", "system": "system"}


class LocalChat(BaseChatModel):
    """A causal language model from a folder or the local cache; nothing is downloaded.

    Raises OSError when first used where the model is not on this machine.
    """

    path: str
    max_tokens: int = 1024
    _loaded: Any = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "transformers"

    def _model(self) -> Any:
        if self._loaded is None:
            from transformers import AutoModelForCausalLM, AutoTokenizer

            tokenizer = AutoTokenizer.from_pretrained(self.path, local_files_only=True)
            model = AutoModelForCausalLM.from_pretrained(self.path, local_files_only=True)
            model.train(False)
            self._loaded = (model, tokenizer)
        return self._loaded

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        from transformers import StoppingCriteriaList, TextIteratorStreamer

        model, tokenizer = self._model()
        inputs = _encoded(tokenizer, messages).to(model.device)
        streamer: Any = TextIteratorStreamer(tokenizer, skip_prompt=True, skip_special_tokens=True)
        stopped = threading.Event()
        done: list[Any] = []

        def generate() -> None:
            try:
                done.append(
                    model.generate(
                        **inputs,
                        max_new_tokens=self.max_tokens,
                        do_sample=False,
                        streamer=streamer,
                        stopping_criteria=StoppingCriteriaList([lambda *_, **__: stopped.is_set()]),
                    )
                )
            except BaseException as error:  # raised again by the reader
                done.append(error)
                streamer.end()

        worker = threading.Thread(target=generate, daemon=True, name="local-model")
        worker.start()
        try:
            for text in streamer:
                yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        finally:
            stopped.set()
        worker.join()  # the streamer ends a moment before the result is there
        if isinstance(done[0], BaseException):
            raise done[0]
        new = inputs["input_ids"].shape[1]
        reason = "length" if done[0].shape[1] - new >= self.max_tokens else "stop"
        yield ChatGenerationChunk(
            message=AIMessageChunk(content="", response_metadata={"finish_reason": reason})
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(str(c.message.content) for c in self._stream(messages, stop))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])


def _encoded(tokenizer: Any, messages: list[BaseMessage]) -> Any:
    """The prompt by the model's own chat template, else as plain text."""
    turns = [{"role": _ROLES.get(m.type, "user"), "content": str(m.content)} for m in messages]
    if tokenizer.chat_template:
        return tokenizer.apply_chat_template(
            turns, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
    text = "\n\n".join(turn["content"] for turn in turns)
    return tokenizer(text + "\n\n", return_tensors="pt")
