"""A small server that speaks Anthropic's protocol (SSE events); the model's name says how it behaves."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from tests.fake_openai import REPLY

calls: Counter[str] = Counter()
app = FastAPI()


def _event(kind: str, **body: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **body})}\n\n"


def _block(index: int, kind: str, key: str, pieces: list[str]) -> list[str]:
    start: dict[str, Any] = {"type": kind, key: ""}
    if kind == "thinking":
        start["signature"] = ""
    deltas = [
        _event("content_block_delta", index=index, delta={"type": f"{key}_delta", key: piece})
        for piece in pieces
    ]
    opened = _event("content_block_start", index=index, content_block=start)
    return [opened, *deltas, _event("content_block_stop", index=index)]


async def _events(model: str) -> AsyncIterator[str]:
    usage = {"input_tokens": 1, "output_tokens": 1}
    message = {
        "id": "m", "type": "message", "role": "assistant", "model": model, "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": usage,
    }  # fmt: skip
    yield _event("message_start", message=message)
    if model == "badjson":
        yield "event: content_block_delta\ndata: {not json\n\n"
        return
    if model == "reasoning":
        for event in _block(0, "thinking", "thinking", ["SECRET thoughts"]):
            yield event
    for event in _block(int(model == "reasoning"), "text", "text", REPLY):
        if model == "drip":
            yield _event("ping")
            await asyncio.sleep(0.4)
        yield event
    if model == "broken":
        yield _event("error", error={"type": "overloaded_error", "message": "no"})
        return
    if model != "cut":
        reason = "max_tokens" if model == "length" else "end_turn"
        delta = {"stop_reason": reason, "stop_sequence": None}
        yield _event("message_delta", delta=delta, usage=usage)
        yield _event("message_stop")


@app.post("/v1/messages")
async def messages(request: Request) -> Response:
    body = await request.json()
    model = body["model"]
    calls[model] += 1
    assert body["stream"]
    assert body["max_tokens"] > 0
    if model == "hang":
        await asyncio.sleep(3)
    failing = {"e429": 429, "e500": 500, "e529": 529, "e401": 401, "e404": 404}.get(model)
    if model == "once429" and calls[model] == 1:
        failing = 429
    if failing:
        error = {"type": "error", "error": {"type": "x", "message": "no"}}
        return JSONResponse(error, failing, {"retry-after": "0"})
    return StreamingResponse(_events(model), media_type="text/event-stream")
