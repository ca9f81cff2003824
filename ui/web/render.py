"""Answers and sections as HTML. Every text is escaped here; nothing of it is ever markup."""

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from corpus.aliases import expand_aliases
from corpus.records import ParsedDocument, Policy, Section
from rag.answer import Answer, Citation, Option, Sentence

_SUPPORT = {
    "verbatim": ("逐字引用", "quoted word for word"),
    "supported": ("已核对", "checked against the source"),
    "unsupported": ("未能核对", "could not be checked"),
}


def answer_html(answer: Answer) -> str:
    """An answer on one line of HTML, so that Markdown leaves it alone."""
    parts = []
    if answer.understood:
        parts.append(f'<p class="pq-understood">理解为：{escape(answer.understood)}</p>')
    if answer.parts:
        parts += [_part(p.question, p.sentences, answer) for p in answer.parts]
    elif answer.sentences:
        parts += [_heading(answer), _sentences(answer.sentences, answer)]
    else:
        parts.append(f"<p>{_lines(answer.text)}</p>")
    if answer.status == "refused":
        parts.append(_nearest(answer.options))
    parts += [f'<p class="pq-notice">{escape(n)}</p>' for n in answer.notices]
    if answer.citations:
        parts.append(_sources(answer.citations))
    return f'<div class="pq-answer pq-{answer.status}">{"".join(parts)}</div>'


def _heading(answer: Answer) -> str:
    """What our code wrote before the first sentence."""
    before = answer.text.split(answer.sentences[0].text, 1)[0].strip()
    return f'<p class="pq-head">{_lines(before)}</p>' if before else ""


def _part(question: str, sentences: Sequence[Sentence], answer: Answer) -> str:
    body = (
        _sentences(sentences, answer)
        if sentences
        else "<p>资料中没有说明。 / The documents do not say.</p>"
    )
    return f'<p class="pq-head">{escape(question)}</p>{body}'


def _sentences(sentences: Sequence[Sentence], answer: Answer) -> str:
    """Sentences in paragraphs, each with its marks and a sign of its support."""
    by_number = {c.number: c for c in answer.citations}
    paragraphs: list[list[str]] = []
    for sentence in sentences:
        if sentence.paragraph or not paragraphs:
            paragraphs.append([])
        chinese, english = _SUPPORT[sentence.support]
        marks = "".join(
            _mark(by_number[q.number], q.quote, q.start, q.end) for q in sentence.quotes
        )
        paragraphs[-1].append(
            f'<span class="pq-s pq-{sentence.support}" title="{chinese} / {english}">'
            f"{escape(sentence.text)}</span>{marks}"
        )
    return "".join(f"<p>{''.join(p)}</p>" for p in paragraphs)


def _mark(citation: Citation, quote: str, start: int, end: int) -> str:
    link = section_link(citation.section_id, start, end)
    return f'<a class="pq-cite" href="{link}" title="{escape(quote, quote=True)}">[{citation.number}]</a>'


def section_link(section_id: str, start: int | None = None, end: int | None = None) -> str:
    """A link within the page that opens a section, with the words from start to end marked."""
    query = {"section": section_id}
    if start is not None and end is not None:
        query |= {"start": str(start), "end": str(end)}
    return escape("#" + urlencode(query), quote=True)


def _nearest(options: Sequence[Option]) -> str:
    items = "".join(
        f'<li><a class="pq-cite pq-near" href="{section_link(o.section_id)}">'
        f"{escape(_named(o))}</a></li>"
        for o in options
    )
    return f"<ul>{items}</ul>" if items else ""


def _named(option: Option) -> str:
    policy = f"《{option.policy}》" if option.policy else ""
    return policy + (option.question or "") or option.section_id


