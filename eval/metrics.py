"""Verdicts to numbers, with 95% bootstrap intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG

from eval.judge import Verdict

_RESAMPLES = 1000
_SEED = 20250925
_DEPTH = 10

Measure = Callable[[Sequence[Verdict]], float]


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with its 95% interval over `count` cases."""

    value: float
    low: float
    high: float
    count: int


def _share(values: Sequence[bool | float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _refusal_precision(verdicts: Sequence[Verdict]) -> float:
    return _share([v.expect == "refused" for v in verdicts if v.status == "refused"])


def _refusal_recall(verdicts: Sequence[Verdict]) -> float:
    return _share([v.status == "refused" for v in verdicts if v.expect == "refused"])


# Each with the cases it is measured over; ranking metrics are ir-measures' below.
_MEASURES: dict[str, tuple[Callable[[Verdict], bool], Measure]] = {
    "status": (lambda v: True, lambda vs: _share([v.status == v.expect for v in vs])),
    "right": (lambda v: True, lambda vs: _share([v.right for v in vs])),
    "first_citation": (
        lambda v: v.cited is not None,
        lambda vs: _share([bool(v.cited) for v in vs]),
    ),
    "fact_recall": (lambda v: v.facts is not None, lambda vs: _share([v.facts or 0.0 for v in vs])),
    "citation_precision": (
        lambda v: v.precision is not None,
        lambda vs: _share([v.precision or 0.0 for v in vs]),
    ),
    "citation_recall": (
        lambda v: v.recall is not None,
        lambda vs: _share([v.recall or 0.0 for v in vs]),
    ),
    "verbatim": (
        lambda v: v.verbatim is not None,
        lambda vs: _share([v.verbatim or 0.0 for v in vs]),
    ),
    "figure_errors": (
        lambda v: v.status == "answered",
        lambda vs: float(sum(v.wrong_figures for v in vs)),
    ),
    "refusal_precision": (lambda v: v.expect != "clarify", _refusal_precision),
    "refusal_recall": (lambda v: v.expect == "refused", _refusal_recall),
    "wrongly_refused": (
        lambda v: v.expect == "answered",
        lambda vs: _share([v.status == "refused" for v in vs]),
    ),
    "clarify_recall": (
        lambda v: v.expect == "clarify",
        lambda vs: _share([v.status == "clarify" for v in vs]),
    ),
    "wrongly_clarified": (
        lambda v: v.expect == "answered",
        lambda vs: _share([v.status == "clarify" for v in vs]),
    ),
    "characters": (
        lambda v: v.status == "answered" and v.expect == "answered",
        lambda vs: _share([float(v.characters) for v in vs]),
    ),
}
_RANKING = {
    "hit@1": Success @ 1,
    "hit@3": Success @ 3,
    "hit@10": Success @ 10,
    "mrr": RR @ 10,
    "ndcg@10": nDCG @ 10,
}
NAMES = (*_RANKING, *_MEASURES)


def measure(verdicts: Sequence[Verdict]) -> dict[str, Metric]:
    """Every metric that applies to these verdicts."""
    out: dict[str, Metric] = {}
    ranked = [v for v in verdicts if v.rank is not None]
    if ranked:
        for name, by_case in _by_case(ranked).items():
            out[name] = _with_interval([float(x) for x in by_case], _share)
    for name, (applies, compute) in _MEASURES.items():
        chosen = [v for v in verdicts if applies(v)]
        if chosen and not np.isnan(compute(chosen)):
            out[name] = _with_interval(chosen, compute)
    return out


def _by_case(ranked: Sequence[Verdict]) -> dict[str, list[float]]:
    """Each ranking metric of each case, by ir-measures; the gold section is the one relevant."""
    qrels = [Qrel(v.id, "gold", 1) for v in ranked]
    run = [
        ScoredDoc(v.id, "gold" if place == v.rank else f"d{place}", float(_DEPTH - place))
        for v in ranked
        for place in range(1, _DEPTH + 1)
    ]
    found: dict[tuple[str, str], float] = {}
    for one in ir_measures.iter_calc(list(_RANKING.values()), qrels, run):
        found[str(one.measure), one.query_id] = one.value
    return {
        name: [found.get((str(measure_), v.id), 0.0) for v in ranked]
        for name, measure_ in _RANKING.items()
    }


def _with_interval(items: Sequence[object], compute: Callable[..., float]) -> Metric:
    """The metric and its percentile bootstrap interval, seeded."""
    rng = np.random.default_rng(_SEED)
    values = []
    for _ in range(_RESAMPLES):
        rows = rng.integers(0, len(items), len(items))
        value = compute([items[i] for i in rows])
        if not np.isnan(value):
            values.append(value)
    low, high = np.percentile(values, [2.5, 97.5]) if values else (float("nan"),) * 2
    return Metric(compute(list(items)), float(low), float(high), len(items))


def latency(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Milliseconds a question, median and 95th percentile."""
    times = [v.milliseconds for v in verdicts]
    return {"p50": float(np.percentile(times, 50)), "p95": float(np.percentile(times, 95))}
