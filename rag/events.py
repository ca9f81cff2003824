"""What a streamed answer yields, in this order: stages and drafts, then one final answer."""

from dataclasses import dataclass
from typing import Literal

from rag.answer import Answer

Stage = Literal["understand", "retrieve", "write", "verify"]


@dataclass(frozen=True, slots=True)
class Working:
    """A stage has begun."""

    stage: Stage


@dataclass(frozen=True, slots=True)
class Draft:
    """The text written so far, not verified yet; each draft replaces the one before.

    `sections` are the ids of the sections that its marks [1], [2]... stand for, in that order.
    """

    text: str
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Final:
    """The verified answer; nothing follows it."""

    answer: Answer


Event = Working | Draft | Final
