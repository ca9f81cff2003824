"""Two runs case by case, with a paired randomisation test."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from eval.judge import Verdict
from eval.metrics import LOWER, values_of

_PERMUTATIONS = 4000
_SEED = 20250925
_COMPARED = ("right", "hit@1", "ndcg@10", "first_citation", "fact_recall", "citation_recall",
             "refusal_recall", "wrongly_refused", "wrongly_clarified")  # fmt: skip


def compare(before: Mapping[str, Verdict], after: Sequence[Verdict]) -> dict[str, Any]:
    """What became right, what wrong, and each metric over the cases that both runs measured.

    `p` is the chance of so large a mean difference if the runs were alike (paired
    randomisation, seeded).
    """
    common = [v for v in after if v.id in before]
    old = values_of([before[v.id] for v in common])
    new = values_of(common)
    metrics = {}
    for name in _COMPARED:
        ids = [i for i in new.get(name, {}) if i in old.get(name, {})]
        if ids:
            a, b = (np.array([values[name][i] for i in ids]) for values in (old, new))
            metrics[name] = {
                "before": round(float(a.mean()), 4),
                "after": round(float(b.mean()), 4),
                "cases": len(ids),
                "p": round(paired_p(b - a), 4),
                "better": bool((b.mean() - a.mean()) * (-1 if name in LOWER else 1) > 0),
            }
    return {
        "cases": len(common),
        "mended": [v.id for v in common if v.right and not before[v.id].right],
        "broken": [v.id for v in common if before[v.id].right and not v.right],
        "why": {v.id: v.why for v in common if before[v.id].right and not v.right},
        "metrics": metrics,
        "p": metrics["right"]["p"] if "right" in metrics else 1.0,
    }


def paired_p(differences: "np.typing.NDArray[np.float64]") -> float:
    """Two-sided p of a mean difference, by flipping the signs of the pairs at random."""
    rng = np.random.default_rng(_SEED)
    signs = rng.choice([-1.0, 1.0], size=(_PERMUTATIONS, len(differences)))
    extreme = np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9
    return float((extreme.sum() + 1) / (_PERMUTATIONS + 1))
