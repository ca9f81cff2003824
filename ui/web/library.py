"""The library tab: what is there, files added with progress and a report, files removed."""

from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import PolicyQAError
from corpus.readers import FORMATS
from ui.terminal import render_added
from ui.web.render import library_html
from ui.web.texts import label
from ui.workspace import Workspace

_STAGES = {
    "chunk": "切分",
    "embed": "编码",
    "words": "词语索引",
    "pieces": "重排索引",
    "done": "完成",
}


def library_tab(
    workspace: Workspace,
    scope: gr.Dropdown,
    policies: Callable[[Workspace], list[tuple[str, str]]],
) -> None:
    """Build the tab; `scope` is the chat's choice of policies, kept in step."""
    upload = gr.File(
        label=label("upload"), file_count="multiple", file_types=list(FORMATS), elem_id="pq-upload"
    )
    report = gr.HTML(elem_id="pq-report")
    listing = gr.HTML(library_html(workspace.documents()), elem_id="pq-library")
    with gr.Row():
        chosen = gr.Dropdown(_ids(workspace), label=label("remove"), elem_id="pq-remove")
        sure = gr.Checkbox(label=label("confirm"), elem_id="pq-sure")
        button = gr.Button(label("remove_button"), variant="stop", elem_id="pq-remove-button")

    def added(files: list[str] | None, progress: Any = gr.Progress()) -> tuple[Any, ...]:  # noqa: B008 - Gradio's way
        lines = []
        for number, name in enumerate(files or []):
            path = Path(name)
            progress(number / len(files or [1]), desc=path.name)
            lines.append(_add(workspace, path, progress))
        return None, f'<div role="status">{"".join(lines)}</div>', *_refreshed()

    def removed(document: str | None, certain: bool) -> tuple[Any, ...]:
        if not document:
            note = "请先选一份文件 / Choose a document first."
        elif not certain:
            note = "请先勾选确认 / Tick the box to confirm."
        else:
            try:
                workspace.remove(document)
                note = f"已移除 / Removed: {document}"
            except PolicyQAError as error:
                note = str(error)
        return f'<p role="status">{escape(note)}</p>', False, *_refreshed()

    def _refreshed() -> tuple[Any, ...]:
        return (
            library_html(workspace.documents()),
            gr.Dropdown(choices=_ids(workspace), value=None),
            gr.Dropdown(choices=policies(workspace)),
        )

    shown = [listing, chosen, scope]
    upload.upload(added, upload, [upload, report, *shown], api_visibility="private")
    button.click(removed, [chosen, sure], [report, sure, *shown], api_visibility="private")


def _ids(workspace: Workspace) -> list[tuple[str, str]]:
    return [
        (f"{d.document.display_title}（{d.document.source}）", d.document.id)
        for d in workspace.documents()
    ]


def _add(workspace: Workspace, path: Path, progress: Any) -> str:
    """Add one file; the line that tells what came of it."""
    try:
        result = workspace.add(
            path,
            lambda stage, share: progress(share, desc=f"{path.name}：{_STAGES.get(stage, stage)}"),
        )
    except PolicyQAError as error:
        return f'<p class="pq-notice">{escape(path.name)}: {escape(str(error))}</p>'
    notes = "".join(f"<br>※ {escape(n)}" for n in result.parsed.notes)
    return f"<p>{escape(render_added(path, result))}{notes}</p>"
