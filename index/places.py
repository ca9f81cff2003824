"""Where each chunk belongs: its section, policy and document, by the chunk's ordinal."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import Chunk, ParsedDocument, Policy, Section
from index.generation import read_chunks
from index.hits import Filters

# A lead-in or header frames what follows: it answers who and when issued what, hardly anything else.
_FRAMES = ("lead_in", "header")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a chunk belongs."""

    chunk: Chunk
    section: Section
    policy: Policy | None
    parsed: ParsedDocument


class Places:
    """The places of all chunks of a generation.

    Raises:
        OSError, ValueError: the list of chunks is missing or damaged.
        KeyError: a chunk's section is not in these documents.
    """

    def __init__(self, folder: Path, documents: Sequence[ParsedDocument]) -> None:
        owners = {s.id: (s, d) for d in documents for s in d.sections}
        policies = {p.id: p for d in documents for p in d.policies}
        self._places = []
        for _, chunk_id, start, end in read_chunks(folder):
            section, parsed = owners[chunk_id.rsplit("#", 1)[0]]
            chunk = Chunk(chunk_id, section.id, parsed.document.text[start:end], start, end)
            policy = policies.get(section.policy_id or "")
            self._places.append(Place(chunk, section, policy, parsed))

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, ordinal: int) -> Place:
        return self._places[ordinal]

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places)

    def of(self, ordinals: NDArray[np.int64]) -> list[Place]:
        """The places of these chunks."""
        return [self._places[o] for o in ordinals.tolist()]

    @cached_property
    def framing(self) -> NDArray[np.bool_]:
        """Which chunks are of a lead-in or header, (n,)."""
        return np.array([p.section.kind in _FRAMES for p in self._places], dtype=bool)

    def of_policies(self, policies: Sequence[str]) -> list[int]:
        """The ordinals of these policies' chunks."""
        return [o for policy in policies for o in self._by_policy.get(policy, ())]

    @cached_property
    def _by_policy(self) -> dict[str, list[int]]:
        out: dict[str, list[int]] = {}
        for ordinal, place in enumerate(self._places):
            if place.policy is not None:
                out.setdefault(place.policy.id, []).append(ordinal)
        return out

    def admitted(self, filters: Filters) -> list[int]:
        """The ordinals of the chunks that the filters let through."""
        return [
            ordinal
            for ordinal, place in enumerate(self._places)
            if filters.admits(place.parsed.document, place.policy)
        ]
