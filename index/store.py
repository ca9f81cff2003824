"""The data home's library and index together: what is added is found, what is removed is gone.

    home/library.sqlite, home/files/      the documents
    home/index/<generation>/              one whole index each
    home/index/CURRENT                    the name of the one that is served

A generation is built beside the one in use and switched in by renaming one small file, so
whatever fails on the way, what was there before still works.
"""

import os
import shutil
import uuid
import warnings
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from corpus.errors import EncoderError, IndexStoreError, LibraryError
from corpus.library import Added, Library, corpus_hash
from corpus.records import ParsedDocument
from index import generation, manifest
from index.encoders import BUNDLED, Encoder, load_encoder
from index.generation import Progress, Reusable
from index.manifest import Manifest
from index.search import SearchIndex
from index.static import StaticEncoder

_LOCK_SECONDS = 600


@dataclass(frozen=True, slots=True)
class IndexSettings:
    """Settings of this floor: which encoder new indexes are built with."""

    encoder: str = BUNDLED


class Store:
    """A data home. Adding and removing rebuild the index from reused vectors, and switch.

    Raises:
        LibraryError: the data home cannot be used.
    """

    def __init__(self, home: Path, settings: IndexSettings | None = None) -> None:
        self.home = home
        self.settings = settings or IndexSettings()
        self.library = Library(home)
        self._root = home / "index"
        self._encoders: dict[str, Encoder] = {}

    def add(self, path: Path, progress: Progress = lambda stage, share: None) -> Added:
        """Read a file into the library and the index.

        Raises:
            DocumentError: the file cannot be read; nothing was changed.
        """
        added = self.library.add(path)
        if added.outcome != "unchanged":
            self.refresh(progress)
        return added

    def remove(self, document_id: str) -> None:
        """Take a document out of the library and the index."""
        self.library.remove(document_id)
        self.refresh()

    def refresh(self, progress: Progress = lambda stage, share: None) -> None:
        """Bring the index up to the library, with the encoder that it has."""
        current = self.manifest()
        self._build(current.encoder if current else self.settings.encoder, progress)

    def build(self, progress: Progress = lambda stage, share: None) -> Manifest:
        """Rebuild the whole index with the encoder that the settings name."""
        return self._build(self.settings.encoder, progress, fresh=True)

    def open(self) -> SearchIndex:
        """The index in use, brought up to the library if that is ahead of it.

        An index by another encoder than the settings name is served as it is, with a warning.

        Raises:
            IndexStoreError: there is no index, or it cannot be served.
            EncoderError: the encoder that it names cannot be loaded.
        """
        current = self.manifest()
        if current is None:
            raise IndexStoreError(
                "还没有索引 / There is no index yet.",
                "请先运行 policy-qa ingest 文件 / Run policy-qa ingest FILE first.",
            )
        if current.encoder != self.settings.encoder:
            warnings.warn(
                f"索引用的是编码模型 {current.encoder}，设置是 {self.settings.encoder}；要换请运行"
                f" policy-qa index build / The index uses the encoder {current.encoder}, the"
                f" settings name {self.settings.encoder}; run policy-qa index build to change.",
                stacklevel=2,
            )
        documents = self.library.documents()
        # The library went ahead, or an update of the project brought another format or other
        # weights of this name.
        fingerprint = self._encoder(current.encoder).fingerprint
        outdated = current.format != manifest.FORMAT or current.fingerprint != fingerprint
        if outdated or current.corpus != corpus_hash(documents):
            self._build(current.encoder, lambda stage, share: None)
        folder = self._current_folder()
        assert folder is not None
        return SearchIndex(folder, documents, self._encoder(current.encoder), self._reranker())

    def manifest(self) -> Manifest | None:
        """The manifest of the index in use; None where there is none."""
        folder = self._current_folder()
        return manifest.read(folder) if folder else None

    def generation(self) -> str | None:
        """The name of the index in use, another after every change; None where there is none."""
        folder = self._current_folder()
        return folder.name if folder else None

    def verify(self) -> list[str]:
        """The files of the index in use that are damaged; empty when all is well."""
        folder = self._current_folder()
        if folder is None:
            raise IndexStoreError(
                "还没有索引 / There is no index yet.",
                "请运行 policy-qa index build / Run policy-qa index build.",
            )
        return manifest.verify(folder)

    def documents(self) -> tuple[ParsedDocument, ...]:
        """All documents of the library."""
        return self.library.documents()

    def _encoder(self, name: str) -> Encoder:
        if name not in self._encoders:
            self._encoders[name] = load_encoder(name)
        return self._encoders[name]

    def _reranker(self) -> StaticEncoder:
        encoder = self._encoder(BUNDLED)
        if not isinstance(encoder, StaticEncoder):
            raise EncoderError("The bundled encoder is not a static one.")
        return encoder

    def _current_folder(self) -> Path | None:
        try:
            name = (self._root / "CURRENT").read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        return self._root / name

    def _build(self, encoder_name: str, progress: Progress, fresh: bool = False) -> Manifest:
        encoder = self._encoder(encoder_name)
        self._root.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self._root / "LOCK", timeout=_LOCK_SECONDS):
                return self._build_locked(encoder, progress, fresh)
        except Timeout as error:
            raise IndexStoreError(
                "另一个进程正在建索引 / Another process is building the index.",
                "请稍后再试 / Try again when it is done.",
            ) from error

    def _build_locked(self, encoder: Encoder, progress: Progress, fresh: bool) -> Manifest:
        old = self._current_folder()
        folder = self._root / uuid.uuid4().hex[:12]
        documents = self.library.documents()
        try:
            reuse = None if fresh else _reusable(old, encoder)
            record = generation.build(folder, documents, encoder, self._reranker(), reuse, progress)
            self._switch(folder.name)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise LibraryError(
                f"索引写不下去 / The index cannot be written: {error.strerror or error}.",
                "请检查磁盘空间后运行 policy-qa index build；原来的索引没有动 / Check disk space,"
                " then run policy-qa index build; the old index is untouched.",
            ) from error
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        for other in self._root.iterdir():
            if other.is_dir() and other != folder:
                shutil.rmtree(other, ignore_errors=True)
        return record

    def _switch(self, name: str) -> None:
        temporary = self._root / "CURRENT.part"
        with temporary.open("w", encoding="utf-8") as out:
            out.write(name)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(self._root / "CURRENT")


def _reusable(folder: Path | None, encoder: Encoder) -> Reusable | None:
    """The vectors of the index in use, where this encoder made them and they can be read."""
    if folder is None:
        return None
    try:
        fits = manifest.read(folder).fingerprint == encoder.fingerprint
        return Reusable(folder) if fits else None
    except (IndexStoreError, OSError, ValueError):
        return None
