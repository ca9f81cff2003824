"""The chat page: asking, streaming, stopping, and the conversations a browser keeps."""

import base64
import time
from collections.abc import Iterator
from typing import Any

import gradio as gr

from corpus.errors import PolicyQAError
from rag.events import Draft, Final, Working
from ui.web import conversations as talks
from ui.web import scope
from ui.web.export import markdown
from ui.web.i18n import Lang, say
from ui.web.rendering.answer import answer_body, draft_html, live_html
from ui.web.rendering.conversation import history_html, transcript_html
from ui.web.word import docx
from ui.web.workspace import Workspace

_STEP = 0.03  # seconds between sentences of an answer that came whole: read as it grows
_SLOWEST = 0.6
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Chat:
    """The events of the chat page, in one language, over one workspace."""

    def __init__(self, workspace: Workspace, lang: Lang) -> None:
        self.workspace = workspace
        self.lang = lang

    def transcript(self, kept: talks.Kept) -> str:
        """The open conversation."""
        return transcript_html(talks.turns_of(kept), self.workspace.documents(), self.lang)

    def opened(self, kept: object) -> tuple[Any, ...]:
        """The page as it was left: conversation, list of conversations, scope."""
        state = talks.checked(kept)
        documents = self.workspace.documents()
        values = scope.kept_values(state["scope"], documents)
        picker = gr.update(choices=scope.choices(documents, self.lang), value=values)
        return state, self.transcript(state), "", self.history(state), picker

    def history(self, kept: talks.Kept) -> str:
        """The list of conversations."""
        return history_html(kept["talks"], kept["current"], self.lang)

    def ask(
        self, question: str, kept: object, within: list[str], again: str = ""
    ) -> Iterator[tuple[Any, ...]]:
        """Ask and stream: (state, transcript, live turn, list, question box)."""
        question = question.strip()
        state = talks.checked(kept)
        if again:
            state = talks.cut_before(state, again)
        if not question:
            yield state, self.transcript(state), "", self.history(state), ""
            return
        before = talks.history(talks.turns_of(state))
        state["scope"] = within
        turn: dict[str, Any] = {"id": talks.new_id(), "question": question}
        shown = self.transcript(state) if talks.turns_of(state) else ""
        state = talks.with_turn(state, turn)
        yield state, shown, live_html(question, self.lang, "understand"), gr.skip(), ""
        try:
            documents = self.workspace.documents()
            filters = scope.filters(within, documents)
            for event in self.workspace.stream(question, before, filters):
                if isinstance(event, Final):
                    turn["answer"] = talks.record(event.answer, documents)
                    yield from self._revealed(question, turn["answer"])
                else:
                    yield self._live(self._working(question, event))
        except PolicyQAError as error:
            turn["error"] = str(error)
        except Exception:
            # The visitor gets plain words, the log the rest.
            import traceback

            traceback.print_exc()
            turn["error"] = say("failed_unknown", self.lang)
        state = talks.with_turn(state, turn)
        yield state, self.transcript(state), "", self.history(state), gr.skip()

    def _working(self, question: str, event: Working | Draft) -> str:
        if isinstance(event, Working):
            return live_html(question, self.lang, event.stage)
        return live_html(question, self.lang, "write", draft_html(event.text))

    def _live(self, live: str) -> tuple[Any, ...]:
        return gr.skip(), gr.skip(), live, gr.skip(), gr.skip()

    def _revealed(self, question: str, answer: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
        """The verified answer sentence by sentence, its citations working from the first."""
        count = len(answer["sentences"])
        for upto in range(1, count):
            body = answer_body(answer, self.lang, upto)
            yield self._live(live_html(question, self.lang, "verify", body))
            time.sleep(min(_STEP, _SLOWEST / count))

    def stopped(self, kept: object) -> tuple[Any, ...]:
        """After stop: the turn stays, marked, and can be asked again."""
        state = talks.checked(kept)
        turns = talks.turns_of(state)
        if turns and "answer" not in turns[-1] and "error" not in turns[-1]:
            state = talks.with_turn(state, {**turns[-1], "stopped": True})
        return state, self.transcript(state), "", self.history(state)

    def new(self, kept: object) -> tuple[Any, ...]:
        """A new conversation."""
        state = talks.started(talks.checked(kept))
        return state, self.transcript(state), "", self.history(state)

    def open(self, kept: object, talk_id: str) -> tuple[Any, ...]:
        """An earlier conversation."""
        state = talks.checked(kept)
        if any(t["id"] == talk_id for t in state["talks"]):
            state["current"] = talk_id
        return state, self.transcript(state), "", self.history(state)

    def exported(self, kept: object, kind: str) -> str:
        """The conversation as a link that holds the file; app.js follows it."""
        state = talks.checked(kept)
        if kind == "docx":
            data, mime = docx(state, self.lang), _DOCX
        else:
            kind, data, mime = "md", markdown(state, self.lang).encode(), "text/markdown"
        held = base64.b64encode(data).decode()
        return f'<a download="policy-qa.{kind}" href="data:{mime};base64,{held}">{kind}</a>'

    def scoped(self, kept: object, within: list[str]) -> talks.Kept:
        """Keep the scope."""
        return {**talks.checked(kept), "scope": within}
