"""`policy-qa bench`: search speed and memory over many sections, on one thread."""

import argparse
import itertools
import json
import os
import random
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

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
    parser.add_argument(
        "--pieces", type=int, nargs="+", default=[150, 300], help="pieces a section, on average"
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="how often all is asked; the quickest round is shown"
    )


def main(args: argparse.Namespace) -> int:
    """Build an index of each size, search it, print one line each."""
    # Everything that could start threads is told not to; tantivy searches on the caller's alone.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    encoder = StaticEncoder.load()
    print(f"{'sections':>9}{'pieces':>8}{'build s':>9}{'p50 ms':>8}{'p95 ms':>8}", end="")
    print(f"{'cpu ms':>8}{'peak MB':>9}{'load':>6}")
    lengths = [None] if args.texts else args.pieces
    with threadpool_limits(1):
        for size, pieces in itertools.product(args.sizes, lengths):
            texts = _recombined(size, pieces, encoder) if pieces else _given(args.texts, size)
            _measure(texts, args.rounds, encoder)
    return 0


def _measure(texts: list[str], rounds: int, encoder: StaticEncoder) -> None:
    """Index these sections, ask `_QUESTIONS`, print the line: the clock's p50 and p95 of the
    quickest round, the p50 of the processor time of all threads, and how busy the machine is."""
    documents = list(as_documents([Text(t) for t in texts], "bench"))
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        generation.build(Path(folder) / "g", documents, encoder, encoder)
        built = time.perf_counter() - began
        index = SearchIndex(Path(folder) / "g", documents, encoder, encoder)
        questions = _questions(documents)
        asked = [np.array([_timed(index, q) for q in questions]) * 1000 for _ in range(rounds)]
    clock, processor = min(asked, key=lambda times: float(np.median(times[:, 0]))).T
    pieces = np.mean([encoder.count_tokens(t) for t in texts[:200]])
    p50, p95 = np.percentile(clock, [50, 95])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(texts):9}{pieces:8.0f}{built:9.1f}{p50:8.1f}{p95:8.1f}", end="")
    print(f"{np.median(processor):8.1f}{peak:9.0f}{os.getloadavg()[0]:6.1f}", flush=True)


def _timed(index: SearchIndex, question: str) -> tuple[float, float]:
    """Seconds by the clock, and of the processor, that a search takes."""
    clock, processor = time.perf_counter(), time.process_time()
    index.search(question, 10)
    return time.perf_counter() - clock, time.process_time() - processor


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
        text = f"第{number}号项目。"
        length = encoder.count_tokens(text)
        i = rng.randrange(len(sentences))
        # Half of the last sentence may stand beyond the bound, so that the average is met.
        while length + lengths[i] / 2 <= pieces:
            text += sentences[i]
            length += lengths[i]
            i = rng.randrange(len(sentences))
        out.append(text)
    return out


def _questions(documents: list[ParsedDocument]) -> list[str]:
    """A clause of each of some sections, as a question."""
    rng = random.Random(_SEED)
    sections = [s for d in documents for s in d.sections]
    chosen = rng.sample(sections, min(_QUESTIONS, len(sections)))
    return [s.answer[10:34] + "是什么？" for s in chosen]
