"""Fits the reader: `python -m eval.fit_reader --data DIR`, after every change of the encoder.

Its questions are those written for passages of the training texts and for invented interviews.
An answered one is read with the passage that answers it, with two of the passages beside that, the
most like and another, and with the nearest of another source; an unanswerable one with the passage
that it was written for and one beside it. What it learns is which passage answers best (of each
question's, by softmax) and whether one answers at all. A passage counts by its sentences together
(log-sum-exp). How well the questions of an eighth of the sources, unseen, are told apart is printed
after each epoch of a first fit (the area under the ROC curve; how often the right passage stands
before those beside it); then everything is fitted and `reader.safetensors` is written beside
`index.reader`.
"""

import argparse
import itertools
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from corpus.chunks import sentence_spans
from corpus.records import ParsedDocument, Section
from eval.networks import halves
from eval.reader_network import Network
from index.generation import head_of
from index.reader import MODEL, QUESTION, Passage, passage_of
from index.static import StaticEncoder
from index.training.asked import Written, asked_documents

_EPOCHS = 4
_PIECES = 16_000  # in a batch, padded
_SORTED = 2000  # questions, of which batches of like length are made
_RATE, _DECAY = 2e-3, 1e-2
# What a question counts in the passage's own words, and one that the encoder was trained on, whose
# pieces lie nearer to its passage than those of a new question would.
_PLAIN, _TRAINED = 0.5, 0.5
_BESIDE, _UNANSWERED = (
    0.5,
    1.5,
)  # what a passage counts that does not answer; that lacks what is asked of it
_SEED = 20250925


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the passage that it is about by number, and whether that answers.

    `others`: passages of the same source, the most like the question first; `abroad`: the nearest
    of another source; `trained`: the encoder was trained on it.
    """

    pieces: NDArray[np.int32]
    own: int
    answered: bool
    plain: bool
    trained: bool
    others: tuple[int, ...]
    abroad: int
    source: str


def read_questions(
    documents: Sequence[tuple[ParsedDocument, Sequence[Written]]], encoder: StaticEncoder
) -> tuple[list[Passage], list[Asked]]:
    """All passages, and the questions about them."""
    passages: list[Passage] = []
    numbers: dict[str, int] = {}
    texts: list[str] = []
    sources: list[str] = []
    for parsed, _ in documents:
        for section in parsed.sections:
            numbers[section.id] = len(passages)
            passages.append(_passage(parsed, section, encoder))
            texts.append(parsed.text_of(section))
            sources.append(parsed.document.title)
    vectors = encoder.encode_document(texts)
    titles = np.array(sources)
    asked: list[Asked] = []
    for parsed, questions in documents:
        title = parsed.document.title
        own = [numbers[s.id] for s in parsed.sections]
        pairs = {n: _pairs(texts[n]) for n in own}
        foreign = np.flatnonzero(titles != title)
        for written in questions:
            pieces = encoder.piece_ids(written.question)
            if not len(pieces):
                continue
            number = numbers[written.section_id]
            shared = {n: len(pairs[n] & _pairs(written.question)) for n in own if n != number}
            near = vectors @ encoder.encode_query([written.question])[0]
            asked.append(
                Asked(
                    pieces[:QUESTION],
                    number,
                    written.answered,
                    written.plain,
                    written.trained,
                    tuple(sorted(shared, key=lambda n: -shared[n])),
                    int(foreign[np.argmax(near[foreign])]),
                    title,
                )
            )
    return passages, asked


def _passage(parsed: ParsedDocument, section: Section, encoder: StaticEncoder) -> Passage:
    policies = {p.id: p for p in parsed.policies}
    head = head_of(section, policies.get(section.policy_id or ""))
    answer = section.answer
    sentences = [answer[a:b] for a, b in sentence_spans(answer)]
    return passage_of(encoder.piece_ids(head), [encoder.piece_ids(s) for s in sentences])


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the passages that it is read with, its own first."""

    asked: Asked
    passages: tuple[int, ...]


def _examples(asked: Iterable[Asked], rng: random.Random) -> Iterator[Example]:
    for one in asked:
        beside = list(one.others[: 1 if not one.answered else 2])
        if one.answered and len(one.others) > 2:
            beside[1] = rng.choice(one.others[1:])
        abroad = [one.abroad] if one.answered and rng.random() < 0.5 else []
        yield Example(one, (one.own, *beside, *abroad))


def _batches(
    examples: Sequence[Example], passages: Sequence[Passage], rng: random.Random
) -> list[list[Example]]:
    """Batches of passages of like length, at most `_PIECES` pieces with their padding."""
    shuffled = list(examples)
    rng.shuffle(shuffled)
    out: list[list[Example]] = []

    def longest(example: Example) -> int:
        return max(len(passages[p].pieces) for p in example.passages)

    for first in range(0, len(shuffled), _SORTED):
        batch: list[Example] = []
        count = 0
        for example in sorted(shuffled[first : first + _SORTED], key=longest):
            count += len(example.passages)
            if batch and longest(example) * count > _PIECES:
                out.append(batch)
                batch, count = [], len(example.passages)
            batch.append(example)
        out.append(batch)
    rng.shuffle(out)
    return out


