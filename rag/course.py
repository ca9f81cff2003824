"""What every step from a question to its answer needs at hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from index.hits import Filters
from index.search import SearchIndex
from rag.question import Understanding


@dataclass(slots=True)
class Clock:
    """Milliseconds by stage."""

    began: float = field(default_factory=time.perf_counter)
    marks: dict[str, float] = field(default_factory=dict)

    def mark(self, stage: str) -> None:
        """Count the time since the last mark to this stage."""
        now = time.perf_counter()
        self.marks[stage] = round(self.marks.get(stage, 0.0) + (now - self.began) * 1000, 2)
        self.began = now


@dataclass(frozen=True, slots=True)
class Course:
    """One question's way to its answer: where to look, and how a part of it is understood."""

    index: SearchIndex
    filters: Filters
    clock: Clock
    understand: Callable[[str], Understanding]
