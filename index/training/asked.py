"""Questions written by hand for passages of the training texts, and the shipped word tables as pairs.

`questions.jsonl.xz` holds {"passage", "questions", "plain", "unanswered"} rows: the first 16 hex
digits of the sha256 of a passage's text; what people and analysts would ask of it, in everyday
Chinese, in an analyst's Chinese and in English; for some, questions in its own words; and
questions about its matter that neither it nor the passages beside it answer. A passage is told
in full by the data that training reads.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.records import Document, ParsedDocument, Policy, Section
from index.crosslingual import general_terms, policy_terms
from index.normalise import normalise
from index.synonyms import load
from index.training.pairs import Pair, Source, files_of, normalised, read_rows

QUESTIONS = Path(__file__).parent / "questions.jsonl.xz"


def key_of(passage: str) -> str:
    """What a passage is known by in the questions file."""
    return hashlib.sha256(passage.strip().encode()).hexdigest()[:16]


def written_sources(sources: Sequence[Source]) -> list[Source]:
    """The questions whose passages stand among the sources, and the word tables; none empty."""
    asked = {row["passage"]: row["questions"] for row in read_rows(QUESTIONS)}
    terms = general_terms() | policy_terms()
    made = [
        Source("questions", "asked", list(_asked(sources, asked))),
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
    passages = {p.group for s in sources if s.kind in ("law", "text") for p in s.pairs}
    for passage in sorted(passages):
        for question in asked.get(key_of(passage), ()):
            yield normalised(Pair(question, passage, passage))


@dataclass(frozen=True, slots=True)
class Written:
    """A question, the section that it was written for, and whether that answers it.

    `plain`: in the section's own words.
    """

    question: str
    section_id: str
    answered: bool
    plain: bool


def asked_documents(data: Path) -> Iterator[tuple[ParsedDocument, list[Written]]]:
    """The passages that questions were written for, a document for each law or text of `data`."""
    asked = {row["passage"]: row for row in read_rows(QUESTIONS)}
    sources: dict[str, list[tuple[str, str | None]]] = {}
    for path in files_of(data):
        for row in read_rows(path):
            title = row.get("law") or row.get("title")
            if not title or "text" not in row:
                continue
            heads = row.get("heads") or [None]
            for text in str(row["text"]).split("\n") if "law" not in row else [row["text"]]:
                if key_of(text) in asked:
                    found = sources.setdefault(title, [])
                    if text.strip() not in (t for t, _ in found):
                        found.append((text.strip(), heads[-1]))
    for number, (title, passages) in enumerate(sources.items()):
        yield _document(f"d{number}", title.strip("《》"), passages, asked)


def _document(
    name: str,
    title: str,
    passages: Sequence[tuple[str, str | None]],
    asked: Mapping[str, Mapping[str, Any]],
) -> tuple[ParsedDocument, list[Written]]:
    policy = Policy(f"{name}/p", name, title)
    sections: list[Section] = []
    questions: list[Written] = []
    begin = 0
    for number, (text, heading) in enumerate(passages, 1):
        section_id = f"{policy.id}/a{number}"
        end = begin + len(text)
        sections.append(
            Section(section_id, name, policy.id, "article", None, heading, text, begin, end, begin)
        )
        row = asked[key_of(text)]
        questions += [Written(q, section_id, True, False) for q in row["questions"]]
        questions += [Written(q, section_id, True, True) for q in row.get("plain", ())]
        questions += [Written(q, section_id, False, False) for q in row.get("unanswered", ())]
        begin = end + 1
    whole = "\n".join(text for text, _ in passages)
    document = Document(name, title, None, None, name, whole, key_of(whole))
    return ParsedDocument(document, (policy,), tuple(sections)), questions
