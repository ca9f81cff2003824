"""Homophone typos in questions (人工只能 for 人工智能), mended by what the corpus itself writes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from corpus.records import ParsedDocument
from index.normalise import normalise
from index.words import words

_WINDOW = 4
_MOST_CHARACTERS = 200_000  # of text to learn spellings from: titles and questions come first
_LONGEST_QUESTION = 300
_OFTEN = 5
# Too common, or too much a matter of grammar, to be told apart by their neighbours.
_LEFT_ALONE = frozenset("的地得了着过是吗呢吧他她它几哪那这一不有在")


class Spelling:
    """The corpus's way of writing: stretches of four characters, learnt at the first question.

    A character is changed only if the three-character stretches around it stand nowhere in
    the corpus, and exactly one homophone makes a stretch of four that does.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @classmethod
    def of(cls, documents: Sequence[ParsedDocument]) -> "Spelling":
        """The spelling of a corpus: its titles and questions, then as much text as fits."""
        return cls(list(_texts_of(documents)))

    @cached_property
    def _grams(self) -> Counter[str]:
        """How often each stretch of three and four characters occurs."""
        counts: Counter[str] = Counter()
        left = _MOST_CHARACTERS
        for text in self._texts:
            plain = normalise(text[:left])
            for size in (_WINDOW - 1, _WINDOW):
                counts.update(plain[i : i + size] for i in range(len(plain) - size + 1))
            left -= len(text)
            if left <= 0:
                break
        return counts

    def correct(self, question: str) -> str | None:
        """The question with misspelt characters put right; None where nothing is to be mended."""
        if len(question) > _LONGEST_QUESTION:
            return None
        text = normalise(question)
        if len(text) != len(question):  # places would not agree; such a question is left as it is
            return None
        out = list(question)
        for at, character in enumerate(text):
            better = self._better(text, at, character)
            if better:
                out[at] = better
                text = text[:at] + better + text[at + 1 :]
        mended = "".join(out)
        return mended if mended != question else None

    def _better(self, text: str, at: int, character: str) -> str | None:
        if character in _LEFT_ALONE or not "\u4e00" <= character <= "\u9fff":
            return None
        if any(self._grams[gram] for gram, _ in _around(text, at, _WINDOW - 1)):
            return None
        from index.readings import homophones

        windows = _around(text, at, _WINDOW)
        fitting = {
            other
            for other in homophones(character) - _LEFT_ALONE
            for gram, place in windows
            if self._grams[gram[:place] + other + gram[place + 1 :]] >= _least(place)
            and not (_beside(place) and _a_word(text, at, _beside(place)))
        }
        return fitting.pop() if len(fitting) == 1 else None


def _beside(place: int) -> int:
    """The side on which a stretch tells nothing of the character: -1 before it, 1 after, 0 neither."""
    return -1 if place == 0 else int(place == _WINDOW - 1)


def _a_word(text: str, at: int, side: int) -> bool:
    """Whether a character is a word with its neighbour on one side (原因), and so well spelt."""
    first = min(at, at + side)
    return first >= 0 and text[first : first + 2] in words(text[max(0, at - 3) : at + 4])


def _least(place: int) -> int:
    """How often a mended stretch must occur: neighbours on one side only tell little."""
    return 1 if 0 < place < _WINDOW - 1 else _OFTEN


def _around(text: str, at: int, size: int) -> list[tuple[str, int]]:
    """The stretches of `size` Han characters that hold `text[at]`, and its place in each."""
    found = []
    for start in range(max(0, at - size + 1), min(at, len(text) - size) + 1):
        gram = text[start : start + size]
        if all("\u4e00" <= c <= "\u9fff" for c in gram):
            found.append((gram, at - start))
    return found


def _texts_of(documents: Sequence[ParsedDocument]) -> Iterable[str]:
    for document in documents:
        for policy in document.policies:
            yield policy.title
        for section in document.sections:
            if section.question:
                yield section.question
    for document in documents:
        yield document.document.text
