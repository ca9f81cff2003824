"""The page and its server: Gradio mounted beside the few routes that the source panel asks."""

import os
import secrets
import socket
from pathlib import Path
from typing import Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr
import uvicorn
from fastapi import FastAPI, HTTPException
from fastapi.responses import HTMLResponse, PlainTextResponse

from corpus.errors import PolicyQAError, UsageError
from ui.web.chat import examples, responder
from ui.web.library import library_tab
from ui.web.render import section_html
from ui.web.texts import I18N, label
from ui.workspace import Workspace

ASSETS = Path(__file__).parent / "assets"
_PORTS_TRIED = 20
_THEME = gr.themes.Soft(
    primary_hue="blue",
    neutral_hue="slate",
    font=["system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"],
    font_mono=["ui-monospace", "monospace"],
)


def build_app(workspace: Workspace) -> FastAPI:
    """The whole application, for a server or a test."""
    app = FastAPI(title="Policy Q&A", docs_url=None, redoc_url=None)

    @app.get("/section", response_class=HTMLResponse)
    def section(section: str, start: int = 0, end: int = 0) -> str:
        for parsed in workspace.documents():
            found = parsed.section(section)
            if found is not None:
                return section_html(parsed, found, start, end)
        raise HTTPException(404, "这一节已不在资料库里 / This section is not in the library.")

    @app.get("/document", response_class=PlainTextResponse)
    def document(document: str) -> str:
        for parsed in workspace.documents():
            if parsed.document.id == document:
                return parsed.document.text
        raise HTTPException(404, "资料库里没有这份文件 / No such document.")

    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_page(workspace),
        path="/",
        theme=_THEME,
        css_paths=ASSETS / "style.css",
        head=f"<script>{(ASSETS / 'source.js').read_text(encoding='utf-8')}</script>",
        i18n=I18N,
        footer_links=[],
        show_error=True,
    )
    return mounted


def build_page(workspace: Workspace) -> gr.Blocks:
    """The page: chat and source side by side, the library on a tab of its own."""
    page: gr.Blocks
    with gr.Blocks(title="政策问答 Policy Q&A", fill_height=True) as page:
        gr.HTML(_banner(), elem_id="pq-banner")
        with gr.Tab(label("ask")), gr.Row(elem_id="pq-main"):
            with gr.Column(scale=3, elem_id="pq-chat"):
                scope = gr.Dropdown(
                    choices=_policies(workspace),
                    multiselect=True,
                    label=label("scope"),
                    elem_id="pq-scope",
                    render=False,
                )
                _chat(workspace, scope)
            with gr.Column(scale=2, elem_id="pq-side"):
                gr.HTML(_panel(), elem_id="pq-panel")
        with gr.Tab(label("library")):
            library_tab(workspace, scope, _policies)
    return page


def _chat(workspace: Workspace, scope: gr.Dropdown) -> None:
    chat = gr.ChatInterface(
        responder(workspace),
        chatbot=gr.Chatbot(
            show_label=False,
            height="62vh",
            latex_delimiters=[],
            buttons=["copy"],
            feedback_options=None,
            elem_id="pq-messages",
            allow_tags=False,
        ),
        textbox=gr.Textbox(
            placeholder=label("placeholder"),
            show_label=False,
            max_length=4000,
            submit_btn=True,
            stop_btn=True,
            elem_id="pq-input",
        ),
        additional_inputs=[scope],
        additional_inputs_accordion=gr.Accordion(label=label("scope"), open=False, render=False),
        examples=[[e, None] for e in examples(workspace)],
        cache_examples=False,
        editable=True,
        save_history=True,
        api_name="ask",
        show_progress="hidden",
    )
    # Gradio makes a new secret at every start; with that the browser's history would be lost.
    chat.saved_conversations.secret = _secret(workspace.home)
    chat.saved_conversations.storage_key = "policy-qa-conversations"


def _secret(home: Path) -> str:
    """The data home's own secret, made once: what the browser keeps stays readable."""
    path = home / "secret"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(24), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


def _policies(workspace: Workspace) -> list[tuple[str, str]]:
    """(title, id) of every policy, for the choice of where to look."""
    return [(p.title, p.id) for d in workspace.documents() for p in d.policies]


def _banner() -> str:
    return (
        '<header class="pq-banner"><h1>政策问答 <span>Policy Q&amp;A</span></h1>'
        "<p>答案句句有出处，点 [1] 看原文。 Every sentence has its source: click [1].</p></header>"
    )


def _panel() -> str:
    return (
        '<aside id="source" class="pq-panel" tabindex="-1" aria-live="polite" aria-label="出处 / Source">'
        '<div class="pq-panel-head"><h2>出处 <span>Source</span></h2>'
        '<button type="button" class="pq-close" aria-label="关闭 / Close">×</button></div>'
        '<div class="pq-panel-body"><p class="pq-hint">点击回答里的 [1]，原文会在这里打开，引用的话会标出来。'
        "<br>Click [1] in an answer: the text opens here with the quoted words marked.</p></div></aside>"
    )


def serve(workspace: Workspace, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve until interrupted; says where. The next free port is taken if this one is not."""
    try:
        workspace.engine  # noqa: B018 - found out now, not at the first question
    except PolicyQAError as error:
        print(f"policy-qa: {error}", flush=True)
    chosen = free_port(host, port)
    print(f"政策问答 / Policy Q&A: http://{host}:{chosen}", flush=True)
    uvicorn.run(build_app(workspace), host=host, port=chosen, log_level="warning")


def free_port(host: str, port: int) -> int:
    """This port, or the next that nobody listens on.

    Raises:
        UsageError: none of the next ports is free, or the host is not this machine's.
    """
    for candidate in range(port, port + _PORTS_TRIED):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    raise UsageError(
        f"端口 {port} 起的 {_PORTS_TRIED} 个都用不了 / No free port from {port} on at {host}.",
        "请换一个 --port 或 --host / Choose another --port or --host.",
    )


def running(app: FastAPI, host: str, port: int) -> Any:
    """A server that can be stopped, for tests: run it in a thread, set `should_exit`."""
    return uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning"))
