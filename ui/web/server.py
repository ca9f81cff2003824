"""The web server: the page in two languages, what its scripts fetch, the HTTP API and MCP."""

import os
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # before gradio is imported

import gradio as gr
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from corpus.errors import PolicyQAError, UsageError
from ui import api
from ui.mcp_tools import mcp_server
from ui.web import asking, evaluation, pages
from ui.web.i18n import Lang, as_lang
from ui.web.page import build_page
from ui.web.rendering.conversation import examples
from ui.web.workspace import Workspace

_ASSETS = Path(__file__).parent / "assets"
_SCRIPTS = ("base.js", "panels.js", "chat.js", "evaluation.js", "start.js")
_TRIES = 20
_FONT = ["PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "system-ui", "sans-serif"]
# Whatever a text may say, the browser talks to this server only.
_POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:;"
    " style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
)


def build_app(workspace: Workspace, host: str = "127.0.0.1") -> FastAPI:
    """The application: Chinese at /, English at /en/, sections at /pages, programs at /api, /mcp.

    On a loopback `host`, MCP takes only requests that name this machine (DNS rebinding).
    """
    tools = mcp_server(workspace)
    tools_app = tools.streamable_http_app(stateless_http=True, json_response=True, host=host)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with tools.session_manager.run():
            yield

    app = FastAPI(
        title="Policy Q&A",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lifespan,
    )
    app.include_router(api.routes(workspace))
    for part in (pages, asking, evaluation):
        app.include_router(part.routes(workspace))
    app.router.routes.extend(tools_app.routes)

    @app.exception_handler(PolicyQAError)
    def mendable(request: Request, error: PolicyQAError) -> JSONResponse:
        lang = request.query_params.get("lang")
        return JSONResponse({"error": error.told(as_lang(lang)) if lang else str(error)}, 500)

    @app.middleware("http")
    async def polite(request: Request, call_next):  # type: ignore[no-untyped-def]
        if request.url.path == "/" and request.method == "GET" and _wants_english(request):
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/en/{query}", 307)
        response: Response = await call_next(request)
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    for path, lang in (("/en", "en"), ("/", "zh")):
        _mount(app, workspace, path, lang)  # type: ignore[arg-type]
    return app


def _mount(app: FastAPI, workspace: Workspace, path: str, lang: Lang) -> None:
    page = build_page(workspace, lang)
    page.queue(default_concurrency_limit=None)
    # Not css_paths: Gradio rewrites selectors there, and drops the panels' phone layout.
    style = _asset("app.css")
    script = "\n".join(_asset(name) for name in _SCRIPTS)
    once = f"if (!window.pqLang) {{ window.pqLang = {lang!r}; (() => {{ {script} }})(); }}"
    head = f"<style>{style}</style><script>{once}</script>"
    gr.mount_gradio_app(
        app,
        page,
        path=path,
        theme=gr.themes.Base(font=_FONT, font_mono=["ui-monospace", "monospace"]),
        head=head,
        footer_links=[],
        ssr_mode=False,
        max_file_size="50mb",
        show_error=True,
        favicon_path=str(_ASSETS / "icon.svg") if path == "/" else None,
    )


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _wants_english(request: Request) -> bool:
    """By the choice made earlier, else by the browser's first language."""
    if request.query_params.get("lang") == "zh":
        return False
    chosen = request.cookies.get("lang")
    if chosen in ("zh", "en"):
        return chosen == "en"
    first = request.headers.get("accept-language", "zh").split(",")[0].strip().lower()
    return bool(first) and first != "*" and not first.startswith("zh")


def free_port(host: str, port: int) -> int:
    """The port, or the next one that is free.

    Raises:
        UsageError: none of the next twenty is.
    """
    for candidate in range(port, min(port + _TRIES, 65536)):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    raise UsageError(
        f"{host} 的端口 {port} 起都被占用或不可用 / No free port on {host} from {port}.",
        "用 --port 换一个 / Choose another with --port.",
    )


def _warm(workspace: Workspace) -> None:
    """Open the index and load what answering needs, so that the first visitor does not wait."""
    try:
        for question in examples(workspace.documents()):
            for _ in workspace.stream(question):
                pass
    except PolicyQAError:
        pass  # whoever asks is told


def serve(
    workspace: Workspace, host: str = "127.0.0.1", port: int = 7860, quiet: bool = False
) -> None:
    """Serve the chat until it is interrupted; says where."""
    chosen = free_port(host, port)
    app = build_app(workspace, host)
    threading.Thread(target=_warm, args=(workspace,), daemon=True).start()
    if not quiet:
        shown = f"[{host}]" if ":" in host else host
        print(f"政策问答 / Policy Q&A: http://{shown}:{chosen}", flush=True)
    uvicorn.run(app, host=host, port=chosen, log_level="warning")
