"""Every sentence of an answer checked against what it cites, whoever wrote it."""

from collections.abc import Sequence
from typing import Protocol

from rag.answer import Sentence
from rag.verify.passages import Passage
from rag.verify.split import Piece, pieces
from rag.verify.support import Verdict, check

__all__ = ["Passage", "Similarity", "Verdict", "check", "verify"]

_LEAST_SIMILAR = 0.1


class Similarity(Protocol):
    """Cosine of two texts by an encoder, 0..1."""

    def similarity(self, a: str, b: str) -> float:
        """How alike two texts are."""
        ...


def verify(
    draft: str,
    passages: Sequence[Passage],
    similarity: Similarity | None = None,
    question: str = "",
) -> tuple[Sentence, ...]:
    """The sentences of a draft, each with the quotes it rests on and its support.

    Unknown numbers are dropped. A sentence without a known citation gets one if a single
    passage supports it. Vectors can only take support away, never give it.
    """
    found: list[Sentence] = []
    for piece in pieces(draft):
        # A condition that the question or a sentence before states needs not be said again.
        asked = " ".join([question, *(s.text for s in found if s.support != "unsupported")])
        found.append(_sentence(piece, passages, similarity, asked))
    return tuple(found)


def _sentence(
    piece: Piece, passages: Sequence[Passage], similarity: Similarity | None, asked: str
) -> Sentence:
    cited = [p for p in passages if p.number in piece.numbers]
    verdict = check(piece.text, cited, asked) if cited else _found(piece.text, passages, asked)
    if verdict.support == "supported" and not verdict.derived and similarity is not None:
        alike = max(
            (similarity.similarity(piece.text, q.quote) for q in verdict.quotes), default=0.0
        )
        if alike < _LEAST_SIMILAR:
            verdict = Verdict("unsupported", reason="与引用的原文意思相差太远")
    return Sentence(
        piece.text, verdict.quotes, verdict.support, verdict.derived, piece.paragraph, verdict.reason
    )  # fmt: skip


def _found(text: str, passages: Sequence[Passage], asked: str) -> Verdict:
    for passage in passages:
        verdict = check(text, [passage], asked)
        if verdict.support != "unsupported":
            return verdict
    return Verdict("unsupported", reason="没有引用来源，所给材料也不支持")
