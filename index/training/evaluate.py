"""Measures a model on development files; `python -m index.training.evaluate --model DIR --dev DIR`.

Files of {"passage", "qas": [{"q"}]} rows: nDCG@10 of the passage among the file's passages, for
words alone (BM25), vectors alone, both, and both reranked. Files of {"zh", "en"} rows: how often
the nearest English sentence is the translation. The weights of the fusion are fitted on the
questions of even-numbered passages; figures are given for the odd-numbered and for all.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.candidates import CANDIDATES
from index.fusion import zscores
from index.late import LateInteraction
from index.lexical import FieldWeights, WordIndex, build
from index.search import RERANKED
from index.static import StaticEncoder
from index.training.pairs import read_rows
from index.words import STOP_WORDS, bigrams, words

Floats = NDArray[np.float64]
_DENSE_WEIGHTS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0)
_LATE_WEIGHTS = (0.0, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0)


@dataclass(frozen=True, slots=True)
class Questions:
    """Passages, each once, and the questions with the number of their passage."""

    passages: list[str]
    questions: list[str]
    gold: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """What both searchers found for one question, with both scores, and which is right (or -1)."""

    ordinals: NDArray[np.int64]
    by_words: Floats
    by_vectors: Floats
    gold: int


def read_questions(path: Path) -> Questions:
    """The passages and questions of a file; equal passages are one."""
    numbers: dict[str, int] = {}
    asked: list[str] = []
    gold: list[int] = []
    for row in read_rows(path):
        number = numbers.setdefault(row["passage"], len(numbers))
        for qa in row["qas"]:
            asked.append(qa["q"])
            gold.append(number)
    return Questions(list(numbers), asked, np.array(gold, dtype=np.int64))


def gains(ranks: NDArray[np.int64]) -> Floats:
    """nDCG@10 of each question with one right passage at this rank (from 0; negative: not found)."""
    return np.where((ranks >= 0) & (ranks < 10), 1 / np.log2(np.maximum(ranks, 0) + 2.0), 0.0)


def candidates(data: Questions, encoder: StaticEncoder) -> Iterator[Candidates]:
    """For each question the best `CANDIDATES` of words and of vectors, as the product takes them."""
    vectors = encoder.encode_document(data.passages)
    asked = encoder.encode_query(data.questions)
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), [("", passage) for passage in data.passages])
        index = WordIndex(Path(folder))
        for question, vector, gold in zip(data.questions, asked, data.gold, strict=True):
            found = dict(
                index.search(
                    _terms(words(question)), _terms(bigrams(question)), CANDIDATES, FieldWeights()
                )
            )
            cosines = vectors @ vector
            near = np.argsort(-cosines, kind="stable")[:CANDIDATES]
            ordinals = np.union1d(near, np.array(list(found), dtype=np.int64))
            by_words = np.array([found.get(int(o), 0.0) for o in ordinals])
            yield Candidates(ordinals, by_words, cosines[ordinals].astype(np.float64), int(gold))


def _terms(found: Sequence[str]) -> dict[str, float]:
    return dict.fromkeys((t for t in found if t not in STOP_WORDS), 1.0)


def _rank(found: Candidates, scores: Floats) -> int:
    """Where the right passage stands by these scores, -1 if it was not found."""
    place = np.flatnonzero(found.ordinals == found.gold)
    return int((scores > scores[place[0]]).sum()) if len(place) else -1


def _ndcg(found: Sequence[Candidates], scores: Sequence[Floats]) -> Floats:
    return gains(np.array([_rank(c, s) for c, s in zip(found, scores, strict=True)]))


def _fused(found: Sequence[Candidates], dense: float) -> list[Floats]:
    return [zscores(c.by_words) + dense * zscores(c.by_vectors) for c in found]


def _reranked(fused: Sequence[Floats], late: Sequence[Floats], weight: float) -> list[Floats]:
    """Fused scores with late interaction added to the first; those stay before all others."""
    out = []
    for scores, rescored in zip(fused, late, strict=True):
        known = ~np.isnan(rescored)
        total = scores - 1e6
        total[known] = scores[known] + weight * zscores(rescored[known])
        out.append(total)
    return out


def _late(
    data: Questions, found: Sequence[Candidates], fused: Sequence[Floats], encoder: StaticEncoder
) -> list[Floats]:
    """Late interaction scores of the first `RERANKED` candidates, NaN for the others."""
    pieces = [encoder.piece_ids(passage) for passage in data.passages]
    late = LateInteraction(encoder)
    out = []
    for question, one, scores in zip(data.questions, found, fused, strict=True):
        first = np.argsort(-scores, kind="stable")[:RERANKED]
        rescored = np.full(len(scores), np.nan)
        rescored[first] = late.score(question, [pieces[o] for o in one.ordinals[first]])
        out.append(rescored)
    return out


def measure_questions(path: Path, encoder: StaticEncoder) -> dict[str, object]:
    """nDCG@10 of the four ways to search, the fusion's weights, over odd passages and all."""
    data = read_questions(path)
    found = list(candidates(data, encoder))
    even = data.gold % 2 == 0
    dense = max(_DENSE_WEIGHTS, key=lambda w: _ndcg(found, _fused(found, w))[even].mean())
    fused = _fused(found, dense)
    late = _late(data, found, fused, encoder)
    weight = max(_LATE_WEIGHTS, key=lambda w: _ndcg(found, _reranked(fused, late, w))[even].mean())
    ways = {
        "words": [c.by_words for c in found],
        "vectors": [c.by_vectors for c in found],
        "fused": fused,
        "reranked": _reranked(fused, late, weight),
    }
    figures = {way: _ndcg(found, scores) for way, scores in ways.items()}
    return {
        "file": path.name,
        "questions": len(data.questions),
        "weights": {"words": 1.0, "dense": dense, "late": weight},
        "ndcg@10": {way: round(float(one.mean()), 4) for way, one in figures.items()},
        "ndcg@10 odd": {way: round(float(one[~even].mean()), 4) for way, one in figures.items()},
    }


def measure_translations(path: Path, encoder: StaticEncoder) -> dict[str, object]:
    """How often the nearest sentence of the other language is the translation, each way."""
    rows = [(row["zh"], row["en"]) for row in read_rows(path)]
    chinese = encoder.encode_query([zh for zh, _ in rows])
    english = encoder.encode_document([en for _, en in rows])
    cosines = chinese @ english.T
    right = np.arange(len(rows))
    return {
        "file": path.name,
        "sentences": len(rows),
        "zh->en top-1": round(float((cosines.argmax(axis=1) == right).mean()), 4),
        "en->zh top-1": round(float((cosines.argmax(axis=0) == right).mean()), 4),
    }


def measure(path: Path, encoder: StaticEncoder) -> dict[str, object]:
    """The figures of one file, by what its first row holds."""
    first = next(read_rows(path))
    return (measure_questions if "qas" in first else measure_translations)(path, encoder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, help="model directory (default: the shipped one)")
    parser.add_argument("--dev", type=Path, required=True, help="folder of .jsonl(.xz) files")
    arguments = parser.parse_args()
    loaded = StaticEncoder.load(arguments.model)
    for file in sorted([*arguments.dev.glob("*.jsonl"), *arguments.dev.glob("*.jsonl.xz")]):
        print(json.dumps(measure(file, loaded), ensure_ascii=False), flush=True)
