"""Fits the gate to the encoder that ships: `python -m eval.fit_gate`, after every change of it.

Each case gives one row of signals; each answerable one a second, unanswerable: the same
question with the sections that answer it taken out. Out-of-fold figures, folds grouped by
policy, are printed first; then all rows are fitted and `rag/gate/gate.json` is written.
"""

import argparse
import itertools
import json
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.cases import Case, load_cases
from eval.cli import build_engine
from index.hits import Filters, Hit
from index.store import IndexSettings
from rag.engine import Engine
from rag.evidence import groups_of
from rag.extract import pick
from rag.gate import MODEL, NAMES
from rag.gate.signals import lacking_years, signals_of
from rag.question import Understanding
from rag.versions import prefer_later

_FOLDS = 6
_MASKED_WEIGHT = 0.05
_THRESHOLDS = (0.2, 0.25, 0.3, 0.35, 0.4, 0.5)
_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Row:
    """Signals of one question, whether it is answerable, and what it counts."""

    signals: tuple[float, ...]
    answerable: bool
    masked: bool
    group: str
    digest: str | None


def rows_of(cases: Sequence[Case], folder: Path) -> list[Row]:
    """The rows of all cases that the gate would decide."""
    engines: dict[str | None, Engine] = {}
    rows: list[Row] = []
    for case in cases:
        if case.digest not in engines:
            home = folder / str(case.digest)
            engines[case.digest] = build_engine(home, case.digest, IndexSettings())
        rows += _rows(case, engines[case.digest])
    return rows


def _rows(case: Case, engine: Engine) -> list[Row]:
    understood = engine.understand(case.question, case.history, Filters())
    named = understood.named
    decided = named.unknown_titles or named.unknown_issues or len(understood.parts) > 1
    if decided or understood.intent == "which_policies" or case.expect == "clarify":
        return []
    found = engine.index.search(understood.text, _DEPTH)
    hits, _ = prefer_later(understood.text, found)
    answerable = case.expect == "answered"
    rows = [_row(case, understood, hits, answerable, False, engine)]
    if answerable and case.gold:
        rest = [h for h in hits if not any(q in _text(h) for q in case.gold)]
        rows.append(_row(case, understood, rest, False, True, engine))
    return [r for r in rows if r is not None]


def _row(
    case: Case,
    understood: Understanding,
    hits: Sequence[Hit],
    answerable: bool,
    masked: bool,
    engine: Engine,
) -> Row | None:
    groups = groups_of(understood.text, understood.language, engine.index)
    picked = pick(understood, hits, groups, engine.index)
    if picked is None or lacking_years(understood, picked.hit, engine.index):
        return None
    signals = signals_of(understood, hits, picked, groups, engine.index)
    policy = picked.hit.policy
    group = policy.id if policy and answerable else case.id
    return Row(astuple(signals), answerable, masked, group, case.digest)


def _text(hit: Hit) -> str:
    return hit.document.text[hit.section.start : hit.section.end]


def fit(rows: Sequence[Row]) -> tuple[NDArray[np.float64], float]:
    """Weights by signal and the bias, by logistic regression with balanced classes."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, max_iter=5000, class_weight="balanced")
    weights = [_MASKED_WEIGHT if r.masked else 1.0 for r in rows]
    model.fit([r.signals for r in rows], [r.answerable for r in rows], sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


def out_of_fold(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Each row's confidence by a model that saw no row of its policy."""
    from sklearn.model_selection import GroupKFold

    out = np.zeros(len(rows))
    groups = [r.group for r in rows]
    for train, test in GroupKFold(_FOLDS).split(rows, groups=groups):
        out[test] = _confidence([rows[i] for i in train], [rows[i] for i in test])
    return out


def _confidence(train: Sequence[Row], test: Sequence[Row]) -> NDArray[np.float64]:
    weights, bias = fit(train)
    z = np.array([r.signals for r in test]) @ weights + bias
    return np.asarray(1 / (1 + np.exp(-z)))


def _table(title: str, rows: Sequence[Row], confidence: NDArray[np.float64]) -> None:
    """Shares refused by threshold, and the reliability curve, of unmasked rows."""
    own = np.array([not r.masked for r in rows])
    good = np.array([r.answerable for r in rows])
    print(f"\n{title}: {int((own & good).sum())} answerable, {int((own & ~good).sum())} not")
    for threshold in _THRESHOLDS:
        refused = confidence < threshold
        print(
            f"  below {threshold:.2f}: refused {refused[own & ~good].mean():.3f} of the unanswerable,"
            f" {refused[own & good].mean():.3f} of the answerable"
        )
    edges = np.linspace(0, 1, 6)
    for low, high in itertools.pairwise(edges):
        inside = own & (confidence >= low) & (confidence < high + 1e-9)
        if inside.any():
            print(
                f"  confidence {low:.1f}-{high:.1f}: {good[inside].mean():.2f} answerable of {int(inside.sum())}"
            )


def main() -> int:
    """Measure out of fold, then fit on everything and write the gate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threshold", type=float, default=0.3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = rows_of(load_cases(), Path(folder))
    _table("out of fold, by policy", rows, out_of_fold(rows))
    second = [r for r in rows if r.digest]
    _table(
        "second digest, held out whole",
        second,
        _confidence([r for r in rows if not r.digest], second),
    )
    weights, bias = fit(rows)
    record = {
        "weights": {n: round(float(w), 4) for n, w in zip(NAMES, weights, strict=True)},
        "bias": round(bias, 4),
        "threshold": args.threshold,
    }
    MODEL.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
