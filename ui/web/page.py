"""One language's Gradio page: chat, library and evaluation in tabs, under one header."""

from collections.abc import Iterator
from typing import Any, cast

import gradio as gr

from ui.web.i18n import Lang, say
from ui.web.library import LibraryPage
from ui.web.rendering import frame
from ui.web.workspace import Workspace

# One gr.HTML carries what buttons inside rendered HTML ask of Gradio.
_BRIDGE = "window.pqSend = (event, data) => trigger(event, data);"
_QUICK: dict[str, Any] = {
    "show_progress": "hidden",
    "concurrency_limit": None,
    "api_visibility": "private",
}


def build_page(workspace: Workspace, lang: Lang) -> gr.Blocks:
    """The page in one language. The chat and the evaluation are scripts' work (assets/)."""
    shelf = LibraryPage(workspace, lang)
    with gr.Blocks(title=say("brand", lang), analytics_enabled=False, fill_width=True) as page:
        gr.HTML(frame.header(lang), elem_id="top", apply_default_css=False)
        bridge = gr.HTML("", elem_id="bridge", js_on_load=_BRIDGE)
        with gr.Tabs(elem_id="pages"):
            with gr.Tab(say("chat", lang), id="chat"):
                gr.HTML(frame.chat(lang), elem_id="chat", apply_default_css=False)
            with gr.Tab(say("library", lang), id="library"):
                _library(shelf, lang, bridge, page)
            with gr.Tab(say("evaluation", lang), id="evaluation", render_children=True):
                gr.HTML('<div id="evaluation"></div>', apply_default_css=False)
        gr.HTML(frame.panels(workspace.info(), lang), elem_id="panels", apply_default_css=False)
    return cast(gr.Blocks, page)


def _library(shelf: LibraryPage, lang: Lang, bridge: Any, page: gr.Blocks) -> None:
    with gr.Row(elem_id="shelf"):
        with gr.Column(scale=3, min_width=320):
            words = gr.Textbox(
                label=say("find", lang),
                placeholder=say("find_hint", lang),
                elem_id="find",
                max_length=200,
            )
            found = gr.HTML("", elem_id="found", apply_default_css=False)
            gr.HTML(f"<h2>{say('documents', lang)}</h2>", apply_default_css=False)
            listed = gr.HTML("", elem_id="documents", apply_default_css=False)
        with gr.Column(scale=2, min_width=300):
            gr.HTML(f"<h2>{say('upload', lang)}</h2>", apply_default_css=False)
            files = gr.File(
                label=say("upload_hint", lang),
                file_count="multiple",
                file_types=[".txt", ".md", ".docx", ".html", ".htm"],
                elem_id="upload",
            )
            report = gr.HTML("", elem_id="report", apply_default_css=False)
            add = gr.Button(say("add", lang), variant="primary", visible=False, elem_id="add")

    def added(paths: list[str] | None) -> Iterator[tuple[Any, ...]]:
        yield from shelf.added(paths)

    def removed(event: gr.EventData) -> str:
        return shelf.removed(str((event._data or {}).get("document", "")))

    page.load(shelf.listed, None, listed, **_QUICK)
    files.upload(shelf.previewed, files, [report, add], **_QUICK)
    files.clear(lambda: ("", gr.update(visible=False)), None, [report, add], **_QUICK)
    add.click(added, files, [report, add, files, listed], **_QUICK)
    words.submit(shelf.found, words, found, **_QUICK)
    bridge.delete(removed, None, listed, **_QUICK)
