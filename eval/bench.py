"""`policy-qa bench`: search speed and memory over many sections, on one thread."""

import argparse
import json
import random
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

from corpus.chunks import sentence_spans
from corpus.errors import UsageError
from corpus.parse import parse_file
from corpus.records import ParsedDocument
from eval.passages import Text, as_documents
from eval.runner import files_of
from index import generation
from index.search import SearchIndex
from index.static import StaticEncoder

_SEED = 20250925
_QUESTIONS = 200


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--texts", type=Path, help='JSONL of {"text"}: one section each')
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10000], help="sections")
    parser.add_argument("--pieces", type=int, default=150, help="pieces a section, on average")


def main(args: argparse.Namespace) -> int:
    """Build an index of each size, search it, print one line each."""
    import faiss

    faiss.omp_set_num_threads(1)
    encoder = StaticEncoder.load()
    print(
        f"{'sections':>9} {'pieces':>7} {'build s':>8} {'p50 ms':>7} {'p95 ms':>7} {'peak MB':>8}"
    )
    for size in args.sizes:
        texts = _given(args.texts, size) if args.texts else _recombined(size, args.pieces, encoder)
        documents = list(as_documents([Text(t) for t in texts], "bench"))
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            generation.build(Path(folder) / "g", documents, encoder, encoder)
            built = time.perf_counter() - began
            index = SearchIndex(Path(folder) / "g", documents, encoder, encoder)
            times = [_timed(index, q) for q in _questions(documents)]
        pieces = np.mean([encoder.count_tokens(t) for t in texts[:200]])
        p50, p95 = np.percentile(times, [50, 95]) * 1000
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{len(texts):9} {pieces:7.0f} {built:8.1f} {p50:7.1f} {p95:7.1f} {peak:8.0f}",
            flush=True,
        )
    return 0


def _timed(index: SearchIndex, question: str) -> float:
    began = time.perf_counter()
    index.search(question, 10)
    return time.perf_counter() - began


def _given(path: Path, size: int) -> list[str]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        return [str(r["text"]) for r in rows[:size]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"读不了 / Cannot be read: {path} ({error}).",
            '每行要有 {"text"} / Each line needs {"text"}.',
        ) from error


def _recombined(size: int, pieces: int, encoder: StaticEncoder) -> list[str]:
    """Sections of seeded random sentences of the sample, each with words of its own."""
    sentences = [
        section.answer[start:end].strip()
        for file in files_of(None)
        for section in parse_file(file).sections
        for start, end in sentence_spans(section.answer)
        if end - start > 8
    ]
    lengths = [encoder.count_tokens(s) for s in sentences]
    rng = random.Random(_SEED)
    out = []
    for number in range(size):
        text, length = f"第{number}号项目。", 0
        while length < pieces:
            i = rng.randrange(len(sentences))
            text += sentences[i]
            length += lengths[i]
        out.append(text)
    return out


def _questions(documents: list[ParsedDocument]) -> list[str]:
    """A clause of each of some sections, as a question."""
    rng = random.Random(_SEED)
    sections = [s for d in documents for s in d.sections]
    chosen = rng.sample(sections, min(_QUESTIONS, len(sections)))
    return [s.answer[10:34] + "是什么？" for s in chosen]
