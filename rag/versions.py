"""Versions of one policy in several documents: the later is preferred, the earlier is told of."""

from collections.abc import Sequence

from corpus.records import Document, Policy
from index.hits import Hit
from index.names import loose


def prefer_later(hits: Sequence[Hit]) -> tuple[list[Hit], list[tuple[Policy, Document, Document]]]:
    """The hits without those of superseded versions, and (policy, later, earlier) of each.

    Two policies are versions of one where their titles agree but for width and dashes, and
    their documents have different dates.
    """
    latest: dict[str, Hit] = {}
    for hit in hits:
        if hit.policy is None or hit.document.date is None:
            continue
        key = loose(hit.policy.title)
        best = latest.get(key)
        if best is None or (best.document.date or "") < hit.document.date:
            latest[key] = hit
    kept, superseded = [], {}
    for hit in hits:
        best = latest.get(loose(hit.policy.title)) if hit.policy else None
        if best and best.policy and best.document.id != hit.document.id and hit.document.date:
            superseded[best.policy.id] = (best.policy, best.document, hit.document)
        else:
            kept.append(hit)
    return kept, list(superseded.values())
