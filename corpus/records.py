"""The records that travel: document, policy, section, chunk. Frozen, no metadata dicts."""

from dataclasses import dataclass
from typing import Literal

SectionKind = Literal["header", "lead_in", "qa", "paragraph", "article", "heading"]
SourceType = Literal["解读", "原文", "转载"]


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read.

    `text` is what the format's reader gives: of a text file the decoded bytes with the BOM
    removed and line ends as "\\n", otherwise untouched; of Word, HTML and Markdown what their
    page shows. Every `start`/`end` anywhere counts code points of it. `date` is ISO
    (2025-09-25) or None, `issue` is as printed (第九期) or None, `keywords` are the
    titles or words listed in the header, as printed.
    """

    id: str
    title: str
    issue: str | None
    date: str | None
    source: str
    text: str
    sha256: str
    keywords: tuple[str, ...] = ()

    @property
    def display_title(self) -> str:
        """The title shown to people: 政策汇编 第九期."""
        return f"{self.title} {self.issue}" if self.issue else self.title


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy that a document speaks of.

    `title` is the full title without 《》; `alias` is the short name defined by 以下简称
    (without 《》), or None; `bodies` are the issuing bodies; `speaker` is who is
    interviewed or interprets, or None; `date` is ISO, or as much of it as the text says
    (2025-08-20, or 08-20 where no year is given), or None; `lead_in` is the id of its
    lead-in section, or None. `abbreviations` holds further short names and abbreviations that
    the text defines, such as 指导意见 or PPP, as (short, long) pairs.
    """

    id: str
    document_id: str
    title: str
    alias: str | None = None
    bodies: tuple[str, ...] = ()
    speaker: str | None = None
    source_type: SourceType = "解读"
    date: str | None = None
    lead_in: str | None = None
    abbreviations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A unit of a document that can be found and cited.

    `document.text[start:end]` is the section's whole text. For a `qa`, `question` and
    `answer` are verbatim without their markers; for other kinds `question` is None and
    `answer` equals `text[start:end]`. `heading` is the path of headings above, or None.
    `answer_start` is where `answer` begins in the document's text.
    """

    id: str
    document_id: str
    policy_id: str | None
    kind: SectionKind
    question: str | None
    heading: str | None
    answer: str
    start: int
    end: int
    answer_start: int

    @property
    def searchable(self) -> bool:
        """Headings are listed, never indexed and never cited."""
        return self.kind != "heading"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one section, bounded in tokens: `text` is `document.text[start:end]`."""

    id: str
    section_id: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with its policies and sections, in the order of the text.

    `notes` says in plain words what was unclear when it was cut, for the parse report.
    """

    document: Document
    policies: tuple[Policy, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()

    def policy(self, policy_id: str | None) -> Policy | None:
        """The policy with this id, or None."""
        return next((p for p in self.policies if p.id == policy_id), None)

    def section(self, section_id: str) -> Section | None:
        """The section with this id, or None."""
        return next((s for s in self.sections if s.id == section_id), None)

    def text_of(self, section: Section) -> str:
        """The whole text of one of its sections, verbatim."""
        return self.document.text[section.start : section.end]
