"""The gate: can the corpus answer this at all? A small calibrated model over several signals."""

import json
import math
from dataclasses import astuple, dataclass, fields
from functools import lru_cache
from pathlib import Path

MODEL = Path(__file__).parent / "gate.json"


@dataclass(frozen=True, slots=True)
class Signals:
    """What the gate decides by, each about 0..1 (see `rag.gate.signals`).

    `late`: pieces of the question met by the best section; `sentence`: by the picked
    sentences; `covered`: weighted share of its words in the best section, `near` in the
    picked sentences; `lacking`: weight share of the heaviest word that the section lacks;
    `unheard`: weight share of words that the whole corpus lacks; `figures`: share of its
    figures and years that the evidence lacks; `no_fact`: a figure or date is asked for and
    none was picked; `margin`: how far the best section leads; `dense`: its cosine;
    `same_question`: the question is the section's own; `english`: asked in English.
    """

    late: float
    sentence: float
    covered: float
    near: float
    lacking: float
    unheard: float
    figures: float
    no_fact: float
    margin: float
    dense: float
    same_question: float
    english: float
    late_english: float
    covered_english: float


NAMES = tuple(f.name for f in fields(Signals))


@dataclass(frozen=True, slots=True)
class Gate:
    """Logistic regression: `weights` by signal name, `bias`, and the probability to pass."""

    weights: tuple[float, ...]
    bias: float
    threshold: float

    def confidence(self, signals: Signals) -> float:
        """The calibrated probability that the corpus answers the question."""
        z = self.bias + sum(w * x for w, x in zip(self.weights, astuple(signals), strict=True))
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, z))))


@lru_cache(maxsize=1)
def load_gate() -> Gate:
    """The gate that ships with the project, fitted by `python -m eval.fit_gate`."""
    record = json.loads(MODEL.read_text(encoding="utf-8"))
    weights = tuple(float(record["weights"][name]) for name in NAMES)
    return Gate(weights, float(record["bias"]), float(record["threshold"]))
