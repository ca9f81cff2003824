"""The conversation: what is typed goes to the engine, what comes back is shown as it comes."""

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from corpus.errors import PolicyQAError
from index.hits import Filters
from rag.answer import Answer, Turn
from rag.events import Draft, Final, Working
from ui.web.render import answer_html
from ui.workspace import Workspace

_STAGES = {"understand": "理解问题…", "retrieve": "检索…", "write": "撰写…", "verify": "核对…"}
_EXAMPLES = 5


def examples(workspace: Workspace) -> list[str]:
    """Questions of the corpus itself, one a policy, their policy's name written out."""
    from corpus.aliases import expand_aliases

    found = []
    for parsed in workspace.documents():
        for policy in parsed.policies:
            asked = [s for s in parsed.sections if s.policy_id == policy.id and s.question]
            if asked:
                section = asked[min(1, len(asked) - 1)]
                question = expand_aliases(section.question or "", policy)
                named = policy.title in question
                found.append(question if named else f"《{policy.title}》{question}")
    return found[:_EXAMPLES]


def responder(workspace: Workspace) -> Any:
    """The function that Gradio calls with a message, the history and the chosen policies."""

    def respond(
        message: str, history: list[dict[str, Any]], policies: list[str] | None
    ) -> Iterator[Any]:
        filters = Filters(policies=tuple(policies or ()))
        try:
            for event in workspace.stream(message, turns(history), filters):
                if isinstance(event, Working):
                    yield f'<div class="pq-working">{_STAGES[event.stage]}</div>'
                elif isinstance(event, Draft):
                    continue
                elif isinstance(event, Final):
                    yield shown(event.answer)
        except PolicyQAError as error:
            yield gr.ChatMessage(content=answer_html(Answer(message, "refused", str(error))))

    return respond


def shown(answer: Answer) -> gr.ChatMessage:
    """A final answer as a message; what may be asked next as buttons below it."""
    options = []
    if answer.status != "refused":
        for option in answer.options:
            policy = f"《{option.policy}》" if option.policy else ""
            question = option.question or ""
            if policy and policy not in question:
                asked = question or answer.question
                question = policy + asked
            options.append({"label": question, "value": question})
    return gr.ChatMessage(content=answer_html(answer), options=options)


def turns(history: Sequence[dict[str, Any]]) -> list[Turn]:
    """The earlier questions of a conversation as Gradio keeps it."""
    return [Turn(text_of(m["content"])) for m in history if m["role"] == "user"]


def text_of(content: Any) -> str:
    """The text of a message, whose content is a string or a list of parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        return str(content.get("text", ""))
    return " ".join(text_of(part) for part in content)
