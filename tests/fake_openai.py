"""A small server that speaks the OpenAI protocol; the model's name says how it behaves."""

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

calls: Counter[str] = Counter()
app = FastAPI()
# What a model must not be able to do to a browser: fetch, run, or style anything.
EVIL = '2027年底达到1.8亿千瓦以上。[1] ![x](https://evil.example/a.png)<img src=https://evil.example/b.png onerror="window.evil=3">'
REPLY = ["2027年底", "达到1.8亿千瓦", "以上。[1]"]


def _event(delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [choice],
    }
    return f"data: {json.dumps(body)}\n\n"


async def _events(model: str) -> AsyncIterator[str]:
    if model == "badjson":
        yield "data: {not json\n\n"
        return
    if model == "reasoning":
        yield _event({"role": "assistant", "content": None, "reasoning_content": "SECRET thoughts"})
    if model == "slow":  # as long as somebody listens
        for _ in range(600):
            yield _event({"role": "assistant", "content": "".join(REPLY)})
            await asyncio.sleep(0.1)
    if model == "evil":
        yield _event({"role": "assistant", "content": EVIL})
        yield _event({}, "stop")
    if model == "think":
        for piece in ("<think>SECRET", " thoughts</think>"):
            yield _event({"role": "assistant", "content": piece})
    if model == "keepalive":
        for _ in range(20):
            await asyncio.sleep(0.1)
            yield ": still here\n\n"
    for piece in ["NO_ANSWER", "_IN_PASSAGES"] if model == "refuse" else REPLY:
        if model == "drip":
            await asyncio.sleep(0.4)
        yield _event({"role": "assistant", "content": piece})
    if model == "cut":
        return
    yield _event({}, "length" if model == "length" else "stop")
    yield "data: [DONE]\n\n"


@app.post("/v1/chat/completions")
async def complete(request: Request) -> Response:
    model = (await request.json())["model"]
    calls[model] += 1
    if model == "hang":
        await asyncio.sleep(3)
    failing = {"e429": 429, "e500": 500, "e401": 401, "e404": 404}.get(model)
    if model == "once429" and calls[model] == 1:
        failing = 429
    if failing:
        return JSONResponse(
            {"error": {"message": "no", "type": "x"}}, failing, {"retry-after": "0"}
        )
    if model == "html":
        return PlainTextResponse("<html>not an API</html>")
    return StreamingResponse(_events(model), media_type="text/event-stream")


@contextmanager
def serving(server_app: FastAPI = app, path: str = "/v1") -> Iterator[str]:
    """The server's base URL while it runs."""
    config = uvicorn.Config(server_app, host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}{path}"
    server.should_exit = True
    thread.join(5)
