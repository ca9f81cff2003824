"""A passage: a section as it was offered to the writer, with the number it goes by."""

from dataclasses import dataclass

from corpus.records import Document, Policy, Section


@dataclass(frozen=True, slots=True)
class Passage:
    """A section under a number, from 1."""

    number: int
    section: Section
    policy: Policy | None
    document: Document

    @property
    def text(self) -> str:
        """The whole section, verbatim."""
        return self.document.text[self.section.start : self.section.end]
