"""The library: documents kept in SQLite with the files they came from. Add, replace, remove."""

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from corpus.errors import DocumentError, LibraryError
from corpus.parse import PARSER, parse_file, parse_kept, parse_text
from corpus.records import Document, ParsedDocument, Policy, Section

Outcome = Literal["added", "unchanged", "replaced", "renamed"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    file TEXT NOT NULL,
    text TEXT NOT NULL,
    parser TEXT NOT NULL,
    parsed TEXT NOT NULL,
    position INTEGER NOT NULL
);
"""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a file did.

    `renamed`: another file already has this document's id, so this one was kept as
    `<id>~2`; `unchanged`: the very same bytes are there already.
    """

    parsed: ParsedDocument
    outcome: Outcome


class Library:
    """The documents of one data home, in the order they were added.

    Raises:
        LibraryError: the database cannot be opened, read or written.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.files = home / "files"
        self._database = home / "library.sqlite"
        try:
            self.files.mkdir(parents=True, exist_ok=True)
            with self._connect() as db:
                db.executescript(_SCHEMA)
        except OSError as error:
            raise LibraryError(
                f"资料库目录无法使用 / The data home cannot be used: {home} ({error.strerror}).",
                "请换一个可写的 POLICY_QA_HOME / Set POLICY_QA_HOME to a folder you can write to.",
            ) from error

    @contextlib.contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        """One connection for one transaction: safe from any thread, committed or undone."""
        try:
            db = sqlite3.connect(self._database, timeout=30)
            try:
                with db:
                    yield db
            finally:
                db.close()
        except sqlite3.Error as error:
            raise LibraryError(
                f"资料库出错 / The library failed: {self._database.name}: {error}.",
                "磁盘满了请腾出空间；文件损坏请移走后重新 ingest / Free disk space, or move the"
                " damaged file away and run policy-qa ingest again.",
            ) from error

    def add(self, path: Path) -> Added:
        """Read, cut and keep one file.

        Raises:
            DocumentError: the file cannot be read; the library is as before.
        """
        return self.put(parse_file(path), path.read_bytes())

    def put(self, parsed: ParsedDocument, data: bytes) -> Added:
        """Keep a document that was cut already, with the bytes of its file."""
        with self._connect() as db:
            rows = list(db.execute("SELECT id, source, sha256 FROM documents"))
            for known_id, _, sha256 in rows:
                if sha256 == parsed.document.sha256:
                    return Added(self._load(db, known_id), "unchanged")
            taken = {known_id: source for known_id, source, _ in rows}
            parsed, outcome = _settle_id(parsed, taken)
            document = parsed.document
            name = self._keep_file(document, data)
            db.execute(
                "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?,"
                " COALESCE((SELECT position FROM documents WHERE id = ?),"
                " (SELECT COALESCE(MAX(position), 0) + 1 FROM documents)))",
                (
                    document.id,
                    document.source,
                    document.sha256,
                    name,
                    document.text,
                    PARSER,
                    _dump(parsed),
                    document.id,
                ),
            )
        self._drop_unused_files()
        return Added(parsed, outcome)

    def remove(self, document_id: str) -> None:
        """Forget a document and its file.

        Raises:
            LibraryError: there is no document with this id.
        """
        with self._connect() as db:
            if not db.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount:
                raise LibraryError(
                    f"资料库里没有 {document_id} / The library has no {document_id}.",
                    "用 policy-qa library list 查看 / See policy-qa library list.",
                )
        self._drop_unused_files()

    def documents(self) -> tuple[ParsedDocument, ...]:
        """All documents, in the order they were added.

        A document that an older version read or cut is read and cut again from its kept file.
        """
        with self._connect() as db:
            ids = [row[0] for row in db.execute("SELECT id FROM documents ORDER BY position")]
            return tuple(self._load(db, document_id) for document_id in ids)

    def file(self, document_id: str) -> Path:
        """Where the document's own file is kept."""
        with self._connect() as db:
            row = db.execute("SELECT file FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise LibraryError(
                f"资料库里没有 {document_id} / The library has no {document_id}.",
                "用 policy-qa library list 查看 / See policy-qa library list.",
            )
        return self.files / str(row[0])

    def _load(self, db: sqlite3.Connection, document_id: str) -> ParsedDocument:
        source, sha256, file, text, parser, parsed = db.execute(
            "SELECT source, sha256, file, text, parser, parsed FROM documents WHERE id = ?",
            (document_id,),
        ).fetchone()
        if parser == PARSER:
            return _restore(json.loads(parsed), text)
        try:
            again = parse_kept(self.files / file, source, sha256)
        except DocumentError:  # the file is gone: its text is kept as well
            again = parse_text(text, source, sha256)
        return with_document_id(again, document_id)

    def _keep_file(self, document: Document, data: bytes) -> str:
        """Write the file beside the database, atomically; its name tells its content."""
        name = f"{document.sha256[:24]}{Path(document.source).suffix.lower()}"
        target = self.files / name
        temporary = target.with_suffix(".part")
        try:
            with temporary.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise LibraryError(
                f"文件写不进资料库 / The file cannot be kept: {document.source}"
                f" ({error.strerror}).",
                "请检查磁盘空间与权限 / Check disk space and permissions; nothing was changed.",
            ) from error
        return name

    def _drop_unused_files(self) -> None:
        with self._connect() as db:
            used = {row[0] for row in db.execute("SELECT file FROM documents")}
        for path in self.files.iterdir():
            if path.name not in used:
                path.unlink(missing_ok=True)


