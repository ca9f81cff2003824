"""What the index keeps of every chunk so that ranking need not make it anew for each question.

Beside the sentences (`index.spans`): the normalised text, and the pieces of the section's own
question in a standard wording. Whatever changes these changes `manifest.FORMAT`.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import ragged, spans
from index.asked import asked
from index.named import Named
from index.normalise import normalise
from index.ragged import Ragged
from index.spans import Spans, SpanStore
from index.static import StaticEncoder

_TEXTS, _QUESTIONS = "texts", "questions"
FILES = (*spans.FILES, *ragged.files(_TEXTS), *ragged.files(_QUESTIONS))


def build(
    folder: Path,
    texts: Sequence[tuple[str, str]],
    whole: Sequence[str],
    questions: Sequence[str | None],
    encoder: StaticEncoder,
) -> None:
    """Write the files: of every chunk its (head, body), its text with all that heads it, and
    the question of its section."""
    spans.build(folder, texts, encoder)
    plain = [np.frombuffer(normalise(text).encode(), dtype=np.uint8) for text in whole]
    ragged.save(folder, _TEXTS, plain, np.uint8)
    nothing = np.zeros(0, dtype=np.int32)
    own = [encoder.piece_ids(asked(q, Named())) if q else nothing for q in questions]
    ragged.save(folder, _QUESTIONS, own, np.int32)


class Kept:
    """The files, opened; reading is safe from many threads.

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """

    def __init__(self, folder: Path) -> None:
        self._spans = SpanStore(folder)
        self._texts = Ragged(folder, _TEXTS)
        self._questions = Ragged(folder, _QUESTIONS)

    def sentences(self, ordinals: NDArray[np.int64]) -> Spans:
        """The sentences of these chunks, in their order."""
        return self._spans.of(ordinals)

    def texts(self, ordinals: NDArray[np.int64]) -> list[str]:
        """Each chunk with its headings, question and policy's title, normalised."""
        return [row.tobytes().decode() for row in self._texts.rows(ordinals)]

    def questions(self, ordinals: NDArray[np.int64]) -> list[NDArray[np.int32]]:
        """The pieces of what each chunk's section is asked in the text; empty where nothing is."""
        return self._questions.rows(ordinals)
