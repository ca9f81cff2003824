"""What a search is asked (filters) and what it gives (hits)."""

from dataclasses import dataclass

from corpus.records import Chunk, Document, Policy, Section


@dataclass(frozen=True, slots=True)
class Filters:
    """Where to search; an empty field does not restrict, several restrict together.

    `documents`, `policies` are ids; `issues` (第九期) and `bodies` are matched as printed;
    `date_from` and `date_to` are ISO dates compared with the document's date, inclusive.
    """

    documents: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    date_from: str | None = None
    date_to: str | None = None

    def admits(self, document: Document, policy: Policy | None) -> bool:
        """Whether a section of this document and policy may be found."""
        if self.documents and document.id not in self.documents:
            return False
        if self.policies and (policy is None or policy.id not in self.policies):
            return False
        if self.issues and document.issue not in self.issues:
            return False
        if self.bodies and (policy is None or not set(self.bodies) & set(policy.bodies)):
            return False
        if self.date_from and (document.date is None or document.date < self.date_from):
            return False
        return not (self.date_to and (document.date is None or document.date > self.date_to))

    @property
    def empty(self) -> bool:
        """Whether nothing is restricted."""
        return self == Filters()


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores that a hit's score was fused from, as they came from each searcher.

    `words` is BM25 (0 where no term matched), `dense` the best cosine of the section's
    chunks, `late` the late-interaction score (0 where the hit was not reranked).
    """

    words: float
    dense: float
    late: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A section found: `rank` from 1, `score` fused (higher is better), its best chunk."""

    section: Section
    policy: Policy | None
    document: Document
    chunk: Chunk
    score: float
    rank: int
    scores: Scores

    @property
    def text(self) -> str:
        """The whole text of the section, verbatim."""
        return self.document.text[self.section.start : self.section.end]
