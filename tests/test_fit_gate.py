import numpy as np

from eval.fit_gate import _AGAINST, _FOR, Row, fit, out_of_fold
from rag.gate import NAMES, load_gate


def rows() -> list[Row]:
    """Answerable ones meet more of their words; `official` is noise that speaks the wrong way."""
    rng = np.random.default_rng(7)
    made = []
    for n in range(120):
        good = n % 3 != 0
        signals = dict.fromkeys(NAMES, 0.0)
        signals["met_near"] = float(rng.normal(0.7 if good else 0.3, 0.15))
        signals["official"] = float(rng.normal(0.3 if good else 0.1, 0.05))
        made.append(
            Row(
                signals=tuple(signals[name] for name in NAMES),
                answerable=good,
                made=False,
                weight=1.0,
                misread=False,
                policy=f"p{n % 12}",
                digest=f"d{n % 3}",
                dev=True,
            )
        )
    return made


def test_weights_keep_their_signs_whatever_the_rows_say() -> None:
    weights = dict(zip(NAMES, fit(rows())[0], strict=True))
    assert weights["met_near"] > 0.5
    assert weights["official"] <= 1e-9


def test_out_of_fold_confidence_tells_the_two_apart() -> None:
    made = rows()
    confidence = out_of_fold(made, lambda row: row.policy)
    good = np.array([row.answerable for row in made])
    assert confidence[good].mean() > confidence[~good].mean() + 0.3


def test_the_shipped_gate_has_a_weight_of_the_right_sign_for_every_signal() -> None:
    gate = load_gate()
    assert len(gate.weights) == len(NAMES)
    assert set(NAMES) >= _FOR | _AGAINST
    for name, weight in zip(NAMES, gate.weights, strict=True):
        assert weight >= 0 or name not in _FOR
        assert weight <= 0 or name not in _AGAINST