def _loss(network: Network, batch: Sequence[Example], passages: Sequence[Passage]) -> torch.Tensor:
    """Cross entropy of whether each passage answers, and of which of a question's does."""
    pairs: list[tuple[NDArray[np.int32], Passage]] = []
    answers: list[float] = []
    weights: list[float] = []
    lists: list[tuple[int, int, float]] = []
    for example in batch:
        one, count = example.asked, len(example.passages)
        share = _PLAIN if one.plain else _TRAINED if one.trained else 1.0
        if one.answered and count > 1:
            lists.append((len(pairs), count, share))
        pairs += [(one.pieces, passages[p]) for p in example.passages]
        answers += [float(one.answered)] + [0.0] * (count - 1)
        weights += [share * (1.0 if one.answered else _UNANSWERED)] + [share * _BESIDE] * (
            count - 1
        )
    read = network(pairs, training=True)
    weight = torch.tensor(weights)
    loss = functional.binary_cross_entropy_with_logits(
        read[:, 1], torch.tensor(answers), weight=weight, reduction="sum"
    )
    loss = loss / weight.sum()
    if lists:
        chosen = [share * -read[i : i + n, 0].log_softmax(0)[0] for i, n, share in lists]
        loss = loss + torch.stack(chosen).sum() / sum(share for _, _, share in lists)
    return loss


def fit(
    asked: Sequence[Asked],
    passages: Sequence[Passage],
    encoder: StaticEncoder,
    unseen: Sequence[Asked] = (),
) -> Network:
    """A network fitted to the questions; how it does on the unseen is told after each epoch."""
    network, rng = Network(encoder), random.Random(_SEED)
    parameters = list(network.tensors.values())
    optimizer = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=_DECAY)
    schedule = None
    for epoch in range(_EPOCHS):
        batches = _batches(list(_examples(asked, rng)), passages, rng)
        if schedule is None:
            steps = int(_EPOCHS * len(batches) * 1.02) + _EPOCHS
            schedule = torch.optim.lr_scheduler.OneCycleLR(
                optimizer, _RATE, total_steps=steps, pct_start=0.15
            )
        for batch in batches:
            loss = _loss(network, batch, passages)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            schedule.step()
        told = measured(network, unseen, passages) if unseen else ""
        print(f"epoch {epoch + 1} of {_EPOCHS} {told}", file=sys.stderr, flush=True)
    return network


def readings(
    network: Network, pairs: Sequence[tuple[NDArray[np.int32], Passage]]
) -> NDArray[np.float64]:
    """Score and log odds of each pair, (n, 2)."""
    order = sorted(range(len(pairs)), key=lambda i: len(pairs[i][1].pieces))
    out = np.zeros((len(pairs), 2))
    with torch.no_grad():
        for first in range(0, len(order), 64):
            chosen = order[first : first + 64]
            out[chosen] = network([pairs[i] for i in chosen]).numpy()
    return out


def measured(network: Network, unseen: Sequence[Asked], passages: Sequence[Passage]) -> str:
    """How well it tells questions that are answered from others, and the right passage from all
    of its source. Questions in the passage's own words and those that the encoder was trained on
    are left out, and so are sources that have no others."""
    from sklearn.metrics import roc_auc_score

    told = [one for one in unseen if not one.plain and not one.trained]
    new = {one.source for one in told if one.answered}
    told = [one for one in told if one.source in new]
    odds = readings(network, [(one.pieces, passages[one.own]) for one in told])[:, 1]
    area = roc_auc_score([one.answered for one in told], odds)
    pairs: list[tuple[NDArray[np.int32], Passage]] = []
    begins = [0]
    for one in (one for one in told if one.answered and one.others):
        pairs += [(one.pieces, passages[p]) for p in (one.own, *one.others)]
        begins.append(len(pairs))
    scores = readings(network, pairs)[:, 0]
    first = [int(np.argmax(scores[a:b])) == 0 for a, b in itertools.pairwise(begins)]
    return f"area under the ROC curve {area:.4f} ({len(told)}), first {np.mean(first):.4f} ({len(first)})"


def main() -> int:
    """Measure on sources that were not fitted, then fit on all and write the reader."""
    from safetensors.numpy import save_file

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="training texts")
    args = parser.parse_args()
    encoder = StaticEncoder.load()
    passages, asked = read_questions(list(asked_documents(args.data)), encoder)
    sources = sorted({one.source for one in asked})
    random.Random(_SEED).shuffle(sources)
    apart = set(sources[: len(sources) // 8])
    seen = [one for one in asked if one.source not in apart]
    fit(seen, passages, encoder, [one for one in asked if one.source in apart])
    network = fit(asked, passages, encoder)
    save_file(halves(network.tensors), MODEL)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
