"""From picked spans to sentences, citations and the text that is shown."""

from collections.abc import Sequence

from corpus.aliases import expand_aliases
from corpus.records import Document, Policy, Section
from index.hits import Hit
from index.normalise import to_traditional
from rag.answer import Citation, Quote, Sentence
from rag.extract import Picked
from rag.messages import Language, say
from rag.passages import Span


class Numbering:
    """Citations of one answer: one a section, numbered by first use."""

    def __init__(self) -> None:
        self._citations: dict[str, Citation] = {}

    def cite(
        self, document: Document, policy: Policy | None, section: Section, span: Span
    ) -> Quote:
        """The quote of a span, under its section's number."""
        known = self._citations.get(section.id)
        if known is None:
            known = Citation(
                number=len(self._citations) + 1,
                section_id=section.id,
                document=document.display_title,
                policy=policy.title if policy else None,
                question=section.question,
                quote=span.text,
                start=span.start,
                end=span.end,
                text=document.text[section.start : section.end],
            )
            self._citations[section.id] = known
        return Quote(known.number, span.text, span.start, span.end)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All that were cited, by number."""
        return tuple(self._citations.values())


def sentences_of(picked: Picked, numbering: Numbering, traditional: bool) -> list[Sentence]:
    """The picked spans as verbatim sentences; in traditional characters where so asked."""
    hit = picked.hit
    out = []
    for i, span in enumerate(picked.spans):
        quote = numbering.cite(hit.document, hit.policy, hit.section, span)
        text = to_traditional(span.text) if traditional else span.text
        begins = i == 0 or i in picked.items
        out.append(Sentence(text, (quote,), "verbatim", paragraph=begins))
    return out


def heading_of(hit: Hit, language: Language) -> str:
    """根据《…》（政策汇编 第九期）： the one place where the policy is named in full."""
    source = hit.document.display_title
    if hit.policy is None:
        return say("according_untitled", language, source=source)
    return say("according", language, title=hit.policy.title, source=source)


def written(sentences: Sequence[Sentence]) -> str:
    """Sentences with their marks; those that begin a paragraph on a line of their own."""
    text = ""
    for sentence in sentences:
        marks = "".join(f"[{n}]" for n in sentence.citations)
        text += ("\n" if sentence.paragraph and text else "") + sentence.text + marks
    return text


def shown_question(hit: Hit) -> str | None:
    """The section's question with its policy's full title."""
    question = hit.section.question
    return expand_aliases(question, hit.policy) if question else None
