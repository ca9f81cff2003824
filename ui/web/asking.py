"""What the chat's script asks for: an answer as it comes, turns as HTML, an export, a thumb."""

import json
import traceback
from collections.abc import Iterator
from typing import Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from corpus.errors import PolicyQAError
from eval.feedback import FeedbackStore, vote_on
from rag.answer import Turn
from rag.events import Event, Final, Working
from ui.web import conversations, scope
from ui.web.export import markdown
from ui.web.i18n import Lang, say
from ui.web.rendering.answer import draft_html, turn_html
from ui.web.rendering.conversation import greeting_html
from ui.web.rendering.scope import scope_html
from ui.web.word import docx
from ui.web.workspace import Workspace

_LONGEST = 2000
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Earlier(BaseModel):
    """An earlier turn: the question as it was understood, and its answer."""

    question: str
    answer: str | None = None


class Ask(BaseModel):
    """A question, what was asked before, where to look (values of `ui.web.scope`)."""

    id: str = Field(max_length=40)
    question: str = Field(min_length=1, max_length=_LONGEST)
    history: list[Earlier] = Field(default=[], max_length=20)
    within: list[str] = Field(default=[], max_length=500)
    lang: Lang = "zh"


class Talk(BaseModel):
    """The turns that a browser kept."""

    turns: list[Any] = []
    lang: Lang = "zh"
    format: Literal["md", "docx"] = "md"


class Thumb(BaseModel):
    """A thumb on a turn, or (`up` null) one taken back."""

    turn: dict[str, Any]
    up: bool | None
    reason: str = Field(default="", max_length=_LONGEST)
    history: list[Earlier] = Field(default=[], max_length=20)


def routes(workspace: Workspace) -> APIRouter:
    """The endpoints below /pages that the chat uses."""
    router = APIRouter(prefix="/pages")
    feedback = FeedbackStore(workspace.home)

    @router.post("/ask")
    def ask(asked: Ask) -> StreamingResponse:
        """Lines of JSON: stages and drafts, then one turn with its HTML."""
        lines = (json.dumps(told, ensure_ascii=False) + "\n" for told in answered(workspace, asked))
        return StreamingResponse(lines, media_type="application/x-ndjson")

    @router.post("/turns")
    def turns(talk: Talk) -> dict[str, str]:
        kept = conversations.checked(talk.turns)
        shown = "".join(turn_html(t, talk.lang) for t in kept)
        return {"html": shown or greeting_html(workspace.documents(), talk.lang)}

    @router.post("/export")
    def export(talk: Talk) -> Response:
        kept = conversations.checked(talk.turns)
        if talk.format == "docx":
            return Response(docx(kept, talk.lang), media_type=_DOCX)
        return Response(markdown(kept, talk.lang), media_type="text/markdown; charset=utf-8")

    @router.get("/scope")
    def scope_choices(lang: Lang = "zh") -> dict[str, Any]:
        documents = workspace.documents()
        return {"html": scope_html(documents, lang), "known": scope.values(documents)}

    @router.post("/feedback")
    def thumb(given: Thumb) -> Response:
        kept = conversations.checked([given.turn])
        if not kept or not kept[0].get("answer"):
            return JSONResponse({"error": "no answer to judge"}, 422)
        try:
            if given.up is None:
                feedback.remove(kept[0]["id"])
            else:
                feedback.put(
                    vote_on(
                        kept[0]["id"],
                        kept[0]["answer"],
                        up=given.up,
                        reason=given.reason,
                        history=[Turn(h.question, h.answer) for h in given.history],
                        corpus=workspace.corpus_hash(),
                    )
                )
        except (KeyError, TypeError) as error:
            return JSONResponse({"error": f"not an answer: {error}"}, 422)
        return JSONResponse({"kept": True})

    return router


def answered(workspace: Workspace, asked: Ask) -> Iterator[dict[str, Any]]:
    """The answer as it comes; whatever fails becomes a turn that says so, in plain words."""
    turn: dict[str, Any] = {"id": asked.id, "question": asked.question}
    try:
        documents = workspace.documents()
        history = [Turn(h.question, h.answer) for h in asked.history]
        filters = scope.filters(asked.within, documents)
        for event in workspace.stream(asked.question, history, filters):
            if isinstance(event, Final):
                turn["answer"] = conversations.record(event.answer, documents)
            else:
                yield _progress(event, asked.lang)
    except PolicyQAError as error:
        turn["error"] = error.told(asked.lang)
    except Exception:
        traceback.print_exc()  # the visitor gets plain words, the log the rest
        turn["error"] = say("failed_unknown", asked.lang)
    yield {"turn": turn, "html": turn_html(turn, asked.lang)}


def _progress(event: Event, lang: Lang) -> dict[str, str]:
    if isinstance(event, Working):
        return {"stage": say(f"stage_{event.stage}", lang)}
    assert not isinstance(event, Final)
    return {"draft": draft_html(event.text, event.sections, lang)}
