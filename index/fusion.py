"""Several searchers' scores made one: a weighted sum of z-scores, weights by language.

Fused scores only choose the candidates; `index.ranking` puts them in order. The Chinese
weights are round figures near what `python -m index.training.evaluate` fits on public
question sets; the English ones were set by hand.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Mode = Literal["full", "words", "vectors", "fused"]


@dataclass(frozen=True, slots=True)
class Weights:
    """The share of each searcher in the fused score that chooses what `index.ranking` puts in order."""

    words: float
    dense: float


CHINESE = Weights(words=1.0, dense=0.5)
# An English question shares no words with Chinese text: the terms found for it are guesses.
ENGLISH = Weights(words=0.5, dense=1.0)


def weights_for(language: str, mode: Mode) -> Weights:
    """The weights for a question in this language, or those of one searcher alone."""
    if mode == "words":
        return Weights(1.0, 0.0)
    if mode == "vectors":
        return Weights(0.0, 1.0)
    return ENGLISH if language == "en" else CHINESE


def zscores(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values less their mean, over their deviation; zeros where all are equal."""
    if not len(values):
        return values
    deviation = values.std()
    if deviation < 1e-9:
        return np.zeros_like(values)
    return np.asarray((values - values.mean()) / deviation)
