"""The engines that cases are asked of: one a digest, each over its own documents alone."""

from collections.abc import Sequence
from pathlib import Path

from corpus.errors import UsageError
from corpus.records import ParsedDocument
from eval.meter import MeteredLLM
from eval.runner import files_of
from index import generation
from index.search import SearchIndex
from index.static import StaticEncoder
from index.store import IndexSettings, Store
from rag.engine import Engine, RagSettings


def build_engine(
    home: Path, digest: str | None, settings: IndexSettings, rag: RagSettings | None = None
) -> Engine:
    """An engine over a digest's files alone, in a data home of its own."""
    store = Store(home, settings)
    for file in files_of(digest):
        store.library.add(file)
    store.refresh()
    return metered(Engine(store.open(), rag))


def index_of(
    documents: Sequence[ParsedDocument], encoder: StaticEncoder, folder: Path
) -> SearchIndex:
    """An index of parsed documents alone, without a library."""
    generation.build(folder, documents, encoder, encoder)
    return SearchIndex(folder, documents, encoder, encoder)


def metered(engine: Engine) -> Engine:
    """The engine with its language model, if it has one, counting tokens."""
    if engine.settings.llm:
        engine.llm = MeteredLLM(engine.settings.llm)
    return engine


class Engines:
    """An engine for each digest, built when first asked for, below `folder`.

    With `library`, cases of no digest are asked of the documents in that data home instead of
    the sample.
    """

    def __init__(
        self,
        folder: Path,
        settings: IndexSettings,
        rag: RagSettings | None = None,
        library: Path | None = None,
    ) -> None:
        self._folder, self._settings, self._rag = folder, settings, rag
        self._library = library
        self._built: dict[str | None, Engine] = {}

    def __call__(self, digest: str | None) -> Engine:
        """The engine of a digest; None: the sample, or the library.

        Raises:
            UsageError: there is no such digest.
        """
        if digest not in self._built:
            self._built[digest] = self._engine(digest)
        return self._built[digest]

    def _engine(self, digest: str | None) -> Engine:
        if digest is None and self._library is not None:
            return metered(Engine(Store(self._library, self._settings).open(), self._rag))
        try:
            return build_engine(self._folder / str(digest), digest, self._settings, self._rag)
        except FileNotFoundError as error:
            raise UsageError(
                f"没有这个评测文集 / No such digest: {digest}.",
                "它要是 eval/digests 里的文件夹 / It must be a folder of eval/digests.",
            ) from error
