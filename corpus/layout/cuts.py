"""A section before it has an id."""

from dataclasses import dataclass

from corpus.layout.lines import Line
from corpus.records import SectionKind


@dataclass(frozen=True, slots=True)
class Cut:
    """Offsets into the text, and what stands there.

    `unit` is the kind's letter, `number` its number where the text gives one (第十二条).
    """

    kind: SectionKind
    start: int
    end: int
    answer_start: int
    question: tuple[int, int] | None = None
    heading: str | None = None
    unit: str = "p"
    number: int | None = None


def whole(line: Line, kind: SectionKind, unit: str = "p", heading: str | None = None) -> Cut:
    """One line as a section."""
    return Cut(kind, line.start, line.end, line.start, heading=heading, unit=unit)
