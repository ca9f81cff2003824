"""A run of the shipped eval cases with this installation's settings, kept in its data home."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from eval.cases import load_cases
from eval.engines import Engines
from eval.records import Journal, Run, plan
from eval.runner import Result, run, sampled
from ui.config import Config


def evaluate(config: Config, size: int | None, progress: Callable[[int, int], None]) -> None:
    """Run `size` of the cases (None: all), spread over the kinds; `progress` gets done and all.

    Raises:
        PolicyQAError: an engine cannot be built, or the record cannot be kept.
    """
    cases = sampled(load_cases(), size, seed=0)
    progress(0, len(cases))
    with tempfile.TemporaryDirectory() as folder:
        engines = Engines(Path(folder), config.index, config.rag)
        digests = list(dict.fromkeys(c.digest for c in cases))
        options = {"unsupported": config.unsupported, "judge": ""}
        planned = plan(cases, [engines(d) for d in digests], options)
        journal = Journal(config.home, planned)
        count = 0

        def done(result: Result) -> None:
            nonlocal count
            journal.add(result)
            count += 1
            progress(count, len(cases))

        finished = Run(planned, tuple(run(cases, engines, done=done)))
    journal.finish(finished.to_json())
