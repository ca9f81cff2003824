"""How the chat bears 20 people at once: `make load`. A real server process, asked as the page asks.

Everybody asks at the same moment, waits for the answer, and asks again, as often as `--rounds`
says. Prints the time to the first words of an answer and to its end. Exits 1 on any error, or if
the 95th percentile of the first words is above `--limit` seconds.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from eval.cases import load_cases
from tests.web_support import SAMPLE
from ui.web.server import free_port

FIRST_WORDS = 'class=\\"words'


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: seconds to the first words and to the end, or what went wrong."""

    first: float
    whole: float
    error: str = ""


async def ask(
    client: httpx.AsyncClient, question: str, history: list[dict[str, Any]]
) -> tuple[Asked, list[dict[str, Any]]]:
    """Ask as the page does; the history with this turn behind it."""
    began = time.perf_counter()
    first = None
    body = {"id": uuid.uuid4().hex[:12], "question": question, "history": history[-8:]}
    async with client.stream("POST", "/pages/ask", json=body) as told:
        told.raise_for_status()
        async for line in told.aiter_lines():
            if first is None and FIRST_WORDS in line:
                first = time.perf_counter() - began
            turn = json.loads(line).get("turn")
            if turn:
                whole = time.perf_counter() - began
                if "answer" not in turn or first is None:
                    return Asked(whole, whole, str(turn.get("error"))), history
                earlier = {"question": question, "answer": turn["answer"]["answer"]}
                return Asked(first, whole), [*history, earlier]
    return Asked(0.0, 0.0, "the stream ended early"), history


async def person(
    client: httpx.AsyncClient, questions: list[str], start: asyncio.Barrier
) -> list[Asked]:
    """One conversation; nobody starts a round before everybody is ready."""
    history: list[dict[str, Any]] = []
    out = []
    for question in questions:
        await start.wait()
        try:
            asked, history = await ask(client, question, history)
        except (httpx.HTTPError, KeyError, ValueError) as error:
            asked = Asked(0.0, 0.0, f"{type(error).__name__}: {error}")
        out.append(asked)
    return out


async def crowd(url: str, people: int, rounds: int) -> list[Asked]:
    """Everybody's questions: those of the eval set, each person at another place of the list."""
    questions = [c.question for c in load_cases() if not c.digest and not c.history]
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        start = asyncio.Barrier(people)
        step = max(1, len(questions) // people)
        each = [
            [questions[(n * step + r) % len(questions)] for r in range(rounds)]
            for n in range(people)
        ]
        runs = await asyncio.gather(*(person(client, asked, start) for asked in each))
    return [asked for run in runs for asked in run]


def report(asked: list[Asked]) -> dict[str, Any]:
    """The numbers, in seconds."""
    good = [a for a in asked if not a.error]
    percentiles = {
        name: [
            round(float(np.percentile([getattr(a, name) for a in good], q)), 3) for q in (50, 95)
        ]
        for name in ("first", "whole")
        if good
    }
    return {
        "asked": len(asked),
        "errors": [a.error for a in asked if a.error],
        "first_words_p50_p95": percentiles.get("first"),
        "whole_answer_p50_p95": percentiles.get("whole"),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit", type=float, default=1.5, help="seconds, for the p95")
    args = parser.parse_args()
    command = [sys.executable, "-m", "ui.cli", "--home"]
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            [*command, home, "ingest", str(SAMPLE)], check=True, stdout=subprocess.DEVNULL
        )
        port = free_port("127.0.0.1", 7940)
        server = subprocess.Popen(
            [*command, home, "ui", "--port", str(port)], stdout=subprocess.DEVNULL
        )
        try:
            url = f"http://127.0.0.1:{port}"
            wait(url)
            asyncio.run(crowd(url, 1, 1))  # whoever comes first waits for the index to be opened
            spent = cpu_seconds(server.pid)
            told = report(asyncio.run(crowd(url, args.people, args.rounds)))
            spent = cpu_seconds(server.pid) - spent
        finally:
            server.terminate()
            server.wait()
    told["server_cpu_ms_per_answer"] = round(1000 * spent / told["asked"])
    told["machine_load"] = round(os.getloadavg()[0], 1)
    print(json.dumps({"people": args.people, "rounds": args.rounds, **told}, ensure_ascii=False))
    first = told["first_words_p50_p95"]
    return int(bool(told["errors"]) or first is None or first[1] > args.limit)


def cpu_seconds(pid: int) -> float:
    """What a process has computed so far: on a busy machine a fairer figure than the clock's."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wait(url: str, seconds: float = 90) -> None:
    """Until the server answers."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            httpx.get(url + "/config", timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
