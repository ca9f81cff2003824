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

    A content word of the question is met by a text as far as it stands there, or as its
    pieces come near to pieces there. `met` is the weighted mean over the question's words
    in the best section, `least` the worst of them; `met_near`, `least_near` the same in the
    picked sentences. `covered` and `near` count standing words alone. `late`: all of the
    question by late interaction; `unheard`: weight share of words that the corpus lacks;
    `figures`: share of its figures that the evidence lacks; `no_fact`: a figure or date is asked
    for and none was picked; `margin`: how far the best section leads; `dense`: its cosine;
    `same_question`: the question is the section's own; `words`: how much is asked (few
    words prove little); `english`: asked in English.
    """

    met: float
    least: float
    met_near: float
    least_near: float
    covered: float
    near: float
    late: float
    unheard: float
    figures: float
    no_fact: float
    margin: float
    dense: float
    same_question: float
    words: float
    english: float
    met_english: float
    least_english: float


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
