"""Runs cases over engines and judges them."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.errors import LLMError
from eval.cases import DIGESTS, Case
from eval.judge import Verdict, judge
from eval.llm_judge import ask_judge
from eval.meter import MeteredLLM
from eval.metrics import DEPTH
from eval.support import soundness
from eval.traces import Trace, trace
from index.hits import Filters
from rag.answer import Answer
from rag.engine import Engine
from rag.llm import LLM

EngineFor = Callable[[str | None], Engine]


@dataclass(frozen=True, slots=True)
class Result:
    """One case, what came of it, and how."""

    case: Case
    verdict: Verdict
    trace: Trace


Done = Callable[[Result], None]


def run(
    cases: Sequence[Case],
    engine_for: EngineFor,
    known: Mapping[str, Result] | None = None,
    done: Done = lambda result: None,
    judging: LLM | None = None,
) -> list[Result]:
    """One result a case, in order.

    `engine_for` gives the engine of a digest (None: the sample); `known` are results of an
    earlier run that was broken off, taken as they are; `done` is told of each other one.
    """
    results = []
    for case in cases:
        result = known.get(case.id) if known else None
        if result is None:
            result = run_case(case, engine_for(case.digest), judging)
            done(result)
        results.append(result)
    return results


def run_case(case: Case, engine: Engine, judging: LLM | None = None) -> Result:
    """Ask one question and judge what comes."""
    began = time.perf_counter()
    answer = engine.ask(case.question, case.history)
    spent = (time.perf_counter() - began) * 1000
    hits = engine.search(case.question, DEPTH, history=case.history)
    understood = engine.understand(case.question, case.history, Filters())
    sound = soundness(answer, engine.documents)
    verdict = judge(case, answer, hits, sound, round(spent, 2))
    if isinstance(engine.llm, MeteredLLM):
        tokens = engine.llm.take()
        verdict = replace(verdict, prompt_tokens=tokens.prompt, reply_tokens=tokens.reply)
    if judging is not None and answer.status == case.expect == "answered":
        verdict = _second_opinion(verdict, judging, case, engine, answer)
    return Result(case, verdict, trace(case, understood, hits, answer, sound.supported))


def _second_opinion(
    verdict: Verdict, judging: LLM, case: Case, engine: Engine, answer: Answer
) -> Verdict:
    """The verdict with what a judging model says; without, where it fails on this one."""
    try:
        judged = ask_judge(judging, case, answer, engine.documents)
    except LLMError:
        return verdict
    if judged is None:
        return verdict
    return replace(verdict, judged_support=round(judged.support, 4), judged_right=judged.right)


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
