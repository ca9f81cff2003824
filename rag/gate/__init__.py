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
    pieces come near to pieces there. `met`, `met_own`, `met_near`: the weighted means over
    the question's words in the section with its frame, in the section alone, in the picked
    sentences with the section's question. Of the last, `unmet`: the share that is not met;
    `official`: the share of such as an official text would have used; `head`: how far the noun
    that is asked for is missing. `covered` counts standing words alone, names of policies too;
    `late_near` is the whole question by late interaction in the picked sentences; `unheard`:
    words that the corpus lacks; `years`: a year that the sentences lack.

    `exact`, `loose`, `thing`: kinds of fact asked for (`rag.kinds`); `_lacking`: those that the
    picked sentences do not tell; `_far`: that the section does not; `beside`: words met in a
    clause that tells them.

    `margin`, `dense_lead`, `words_lead`, `rank`: how the section stands beside the others found;
    `dense`: its cosine; `same_question`: the question is the section's own; `words`: how much is
    asked (few words prove little); `named`: its policy is named; `whether`: a yes or no is asked
    for; `english`: asked in English. `read`, `read_picked`: what the reader (`index.reader`) makes
    of the section and of the picked sentences, as log odds.
    """

    met: float
    met_own: float
    met_near: float
    unmet: float
    official: float
    head: float
    covered: float
    late_near: float
    unheard: float
    years: float
    exact: float
    exact_lacking: float
    loose: float
    loose_lacking: float
    loose_far: float
    thing: float
    thing_lacking: float
    beside: float
    margin: float
    rank: float
    dense: float
    dense_lead: float
    words_lead: float
    same_question: float
    words: float
    named: float
    whether: float
    english: float
    met_english: float
    least_english: float
    read: float
    read_picked: float


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
