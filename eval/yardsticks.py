"""Public question sets as retrieval tasks over this system's own index.

SQuAD's form (CMRC2018, DRCD, XQuAD), CMRC's older form of `context_text` rows, JSON lines of
{"passage", "qas": [{"q"}]}, each plain or .xz; and BEIR's folders (corpus.jsonl, queries.jsonl,
qrels/test.tsv). Every passage of the file is indexed, equal ones once; every question is
searched as `policy-qa search` would.
"""

import csv
import json
import lzma
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from corpus.errors import UsageError
from eval.passages import Text, as_documents, number_of
from index import generation
from index.encoders import BUNDLED, load_encoder
from index.fusion import Mode
from index.search import SearchIndex
from index.static import StaticEncoder

MEASURES = {"nDCG@10": nDCG @ 10, "MRR@10": RR @ 10, "hit@1": Success @ 1, "hit@3": Success @ 3,
            "hit@10": Success @ 10, "recall@100": R @ 100}  # fmt: skip
_DEPTH = 100
_HOW = "格式见 eval/yardsticks.py / See eval/yardsticks.py."


@dataclass(frozen=True, slots=True)
class Task:
    """Passages, and questions with the gain of each passage (by number) that answers them."""

    name: str
    passages: tuple[Text, ...]
    questions: tuple[str, ...]
    gains: tuple[Mapping[int, int], ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """One way to search, over one task: mean by measure, and milliseconds a question."""

    mode: Mode
    means: Mapping[str, float]
    p50: float
    p95: float


def squad(path: Path) -> Task:
    """A SQuAD-style file.

    Raises:
        UsageError: it cannot be read, or has no questions.
    """
    numbers: dict[str, int] = {}
    questions: list[str] = []
    gains: list[Mapping[int, int]] = []
    try:
        for passage, asked in _paragraphs(_text(path)):
            number = numbers.setdefault(passage, len(numbers))
            questions += asked
            gains += [{number: 1}] * len(asked)
    except (OSError, lzma.LZMAError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(path, error) from error
    return _checked(Task(path.name, tuple(map(Text, numbers)), tuple(questions), tuple(gains)))


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8-sig")


def _paragraphs(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each passage with its questions, in whichever of the forms the text is."""
    try:
        whole = json.loads(text)
    except ValueError:
        whole = [json.loads(line) for line in text.splitlines() if line.strip()]
    rows: Iterable[Any] = whole
    if isinstance(whole, dict) and "data" in whole:
        rows = [p for article in whole["data"] for p in article["paragraphs"]]
    elif isinstance(whole, dict):
        rows = [whole]
    for row in rows:
        asked = [_field(q, ("question", "query_text", "q")) for q in row["qas"]]
        yield _field(row, ("context", "context_text", "passage")), asked


def _field(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """The first of these fields that the row has; KeyError if none."""
    return str(row[next((n for n in names if n in row), names[0])])


def beir(folder: Path) -> Task:
    """A BEIR-style folder: its test questions, over its whole corpus.

    Raises:
        UsageError: a file is missing or cannot be read.
    """
    try:
        corpus = list(_jsonl(folder / "corpus.jsonl"))
        queries = {str(q["_id"]): str(q["text"]) for q in _jsonl(folder / "queries.jsonl")}
        numbers = {str(row["_id"]): n for n, row in enumerate(corpus)}
        passages = tuple(Text(str(r["text"]), str(r.get("title") or "") or None) for r in corpus)
        gains: dict[str, dict[int, int]] = {}
        with (folder / "qrels" / "test.tsv").open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows, delimiter="\t"):
                if int(row["score"]) > 0:
                    of_query = gains.setdefault(row["query-id"], {})
                    of_query[numbers[row["corpus-id"]]] = int(row["score"])
        questions = tuple(queries[q] for q in gains)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(folder, error) from error
    return _checked(Task(folder.name, passages, questions, tuple(gains.values())))


def _jsonl(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _checked(task: Task) -> Task:
    if not task.questions:
        raise UsageError(f"里面没有问题 / No questions in {task.name}.", _HOW)
    return task


def _unreadable(path: Path, error: Exception) -> UsageError:
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return UsageError(f"读不了 / Cannot be read: {path.name} ({what}).", _HOW)


def measure_task(
    task: Task,
    encoder_name: str = BUNDLED,
    modes: Sequence[Mode] = ("full",),
    step: Callable[[], None] = lambda: None,
) -> list[Scores]:
    """The task in each way of searching, over one index built of its passages."""
    encoder = load_encoder(encoder_name)
    reranker = StaticEncoder.load()
    documents = tuple(as_documents(task.passages, "passages"))
    out = []
    with TemporaryDirectory() as folder:
        place = Path(folder) / "index"
        generation.build(place, documents, encoder, reranker)
        index = SearchIndex(place, documents, encoder, reranker)
        for mode in modes:
            out.append(_scores(task, index, mode, step))
    return out


def _scores(task: Task, index: SearchIndex, mode: Mode, step: Callable[[], None]) -> Scores:
    run: list[ScoredDoc] = []
    times: list[float] = []
    for number, question in enumerate(task.questions):
        began = time.perf_counter()
        hits = index.search(question, _DEPTH, mode=mode)
        times.append((time.perf_counter() - began) * 1000)
        run += [
            ScoredDoc(str(number), str(number_of(h.section.id)), float(_DEPTH - h.rank))
            for h in hits
        ]
        step()
    qrels = [
        Qrel(str(n), str(p), g) for n, gains in enumerate(task.gains) for p, g in gains.items()
    ]
    found = ir_measures.calc_aggregate(list(MEASURES.values()), qrels, run)
    p50, p95 = np.percentile(times, [50, 95])
    means = {name: round(float(found[m]), 4) for name, m in MEASURES.items()}
    return Scores(mode, means, round(float(p50), 1), round(float(p95), 1))
