"""What the web tests share: one server over a real workspace, and one browser."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn

from ui.config import load_config
from ui.web.server import build_app, free_port
from ui.workspace import Workspace, open_workspace

SAMPLE = next((Path(__file__).parent.parent / "corpus" / "documents").glob("*.txt"))
CHROMIUM = next(
    (
        p
        for p in (os.environ.get("POLICY_QA_CHROMIUM", ""), "/usr/bin/chromium")
        if p and Path(p).exists()
    ),
    None,
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
INSTALL = "no Chromium: apt-get install chromium, or set POLICY_QA_CHROMIUM to one"


def sample_workspace(home: Path) -> Workspace:
    """A data home that holds the sample."""
    workspace = open_workspace(home)
    workspace.add(SAMPLE)
    return workspace


def with_model(home: Path, model: str, base_url: str) -> Workspace:
    """The same data home, answered by a language model."""
    return Workspace(replace(load_config(home=home), llm=f"openai:{model}", llm_base_url=base_url))


@contextmanager
def served(workspace: Workspace) -> Iterator[str]:
    """The real server in a thread; gives its address."""
    port = free_port("127.0.0.1", 7990)
    server = uvicorn.Server(
        uvicorn.Config(build_app(workspace), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
