"""Fits the gate to the encoder that ships: `python -m eval.fit_gate`, after every change of it
and of the reader (`python -m eval.fit_reader`).

Each case of the dev split gives one row of signals; each answerable one a second, unanswerable:
the same question with the sections that answer it taken out; and each that stands alone a
third, unanswerable: asked of a digest that it is not about. So do the questions that were written
for invented interviews and kept from the encoder (`index.training.asked`), six policies a digest. Out-of-fold figures of the cases, folds grouped by
policy and then by digest, are printed first, and those of the test split, which nothing is chosen
by; then the dev rows are fitted and `rag/gate/gate.json` is written.
"""

import argparse
import itertools
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import ParsedDocument
from eval.cases import Case, load_cases
from eval.engines import build_engine, index_of
from index.hits import Filters, Hit
from index.static import StaticEncoder
from index.store import IndexSettings
from index.training.asked import Written, interviews
from rag.engine import Engine
from rag.evidence import groups_of
from rag.extract import pick
from rag.gate import MODEL, NAMES
from rag.gate.signals import lacking_years, signals_of
from rag.question import Understanding
from rag.versions import prefer_later

_FOLDS = 6
# A masked question is worded for an answer that is gone, a misread one would be answered
# wrongly, one about another digest is far from everything: they count less than a case that was
# written to be refused or answered.
_MASKED_WEIGHT = 0.05
_FOREIGN_WEIGHT = 0.2
_MISREAD_WEIGHT = 0.3
# There are several times more rows of written questions than of cases; chosen by the dev half among .05, .2, .5.
_WRITTEN_WEIGHT = 0.05
_WRITTEN_FOREIGN_WEIGHT = 0.02
_POLICIES = 6  # in a digest of interviews
_EVERY = 6  # how many written questions there is a row of one of
_STRENGTH = 0.1  # of the prior: the inverse variance of a weight, signals standardised
_LEAST_DEVIATION = 0.15  # so that a signal that is seldom set gets no huge weight
# What refusing a share of the answerable costs beside answering as large a share of the others: an
# error costs the same either way, and at least twice as much is asked that texts answer as that
# they do not.
_REFUSAL_COST = 2.0
_THRESHOLDS = (0.2, 0.25, 0.3, 0.4, 0.5)
_SHARES = (0.03, 0.05, 0.08, 0.12)
_DEPTH = 30
# Which way each signal may speak: more of it for an answer (+), against one (-), or as fitted.
_FOR = frozenset(
    "met met_own met_near covered late_near beside margin dense dense_lead words_lead same_question named"
    " met_english least_english read read_picked".split()
)
_AGAINST = frozenset(
    "unmet official head unheard years exact exact_lacking loose loose_lacking loose_far thing"
    " thing_lacking rank".split()
)


@dataclass(frozen=True, slots=True)
class Row:
    """Signals of one question, whether it is answerable, and what it counts.

    `made`: an unanswerable one made of an answerable case, which figures leave out.
    """

    signals: tuple[float, ...]
    answerable: bool
    made: bool
    weight: float
    misread: bool
    policy: str
    digest: str
    dev: bool


def rows_of(cases: Sequence[Case], folder: Path) -> list[Row]:
    """The rows of all cases that the gate would decide."""
    engines: dict[str | None, Engine] = {}
    rows: list[Row] = []
    for case in cases:
        if case.digest not in engines:
            home = folder / str(case.digest)
            engines[case.digest] = build_engine(home, case.digest, IndexSettings())
        rows += _rows(case, engines[case.digest])
    return rows + list(_foreign_rows(cases, engines))


def written_rows(folder: Path) -> Iterator[Row]:
    """The rows of the questions written for interviews, each a case that only the gate reads."""
    encoder = StaticEncoder.load()
    everything = list(interviews())
    digests = [everything[n : n + _POLICIES] for n in range(0, len(everything), _POLICIES)]
    engines = [
        Engine(index_of([d for d, _ in digest], encoder, folder / str(n)))
        for n, digest in enumerate(digests)
    ]
    for number, digest in enumerate(digests):
        following = engines[(number + 1) % len(engines)]
        cases = _written_cases(digest, f"interviews{number}")
        for case in itertools.islice(cases, number % _EVERY, None, _EVERY):
            yield from _rows(case, engines[number], _WRITTEN_WEIGHT)[:1]
            if case.expect == "answered":
                asked = replace(case, expect="refused", gold=())
                yield from _rows(asked, following, _WRITTEN_FOREIGN_WEIGHT)


