"""What the screens need of a data home; `ui.workspace.Workspace` is the real one."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from corpus.library import Added
from corpus.records import ParsedDocument
from index.hits import Filters, Hit
from rag.answer import Turn
from rag.events import Event


class Workspace(Protocol):
    """Documents in, answers out; safe to use from many threads."""

    home: Path

    def documents(self) -> tuple[ParsedDocument, ...]:
        """All documents, in the order they were added."""
        ...

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None
    ) -> Iterator[Event]:
        """The answer as it comes."""
        ...

    def search(self, question: str, top_k: int = 10, filters: Filters | None = None) -> list[Hit]:
        """The best sections."""
        ...

    def preview(self, path: Path) -> ParsedDocument:
        """How a file would be cut; nothing is stored."""
        ...

    def add(self, path: Path, progress: Callable[[str, float], None] = ...) -> Added:
        """Store and index a file."""
        ...

    def remove(self, document_id: str) -> None:
        """Take a document out of the library and of the index."""
        ...

    def corpus_hash(self) -> str:
        """The hash of the texts that answers rest on."""
        ...

    def info(self) -> dict[str, str]:
        """What answers are made with; never a key."""
        ...

    def check_llm(self) -> str:
        """Ask the configured model for a word; what came of it, in plain words."""
        ...

    def evaluate(self, size: int | None, progress: Callable[[int, int], None]) -> None:
        """Run the shipped eval cases (`size` of them, or all), and keep the record."""
        ...
