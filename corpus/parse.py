"""From a file to a document with its policies and sections."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from corpus.layout.blocks import Block, split_blocks
from corpus.layout.cuts import Cut
from corpus.layout.header import Header
from corpus.layout.leadin import abbreviations
from corpus.layout.lines import split_lines
from corpus.layout.markers import QUESTION
from corpus.layout.sections import cut_block
from corpus.readers import read_bytes, read_file
from corpus.records import Document, ParsedDocument, Policy, Section, SourceType

# Goes into the corpus hash: documents cut by another version are read and cut again.
PARSER = "layout/7"


def parse_file(path: Path) -> ParsedDocument:
    """Read and cut one file.

    Raises:
        DocumentError: the file cannot be read; the message says why.
    """
    digest = hashlib.sha256(read_bytes(path)).hexdigest()
    return parse_kept(path, path.name, digest)


def parse_kept(path: Path, source: str, sha256: str) -> ParsedDocument:
    """Read and cut a file that was named `source`.

    Raises:
        DocumentError: as `parse_file`.
    """
    read = read_file(path)
    return parse_text(read.text, source, sha256, read.signs)


def parse_text(
    text: str, source: str, sha256: str | None = None, signs: Mapping[int, str] | None = None
) -> ParsedDocument:
    """Cut a text that came from a file named `source`; `sha256` is of the file's bytes.

    `signs` tells which lines the format sets apart, as `corpus.readers.FileText` does. The sections are in order, do not overlap and hold every non-blank character.
    """
    lines = split_lines(text, signs or {})
    header, header_lines, blocks = split_blocks(lines)
    document = _document(header, blocks, text, source, sha256)
    sections: list[Section] = []
    policies: list[Policy] = []
    taken: Counter[str] = Counter()
    if header_lines:
        span = header_lines[0].start, header_lines[-1].end
        cut = Cut("header", *span, span[0], unit="header")
        sections.append(_section(document, None, cut, "header", text))
    for block in blocks:
        policy = _policy(document, block, taken)
        cuts = list(cut_block(block))
        cut_sections = _numbered_sections(document, policy, cuts, text)
        if policy:
            lead = next((s.id for s in cut_sections if s.kind == "lead_in"), None)
            policies.append(_finished(policy, lead, cut_sections))
        sections += cut_sections
    return ParsedDocument(document, tuple(policies), tuple(sections), _notes(sections, text))


def _document(
    header: Header, blocks: tuple[Block, ...], text: str, source: str, sha256: str | None
) -> Document:
    stem = Path(source).stem
    titled = next((b.title for b in blocks if b.title), None)
    title = header.title or (titled if len(blocks) == 1 else None) or stem
    series = bool(header.title and header.issue)
    return Document(
        id=f"{header.title}-{header.issue}" if series else stem,
        title=title,
        issue=header.issue,
        date=header.date,
        source=source,
        text=text,
        sha256=sha256 or hashlib.sha256(text.encode()).hexdigest(),
        keywords=header.keywords,
    )


def _policy(document: Document, block: Block, taken: Counter[str]) -> Policy | None:
    if not block.title:
        return None
    taken[block.title] += 1
    suffix = f"~{taken[block.title]}" if taken[block.title] > 1 else ""
    lead = block.lead_in
    return Policy(
        id=f"{document.id}/{block.title}{suffix}",
        document_id=document.id,
        title=block.title,
        alias=lead.alias if lead else None,
        bodies=lead.bodies if lead else (),
        speaker=lead.speaker if lead else None,
        source_type=lead.source_type if lead else "原文",
        date=lead.date if lead else None,
        abbreviations=lead.abbreviations if lead else (),
    )


def _finished(policy: Policy, lead: str | None, sections: Iterable[Section]) -> Policy:
    """The policy with its lead-in, what its text abbreviates, and its type by its sections."""
    sections = list(sections)
    pairs = dict.fromkeys(policy.abbreviations)
    for section in sections:
        pairs.update(dict.fromkeys(abbreviations(section.answer)))
    asked = any(s.kind == "qa" for s in sections)
    kind: SourceType = "解读" if asked else policy.source_type
    return Policy(
        id=policy.id,
        document_id=policy.document_id,
        title=policy.title,
        alias=policy.alias,
        bodies=policy.bodies,
        speaker=policy.speaker,
        source_type=kind,
        date=policy.date,
        lead_in=lead,
        abbreviations=tuple(pairs),
    )


def _numbered_sections(
    document: Document, policy: Policy | None, cuts: list[Cut], text: str
) -> list[Section]:
    """Sections with their ids: a letter and a number counted within the policy."""
    counts: Counter[str] = Counter()
    used: set[str] = set()
    out = []
    for cut in cuts:
        counts[cut.unit] += 1
        number = cut.number if cut.number is not None else counts[cut.unit]
        unit = cut.unit if cut.unit in ("lead", "header") else f"{cut.unit}{number}"
        while unit in used:
            number += 1
            unit = f"{cut.unit}{number}" if cut.unit != "lead" else f"lead{number}"
        used.add(unit)
        out.append(_section(document, policy, cut, unit, text))
    return out


def _section(document: Document, policy: Policy | None, cut: Cut, unit: str, text: str) -> Section:
    prefix = policy.id if policy else document.id
    question = text[cut.question[0] : cut.question[1]] if cut.question else None
    if question is not None:
        question = question.strip()
    return Section(
        id=f"{prefix}/{unit}",
        document_id=document.id,
        policy_id=policy.id if policy else None,
        kind=cut.kind,
        question=question,
        heading=cut.heading,
        answer=text[cut.answer_start : cut.end],
        start=cut.start,
        end=cut.end,
        answer_start=cut.answer_start,
    )


def _notes(sections: list[Section], text: str) -> tuple[str, ...]:
    """What was unclear, in plain words."""
    notes = []
    unanswered = sum(
        bool(QUESTION.match(text[s.start : s.end])) for s in sections if s.kind == "paragraph"
    )
    if unanswered:
        notes.append(
            f"有 {unanswered} 个带问号标记的段落没有找到回答，按正文处理 / {unanswered} paragraphs with a question mark have no answer; taken as plain text."
        )
    if not any(s.policy_id for s in sections):
        notes.append(
            "没有认出政策标题，全文按一份文件处理 / No title of a policy was recognised; the text is taken as one document."
        )
    if not any(s.kind in ("qa", "article") for s in sections):
        notes.append(
            "没有问答或条款，按段落切分 / There are no questions or articles; cut by paragraphs."
        )
    return tuple(notes)
