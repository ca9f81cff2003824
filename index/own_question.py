"""A question asked in a section's own words is about that section."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.late import LateInteraction

# From which likeness on the questions are the same, and what a section then gains at most.
_NEARLY = 0.6
_MOST = 4.0


def own_question(
    text: str, questions: Sequence[NDArray[np.int32]], late: LateInteraction
) -> NDArray[np.float64]:
    """What each section gains because the question is its own, or nearly so, (n,).

    `text` and the pieces of the sections' `questions` are in the standard wording of
    `index.asked`; a section that has no question has no pieces.
    """
    gains = np.zeros(len(questions))
    there = late.score(text, questions)
    for i in np.flatnonzero(there > _NEARLY).tolist():
        back = late.score_pieces(questions[i], [late.pieces_of(text)])[0]
        gains[i] = max(0.0, min(float(there[i]), float(back)) - _NEARLY) / (1 - _NEARLY)
    return gains * _MOST