def _written_cases(
    digest: Sequence[tuple[ParsedDocument, Sequence[Written]]], name: str
) -> Iterator[Case]:
    for parsed, questions in digest:
        answers = {s.id: s.answer for s in parsed.sections}
        for number, written in enumerate(w for w in questions if not w.trained):
            yield Case(
                id=f"{written.section_id}-{number}",
                kind="paraphrase" if written.answered else "unanswerable",
                lang="",
                question=written.question,
                history=(),
                expect="answered" if written.answered else "refused",
                gold=(answers[written.section_id],) if written.answered else (),
                every=False,
                facts=(),
                digest=name,
            )


def _foreign_rows(cases: Sequence[Case], engines: Mapping[str | None, Engine]) -> Iterator[Row]:
    """Each answerable dev case that stands alone, asked of the next digest."""
    digests = list(engines)
    following = dict(zip(digests, digests[1:] + digests[:1], strict=True))
    for case in cases:
        if case.dev and case.expect == "answered" and not case.history:
            digest = following[case.digest]
            asked = replace(case, expect="refused", gold=(), digest=digest, policy=None)
            yield from _rows(asked, engines[digest], _FOREIGN_WEIGHT)


def _rows(case: Case, engine: Engine, made: float = 0.0) -> list[Row]:
    understood = engine.understand(case.question, case.history, Filters())
    named = understood.named
    decided = named.unknown_titles or named.unknown_issues or len(understood.parts) > 1
    if decided or understood.intent == "which_policies" or case.expect == "clarify":
        return []
    found = engine.index.search(understood.text, _DEPTH)
    hits, _ = prefer_later(understood.text, found)
    answerable = case.expect == "answered"
    rows = [_row(case, understood, hits, answerable, made, engine)]
    if answerable and case.gold and case.dev:
        rest = [h for h in hits if not _holds(case, h)]
        rows.append(_row(case, understood, rest, False, _MASKED_WEIGHT, engine))
    return [r for r in rows if r is not None]


def _row(
    case: Case,
    understood: Understanding,
    hits: Sequence[Hit],
    answerable: bool,
    made: float,
    engine: Engine,
) -> Row | None:
    """`made` is what a row counts that is made of another; 0 for a case as it stands."""
    groups = groups_of(understood.text, understood.language, engine.index)
    picked = pick(understood, hits, groups, engine.index)
    if picked is None or lacking_years(understood, picked.hit, engine.index):
        return None
    signals = signals_of(understood, hits, picked, groups, engine.index)
    policy = picked.hit.policy
    misread = answerable and bool(case.gold) and not _holds(case, picked.hit)
    return Row(
        signals=astuple(signals),
        answerable=answerable,
        made=made > 0,
        weight=(made or 1.0) * (_MISREAD_WEIGHT if misread else 1.0),
        misread=misread,
        policy=policy.id if policy and answerable else case.id,
        digest=case.digest or "sample",
        dev=case.dev,
    )


def _holds(case: Case, hit: Hit) -> bool:
    return any(quote in hit.text for quote in case.gold)


def fit(rows: Sequence[Row]) -> tuple[NDArray[np.float64], float]:
    """Weights by signal and the bias: logistic regression, classes balanced, signs as they must be.

    Without the signs a few hundred rows teach accidents: that a missing word speaks for an answer.
    """
    from scipy.optimize import minimize

    signals = np.array([r.signals for r in rows])
    target = np.array([1.0 if r.answerable else -1.0 for r in rows])
    mean, spread = signals.mean(0), np.maximum(signals.std(0), _LEAST_DEVIATION)
    scaled = (signals - mean) / spread
    weights = _balanced(rows, target)

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = target * (scaled @ values[1:] + values[0])
        pull = -weights * target / (1 + np.exp(margin))
        gradient = np.concatenate([[pull.sum()], scaled.T @ pull + values[1:] / _STRENGTH])
        penalty = 0.5 / _STRENGTH * values[1:] @ values[1:]
        return float(weights @ np.logaddexp(0, -margin) + penalty), gradient

    bounds = [
        (None, None),
        *((0 if n in _FOR else None, 0 if n in _AGAINST else None) for n in NAMES),
    ]
    found = minimize(loss, np.zeros(len(NAMES) + 1), jac=True, bounds=bounds, method="L-BFGS-B")
    by_signal = found.x[1:] / spread
    return by_signal, float(found.x[0] - mean @ by_signal)


