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
from typing import Any

from index.normalise import normalise

Pair = tuple[str, str]

# A batch holds pairs of one source; how often a source is drawn, relative to the others.
SOURCE_WEIGHTS = {
    "qa": 6.0,
    "law": 4.0,
    "dictionary": 1.5,
    "translation": 7.0,
    "text": 2.0,
}
_LONGEST = 900
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
            clean = [_normalised(p) for p in pairs]
            kept = [p for p in clean if not (p[0] in held_out or p[1] in held_out)]
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


def _normalised(pair: Pair) -> Pair:
    return normalise(pair[0][:_LONGEST]), normalise(pair[1][:_LONGEST])


def _usable(pair: Pair) -> bool:
    return bool(pair[0].strip() and pair[1].strip()) and pair[0] != pair[1]


def _shape(row: dict[str, Any]) -> tuple[str, Callable[[dict[str, Any], random.Random], Any]]:
    """What the rows of a file are, by the fields of its first one."""
    fields = set(row)
    if "qas" in fields:
        return "qa", lambda r, rng: [
            *((q["q"], r["passage"]) for q in r["qas"]),
            *_sentence_and_rest(r["passage"], rng),
        ]
    if {"query", "passage"} <= fields:
        return (
            "qa",
            lambda r, _: (
                [(r.get("title") or r["query"], r["passage"])]
                + ([(r["query"], r["passage"])] if r.get("title") else [])
            ),
        )
    if {"title", "abstract"} <= fields:
        return "qa", lambda r, _: [(r["title"], r["abstract"])]
    if {"law", "text"} <= fields:
        return "law", _law
    if isinstance(row.get("en"), list):
        return "dictionary", lambda r, _: [(r["zh"], e) for e in r["en"][:4]]
    if {"zh", "en"} <= fields:
        return "translation", lambda r, _: [(r["zh"], r["en"])]
    return "text", _text


def _law(row: dict[str, Any], rng: random.Random) -> list[Pair]:
    """Title and headings against the article; a sentence of it against the rest."""
    text = str(row["text"])
    head = " ".join([row["law"], *row.get("heads", [])])
    pairs = [(head, text)] if rng.random() < 0.4 else []
    return pairs + _sentence_and_rest(text, rng) + _sentence_and_rest(text, rng)


def _sentence_and_rest(text: str, rng: random.Random) -> list[Pair]:
    """The inverse cloze task (Lee et al. 2019): a sentence asks for what stood around it."""
    spans = _SENTENCE.findall(text)
    if len(spans) < 2:
        return []
    i = rng.randrange(len(spans))
    rest = "".join(spans[:i] + spans[i + 1 :])
    return [(spans[i], rest)] if len(spans[i]) > 8 and len(rest) > 12 else []


def _text(row: dict[str, Any], rng: random.Random) -> list[Pair]:
    """Every paragraph against its title and against itself less a sentence."""
    pairs: list[Pair] = []
    title = str(row.get("title", ""))
    for paragraph in str(row.get("text", "")).split("\n"):
        if len(paragraph) < 30:
            continue
        pairs += _sentence_and_rest(paragraph, rng)
        if title and rng.random() < 0.15:
            pairs.append((title, paragraph))
    return pairs
