"""Bare texts as documents, so that this system's index is measured on any set of passages."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Document, ParsedDocument, Section

_PER_DOCUMENT = 1000


@dataclass(frozen=True, slots=True)
class Text:
    """One passage, with its title where it has one."""

    text: str
    title: str | None = None


def as_documents(texts: Sequence[Text], name: str) -> Iterator[ParsedDocument]:
    """The passages as paragraphs, a thousand a document; passage n is section `NAME-d/pN`."""
    for first in range(0, len(texts), _PER_DOCUMENT):
        document_id = f"{name}-{first // _PER_DOCUMENT}"
        sections, offset = [], 0
        chosen = texts[first : first + _PER_DOCUMENT]
        for number, one in enumerate(chosen, first):
            end = offset + len(one.text)
            sections.append(
                Section(
                    id=f"{document_id}/p{number}",
                    document_id=document_id,
                    policy_id=None,
                    kind="paragraph",
                    question=None,
                    heading=one.title or None,
                    answer=one.text,
                    start=offset,
                    end=end,
                    answer_start=offset,
                )
            )
            offset = end + 1
        whole = "\n".join(t.text for t in chosen)
        digest = hashlib.sha256(whole.encode()).hexdigest()
        document = Document(
            document_id, document_id, None, None, f"{document_id}.txt", whole, digest
        )
        yield ParsedDocument(document, (), tuple(sections))


def number_of(section_id: str) -> int:
    """Which passage a section is, from 0."""
    return int(section_id.rsplit("/p", 1)[1])
