"""Reads whether a passage says what a sentence says: a small network over the words of both.

Every word of the one is laid beside those of the other that it is nearest to (attention over the
bundled encoder's vectors, after the decomposable attention of Parikh et al., 2016); what differs
there, and what stands next to it, decides. Rules catch a wrong figure or name; this one reads the
rest: who does it, under what condition, how far. Fitted by `python -m eval.fit_reading`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from corpus.chunks import sentence_spans
from index.normalise import language
from index.static import bundled
from index.words import tagged
from rag.answer import Quote
from rag.verify.clauses import figures
from rag.verify.counting import same_value
from rag.verify.names import unfold
from rag.verify.paraphrase import covered
from rag.verify.passages import Passage

MODEL = Path(__file__).parent / "reading.safetensors"
# The first letters of jieba's tags; a word of another kind counts as the first.
KINDS = ("x", "n", "nr", "ns", "nt", "nz", "ng", "v", "vn", "vd", "vg", "a", "ad", "an", "d", "m", "q", "t",
         "f", "s", "b", "r", "p", "c", "u", "uj", "ul", "uz", "uv", "ud", "ug", "y", "z", "i", "l", "j", "k", "h", "en")  # fmt: skip
TRAITS, COUNTS = 6, 8
AROUND, NEAREST, HEAD, STATEMENT = range(4)  # where a word stands
_PLAIN, _MET, _OTHERWISE, _LACKING = range(4)  # what a word is of a figure
MARKS = 4
_STATEMENT, _SOURCE, _HEAD = 56, 110, 20  # words that are read of each
_ALIKE, _FAR = 0.95, 0.4  # cosines of the same word and of words that have nothing in common

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Side:
    """The words of a statement or of its source, (n,) each: their kind, whether they are of a
    figure that the other side has, where they stand; `traits` (n, TRAITS) how the other side
    meets them."""

    words: tuple[str, ...]
    kinds: Ints
    marks: Ints
    places: Ints
    traits: Floats


@dataclass(frozen=True, slots=True)
class Sight:
    """A statement beside a source; `start`/`end`: where the sentence nearest to it
    stands in the document's text."""

    statement: Side
    source: Side
    counts: Floats
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Text:
    """A text cut into words."""

    plain: str
    words: tuple[str, ...]
    kinds: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def upto(self, count: int) -> "_Text":
        return _Text(self.plain, self.words[:count], self.kinds[:count], self.spans[:count])


@lru_cache(maxsize=4096)
def _cut(text: str) -> _Text:
    plain, at = unfold(text), 0
    found = []
    for word, tag in tagged(plain):
        at = plain.index(word, at)
        kind = next((KINDS.index(t) for t in (tag[:2], tag[:1]) if t in KINDS), 0)
        found.append((word, kind, (at, at + len(word))))
        at += len(word)
    words, kinds, spans = zip(*found, strict=True) if found else ((), (), ())
    return _Text(plain, words, kinds, spans)


def look(sentence: str, passage: Passage) -> Sight | None:
    """The sight of a sentence beside what a passage says; None where either has no words."""
    section, title = passage.section, passage.policy.title if passage.policy else ""
    head, text = f"{title} {section.question or section.heading or ''}", section.answer
    ours = _cut(sentence).upto(_STATEMENT)
    spans = [(a, b) for a, b in sentence_spans(text) if _cut(text[a:b]).words]
    if not ours.words or not spans:
        return None
    first, nearest, last = _window(ours, [_cut(text[a:b]) for a, b in spans])
    parts = [_cut(text[a:b]) for a, b in spans[first:last]]
    places = [
        NEAREST if i == nearest - first else AROUND for i, p in enumerate(parts) for _ in p.words
    ]
    theirs = _joined(parts).upto(_SOURCE)
    above = _cut(head).upto(_HEAD)
    source = _joined([above, theirs])
    where = np.array([HEAD] * len(above.words) + places[: len(theirs.words)], dtype=np.int64)
    begin = section.answer_start
    start, end = (begin + at for at in spans[nearest])
    return _sight(ours, source, where, start, end)


