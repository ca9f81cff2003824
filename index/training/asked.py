"""Questions written for passages, and the shipped word tables as pairs.

`questions.jsonl.xz` holds {"passage", "questions", "plain", "unanswered"} rows: the first 16 hex
digits of the sha256 of a passage's text; what people and analysts would ask of it, in everyday
Chinese, in an analyst's Chinese and in English; for some, questions in its own words; and
questions about its matter that neither it nor the passages beside it answer. A passage is told
in full by the data that training reads.

`interviews.jsonl.xz` holds invented policies whole, {"policy", "sections"} rows: as ministries,
provinces and towns have theirs explained, cut into sections; of each section its own question,
the answer, and the same kinds of questions about it. An unanswered one is answered by no section
of its policy. Those `kept` from the encoder's training show how it does with what it has not seen:
what stands on it is fitted on them.
"""

import hashlib
import itertools
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from corpus.records import Document, ParsedDocument, Policy, Section, SectionKind
from index.crosslingual import general_terms, policy_terms
from index.normalise import normalise
from index.synonyms import load
from index.training.pairs import Pair, Source, files_of, normalised, read_rows

QUESTIONS = Path(__file__).parent / "questions.jsonl.xz"
INTERVIEWS = Path(__file__).parent / "interviews.jsonl.xz"
_BESIDE = 8  # passages of a source whose questions stand together


def key_of(passage: str) -> str:
    """What a passage is known by in the questions file."""
    return hashlib.sha256(passage.strip().encode()).hexdigest()[:16]


def written_sources(sources: Sequence[Source]) -> list[Source]:
    """The questions whose passages stand among the sources, and the word tables; none empty."""
    asked = {row["passage"]: row["questions"] for row in read_rows(QUESTIONS)}
    terms = general_terms() | policy_terms()
    made = [
        Source("questions", "asked", [*_asked(sources, asked), *_asked_of_interviews()]),
        Source(
            "synonyms", "synonym", [Pair(k, t, k) for k, found in load().items() for t in found]
        ),
        Source(
            "policy terms",
            "dictionary",
            [Pair(normalise(t), e, e) for e, found in terms.items() for t in found],
        ),
    ]
    return [source for source in made if source.pairs]


def _asked(sources: Sequence[Source], asked: dict[str, list[str]]) -> Iterator[Pair]:
    """As the passages follow one another in the sources: articles of one law side by side."""
    passages = dict.fromkeys(p.group for s in sources if s.kind in ("law", "text") for p in s.pairs)
    told = [(p, asked[key_of(p)]) for p in passages if key_of(p) in asked]
    for first in range(0, len(told), _BESIDE):
        yield from _in_turn(told[first : first + _BESIDE])


def _asked_of_interviews() -> Iterator[Pair]:
    for row in read_rows(INTERVIEWS):
        sections = row["sections"]
        yield from _in_turn([(f"{s['question']}\n{s['answer']}", s["questions"]) for s in sections])


def _in_turn(asked: Sequence[tuple[str, Sequence[str]]]) -> Iterator[Pair]:
    """The first question of each passage, then the second of each: neighbours in training are
    questions that another passage of the same text answers."""
    for questions in itertools.zip_longest(*(questions for _, questions in asked)):
        for (passage, _), question in zip(asked, questions, strict=True):
            if question is not None:
                yield normalised(Pair(question, passage, passage))


@dataclass(frozen=True, slots=True)
class Written:
    """A question, the section that it was written for, and whether that answers it.

    `plain`: in the section's own words; `trained`: the encoder is trained on it.
    """

    question: str
    section_id: str
    answered: bool
    plain: bool = False
    trained: bool = False


def told_passages(data: Path, keys: Container[str]) -> dict[str, list[tuple[str, str | None]]]:
    """The passages of `data` that go by one of the keys, with their headings, by law or text."""
    sources: dict[str, list[tuple[str, str | None]]] = {}
    for path in files_of(data):
        for row in read_rows(path):
            title = row.get("law") or row.get("title")
            if not title or "text" not in row:
                continue
            heads = row.get("heads") or [None]
            for text in str(row["text"]).split("\n") if "law" not in row else [row["text"]]:
                if key_of(text) in keys:
                    found = sources.setdefault(title, [])
                    if text.strip() not in (t for t, _ in found):
                        found.append((text.strip(), heads[-1]))
    return sources


def asked_documents(data: Path) -> Iterator[tuple[ParsedDocument, list[Written]]]:
    """What questions were written for: a document for each law or text of `data`, whose passages
    are articles, and then the interviews."""
    asked = {row["passage"]: row for row in read_rows(QUESTIONS)}
    sources = told_passages(data, asked)
    for number, (title, passages) in enumerate(sources.items()):
        articles = [
            _Passage(text, None, heading, asked[key_of(text)]) for text, heading in passages
        ]
        yield _document(f"d{number}", title, articles)
    yield from interviews()


def interviews() -> Iterator[tuple[ParsedDocument, list[Written]]]:
    """The invented interviews, a document each."""
    for number, row in enumerate(read_rows(INTERVIEWS)):
        spoken = [_Passage(s["answer"], s["question"], None, s) for s in row["sections"]]
        yield _document(f"i{number}", row["policy"], spoken)


class _Passage(NamedTuple):
    """A passage, what it is asked in the text or headed by, and the questions written for it."""

    text: str
    question: str | None
    heading: str | None
    asked: Mapping[str, Any]


def _document(
    name: str, title: str, passages: Sequence[_Passage]
) -> tuple[ParsedDocument, list[Written]]:
    policy = Policy(f"{name}/p", name, title.strip("《》"))
    sections: list[Section] = []
    questions: list[Written] = []
    whole = ""
    for number, (text, question, heading, asked) in enumerate(passages, 1):
        section_id = f"{policy.id}/{number}"
        begin = len(whole)
        answer = begin + len(f"{question}\n" if question else "")
        end = answer + len(text)
        kind: SectionKind = "qa" if question else "article"
        sections.append(
            Section(section_id, name, policy.id, kind, question, heading, text, begin, end, answer)
        )
        whole += f"{question}\n{text}\n" if question else f"{text}\n"
        questions += [Written(q, section_id, True, trained=True) for q in asked["questions"]]
        questions += [Written(q, section_id, True) for q in asked.get("kept", ())]
        questions += [Written(q, section_id, True, plain=True) for q in asked.get("plain", ())]
        questions += [Written(q, section_id, False) for q in asked.get("unanswered", ())]
    document = Document(name, policy.title, None, None, name, whole, key_of(whole))
    return ParsedDocument(document, (policy,), tuple(sections)), questions
