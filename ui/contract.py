"""The JSON that scripts and programs rely on, one place for the command line, HTTP and MCP."""

from collections.abc import Sequence
from typing import Any

from corpus.errors import UsageError
from corpus.records import ParsedDocument, Section
from index.hits import Filters, Hit
from rag.answer import Turn


def hit_json(hit: Hit) -> dict[str, Any]:
    """One row of `search --json`."""
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "section_id": hit.section.id,
        "document": hit.document.display_title,
        "policy": hit.policy.title if hit.policy else None,
        "question": hit.section.question,
        "text": hit.text,
    }


def section_json(parsed: ParsedDocument, section: Section) -> dict[str, Any]:
    """One row of `sections --json`."""
    policy = parsed.policy(section.policy_id)
    return {
        "section_id": section.id,
        "document": parsed.document.display_title,
        "policy": policy.title if policy else None,
        "kind": section.kind,
        "question": section.question,
        "heading": section.heading,
        "answer": section.answer,
        "start": section.start,
        "end": section.end,
    }


def document_json(parsed: ParsedDocument) -> dict[str, Any]:
    """One row of `library list --json`."""
    document = parsed.document
    return {
        "document": document.id,
        "title": document.display_title,
        "issue": document.issue,
        "date": document.date,
        "source": document.source,
        "policies": [p.title for p in parsed.policies],
        "sections": len(parsed.sections),
    }


def turns(history: Sequence[str | dict[str, Any]]) -> list[Turn]:
    """Earlier turns: questions, or {"question", "answer"}."""
    return [
        Turn(item) if isinstance(item, str) else Turn(item["question"], item.get("answer"))
        for item in history
    ]


def named_filters(
    library: Sequence[ParsedDocument],
    documents: Sequence[str] = (),
    issues: Sequence[str] = (),
    policies: Sequence[str] = (),
    bodies: Sequence[str] = (),
) -> Filters:
    """Where to look; a policy may be named by its title or its id.

    Raises:
        UsageError: the library has none of these policies.
    """
    wanted = {p.strip("《》") for p in policies}
    ids = [p.id for d in library for p in d.policies if p.title in wanted or p.id in wanted]
    if wanted and not ids:
        raise UsageError(
            f"没有这项政策 / No such policy: {'、'.join(sorted(wanted))}.",
            "用 policy-qa library show 查看 / See policy-qa library show.",
        )
    return Filters(
        documents=tuple(documents),
        policies=tuple(ids),
        issues=tuple(issues),
        bodies=tuple(bodies),
    )