def _joined(texts: Sequence[_Text]) -> _Text:
    """Texts one after the other, a line each."""
    spans, begin = [], 0
    for text in texts:
        spans += [(a + begin, b + begin) for a, b in text.spans]
        begin += len(text.plain) + 1
    return _Text(
        "\n".join(t.plain for t in texts),
        tuple(w for t in texts for w in t.words),
        tuple(k for t in texts for k in t.kinds),
        tuple(spans),
    )


def _window(ours: _Text, sentences: Sequence[_Text]) -> tuple[int, int, int]:
    """From which sentence up to which a statement is read, and between them the nearest to it."""
    own, weights = vectors(ours.words), lengths(ours.words)
    near = [weights @ np.maximum((own @ vectors(s.words).T).max(axis=1), 0) for s in sentences]
    nearest = int(np.argmax(near))
    first, last, count = nearest, nearest + 1, len(sentences[nearest].words)
    for other in (nearest + 1, nearest - 1, nearest + 2):
        if 0 <= other < len(sentences) and other in (first - 1, last):
            count += len(sentences[other].words)
            if count > _SOURCE:
                break
            first, last = min(first, other), max(last, other + 1)
    return first, nearest, last


def _sight(ours: _Text, source: _Text, places: Ints, start: int, end: int) -> Sight:
    near = vectors(ours.words) @ vectors(source.words).T
    own_weights, its_weights = lengths(ours.words), lengths(source.words)
    marks = _marks(ours, source)
    mine = _traits(near, own_weights, _share_covered(ours, source.plain))
    its = _traits(near.T, its_weights, _share_covered(source, ours.plain))
    own_weights, its_weights = own_weights / own_weights.sum(), its_weights / its_weights.sum()
    counts = [
        own_weights @ mine[:, 0],
        own_weights @ mine[:, 1],
        its_weights @ its[:, 0],
        own_weights @ (mine[:, 0] < _FAR),
        len(ours.words) / 30,
        len(source.words) / 60,
        min(2, int((marks >= _OTHERWISE).sum())),
        float(language(ours.plain) == "en"),
    ]
    side = Side(ours.words, np.array(ours.kinds), marks, np.full(len(marks), STATEMENT), mine)
    other = Side(source.words, np.array(source.kinds), _marks(source, ours), places, its)
    return Sight(side, other, np.array(counts, dtype=np.float32), start, end)


def _traits(near: Floats, weights: Floats, shared: list[float]) -> Floats:
    """Of each word of a side, (n, TRAITS): how near the other side's nearest is, how much of it
    stands there, how weighty it is, whether its nearest follows that of the word before, whether
    it is the same, and how far into the other side it stands."""
    best, where = np.maximum(near.max(axis=1), 0), near.argmax(axis=1)
    follows = np.append(0.0, np.diff(where) == 1)
    parts = [best, shared, weights / 3, follows, best > _ALIKE, where / near.shape[1]]
    return np.stack(parts, axis=1).astype(np.float32)


def _share_covered(text: _Text, other: str) -> list[float]:
    mask = covered(text.plain, other)
    return [sum(mask[a:b]) / (b - a) for a, b in text.spans]


def _marks(text: _Text, other: _Text) -> Ints:
    """What each word is of a figure: of none, of one that the other text has, has otherwise
    limited, or lacks."""
    marks = np.full(len(text.words), _PLAIN)
    theirs = figures(other.plain)
    for figure in figures(text.plain):
        same = [q for q in theirs if same_value(figure, q)]
        agrees = any(q.comparator == figure.comparator for q in same)
        mark = _LACKING if not same else _MET if agrees else _OTHERWISE
        for found in re.finditer(re.escape(figure.shown), text.plain):
            for i, (a, b) in enumerate(text.spans):
                if a < found.end() and found.start() < b:
                    marks[i] = max(marks[i], mark)
    for i, word in enumerate(text.words):
        if marks[i] == _PLAIN and word.isdigit():
            marks[i] = _MET if word in other.words else _LACKING
    return marks


@lru_cache(maxsize=50_000)
def _vector(word: str) -> tuple[Floats, float]:
    encoder = bundled()
    summed = encoder.pieces(encoder.piece_ids(word)).sum(axis=0)
    length = float(np.linalg.norm(summed))
    return np.asarray(summed / max(length, 1e-6), dtype=np.float32), max(length, 1e-6)


def vectors(words: Sequence[str]) -> Floats:
    """The unit vectors of words, (n, dimension)."""
    return np.stack([_vector(w)[0] for w in words])


