"""Verdicts to numbers, with 95% bootstrap intervals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, Qrel, ScoredDoc, Success, nDCG
from numpy.typing import NDArray

from eval.judge import Verdict

_RESAMPLES = 1000
_SEED = 20250925
DEPTH = 10

# A measure of one case, None where it does not apply.
Measure = Callable[[Verdict], float | bool | None]


@dataclass(frozen=True, slots=True)
class Metric:
    """A number with its 95% interval over `count` cases."""

    value: float
    low: float
    high: float
    count: int

    def to_json(self) -> dict[str, float]:
        """Rounded to four places."""
        return {
            "value": round(self.value, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "count": self.count,
        }


def _when(applies: bool, value: float | bool | None) -> float | bool | None:
    return value if applies else None


# Each is the mean over the cases it applies to; `figure_errors` and `forbidden` are sums.
_MEASURES: dict[str, Measure] = {
    "status": lambda v: v.status == v.expect,
    "right": lambda v: v.right,
    "first_citation": lambda v: v.cited,
    "fact_recall": lambda v: v.facts,
    "located": lambda v: v.located,
    "citation_precision": lambda v: v.precision,
    "citation_recall": lambda v: v.recall,
    "verbatim": lambda v: v.verbatim,
    "figure_errors": lambda v: _when(v.status == "answered", v.wrong_figures),
    "forbidden": lambda v: len(v.forbidden),
    "refusal_precision": lambda v: _when(
        v.status == "refused" and v.expect != "clarify", v.expect == "refused"
    ),
    "refusal_recall": lambda v: _when(v.expect == "refused", v.status == "refused"),
    "wrongly_refused": lambda v: _when(v.expect == "answered", v.status == "refused"),
    "clarify_recall": lambda v: _when(v.expect == "clarify", v.status == "clarify"),
    "wrongly_clarified": lambda v: _when(v.expect == "answered", v.status == "clarify"),
    "conciseness": lambda v: v.concise,
    "characters": lambda v: _when(v.status == v.expect == "answered", v.characters),
    "judge_support": lambda v: v.judged_support,
    "judge_right": lambda v: v.judged_right,
}
_SUMS = ("figure_errors", "forbidden")
_RANKING = {
    "hit@1": Success @ 1,
    "hit@3": Success @ 3,
    "hit@10": Success @ DEPTH,
    "mrr": RR @ DEPTH,
    "ndcg@10": nDCG @ DEPTH,
}
NAMES = (*_RANKING, *_MEASURES)
# A lower value is the better one.
LOWER = frozenset({"figure_errors", "forbidden", "wrongly_refused", "wrongly_clarified", "characters"})  # fmt: skip


def values_of(verdicts: Sequence[Verdict]) -> dict[str, dict[str, float]]:
    """Every measure of every case that it applies to: metric to case id to value."""
    out = _ranking([v for v in verdicts if v.ranks is not None])
    for name, of in _MEASURES.items():
        applied = {v.id: of(v) for v in verdicts}
        out[name] = {k: float(x) for k, x in applied.items() if x is not None}
    return out


def measure(verdicts: Sequence[Verdict]) -> dict[str, Metric]:
    """Every metric that applies to these verdicts."""
    return {
        name: _with_interval(np.array(list(cases.values())), name in _SUMS)
        for name, cases in values_of(verdicts).items()
        if cases
    }


def _ranking(ranked: Sequence[Verdict]) -> dict[str, dict[str, float]]:
    """Each ranking metric of each case, by ir-measures.

    Hits and MRR look at `Verdict.rank`, nDCG at every section that is needed.
    """
    first = {v.id: (v.rank or 0,) for v in ranked}
    each = {v.id: v.ranks or () for v in ranked}
    out = {name: dict.fromkeys(first, 0.0) for name in _RANKING}
    for names, needs in ((("hit@1", "hit@3", "hit@10", "mrr"), first), (("ndcg@10",), each)):
        measures = {str(_RANKING[n]): n for n in names}
        found = ir_measures.iter_calc([_RANKING[n] for n in names], *_as_run(needs))
        for one in found:
            out[measures[str(one.measure)]][one.query_id] = one.value
    return out


def _as_run(needs: Mapping[str, Sequence[int]]) -> tuple[list[Any], list[Any]]:
    """Judgements and a run of ten in which the needed sections stand at these ranks."""
    qrels = [Qrel(i, f"need{n}", 1) for i, ranks in needs.items() for n in range(len(ranks))]
    run = []
    for i, ranks in needs.items():
        at = {rank: f"need{n}" for n, rank in enumerate(ranks)}
        run += [
            ScoredDoc(i, at.get(place, f"other{place}"), float(DEPTH - place))
            for place in range(1, DEPTH + 1)
        ]
    return qrels, run


def _with_interval(values: NDArray[np.float64], summed: bool) -> Metric:
    """Mean (or sum) and its percentile bootstrap interval, seeded."""
    rng = np.random.default_rng(_SEED)
    drawn = values[rng.integers(0, len(values), (_RESAMPLES, len(values)))]
    scale = len(values) if summed else 1
    low, high = np.percentile(drawn.mean(axis=1) * scale, [2.5, 97.5])
    return Metric(float(values.mean() * scale), float(low), float(high), len(values))


def latency(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Milliseconds a question, median and 95th percentile."""
    times = [v.milliseconds for v in verdicts]
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50": round(float(p50), 1), "p95": round(float(p95), 1)}


def risk_coverage(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """What answering fewer questions would buy, by the gate's confidence.

    Over the cases that want an answer or a refusal, most confident first. `points`: [coverage,
    risk], where coverage is the share answered and risk the share of those whose answer was not
    right; it ends at what was answered. `aurc`: the mean risk along it. `gate_auc`: how often an
    answerable question has more confidence than an unanswerable one (.5 is chance).
    """
    asked = [v for v in verdicts if v.expect != "clarify"]
    answered = sorted((v for v in asked if v.status == "answered"), key=lambda v: -v.confidence)
    wrong = np.cumsum([not v.right for v in answered])
    points = [
        [round((i + 1) / len(asked), 4), round(float(wrong[i]) / (i + 1), 4)]
        for i, v in enumerate(answered)
        if i + 1 == len(answered) or answered[i + 1].confidence < v.confidence
    ]
    good = np.array([v.confidence for v in asked if v.expect == "answered"])
    bad = np.array([v.confidence for v in asked if v.expect == "refused"])
    auc = None
    if len(good) and len(bad):
        above = (good[:, None] > bad).mean() + (good[:, None] == bad).mean() / 2
        auc = round(float(above), 4)
    aurc = round(float((wrong / np.arange(1, len(wrong) + 1)).mean()), 4) if answered else None
    return {"points": points, "aurc": aurc, "gate_auc": auc}
