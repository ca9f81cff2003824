"""The HTTP API beside the chat: ask, search, sections, documents. Reads only.

    POST /api/ask       {"question", "history"?, "documents"?, "issues"?, "policies"?, "bodies"?, "stream"?}
    POST /api/search    {"question", "top_k"?, ...}
    GET  /api/section   ?id=
    GET  /api/documents

Answers are those of `ask --json` and `search --json`. With `"stream": true` an answer comes as
server-sent events: `stage` and `draft` as it is made, then `answer`.
"""

import json
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from corpus.errors import PolicyQAError
from rag.events import Draft, Event, Working
from ui.contract import document_json, hit_json, named_filters, section_json, turns
from ui.web.workspace import Workspace


class Where(BaseModel):
    """What to ask, and where to look."""

    question: str = Field(min_length=1, max_length=2000)
    documents: list[str] = []
    issues: list[str] = []
    policies: list[str] = []
    bodies: list[str] = []


class Earlier(BaseModel):
    """An earlier turn."""

    question: str = Field(max_length=2000)
    answer: str | None = None


class Asked(Where):
    """A question with what was asked before it."""

    history: list[str | Earlier] = Field(default=[], max_length=50)
    stream: bool = False


class Searched(Where):
    """A search."""

    top_k: int = Field(default=10, ge=1, le=100)


def routes(workspace: Workspace) -> APIRouter:
    """The endpoints below /api."""
    router = APIRouter(prefix="/api")

    @router.post("/ask")
    def ask(asked: Asked) -> Response:
        try:
            filters = _filters(workspace, asked)
            history = turns([h if isinstance(h, str) else h.model_dump() for h in asked.history])
            events = workspace.stream(asked.question, history, filters)
            if asked.stream:
                return StreamingResponse(_told(events), media_type="text/event-stream")
            *_, last = events
            return JSONResponse(_data(last)[1])
        except PolicyQAError as error:
            return _problem(error)

    @router.post("/search")
    def search(searched: Searched) -> Response:
        try:
            filters = _filters(workspace, searched)
            hits = workspace.search(searched.question, searched.top_k, filters)
            return JSONResponse([hit_json(h) for h in hits])
        except PolicyQAError as error:
            return _problem(error)

    @router.get("/section")
    def section(id: str) -> Response:
        for parsed in workspace.documents():
            if found := parsed.section(id):
                return JSONResponse(section_json(parsed, found))
        return JSONResponse({"error": f"没有这一节 / No such section: {id}."}, 404)

    @router.get("/documents")
    def documents() -> list[dict[str, Any]]:
        return [document_json(d) for d in workspace.documents()]

    return router


def _filters(workspace: Workspace, where: Where) -> Any:
    return named_filters(
        workspace.documents(), where.documents, where.issues, where.policies, where.bodies
    )


def _data(event: Event) -> tuple[str, dict[str, Any]]:
    if isinstance(event, Working):
        return "stage", {"stage": event.stage}
    if isinstance(event, Draft):
        return "draft", {"text": event.text}
    return "answer", event.answer.to_json()


def _told(events: Iterator[Event]) -> Iterator[str]:
    try:
        for event in events:
            name, data = _data(event)
            yield f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
    except PolicyQAError as error:
        yield f"event: error\ndata: {json.dumps({'error': str(error)}, ensure_ascii=False)}\n\n"


def _problem(error: PolicyQAError) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 400)
