"""A language model as the writer: the growing draft, its refusal, and follow-ups rewritten."""

from collections.abc import Callable, Iterator, Sequence

from corpus.errors import LLMError
from corpus.tokens import count_tokens
from rag.answer import Turn
from rag.llm import LLM
from rag.prompt import REFUSAL, build_messages, rewrite_messages
from rag.verify.passages import Passage

BUDGET = 6000  # tokens of prompt; small local models have 8k
_LONGEST_REWRITE = 300


class Declined(LLMError):  # noqa: N818  an answer of a kind, not a failure
    """The model says that the passages do not answer."""


def compose(
    llm: LLM,
    question: str,
    passages: Sequence[Passage],
    history: Sequence[Turn] = (),
    token_count: Callable[[str], int] = count_tokens,
    budget: int = BUDGET,
) -> Iterator[str]:
    """The growing draft; each text holds the one before. Nothing of it is verified yet.

    Raises:
        Declined: the reply is the refusal token.
        LLMError: the model failed; IncompleteReply where it broke off.
    """
    draft = ""
    for piece in llm.stream(build_messages(question, passages, history, token_count, budget)):
        draft += piece
        bare = draft.strip().strip("`*\"'")
        # Wait while it may still become the token, so that it is never flashed on the screen.
        if bare and not REFUSAL.startswith(bare) and REFUSAL not in bare:
            yield draft
    if REFUSAL in draft:
        raise Declined("模型认为材料没有回答这个问题 / The model finds no answer in the passages.")
    if not draft.strip():
        raise LLMError(
            f"{llm.name} 的回答是空的 / {llm.name} sent an empty reply.", "请重试 / Try again."
        )


def rewrite(llm: LLM, question: str, history: Sequence[Turn]) -> str | None:
    """A follow-up as a complete question, or None where there is nothing usable.

    Raises:
        LLMError: the model failed.
    """
    if not history:
        return None
    lines = [
        line
        for line in llm.complete(rewrite_messages(question, history)).splitlines()
        if line.strip()
    ]
    if len(lines) != 1 or len(lines[0]) > _LONGEST_REWRITE:
        return None
    text = lines[0].strip().strip('"“”')
    return None if text == question else text
