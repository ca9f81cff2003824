"""One generation of the index on disk: built whole in a folder of its own, then opened."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.aliases import expand_aliases
from corpus.chunks import CHUNKER, MAX_TOKENS, chunk_section
from corpus.library import corpus_hash
from corpus.records import Chunk, ParsedDocument, Policy, Section
from corpus.tokens import count_tokens
from index import kept, lexical, manifest, vectors
from index.encoders import Encoder
from index.static import StaticEncoder

Progress = Callable[[str, float], None]

# Share of the head (policy title and question) in a chunk's vector, set by hand.
HEAD_SHARE = 0.5
_BATCH = 256
CHUNKS = "chunks.tsv"


@dataclass(frozen=True, slots=True)
class Entry:
    """One chunk as it is indexed, with what it belongs to."""

    chunk: Chunk
    section: Section
    policy: Policy | None
    parsed: ParsedDocument
    head: str
    body: str


def entries_of(documents: Sequence[ParsedDocument], encoder: Encoder | None = None) -> list[Entry]:
    """Every chunk of every searchable section, with the head and body that are indexed.

    《意见》 and the like stand there with the full title of their policy. Chunks fit the
    bundled BPE's bound, and what the encoder can read.
    """
    entries = []
    for parsed in documents:
        policies = {p.id: p for p in parsed.policies}
        for section in parsed.sections:
            if not section.searchable:
                continue
            policy = policies.get(section.policy_id or "")
            head = head_of(section, policy)
            for chunk in chunk_section(parsed, section, *_bound(encoder, head)):
                body = expand_aliases(_body(parsed, section, chunk), policy)
                entries.append(Entry(chunk, section, policy, parsed, head, body))
    return entries


def head_of(section: Section, policy: Policy | None) -> str:
    """What names a section: its policy's title, its headings and its question."""
    parts = [policy.title if policy else None, section.heading, section.question]
    return " ".join(expand_aliases(p, policy) for p in parts if p)


def _whole(entry: Entry) -> str:
    """A chunk as it stands, with all that heads it; an indexed body lacks the question."""
    title = entry.policy.title if entry.policy else ""
    heading, question = entry.section.heading or "", entry.section.question or ""
    return expand_aliases(" ".join((title, heading, question, entry.chunk.text)), entry.policy)


def _bound(encoder: Encoder | None, head: str) -> tuple[Callable[[str], int], int]:
    """How to count a chunk's tokens, and how many it may have."""
    if encoder is None or encoder.max_tokens is None:
        return count_tokens, MAX_TOKENS
    room = max(32, encoder.max_tokens - 8)
    return encoder.count_tokens, min(MAX_TOKENS, room)


def _body(parsed: ParsedDocument, section: Section, chunk: Chunk) -> str:
    """The chunk without the question, which stands in the head."""
    begin = max(chunk.start, section.answer_start)
    return parsed.document.text[begin : chunk.end] if begin < chunk.end else chunk.text


def build(
    folder: Path,
    documents: Sequence[ParsedDocument],
    encoder: Encoder,
    reranker: StaticEncoder,
    reuse: "Reusable | None" = None,
    progress: Progress = lambda stage, share: None,
) -> manifest.Manifest:
    """Build a generation in `folder`, which must be new; its manifest is written last."""
    folder.mkdir(parents=True)
    progress("chunk", 0.0)
    entries = entries_of(documents, encoder)
    embedded = _embed(entries, encoder, reuse, progress)
    vectors.save(vectors.build(embedded), folder / "vectors.faiss")
    progress("words", 0.0)
    (folder / "words").mkdir()
    lexical.build(folder / "words", [(e.head, e.body) for e in entries])
    progress("pieces", 0.0)
    kept.build(
        folder,
        [(e.head, e.body) for e in entries],
        [_whole(e) for e in entries],
        [e.section.question for e in entries],
        reranker,
    )
    write_chunks(folder, entries)
    names = ("vectors.faiss", "words", *kept.FILES, CHUNKS)
    record = manifest.Manifest(
        encoder=encoder.name,
        fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        chunker=CHUNKER,
        corpus=corpus_hash(tuple(documents)),
        chunks=len(entries),
        sections=len({e.section.id for e in entries}),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        files={name: manifest.checksum(folder / name) for name in names},
    )
    record.write(folder)
    progress("done", 1.0)
    return record


def write_chunks(folder: Path, entries: Sequence[Entry]) -> None:
    """One line a chunk, by ordinal: what its vector was made from, id, start, end."""
    lines = [f"{_key(e)}\t{e.chunk.id}\t{e.chunk.start}\t{e.chunk.end}\n" for e in entries]
    (folder / CHUNKS).write_text("".join(lines), encoding="utf-8")


def read_chunks(folder: Path) -> list[tuple[str, str, int, int]]:
    """(key, chunk id, start, end) of every chunk, by ordinal."""
    rows = []
    for line in (folder / CHUNKS).read_text(encoding="utf-8").splitlines():
        key, chunk_id, start, end = line.split("\t")
        rows.append((key, chunk_id, int(start), int(end)))
    return rows


def _key(entry: Entry) -> str:
    """What tells that a chunk's vector may be used again: a hash of all that was encoded."""
    return hashlib.sha256(f"{entry.head}\0{entry.body}".encode()).hexdigest()


class Reusable:
    """Vectors of an older generation by the same encoder, by what they were made from."""

    def __init__(self, folder: Path) -> None:
        index = vectors.load(folder / "vectors.faiss")
        keys = [row[0] for row in read_chunks(folder)]
        stored = index.reconstruct_n(0, index.ntotal)
        self._vectors: dict[str, vectors.Vectors] = dict(zip(keys, stored, strict=True))

    def get(self, key: str) -> vectors.Vectors | None:
        """The vector made from this head and body, or None."""
        return self._vectors.get(key)


def _embed(
    entries: Sequence[Entry], encoder: Encoder, reuse: Reusable | None, progress: Progress
) -> vectors.Vectors:
    """Unit vectors (n, dimension): head and body weighted together, as `HEAD_SHARE` says."""
    out = np.zeros((len(entries), encoder.dimension), dtype=np.float32)
    fresh = []
    for i, entry in enumerate(entries):
        known = reuse.get(_key(entry)) if reuse else None
        if known is None:
            fresh.append(i)
        else:
            out[i] = known
    for first in range(0, len(fresh), _BATCH):
        progress("embed", first / len(fresh))
        rows = fresh[first : first + _BATCH]
        out[rows] = combine(
            encoder.encode_document([entries[i].head or entries[i].body for i in rows]),
            encoder.encode_document([entries[i].body for i in rows]),
        )
    return out


def combine(heads: NDArray[np.float32], bodies: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weighted sum of unit vectors, made a unit vector again."""
    mixed = HEAD_SHARE * heads + (1 - HEAD_SHARE) * bodies
    norms = np.linalg.norm(mixed, axis=1, keepdims=True)
    return np.asarray(mixed / np.maximum(norms, 1e-9), dtype=np.float32)
