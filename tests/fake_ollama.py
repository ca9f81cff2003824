"""A small server that speaks Ollama's own protocol (NDJSON); the model's name says how it behaves."""

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


def _line(model: str, message: dict[str, Any], **more: Any) -> str:
    body = {"model": model, "created_at": "2026-01-01T00:00:00Z", "done": False}
    return json.dumps({**body, "message": {"role": "assistant", **message}, **more}) + "\n"


async def _lines(model: str) -> AsyncIterator[str]:
    if model == "badjson":
        yield "{not json\n"
        return
    if model == "reasoning":
        yield _line(model, {"content": "", "thinking": "SECRET thoughts"})
    if model == "think":
        for piece in ("<th", "ink>SECRET", " thoughts</thi", "nk>\n\n"):
            yield _line(model, {"content": piece})
    for piece in REPLY:
        if model == "drip":
            await asyncio.sleep(0.4)
        yield _line(model, {"content": piece})
    if model == "broken":
        yield json.dumps({"error": "the runner has stopped"}) + "\n"
        return
    if model != "cut":
        reason = "length" if model == "length" else "stop"
        yield _line(model, {"content": ""}, done=True, done_reason=reason)


@app.post("/api/chat")
async def chat(request: Request) -> Response:
    body = await request.json()
    model = body["model"]
    calls[model] += 1
    assert body["stream"]
    assert body["options"]["num_predict"] > 0
    if model == "hang":
        await asyncio.sleep(3)
    failing = {"e429": 429, "e500": 500, "e404": 404}.get(model)
    if model == "once500" and calls[model] == 1:
        failing = 500
    if failing:
        return JSONResponse({"error": "no"}, failing)
    return StreamingResponse(_lines(model), media_type="application/x-ndjson")
