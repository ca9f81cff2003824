"""One data home as the screens use it: its library, its index, its engine, kept up to date."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from threadpoolctl import threadpool_limits

from corpus.library import Added
from corpus.parse import parse_file
from corpus.records import ParsedDocument
from index.hits import Filters, Hit
from index.store import Store
from rag.answer import Turn
from rag.engine import Engine
from rag.events import Event
from ui.config import Config, load_config


class Workspace:
    """Documents in, answers out. Safe for many threads; a change swaps the engine whole."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.home = config.home
        self.store = Store(config.home, config.index)
        self._lock = threading.Lock()
        # Many people ask at once: each question is computed by one thread, without helpers of its own.
        self._computing = ThreadPoolExecutor(os.cpu_count(), "asked", _alone)
        self._engine: Engine | None = None
        self._generation: str | None = None

    @property
    def engine(self) -> Engine:
        """The engine over the index in use, which another process may have changed meanwhile.

        Raises:
            IndexStoreError: there is no index yet, or it cannot be served.
        """
        with self._lock:
            current = self.store.generation()
            if self._engine is None or current != self._generation:
                self._engine = Engine(self.store.open(), self.config.rag)
                self._generation = current
            return self._engine

    def documents(self) -> tuple[ParsedDocument, ...]:
        """All documents, in the order they were added."""
        return self.store.documents()

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        """The answer as it comes."""
        engine = self.engine
        if engine.llm:
            yield from engine.stream(question, history, filters)
            return
        # Quoting is all computing: more threads than cores would only slow each other down. The
        # events are gathered first, so that a browser that reads slowly holds nobody up.
        yield from self._computing.submit(list, engine.stream(question, history, filters)).result()

    def search(self, question: str, top_k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The best sections."""
        return self.engine.search(question, top_k, filters)

    def preview(self, path: Path) -> ParsedDocument:
        """How a file would be cut; nothing is stored."""
        return parse_file(path)

    def add(
        self, path: Path, progress: Callable[[str, float], None] = lambda stage, share: None
    ) -> Added:
        """Store and index a file; answers given from then on know it."""
        return self.store.add(path, progress)

    def remove(self, document_id: str) -> None:
        """Take a document out; answers given from then on do not know it."""
        self.store.remove(document_id)

    def corpus_hash(self) -> str:
        """The hash of the texts that answers rest on."""
        return self.engine.corpus_hash()

    def info(self) -> dict[str, str]:
        """What answers are made with, for the settings panel; never a key."""
        manifest = self.store.manifest()
        return {
            "encoder": manifest.encoder if manifest else self.config.encoder,
            "model": self.config.llm or "extractive",
            "base_url": self.config.llm_base_url or "",
            "unsupported": self.config.unsupported,
            "home": str(self.home.name),
        }

    def check_llm(self) -> str:
        """Ask the configured model for a word; what came of it, in plain words.

        Raises:
            LLMError: it does not answer; the message says why.
        """
        model = self.engine.llm
        return model.check() if model else "没有配置语言模型 / No language model is configured."

    def evaluate(self, size: int | None, progress: Callable[[int, int], None]) -> None:
        """Run the shipped eval cases with these settings, and keep the record."""
        from ui.evaluating import evaluate

        evaluate(self.config, size, progress)


def _alone() -> None:
    """Nor does arithmetic start threads: they would wait for each other more than they compute."""
    threadpool_limits(1)


def open_workspace(home: Path | None = None) -> Workspace:
    """The workspace of a data home, by the environment's settings."""
    return Workspace(load_config(home=home))
