"""What a language model was sent and sent back, in tokens."""

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.tokens import count_tokens
from rag.llm import LLM, LLMSettings, Messages


@dataclass(slots=True)
class Spent:
    """Tokens of the prompts and of the replies."""

    prompt: int = 0
    reply: int = 0


class MeteredLLM(LLM):
    """A model that counts what passes through it, with the project's own tokenizer.

    Providers count with theirs, and many send no count with a stream: take these as an
    estimate, the same for all models.
    """

    def __init__(self, settings: LLMSettings) -> None:
        super().__init__(settings)
        self.spent = Spent()

    def stream(self, messages: Messages) -> Iterator[str]:
        """As `LLM.stream`, counted."""
        self.spent.prompt += sum(count_tokens(text) for _, text in messages)
        for piece in super().stream(messages):
            self.spent.reply += count_tokens(piece)
            yield piece

    def take(self) -> Spent:
        """What was spent since this was last asked."""
        spent, self.spent = self.spent, Spent()
        return spent