def _sources(citations: Sequence[Citation]) -> str:
    rows = []
    for c in citations:
        policy = f"《{escape(c.policy)}》" if c.policy else ""
        link = section_link(c.section_id, c.start, c.end)
        rows.append(
            f'<li><a class="pq-cite pq-source" href="{link}">[{c.number}] {escape(c.document)} {policy}'
            f" {escape(c.question or '')}</a></li>"
        )
    return f'<ul class="pq-sources">{"".join(rows)}</ul>'


def section_html(parsed: ParsedDocument, section: Section, start: int, end: int) -> str:
    """A whole section for the source panel, the words from `start` to `end` marked."""
    policy = parsed.policy(section.policy_id)
    text = parsed.document.text
    start, end = max(start, section.start), min(end, section.end)
    marked = escape(text[section.start : section.end])
    if start < end:
        marked = (
            f"{escape(text[section.start : start])}<mark>{escape(text[start:end])}</mark>"
            f"{escape(text[end : section.end])}"
        )
    return (
        f'<article data-section="{escape(section.id, quote=True)}">{_about(parsed, policy)}'
        f'<h3>{escape(_titled(section, policy))}</h3><div class="pq-text">{_lines(marked, True)}</div>'
        f"{_neighbours(parsed, section)}</article>"
    )


def _titled(section: Section, policy: Policy | None) -> str:
    question = section.question or section.heading
    return expand_aliases(question, policy) if question else ""


def _about(parsed: ParsedDocument, policy: Policy | None) -> str:
    """Policy, issuing bodies, speaker, kind of text, document, date, file."""
    document = parsed.document
    rows = [("文件 / Document", document.display_title), ("日期 / Date", document.date or "")]
    if policy:
        rows = [
            ("政策 / Policy", f"《{policy.title}》"),
            ("发布 / Issued by", "、".join(policy.bodies)),
            ("解读 / Speaker", policy.speaker or ""),
            ("类型 / Kind", policy.source_type),
            *rows,
        ]
    rows.append(("来源 / File", document.source))
    cells = "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in rows if v)
    return f'<dl class="pq-about">{cells}</dl>'


def _neighbours(parsed: ParsedDocument, section: Section) -> str:
    shown = [s for s in parsed.sections if s.searchable]
    place = next(i for i, s in enumerate(shown) if s.id == section.id)
    links = []
    for label, other in (("← 上一节", place - 1), ("下一节 →", place + 1)):
        if 0 <= other < len(shown):
            links.append(
                f'<a class="pq-cite pq-step" href="{section_link(shown[other].id)}">{label}</a>'
            )
    return f'<nav class="pq-steps" aria-label="上一节、下一节">{"".join(links)}</nav>'


def library_html(documents: Sequence[ParsedDocument]) -> str:
    """The library: each document with its policies and questions."""
    if not documents:
        return "<p>资料库是空的，请加入文件。 / The library is empty: add a file.</p>"
    return "".join(_document(d) for d in documents)


def _document(parsed: ParsedDocument) -> str:
    document = parsed.document
    policies = []
    for policy in parsed.policies:
        items = "".join(
            f'<li><a class="pq-cite pq-near" href="{section_link(s.id)}">'
            f"{escape(s.question or s.heading or s.answer[:30])}</a></li>"
            for s in parsed.sections
            if s.policy_id == policy.id and s.searchable
        )
        policies.append(
            f"<details><summary>《{escape(policy.title)}》</summary><ol>{items}</ol></details>"
        )
    asked = sum(s.kind == "qa" for s in parsed.sections)
    notes = "".join(f'<p class="pq-notice">{escape(n)}</p>' for n in parsed.notes)
    return (
        f'<section class="pq-document"><h3>{escape(document.display_title)}</h3>'
        f"<p>{escape(document.date or '')} · {len(parsed.policies)} 项政策 · {asked} 个问答 · "
        f"{escape(document.source)}</p>{notes}{''.join(policies)}</section>"
    )


def _lines(text: str, escaped: bool = False) -> str:
    return (text if escaped else escape(text)).replace("\n", "<br>")
