"""The library page's HTML: documents with their contents, parse reports, hits."""

import re
from collections.abc import Sequence

from corpus.errors import in_language
from corpus.records import ParsedDocument, Section
from ui.web.i18n import Lang, say
from ui.web.rendering.escape import button, esc
from ui.web.rendering.source import highlighted, section_title

_MOST_FOUND = 50
_AROUND = 40


def _counts(parsed: ParsedDocument, lang: Lang) -> str:
    questions = sum(s.kind == "qa" for s in parsed.sections)
    numbers = [
        say("policies_n", lang, n=len(parsed.policies)),
        say("questions_n", lang, n=questions),
        say("sections_n", lang, n=len(parsed.sections)),
    ]
    return " · ".join(numbers)


def contents_html(parsed: ParsedDocument, lang: Lang, link: bool = True) -> str:
    """Policies and their sections; each opens in the panel where the document is stored."""
    groups: dict[str | None, list[Section]] = {}
    for section in parsed.sections:
        groups.setdefault(section.policy_id, []).append(section)
    out = []
    for policy_id, sections in groups.items():
        policy = parsed.policy(policy_id)
        title = f"《{policy.title}》" if policy else say("no_policy", lang)
        rows = []
        for section in sections:
            label = section_title(section, policy, lang)
            if link:
                rows.append(f"<li>{button('section', label, 'plain', section=section.id)}</li>")
            else:
                start = " ".join(section.answer[:90].split())
                rows.append(f"<li><b>{esc(label)}</b><small>{esc(start)}…</small></li>")
        meta = "；".join(
            [
                *(policy.bodies if policy else ()),
                *([policy.speaker] if policy and policy.speaker else []),
            ]
        )
        about = f"<small>{esc(meta)}</small>" if meta else ""
        out.append(
            f'<div class="policy"><h4>{esc(title)}</h4>{about}<ol>{"".join(rows)}</ol></div>'
        )
    return "".join(out)


def documents_html(documents: Sequence[ParsedDocument], lang: Lang) -> str:
    """Every document with its numbers, contents and buttons."""
    if not documents:
        return f'<p class="notice">{esc(say("no_documents", lang))}</p>'
    cards = []
    for parsed in documents:
        d = parsed.document
        meta = " · ".join(x for x in (d.date, d.source) if x)
        sure = say("delete_sure", lang, title=d.display_title)
        tools = button("whole", say("whole", lang), document=d.id) + button(
            "delete", say("delete", lang), "danger", document=d.id, sure=sure
        )
        cards.append(
            f'<article class="card"><h3>{esc(d.display_title)}</h3><p>{esc(_counts(parsed, lang))}</p><p class="meta">{esc(meta)}</p>'
            f"<details><summary>{esc(say('browse', lang))}</summary>{contents_html(parsed, lang)}</details>"
            f'<div class="tools text">{tools}</div></article>'
        )
    return "".join(cards)


def report_html(parsed: ParsedDocument, lang: Lang) -> str:
    """How one file would be cut."""
    notes = "".join(f"<li>{esc(in_language(n, lang))}</li>" for n in parsed.notes)
    unclear = (
        f'<p>{esc(say("unclear", lang))}</p><ul class="unclear">{notes}</ul>'
        if notes
        else f"<p>{esc(say('all_clear', lang))}</p>"
    )
    d = parsed.document
    meta = " · ".join(x for x in (d.display_title, d.date) if x)
    return (
        f'<article class="card report"><h3>{esc(d.source)}</h3><p>{esc(meta)}</p><p>{esc(_counts(parsed, lang))}</p>{unclear}'
        f"<details><summary>{esc(say('browse', lang))}</summary>{contents_html(parsed, lang, link=False)}</details></article>"
    )


def reports_html(reports: Sequence[str], lang: Lang) -> str:
    """All parse reports, under a line that says nothing counts yet."""
    return (
        f'<h3 class="hint">{esc(say("preview_head", lang))}</h3>{"".join(reports)}'
        if reports
        else ""
    )


def problem_html(name: str, problem: str, lang: Lang) -> str:
    """A file that could not be read or added."""
    return f'<p class="problem" role="alert"><b>{esc(name)}</b> {esc(problem)}</p>'


def added_html(name: str, outcome: str, parsed: ParsedDocument, lang: Lang) -> str:
    """A file that is in."""
    return f'<p class="done" role="status"><b>{esc(name)}</b> {esc(outcome)} · {esc(_counts(parsed, lang))}</p>'


def progress_html(name: str, stage: str, share: float) -> str:
    """A file on its way."""
    percent = round(100 * min(1.0, max(0.0, share)))
    return (
        f'<p class="progress" role="status"><b>{esc(name)}</b> {esc(stage)}'
        f'<progress max="100" value="{percent}" aria-label="{esc(name)}"></progress></p>'
    )


def found_html(words: str, documents: Sequence[ParsedDocument], lang: Lang) -> str:
    """Sections that hold every word, with the places marked; words are split at blanks."""
    terms = [t for t in words.split()[:8] if t]
    if not terms:
        return ""
    pattern = re.compile("|".join(re.escape(t) for t in terms), re.IGNORECASE)
    rows, count = [], 0
    for parsed in documents:
        for section in parsed.sections:
            text = parsed.text_of(section)
            folded = text.lower()
            if not section.searchable or not all(t.lower() in folded for t in terms):
                continue
            count += 1
            if count <= _MOST_FOUND:
                rows.append(_found(parsed, section, text, pattern, lang))
    if not count:
        return f'<p class="notice" role="status">{esc(say("find_none", lang, q=words.strip()))}</p>'
    head = say("find_some", lang, n=count, q=words.strip())
    return f'<p role="status" class="hint">{esc(head)}</p><ol class="found">{"".join(rows)}</ol>'


def _found(
    parsed: ParsedDocument, section: Section, text: str, pattern: re.Pattern[str], lang: Lang
) -> str:
    spans = [m.span() for m in pattern.finditer(text)][:40]
    first = max(0, spans[0][0] - _AROUND)
    piece = text[first : spans[0][1] + 3 * _AROUND]
    policy = parsed.policy(section.policy_id)
    at = ",".join(f"{section.start + s}-{section.start + e}" for s, e in spans)
    label = section_title(section, policy, lang)
    return (
        f"<li>{button('section', label, 'plain', section=section.id, at=at)}"
        f"<small>{esc(policy.title if policy else parsed.document.display_title)}</small>"
        f"<p>{'…' if first else ''}{highlighted(piece, first, spans)}…</p></li>"
    )