def _balanced(rows: Sequence[Row], target: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rows' weights, each class of the same total."""
    weights = np.array([r.weight for r in rows])
    for kind in (1.0, -1.0):
        weights[target == kind] *= len(rows) / 2 / weights[target == kind].sum()
    return weights


def out_of_fold(rows: Sequence[Row], group: Callable[[Row], str]) -> NDArray[np.float64]:
    """Each row's confidence by a model that saw no row of its group."""
    from sklearn.model_selection import GroupKFold

    out = np.zeros(len(rows))
    groups = [group(r) for r in rows]
    folds = GroupKFold(min(_FOLDS, len(set(groups))))
    for train, test in folds.split(rows, groups=groups):
        out[test] = _confidence([rows[i] for i in train], [rows[i] for i in test])
    return out


def _confidence(train: Sequence[Row], test: Sequence[Row]) -> NDArray[np.float64]:
    weights, bias = fit(train)
    z = np.array([r.signals for r in test]) @ weights + bias
    return np.asarray(1 / (1 + np.exp(-z)))


def _cheapest(rows: Sequence[Row], confidence: NDArray[np.float64]) -> float:
    """The threshold at which refusals and answers that should not be cost least, classes weighed alike."""
    own = np.array([not r.made for r in rows])
    good = np.array([r.answerable for r in rows])
    grid = np.linspace(0.05, 0.95, 91)
    costs = [
        (confidence[own & ~good] >= t).mean() + _REFUSAL_COST * (confidence[own & good] < t).mean()
        for t in grid
    ]
    # Neighbouring thresholds are averaged: the single best one is an accident of the rows.
    smooth = np.convolve(np.pad(costs, 4, mode="edge"), np.ones(9) / 9, mode="valid")
    return round(float(grid[int(np.argmin(smooth))]), 2)


def _table(title: str, rows: Sequence[Row], confidence: NDArray[np.float64]) -> None:
    """Shares refused by threshold, risk and coverage, and the reliability curve, of cases as they stand."""
    own = np.array([not r.made for r in rows])
    good = np.array([r.answerable for r in rows])
    read = good & ~np.array([r.misread for r in rows])
    print(f"\n{title}: {int((own & good).sum())} answerable, {int((own & ~good).sum())} not")
    for threshold in _THRESHOLDS:
        refused, told = confidence < threshold, own & (confidence >= threshold)
        print(
            f"  below {threshold:.2f}: refused {refused[own & ~good].mean():.3f} of the unanswerable,"
            f" {refused[own & good].mean():.3f} of the answerable;"
            f" answers {told.sum() / own.sum():.2f} of all, {1 - read[told].mean():.2f} of these wrongly"
        )
    for share in _SHARES:
        threshold = float(np.quantile(confidence[own & good], share))
        caught = (confidence[own & ~good] < threshold).mean()
        print(f"  with {share:.2f} of the answerable refused: {caught:.3f} of the unanswerable")
    for low, high in itertools.pairwise(np.linspace(0, 1, 6)):
        inside = own & (confidence >= low) & (confidence < high + 1e-9)
        if inside.any():
            share = good[inside].mean()
            print(f"  confidence {low:.1f}-{high:.1f}: {share:.2f} answerable of {inside.sum()}")


def main() -> int:
    """Measure out of fold, then fit on the dev split and write the gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--threshold", type=float, help="the confidence to answer; else the cheapest"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_of(load_cases(), Path(folder) / "cases")
        written = list(written_rows(Path(folder) / "written"))
    test = [r for r in rows if not r.dev]
    dev = [r for r in rows if r.dev] + written
    by_policy = out_of_fold(dev, lambda r: r.policy)
    _table("out of fold, by policy", dev, by_policy)
    _table("each digest held out whole", dev, out_of_fold(dev, lambda r: r.digest))
    _table("test split", test, _confidence(dev, test))
    weights, bias = fit(dev)
    record = {
        "weights": {n: round(float(w), 4) for n, w in zip(NAMES, weights, strict=True)},
        "bias": round(bias, 4),
        "threshold": _cheapest(dev, by_policy) if args.threshold is None else args.threshold,
    }
    MODEL.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"\nthreshold {record['threshold']}, written to {MODEL}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
