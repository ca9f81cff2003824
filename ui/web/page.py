"""One language's Gradio page: the parts put together and their events."""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import gradio as gr

from corpus.errors import LibraryError
from ui.web import scope
from ui.web.chat import Chat
from ui.web.i18n import Lang, say
from ui.web.library import LibraryPage
from ui.web.rendering import frame
from ui.web.workspace import Workspace

# One gr.HTML carries what buttons inside rendered HTML ask of the server.
_BRIDGE = "window.pqSend = (event, data) => trigger(event, data);"


def browser_secret(home: Path) -> str:
    """The key under which browsers keep conversations; lost keys lose histories, so it stays."""
    path = home / "browser.secret"
    try:
        if not path.exists():
            path.write_text(secrets.token_hex(16), encoding="ascii")
            path.chmod(0o600)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise LibraryError(f"{path}: {error.strerror}") from error


def build_page(workspace: Workspace, lang: Lang, secret: str) -> gr.Blocks:
    """The page in one language."""
    chat, shelf = Chat(workspace, lang), LibraryPage(workspace, lang)
    with gr.Blocks(title=say("brand", lang), analytics_enabled=False, fill_width=True) as page:
        kept = gr.BrowserState(None, storage_key="policy-qa", secret=secret)
        gr.HTML(frame.header(lang), elem_id="top", apply_default_css=False)
        bridge = gr.HTML("", elem_id="bridge", js_on_load=_BRIDGE)
        with gr.Tabs(elem_id="pages"):
            with gr.Tab(say("chat", lang), id="chat"):
                parts = _chat_parts(chat, lang)
            with gr.Tab(say("library", lang), id="library"):
                _library_parts(shelf, lang, parts[3], bridge)
        history = gr.HTML("", elem_id="history", apply_default_css=False)
        gr.HTML(frame.panels(workspace.info(), lang), elem_id="panels", apply_default_css=False)
        download = gr.HTML("", elem_id="download")
        _chat_events(page, chat, kept, bridge, history, parts)

        def exported(state: Any, event: gr.EventData) -> str:
            return chat.exported(state, str((event._data or {}).get("format", "")))

        bridge.download(exported, kept, download, show_progress="hidden")
    return cast(gr.Blocks, page)


def _chat_parts(chat: Chat, lang: Lang) -> tuple[Any, ...]:
    transcript = gr.HTML("", elem_id="transcript", apply_default_css=False)
    live = gr.HTML("", elem_id="live", apply_default_css=False)
    with gr.Column(elem_id="composer"):
        picker = gr.Dropdown(
            choices=scope.choices(chat.workspace.documents(), lang),
            multiselect=True,
            label=say("scope", lang),
            info=None,
            elem_id="scope",
            interactive=True,
        )
        with gr.Row(elem_id="askrow"):
            box = gr.Textbox(
                label=say("ask_label", lang),
                placeholder=say("ask_placeholder", lang),
                show_label=False,
                lines=1,
                max_lines=8,
                max_length=2000,
                elem_id="question",
                autofocus=True,
                scale=1,
            )
            send = gr.Button(
                say("send", lang), elem_id="send", variant="primary", scale=0, min_width=72
            )
            stop = gr.Button(say("stop", lang), elem_id="stop", scale=0, min_width=72)
    return transcript, live, box, picker, send, stop


def _chat_events(
    page: gr.Blocks, chat: Chat, kept: Any, bridge: Any, history: Any, parts: tuple[Any, ...]
) -> None:
    transcript, live, box, picker, send, stop = parts
    shown = [kept, transcript, live, history]
    quick: dict[str, Any] = {
        "show_progress": "hidden",
        "queue": True,
        "concurrency_limit": None,
        "api_visibility": "private",
    }

    def asked(state: Any, within: list[str], event: gr.EventData) -> Iterator[tuple[Any, ...]]:
        data = event._data or {}
        yield from chat.ask(
            str(data.get("text", "")), state, within or [], str(data.get("again", ""))
        )

    def opened(state: Any, event: gr.EventData) -> tuple[Any, ...]:
        return chat.open(state, str((event._data or {}).get("talk", "")))

    def typed(question: str, state: Any, within: list[str]) -> Iterator[tuple[Any, ...]]:
        yield from chat.ask(question, state, within or [])

    by_box = send.click(typed, [box, kept, picker], [*shown, box], **quick)
    by_button = bridge.submit(asked, [kept, picker], [*shown, box], **quick)
    stop.click(chat.stopped, kept, shown, cancels=[by_box, by_button], **quick)
    bridge.select(opened, kept, shown, **quick)
    bridge.clear(chat.new, kept, shown, **quick)
    picker.input(chat.scoped, [kept, picker], kept, **quick)
    page.load(chat.opened, kept, [*shown, picker], **quick)


def _library_parts(shelf: LibraryPage, lang: Lang, picker: Any, bridge: Any) -> None:
    quick: dict[str, Any] = {
        "show_progress": "hidden",
        "concurrency_limit": None,
        "api_visibility": "private",
    }
    with gr.Row(elem_id="shelf"):
        with gr.Column(scale=3):
            gr.HTML(f"<h2>{say('documents', lang)}</h2>", apply_default_css=False)
            listed = gr.HTML(shelf.listed, elem_id="documents", apply_default_css=False)
            words = gr.Textbox(
                label=say("find", lang),
                placeholder=say("find_hint", lang),
                elem_id="find",
                max_length=200,
            )
            found = gr.HTML("", elem_id="found", apply_default_css=False)
        with gr.Column(scale=2):
            gr.HTML(f"<h2>{say('upload', lang)}</h2>", apply_default_css=False)
            files = gr.File(
                label=say("upload_hint", lang),
                file_count="multiple",
                file_types=[".txt", ".md", ".docx", ".html", ".htm"],
                elem_id="upload",
            )
            add = gr.Button(say("add", lang), variant="primary", visible=False, elem_id="add")
            report = gr.HTML("", elem_id="report", apply_default_css=False)

    def removed(within: list[str], event: gr.EventData) -> tuple[Any, ...]:
        return shelf.removed(str((event._data or {}).get("document", "")), within or [])

    def added(paths: list[str] | None, within: list[str]) -> Iterator[tuple[Any, ...]]:
        yield from shelf.added(paths, within or [])

    files.upload(shelf.previewed, files, [report, add], **quick)
    files.clear(lambda: ("", gr.update(visible=False)), None, [report, add], **quick)
    add.click(added, [files, picker], [report, add, files, listed, picker], **quick)
    words.submit(shelf.found, words, found, **quick)
    bridge.delete(removed, picker, [listed, picker], **quick)
