"""The library page: what is in it, adding with a preview, removing, finding words."""

import queue
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from corpus.errors import PolicyQAError
from corpus.library import Added
from ui.web.i18n import Lang, say
from ui.web.rendering import library as render
from ui.web.workspace import Workspace


class LibraryPage:
    """The events of the library page, in one language, over one workspace."""

    def __init__(self, workspace: Workspace, lang: Lang) -> None:
        self.workspace = workspace
        self.lang = lang

    def listed(self) -> str:
        """The documents."""
        try:
            return render.documents_html(self.workspace.documents(), self.lang)
        except PolicyQAError as error:
            return render.problem_html("", error.told(self.lang), self.lang)

    def previewed(self, paths: list[str] | None) -> Iterator[tuple[Any, Any]]:
        """How each file would be cut: (report, add button), file by file."""
        reports: list[str] = []
        good = 0
        for path in paths or []:
            try:
                parsed = self.workspace.preview(Path(path))
                reports.append(render.report_html(parsed, self.lang))
                good += 1
            except PolicyQAError as error:
                reports.append(
                    render.problem_html(Path(path).name, error.told(self.lang), self.lang)
                )
            yield render.reports_html(reports, self.lang), gr.update(visible=False)
        yield render.reports_html(reports, self.lang), gr.update(visible=good > 0)

    def added(self, paths: list[str] | None) -> Iterator[tuple[Any, ...]]:
        """Add the files: (report, add button, files, list), stage by stage."""
        done: list[str] = []
        for path in [Path(p) for p in paths or []]:
            result: Added | PolicyQAError | None = None
            for step in self._adding(path):
                if isinstance(step, tuple):
                    bar = render.progress_html(
                        path.name, say(f"stage_{step[0]}", self.lang), step[1]
                    )
                    hidden = gr.update(visible=False)
                    yield "".join([*done, bar]), hidden, gr.skip(), gr.skip()
                else:
                    result = step
            if isinstance(result, Added):
                outcome = say(result.outcome, self.lang)
                done.append(render.added_html(path.name, outcome, result.parsed, self.lang))
            elif result is not None:
                done.append(render.problem_html(path.name, result.told(self.lang), self.lang))
        yield "".join(done), gr.update(visible=False), None, self.listed()

    def _adding(self, path: Path) -> Iterator[tuple[str, float] | Added | PolicyQAError]:
        """Stages as they come, from a thread that adds; the outcome is last."""
        steps: queue.Queue[tuple[str, float] | Added | PolicyQAError] = queue.Queue()

        def work() -> None:
            try:
                steps.put(self.workspace.add(path, lambda stage, share: steps.put((stage, share))))
            except PolicyQAError as error:
                steps.put(error)
            except Exception:
                traceback.print_exc()  # the visitor gets plain words, the log the rest
                steps.put(PolicyQAError(say("failed_add", self.lang)))

        threading.Thread(target=work, daemon=True).start()
        while True:
            step = steps.get()
            yield step
            if not isinstance(step, tuple):
                return

    def removed(self, document_id: str) -> str:
        """Delete a document; the list."""
        try:
            self.workspace.remove(document_id)
            gr.Info(say("deleted", self.lang))
        except PolicyQAError as error:
            gr.Warning(error.told(self.lang))
        return self.listed()

    def found(self, words: str) -> str:
        """Sections that hold the words."""
        try:
            return render.found_html(words, self.workspace.documents(), self.lang)
        except PolicyQAError as error:
            return render.problem_html("", error.told(self.lang), self.lang)
