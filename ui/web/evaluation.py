"""What the evaluation page's script asks for: a run as HTML, a new run, its progress, the thumbs."""

import json
import threading
import traceback
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from corpus.errors import LibraryError, PolicyQAError
from eval.feedback import FeedbackStore
from eval.harvest import harvest
from eval.records import list_runs, load_run
from ui.web.i18n import Lang, say
from ui.web.rendering.escape import esc
from ui.web.rendering.evaluation import page_html
from ui.web.workspace import Workspace


class Size(BaseModel):
    """How many cases to run; none: all."""

    size: int | None = Field(default=None, ge=1, le=100_000)
    lang: Lang = "zh"


@dataclass(slots=True)
class _State:
    """A run on its way; at most one at a time."""

    running: bool = False
    done: int = 0
    total: int = 0
    error: str = ""


class Evaluator:
    """Runs the cases in a thread of its own and says how far it is."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._state = _State()

    def start(self, size: int | None, lang: Lang) -> bool:
        """Begin a run; False where one is on its way."""
        with self._lock:
            if self._state.running:
                return False
            self._state = _State(running=True)
        threading.Thread(target=self._run, args=(size, lang), daemon=True).start()
        return True

    def progress(self) -> dict[str, Any]:
        """Whether it runs, how many cases are done of how many, what went wrong."""
        state = self._state
        return {
            "running": state.running,
            "done": state.done,
            "total": state.total,
            "error": state.error,
        }

    def _run(self, size: int | None, lang: Lang) -> None:
        state = self._state

        def progress(done: int, total: int) -> None:
            state.done, state.total = done, total

        try:
            self._workspace.evaluate(size, progress)
        except PolicyQAError as error:
            state.error = error.told(lang)
        except Exception:
            traceback.print_exc()  # the visitor gets plain words, the log the rest
            state.error = say("eval_failed", lang)
        state.running = False


def routes(workspace: Workspace) -> APIRouter:
    """The endpoints below /pages/eval."""
    router = APIRouter(prefix="/pages/eval")
    evaluator = Evaluator(workspace)

    @router.get("")
    def page(run: str = "", lang: Lang = "zh") -> dict[str, str]:
        heads = list_runs(workspace.home)
        finished = [h for h in heads if h.finished]
        chosen = next((h for h in finished if h.id == run), finished[0] if finished else None)
        record = load_run(chosen.path) if chosen else None
        try:
            votes, problem = FeedbackStore(workspace.home).votes(), ""
        except LibraryError as error:
            votes, problem = [], f'<p class="problem" role="alert">{esc(error.told(lang))}</p>'
        return {"html": page_html(heads, chosen, record, votes, lang) + problem}

    @router.post("/run")
    def begin(wanted: Size) -> Response:
        begun = evaluator.start(wanted.size, wanted.lang)
        return JSONResponse({"started": begun}, 200 if begun else 409)

    @router.get("/progress")
    def progress() -> dict[str, Any]:
        return evaluator.progress()

    @router.get("/feedback")
    def feedback() -> Response:
        """The thumbs as cases, one JSON a line, to be completed by a person."""
        cases = harvest(workspace.home)
        lines = "".join(json.dumps(c.to_json(), ensure_ascii=False) + "\n" for c in cases)
        named = {"Content-Disposition": 'attachment; filename="feedback-cases.jsonl"'}
        return Response(lines, media_type="application/x-ndjson", headers=named)

    return router
