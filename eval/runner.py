"""Runs cases over engines and judges them."""

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.cases import DIGESTS, Case
from eval.judge import Verdict, judge
from rag.engine import Engine

EngineFor = Callable[[str | None], Engine]
Progress = Callable[[int, int], None]


def run(
    cases: Sequence[Case], engine_for: EngineFor, progress: Progress = lambda done, all_: None
) -> list[Verdict]:
    """One verdict a case, in order; `engine_for` gives the engine of a digest (None: the sample)."""
    verdicts = []
    for number, case in enumerate(cases, 1):
        engine = engine_for(case.digest)
        began = time.perf_counter()
        answer = engine.ask(case.question, case.history)
        spent = (time.perf_counter() - began) * 1000
        hits = engine.search(case.question, 10, history=case.history)
        verdicts.append(judge(case, answer, hits, engine.documents, spent))
        progress(number, len(cases))
    return verdicts


def sampled(cases: Sequence[Case], size: int | None, seed: int) -> list[Case]:
    """`size` of the cases, spread over the kinds, the same for the same seed."""
    if size is None or size >= len(cases):
        return list(cases)
    by_kind: dict[str, list[Case]] = {}
    for case in cases:
        by_kind.setdefault(f"{case.digest}:{case.kind}", []).append(case)
    rng = random.Random(seed)
    for group in by_kind.values():
        rng.shuffle(group)
    chosen: list[Case] = []
    depth = 0
    while len(chosen) < size:
        for group in by_kind.values():
            if depth < len(group) and len(chosen) < size:
                chosen.append(group[depth])
        depth += 1
    return sorted(chosen, key=lambda c: c.id)


def files_of(digest: str | None) -> list[Path]:
    """The files of a digest: a folder of `eval/digests`, or the sample corpus."""
    from corpus.readers import FORMATS

    folder = DIGESTS / digest if digest else Path(__file__).parent.parent / "corpus" / "documents"
    return sorted(p for p in folder.iterdir() if p.suffix in FORMATS)
