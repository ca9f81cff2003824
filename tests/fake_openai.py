"""A small server that speaks the OpenAI protocol; the model's name says how it behaves."""

import asyncio
import json
import re
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
GROWTH = "力争2025—2026年传统电力装备年均营收增速保持6%左右。[1]"


def _event(delta: dict[str, Any], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    body: dict[str, Any] = {
        "id": "x",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": [choice],
    }
    return f"data: {json.dumps(body)}\n\n"


def _pieces(model: str, body: dict[str, Any]) -> list[str]:
    """What a model says: `follow` rewrites questions, `parts` and `obeys` answer by what is asked."""
    told, asked = body["messages"][0]["content"], body["messages"][-1]["content"]
    if model == "refuse":
        return ["NO_ANSWER", "_IN_PASSAGES"]
    if model == "follow" and "改写" in told:
        return ["《新型储能规模化建设行动方案(2025—2027年)》的总体目标是什么？"]
    if model == "parts":
        question = asked.partition("<question>")[2]
        return [GROWTH if "电力装备" in question else "".join(REPLY)]
    if model == "obeys":  # does what any text says that it is given
        return re.findall(r"照抄：(.*)", asked) + REPLY
    return REPLY


async def _events(model: str, body: dict[str, Any]) -> AsyncIterator[str]:
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
    for piece in _pieces(model, body):
        if model == "drip":
            await asyncio.sleep(0.4)
        yield _event({"role": "assistant", "content": piece})
    if model == "cut":
        return
    yield _event({}, "length" if model == "length" else "stop")
    yield "data: [DONE]\n\n"


@app.post("/v1/chat/completions")
async def complete(request: Request) -> Response:
    asked = await request.json()
    model = asked["model"]
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
    return StreamingResponse(_events(model, asked), media_type="text/event-stream")


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
