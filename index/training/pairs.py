"""Rows of JSONL files to training pairs (a, b): texts that mean, ask or continue the same.

What a row is told by its fields, the first that fit:

    {"query", "passage"}            a question and the passage that answers it
    {"passage", "qas": [{"q"}]}     several questions of one passage
    {"title", "abstract"}           a title and its text
    {"law", "heads", "no", "text"}  an article of a law under its headings
    {"zh", "en": [...]}             a dictionary entry and its translations
    {"zh", "en"}                    a sentence or paragraph and its translation
    {"title", "text"}               a long text: its sentences against what follows them
"""

import json
import lzma
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from index.normalise import normalise


class Pair(NamedTuple):
    """Two texts that belong together; those of one `group` are never each other's negatives."""

    a: str
    b: str
    group: str


# A batch holds pairs of one source; how often a kind of source is drawn, relative to the others.
SOURCE_WEIGHTS = {
    "reading": 2.7,
    "qa": 3.3,
    "law": 3.5,
    "dictionary": 1.5,
    "translation": 15.0,
    "text": 1.5,
    "glossed": 2.0,
    "asked": 5.0,
    "synonym": 2.0,
}
# The same for late interaction, which questions alone teach.
LATE_WEIGHTS = {"asked": 5.0, "reading": 5.5, "qa": 0.5}
_LONGEST = 900
# Of the pseudo-questions, the share whose passage keeps the words that they were made of.
_KEPT = 0.6
_CLAUSE = re.compile(r"[^，、：；,。！？“”（）()\s]{3,}")
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")


@dataclass(frozen=True, slots=True)
class Source:
    """One file's pairs, and what kind they are (a key of `SOURCE_WEIGHTS`)."""

    name: str
    kind: str
    pairs: list[Pair]


def read_sources(folder: Path, seed: int, without: Path | None = None) -> list[Source]:
    """The pairs of every .jsonl and .jsonl.xz file of a folder, normalised, each pair once.

    Pairs that share a text with a file of the folder `without` are left out: what is
    measured on must not be trained on.
    """
    sources = []
    held_out = _texts_of(without) if without else frozenset()
    for path in files_of(folder):
        rng = random.Random(f"{seed}:{path.name}")
        rows = list(read_rows(path))
        if not rows:
            continue
        kind, convert = _shape(rows[0])
        pairs = dict.fromkeys(pair for row in rows for pair in convert(row, rng) if _usable(pair))
        if pairs:
            clean = [normalised(p) for p in pairs]
            kept = [p for p in clean if not (p.a in held_out or p.b in held_out)]
            sources.append(Source(path.name, kind, kept))
    return sources


def files_of(folder: Path) -> list[Path]:
    """The .jsonl and .jsonl.xz files of a folder, by name."""
    return sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.xz")])


def _texts_of(folder: Path) -> frozenset[str]:
    """All questions, passages and translations of a folder's files, normalised."""
    found: set[str] = set()
    for path in files_of(folder):
        for row in read_rows(path):
            texts = [row.get("zh"), row.get("en"), row.get("passage"), row.get("query")]
            texts += [qa["q"] for qa in row.get("qas", [])]
            found.update(normalise(t[:_LONGEST]) for t in texts if isinstance(t, str))
    return frozenset(found)


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a .jsonl or .jsonl.xz file."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def normalised(pair: Pair) -> Pair:
    """The pair as it is trained on: normalised, cut at `_LONGEST` characters."""
    a, b, group = pair
    return Pair(normalise(a[:_LONGEST]), normalise(b[:_LONGEST]), group)


def _usable(pair: Pair) -> bool:
    return bool(pair.a.strip() and pair.b.strip()) and pair.a != pair.b


def _shape(row: dict[str, Any]) -> tuple[str, Callable[[dict[str, Any], random.Random], Any]]:
    """What the rows of a file are, by the fields of its first one."""
    fields = set(row)
    if "qas" in fields:
        return "reading", _questions
    if {"query", "passage"} <= fields:
        return "qa", _question
    if {"title", "abstract"} <= fields:
        return "qa", lambda r, _: [Pair(r["title"], r["abstract"], r["abstract"])]
    if {"law", "text"} <= fields:
        return "law", _law
    if isinstance(row.get("en"), list):
        return "dictionary", lambda r, _: [Pair(r["zh"], e, r["zh"]) for e in r["en"][:4]]
    if {"zh", "en"} <= fields:
        return "translation", lambda r, _: [Pair(r["zh"], r["en"], r["zh"])]
    return "text", _text


def _questions(row: dict[str, Any], rng: random.Random) -> list[Pair]:
    """Every question against the passage, and two questions made of the passage."""
    passage = str(row["passage"])
    asked = [Pair(qa["q"], passage, passage) for qa in row["qas"]]
    return asked + _cloze(passage, rng) + _cloze(passage, rng)


def _question(row: dict[str, Any], rng: random.Random) -> list[Pair]:
    """The question, and its title where it has one, against the passage."""
    passage = str(row["passage"])
    asked = [row["title"], row["query"]] if row.get("title") else [row["query"]]
    return [Pair(question, passage, passage) for question in asked]


def _law(row: dict[str, Any], rng: random.Random) -> list[Pair]:
    """Title and headings against the article, and two questions made of it."""
    text = str(row["text"])
    head = " ".join([row["law"], *row.get("heads", [])])
    pairs = [Pair(head, text, text)] if rng.random() < 0.4 else []
    return pairs + _cloze(text, rng) + _cloze(text, rng)


def _text(row: dict[str, Any], rng: random.Random) -> list[Pair]:
    """Every paragraph against its title and against questions made of it."""
    pairs: list[Pair] = []
    title = str(row.get("title", ""))
    for paragraph in str(row.get("text", "")).split("\n"):
        if len(paragraph) < 30:
            continue
        pairs += _cloze(paragraph, rng)
        if title and rng.random() < 0.15:
            pairs.append(Pair(title, paragraph, paragraph))
    return pairs


def _cloze(text: str, rng: random.Random) -> list[Pair]:
    """A sentence, or some words of it, asks for what it stood in: inverse cloze (Lee et al. 2019).

    Where the passage keeps the sentence, matching words is learned; where not, matching topics.
    """
    spans = _SENTENCE.findall(text)
    if not spans:
        return []
    i = rng.randrange(len(spans))
    query = _keywords(spans[i], rng) if rng.random() < 0.6 else spans[i]
    rest = "".join(spans[:i] + spans[i + 1 :])
    passage = text if rng.random() < _KEPT or len(rest) < 13 else rest
    return [Pair(query, passage, text)] if len(query) > 4 else []


def _keywords(sentence: str, rng: random.Random) -> str:
    """One to three pieces of a sentence, as a question would name them."""
    clauses = _CLAUSE.findall(sentence)
    chosen = rng.sample(clauses, min(len(clauses), rng.randint(1, 3)))
    parts = []
    for clause in chosen:
        size = min(len(clause), rng.randint(3, 10))
        begin = rng.randint(0, len(clause) - size)
        parts.append(clause[begin : begin + size])
    return " ".join(parts)
