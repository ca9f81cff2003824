"""Versions of one policy in several documents: the later is preferred, the earlier is told of."""

import re
from collections.abc import Sequence

from corpus.records import Document, Policy
from index.hits import Hit
from index.naming import loose

# A policy, the document with its later version, the one with the earlier.
Superseded = tuple[Policy, Document, Document]

_OLDER = re.compile(
    r"试行|暂行|旧|上一[版轮]|原来|此前|以前|之前|第一版|previous|earlier|old|first version|compare|对比|比较|变化"
)
_TRIAL = re.compile(r"[（(](?:试行|暂行|修订[^）)]*|\d{4}年修[^）)]*)[）)]")


def version_key(title: str) -> str:
    """What versions of one policy have in common."""
    return loose(_TRIAL.sub("", title))


def prefer_later(question: str, hits: Sequence[Hit]) -> tuple[list[Hit], list[Superseded]]:
    """The hits without those of superseded versions, and (policy, later, earlier) of each.

    Two policies are versions of one where their titles agree but for width, dashes and
    （试行）, and their documents have different dates. A question about the old version
    keeps it.
    """
    if _OLDER.search(question):
        return list(hits), []
    latest: dict[str, Hit] = {}
    for hit in hits:
        if hit.policy is None or hit.document.date is None:
            continue
        key = version_key(hit.policy.title)
        best = latest.get(key)
        if best is None or (best.document.date or "") < hit.document.date:
            latest[key] = hit
    kept, superseded = [], {}
    for hit in hits:
        best = latest.get(version_key(hit.policy.title)) if hit.policy else None
        if best and best.policy and best.document.id != hit.document.id and hit.document.date:
            superseded[best.policy.id] = (best.policy, best.document, hit.document)
        else:
            kept.append(hit)
    return kept, list(superseded.values())
