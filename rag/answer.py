"""The answer and its parts, and the JSON that scripts rely on."""

from dataclasses import dataclass, field
from typing import Any, Literal

from index.hits import Hit

Status = Literal["answered", "refused", "clarify"]
Support = Literal["verbatim", "supported", "unsupported"]


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a cited section that support one sentence.

    `number` is the citation's; `document.text[start:end]` is `quote`.
    """

    number: int
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer: `text` without marks, the quotes it rests on, its support.

    `derived` marks a figure calculated from cited ones (计算得出). `paragraph` tells that
    the sentence begins a paragraph or list item. `reason` says in plain words why a sentence is
    not supported, else None.
    """

    text: str
    quotes: tuple[Quote, ...]
    support: Support
    derived: bool = False
    paragraph: bool = False
    reason: str | None = None

    @property
    def citations(self) -> tuple[int, ...]:
        """The numbers it cites, each once, in order."""
        return tuple(dict.fromkeys(q.number for q in self.quotes))


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited section, numbered by first use.

    `quote` with its `start`/`end` are the words that support (the first sentence's, where
    several cite it); `text` is the whole section verbatim; `document` and `policy` are the
    titles shown to people; `question` is the section's, verbatim, or None.
    """

    number: int
    section_id: str
    document: str
    policy: str | None
    question: str | None
    quote: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """Something offered instead of an answer: a policy to choose or a section that is near.

    `preview` is a one-line answer where it is short, else None.
    """

    policy: str | None
    question: str | None
    section_id: str
    preview: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a question of several parts."""

    question: str
    status: Status
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn of a conversation; `answer` is its text where it is known."""

    question: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What comes of a question.

    `text` is the whole answer with [1] marks, or the message of a refusal or of asking
    back. `understood` is the question as it was understood, where that differs from what
    was typed (a follow-up), else None. `notices` are remarks for people (a model that
    failed, an earlier version of a policy), not part of the answer. `english` are the key facts
    of the quoted sentences in English, where the question was. `confidence` is the
    gate's estimate that the corpus answers the question, 0..1.
    """

    question: str
    status: Status
    text: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    options: tuple[Option, ...] = ()
    parts: tuple[Part, ...] = ()
    missing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    understood: str | None = None
    confidence: float | None = None
    hits: tuple[Hit, ...] = ()
    model: str = "extractive"
    timings_ms: dict[str, float] = field(default_factory=dict)

    def to_json(self, id: str | None = None) -> dict[str, Any]:
        """The object of `ask --json`, by the contract in the README."""
        out: dict[str, Any] = {
            "id": id,
            "question": self.question,
            "status": self.status,
            "answer": self.text,
            "sentences": [_sentence(s) for s in self.sentences],
            "citations": [_citation(c) for c in self.citations],
            "options": [_option(o) for o in self.options],
            "model": self.model,
            "timings_ms": self.timings_ms,
            "understood": self.understood,
            "confidence": self.confidence,
            "notices": list(self.notices),
            "english": list(self.english),
        }
        if self.parts:
            out["parts"] = [
                {
                    "question": p.question,
                    "status": p.status,
                    "sentences": [_sentence(s) for s in p.sentences],
                }
                for p in self.parts
            ]
            out["missing"] = list(self.missing)
        return out


def _sentence(sentence: Sentence) -> dict[str, Any]:
    out: dict[str, Any] = {
        "text": sentence.text,
        "citations": list(sentence.citations),
        "support": sentence.support,
        "quotes": [
            {"number": q.number, "quote": q.quote, "start": q.start, "end": q.end}
            for q in sentence.quotes
        ],
    }
    if sentence.derived:
        out["derived"] = True
    if sentence.reason:
        out["reason"] = sentence.reason
    return out


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "section_id": citation.section_id,
        "document": citation.document,
        "policy": citation.policy,
        "question": citation.question,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "text": citation.text,
    }


def _option(option: Option) -> dict[str, Any]:
    return {
        "policy": option.policy,
        "question": option.question,
        "section_id": option.section_id,
        "preview": option.preview,
    }
