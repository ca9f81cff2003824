"""Answers, hits and documents as people read them in a terminal."""

import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from corpus.aliases import expand_aliases
from corpus.library import Added
from corpus.records import ParsedDocument
from index.hits import Hit
from rag.answer import Answer, Citation

_WIDTH = 60  # characters; a Chinese one takes two columns
_OUTCOMES = {
    "added": "已加入 / added",
    "unchanged": "已有，未改 / unchanged",
    "replaced": "已更新 / new version",
    "renamed": "另存 / kept beside a document of the same name",
}


def render(answer: Answer) -> str:
    """The answer, its remarks, its sources."""
    lines = []
    if answer.understood:
        lines.append(f"（理解为：{answer.understood}）")
    lines.append(answer.text)
    lines += [f"※ {notice}" for notice in answer.notices]
    if answer.citations:
        lines.append("\n出处：")
        lines += [_citation(c) for c in answer.citations]
    return "\n".join(lines)


def _citation(citation: Citation) -> str:
    policy = f"《{citation.policy}》" if citation.policy else ""
    question = f" — {citation.question}" if citation.question else ""
    return f"[{citation.number}] {citation.document} {policy}{question}\n    {citation.section_id}"


def render_hits(hits: Sequence[Hit]) -> str:
    """One paragraph a section: rank, score, where, how it begins."""
    lines = []
    for hit in hits:
        question = hit.section.question
        title = expand_aliases(question, hit.policy) if question else hit.section.kind
        policy = f"《{hit.policy.title}》" if hit.policy else hit.document.display_title
        body = textwrap.shorten(hit.section.answer.replace("\n", " "), 120, placeholder="…")
        lines.append(f"{hit.rank}. [{hit.score:.2f}] {policy}{title}\n   {body[: _WIDTH * 2]}")
        lines.append(f"   {hit.section.id}")
    return "\n".join(lines) or "没有找到 / nothing found"


def render_sections(parsed: ParsedDocument) -> str:
    """A document's policies and sections, with what was unclear."""
    document = parsed.document
    lines = [f"{document.display_title}  {document.date or ''}  ({document.source})"]
    titles = {p.id: p for p in parsed.policies}
    last: str | None = None
    for section in parsed.sections:
        policy = titles.get(section.policy_id or "")
        if policy and policy.id != last:
            bodies = f"  {'、'.join(policy.bodies)}" if policy.bodies else ""
            lines.append(f"\n《{policy.title}》{bodies}")
            last = policy.id
        shown = section.question or section.answer.replace("\n", " ")[:_WIDTH]
        unit = section.id.rsplit("/", 1)[-1]
        lines.append(f"  {unit:6} {section.kind:9} {section.start:6}-{section.end:<6} {shown}")
    lines += [f"※ {note}" for note in parsed.notes]
    return "\n".join(lines)


def render_added(file: Path, added: Added) -> str:
    """What adding one file did."""
    parsed = added.parsed
    asked = sum(s.kind == "qa" for s in parsed.sections)
    counts = f"{len(parsed.policies)} 项政策，{asked} 个问答，{len(parsed.sections)} 节"
    return f"{file.name}: {_OUTCOMES[added.outcome]} {parsed.document.id}（{counts}）"


def render_library(documents: Sequence[ParsedDocument]) -> str:
    """The documents of the library, one a line."""
    if not documents:
        return "资料库是空的；用 policy-qa ingest 文件 加入 / The library is empty; add files with policy-qa ingest FILE."
    return "\n".join(
        f"{d.document.id}  {d.document.date or '-'}  {len(d.policies)} 项政策  "
        f"{len(d.sections)} 节  {d.document.source}"
        for d in documents
    )


def progress(stage: str, share: float) -> None:
    """Progress on stderr, one line that is written over; nothing where stderr is no terminal."""
    if sys.stderr.isatty():
        end = "\n" if stage == "done" else ""
        print(f"\r{stage:8} {share:4.0%}", end=end, file=sys.stderr, flush=True)
