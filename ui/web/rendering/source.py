"""The panel beside the answer: one section whole, or a whole document, quotes highlighted."""

import re
from collections.abc import Sequence

from corpus.aliases import expand_aliases
from corpus.records import ParsedDocument, Policy, Section
from ui.web.i18n import Lang, say
from ui.web.rendering.escape import button, esc

Span = tuple[int, int]


def parse_spans(at: str) -> list[Span]:
    """`12-40,55-60` as spans; what is not of this form is left out."""
    pairs = [re.fullmatch(r"(\d{1,9})-(\d{1,9})", part.strip()) for part in at.split(",")[:50]]
    return [(int(p[1]), int(p[2])) for p in pairs if p and int(p[1]) < int(p[2])]


def highlighted(text: str, offset: int, spans: Sequence[Span]) -> str:
    """Text that begins at `offset` of its document, as HTML with the spans marked."""
    out, at = [], 0
    for start, end in sorted((max(0, s - offset), min(len(text), e - offset)) for s, e in spans):
        start = max(start, at)
        if start >= end:
            continue
        out += [esc(text[at:start]), "<mark>", esc(text[start:end]), "</mark>"]
        at = end
    return "".join([*out, esc(text[at:])])


def section_title(section: Section, policy: Policy | None, lang: Lang) -> str:
    """What a section is called: its question with 《意见》 resolved, else what it is."""
    if section.question:
        return expand_aliases(section.question, policy)
    if section.kind == "heading":
        return " ".join(section.answer.split())[:80]
    kind = say(f"kind_{section.kind}", lang)
    return f"{section.heading} · {kind}" if section.heading else kind


def _facts(parsed: ParsedDocument, policy: Policy | None, lang: Lang) -> str:
    document = parsed.document
    rows: list[tuple[str, str | None]] = [
        ("issue", document.display_title),
        ("date", policy.date if policy and policy.date else document.date),
        ("bodies", "、".join(policy.bodies) if policy else None),
        ("speaker", policy.speaker if policy else None),
        ("kind", say(policy.source_type, lang) if policy else None),
        ("file", document.source),
    ]
    cells = [f"<div><dt>{esc(say(k, lang))}</dt><dd>{esc(v)}</dd></div>" for k, v in rows if v]
    return f'<dl class="facts">{"".join(cells)}</dl>'


def _head(section: Section, policy: Policy | None, document_title: str, lang: Lang) -> str:
    above = f"《{policy.title}》" if policy else document_title
    return (
        f'<p class="over">{esc(above)}</p>'
        f'<h2 id="source-title" tabindex="-1">{esc(section_title(section, policy, lang))}</h2>'
    )


def _shown(section: Section) -> tuple[str, int]:
    return section.answer, section.answer_start


def cited_as(parsed: ParsedDocument, section: Section, spans: Sequence[Span], lang: Lang) -> str:
    """A citation to paste into a text, with the quoted words."""
    document, policy = parsed.document, parsed.policy(section.policy_id)
    said = " … ".join(document.text[s:e] for s, e in spans) or section.answer[:60]
    said = re.sub(r"\s+", " ", said).strip()
    date = re.sub(r"-0?", "/", document.date or "")
    kind = policy.source_type if policy else ""
    if lang == "zh":
        inside = f"所载《{policy.title}》{kind}" if policy else ""
        return f"据《{document.title}》{document.issue or ''}{f'（{date}）' if date else ''}{inside}“{said}”"
    issue = f" ({document.issue})" if document.issue else ""
    kinds = {"解读": "interpretation of", "原文": "text of", "转载": "reprint of"}
    inside = f", {kinds[kind]} 《{policy.title}》" if policy else ""
    return f"“{said}”, in 《{document.title}》{issue}{inside}{f', {date}' if date else ''}."


def section_html(
    parsed: ParsedDocument, section: Section, spans: Sequence[Span], lang: Lang
) -> str:
    """A section whole, its place in the document, and the ways onward."""
    policy = parsed.policy(section.policy_id)
    at = ",".join(f"{s}-{e}" for s, e in spans)
    text, offset = _shown(section)
    order = [s for s in parsed.sections if s.searchable]
    place = next((i for i, s in enumerate(order) if s.id == section.id), 0)
    around = []
    if place > 0:
        around.append(button("section", "← " + say("previous", lang), section=order[place - 1].id))
    if place + 1 < len(order):
        around.append(button("section", say("following", lang) + " →", section=order[place + 1].id))
    tools = [
        button("whole", say("whole", lang), section=section.id, at=at),
        button("share", say("share", lang), section=section.id, at=at),
        button("copy-text", say("cite_zh", lang), text=cited_as(parsed, section, spans, "zh")),
        button("copy-text", say("cite_en", lang), text=cited_as(parsed, section, spans, "en")),
    ]
    return (
        f"{_head(section, policy, parsed.document.display_title, lang)}"
        f'<div class="passage">{highlighted(text, offset, spans)}</div>'
        f'<nav class="around steps" aria-label="{esc(say("sections", lang))}">{"".join(around)}</nav>'
        f"{_facts(parsed, policy, lang)}"
        f'<div class="around">{"".join(tools)}</div>'
    )


def document_html(
    parsed: ParsedDocument, here: str | None, spans: Sequence[Span], lang: Lang
) -> str:
    """A whole document in the order of its text; the section `here` is marked."""
    document = parsed.document
    out = [
        f'<p class="over">{esc(document.source)}</p><h2 id="source-title" tabindex="-1">{esc(document.display_title)}</h2>'
    ]
    if here:
        at = ",".join(f"{s}-{e}" for s, e in spans)
        back = button("section", "← " + say("back_section", lang), section=here, at=at)
        out.append(f'<nav class="around">{back}</nav>')
    last: str | None = None
    for section in parsed.sections:
        policy = parsed.policy(section.policy_id)
        if policy and policy.id != last:
            out.append(f'<h3 class="policy">《{esc(policy.title)}》</h3>')
        last = section.policy_id
        text, offset = _shown(section)
        question = f"<h4>{esc(section.question)}</h4>" if section.question else ""
        mine = section.id == here
        body = highlighted(text, offset, spans if mine else ())
        out.append(
            f'<section class="unit{" here" if mine else ""}">{question}<div class="passage">{body}</div></section>'
        )
    return "".join(out)


def gone_html(lang: Lang) -> str:
    """A link to what is not there any more."""
    return f'<h2 id="source-title" tabindex="-1">{esc(say("source", lang))}</h2><p class="notice">{esc(say("gone", lang))}</p>'