def corpus_hash(documents: tuple[ParsedDocument, ...]) -> str:
    """One hash over what would be indexed: ids, bytes and spans, in order (hex, 16 digits)."""
    digest = hashlib.sha256(PARSER.encode())
    for parsed in documents:
        digest.update(f"{parsed.document.id}\0{parsed.document.sha256}\0".encode())
        for section in parsed.sections:
            digest.update(f"{section.id}\0{section.start}\0{section.end}\0".encode())
    return digest.hexdigest()[:16]


def with_document_id(parsed: ParsedDocument, document_id: str) -> ParsedDocument:
    """The same document under another id, in all that it holds."""
    old = parsed.document.id
    if old == document_id:
        return parsed

    def moved(identifier: str | None) -> str | None:
        return None if identifier is None else document_id + identifier[len(old) :]

    return replace(
        parsed,
        document=replace(parsed.document, id=document_id),
        policies=tuple(
            replace(p, id=moved(p.id) or "", document_id=document_id, lead_in=moved(p.lead_in))
            for p in parsed.policies
        ),
        sections=tuple(
            replace(s, id=moved(s.id) or "", document_id=document_id, policy_id=moved(s.policy_id))
            for s in parsed.sections
        ),
    )


def _settle_id(parsed: ParsedDocument, taken: dict[str, str]) -> tuple[ParsedDocument, Outcome]:
    """Find the id under which it is kept: its own, or `~2`... if another file has that."""
    base = candidate = parsed.document.id
    number = 1
    while candidate in taken:
        if taken[candidate] == parsed.document.source:
            return with_document_id(parsed, candidate), "replaced"
        number += 1
        candidate = f"{base}~{number}"
    return with_document_id(parsed, candidate), "added" if number == 1 else "renamed"


def _dump(parsed: ParsedDocument) -> str:
    record = asdict(parsed)
    del record["document"]["text"]
    for section in record["sections"]:
        # `answer` is a span of the text: kept as its length, restored from the text.
        section["answer"] = len(section["answer"])
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _restore(record: dict[str, Any], text: str) -> ParsedDocument:
    document = record["document"]
    document["keywords"] = tuple(document["keywords"])
    sections = []
    for fields in record["sections"]:
        begin = fields["answer_start"]
        fields["answer"] = text[begin : begin + fields["answer"]]
        sections.append(Section(**fields))
    policies = []
    for fields in record["policies"]:
        fields["bodies"] = tuple(fields["bodies"])
        fields["abbreviations"] = tuple((s, n) for s, n in fields["abbreviations"])
        policies.append(Policy(**fields))
    return ParsedDocument(
        Document(text=text, **document),
        tuple(policies),
        tuple(sections),
        tuple(record["notes"]),
    )