def lengths(words: Sequence[str]) -> Floats:
    """How long, and so how weighty, the vectors of words are, (n,)."""
    return np.array([_vector(w)[1] for w in words], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Reader:
    """The network's weights; `width` is that of its layers."""

    known: dict[str, int]  # the row of `usual` of each usual word, from 1
    projection: Floats  # (dimension, width)
    shift: Floats  # (width,)
    usual: Floats  # (1 + words, width)
    kinds: Floats  # (kinds, width)
    marks: Floats  # (MARKS, width)
    places: Floats  # (4, width)
    beside: Floats  # (3 * width, width): a word with the one before and after it
    beside_shift: Floats
    sharpness: Floats  # (1,)
    compare: Floats  # (4 * width + TRAITS, width)
    compare_shift: Floats
    around: Floats  # (3 * width, width)
    around_shift: Floats
    weigh: Floats  # (2, width): of the statement, of the source
    hidden: Floats  # (4 * width + COUNTS, width)
    hidden_shift: Floats
    output: Floats  # (width,)
    output_shift: Floats  # (1,)

    def says(self, sight: Sight) -> float:
        """How surely the source says what the statement does, as log odds."""
        ours, theirs = vectors(sight.statement.words), vectors(sight.source.words)
        x, y = self._told(sight.statement, ours), self._told(sight.source, theirs)
        heed = x @ y.T / np.sqrt(x.shape[1]) + self.sharpness * (ours @ theirs.T)
        there, here = _softmax(heed) @ y, _softmax(heed.T) @ x
        pooled = [
            *self._pooled(x, there, sight.statement.traits, self.weigh[0]),
            *self._pooled(y, here, sight.source.traits, self.weigh[1]),
            sight.counts,
        ]
        layer = np.maximum(np.concatenate(pooled) @ self.hidden + self.hidden_shift, 0)
        return float(layer @ self.output + self.output_shift[0])

    def _told(self, side: Side, vectors: Floats) -> Floats:
        """Each word as the network sees it among its neighbours, (n, width)."""
        usual = self.usual[[self.known.get(w, 0) for w in side.words]]
        seen = vectors @ self.projection + self.shift + usual
        seen += self.kinds[side.kinds] + self.marks[side.marks] + self.places[side.places]
        return np.asarray(seen + np.tanh(_three(seen) @ self.beside + self.beside_shift))

    def _pooled(
        self, own: Floats, met: Floats, traits: Floats, weigh: Floats
    ) -> tuple[Floats, Floats]:
        """What the comparison of every word with what meets it comes to, on the whole and at most."""
        parts = [own, met, own * met, np.abs(own - met), traits]
        found = np.maximum(np.concatenate(parts, axis=1) @ self.compare + self.compare_shift, 0)
        found = found + np.maximum(_three(found) @ self.around + self.around_shift, 0)
        return _softmax((found @ weigh)[None])[0] @ found, found.max(axis=0)


def _three(rows: Floats) -> Floats:
    """Every row between the one before and the one after it, (n, 3 * width)."""
    edge = np.zeros((1, rows.shape[1]), dtype=rows.dtype)
    return np.concatenate(
        [np.concatenate([edge, rows[:-1]]), rows, np.concatenate([rows[1:], edge])], axis=1
    )


def _softmax(rows: Floats) -> Floats:
    powers = np.exp(rows - rows.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@lru_cache(maxsize=1)
def load_reader() -> Reader:
    """The reader that ships with the project."""
    with safe_open(MODEL, "np") as file:
        words = file.metadata()["words"].split()
        weights = {k: file.get_tensor(k).astype(np.float32) for k in file.keys()}  # noqa: SIM118
    return Reader({w: i for i, w in enumerate(words, 1)}, **weights)


def read(sentence: str, evidence: Sequence[Passage]) -> tuple[float, Quote | None]:
    """How surely one of the passages says what a sentence does, as log odds, and where."""
    surest, quote = -10.0, None
    for passage in evidence:
        sight = look(sentence, passage)
        if sight is not None and (odds := load_reader().says(sight)) > surest:
            told = passage.document.text[sight.start : sight.end]
            start = sight.start + len(told) - len(told.lstrip())
            surest = odds
            quote = Quote(passage.number, told.strip(), start, start + len(told.strip()))
    return surest, quote
