"""Fits the gate's reader: `python -m eval.fit_reader --data DIR`, after every change of the encoder.

Rows are questions with a passage: those written for passages of the training texts, with the
passage that answers, or that an unanswerable one was written for, with the two beside it that are
most like the question, and with the nearest one of another source. A passage counts by its
sentences together (log-sum-exp). How well a fifth of the sources, unseen, is told apart is
printed (the area under the ROC curve); then everything is fitted and `reader.safetensors` is
written beside `rag.gate.reader`.
"""

import argparse
import itertools
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import binary_cross_entropy_with_logits, dropout

from corpus.chunks import sentence_spans
from corpus.records import ParsedDocument, Section
from eval.networks import drawn, halves
from index.static import StaticEncoder
from index.training.asked import asked_documents
from rag.gate.reader import COUNTS, MODEL, VIEWS, Sight, look

_WIDTH = 96
_DROPOUT = 0.3
_EPOCHS = 9
_BATCH = 512
_RATE, _DECAY = 2e-3, 1e-2
_SENTENCES = 14  # of a passage
_BESIDE = 0.5  # what a row of a passage beside the right one, or abroad, counts
_SEED = 20250925


@dataclass(frozen=True, slots=True)
class Row:
    """A question's sight of a passage, whether that answers, what it counts, and its source."""

    sight: Sight
    answered: bool
    weight: float
    source: str


def written_rows(data: Path, encoder: StaticEncoder) -> Iterator[Row]:
    """Rows of the questions written for passages."""
    documents = list(asked_documents(data))
    abroad = _Abroad([parsed for parsed, _ in documents], encoder)
    read = lru_cache(maxsize=None)(partial(_pieces, encoder=encoder))
    for parsed, questions in documents:
        title = parsed.document.title
        sections = {s.id: _headed(s) for s in parsed.sections}
        for written in questions:
            beside = _by_likeness(written.question, written.section_id, sections)
            rows = [(sections[written.section_id], written.answered, 1.0)]
            rows += [(sections[name], False, _BESIDE) for name in beside[:2]]
            rows.append((abroad.nearest(written.question, title), False, _BESIDE))
            for (heading, text), answered, weight in rows:
                sight = look(encoder.piece_ids(written.question), *read(heading, text), encoder)
                if len(sight.counts):
                    yield Row(sight, answered, weight, title)


class _Abroad:
    """All passages, to find the one of another source that comes nearest to a question."""

    def __init__(self, documents: Sequence[ParsedDocument], encoder: StaticEncoder) -> None:
        self._encoder = encoder
        self._passages = [_headed(s) for d in documents for s in d.sections]
        self._titles = np.array([d.document.title for d in documents for _ in d.sections])
        self._vectors = encoder.encode_document([text for _, text in self._passages])

    def nearest(self, question: str, title: str) -> tuple[str, str]:
        """Heading and text of the nearest passage that is not of this source."""
        near = self._vectors @ self._encoder.encode_query([question])[0]
        return self._passages[int(np.argmax(np.where(self._titles == title, -1, near)))]


def _headed(section: Section) -> tuple[str, str]:
    return section.question or section.heading or "", section.answer


def _pieces(
    heading: str, text: str, encoder: StaticEncoder
) -> tuple[NDArray[np.int32], list[NDArray[np.int32]]]:
    """A passage as the reader takes it: its heading and its sentences."""
    return encoder.piece_ids(heading), [encoder.piece_ids(s) for s in _sentences(text)]


def _by_likeness(question: str, own: str, sections: dict[str, tuple[str, str]]) -> list[str]:
    """The other sections, those first that share most pairs of characters with the question."""
    pairs = _pairs(question)
    shared = {
        name: len(pairs & _pairs(text)) for name, (_, text) in sections.items() if name != own
    }
    return sorted(shared, key=lambda name: -shared[name])


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in sentence_spans(text) if text[a:b].strip()][:_SENTENCES]


class _Rows:
    """Rows as tensors: all sentences in one, and where each row's begin."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.views = torch.from_numpy(np.concatenate([r.sight.views for r in rows]))
        self.counts = torch.from_numpy(np.concatenate([r.sight.counts for r in rows]))
        self.starts = [0, *itertools.accumulate(len(r.sight.counts) for r in rows)]
        self.answered = torch.tensor([float(r.answered) for r in rows])
        weights = torch.tensor([r.weight for r in rows])
        for kind in (0.0, 1.0):
            own = self.answered == kind
            weights[own] *= len(rows) / 2 / weights[own].sum()
        self.weights = weights

    def sentences(self, chosen: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Which sentences the chosen rows have, and which of the chosen each is of."""
        spans = [torch.arange(self.starts[i], self.starts[i + 1]) for i in chosen.tolist()]
        owners = torch.repeat_interleave(
            torch.arange(len(spans)), torch.tensor([len(s) for s in spans])
        )
        return torch.cat(spans), owners


class Network:
    """The reader while it is trained; `tensors` are what `rag.gate.reader.Reader` holds."""

    def __init__(self, dimension: int) -> None:
        torch.manual_seed(_SEED)
        inner = (len(VIEWS) + 2) * _WIDTH + COUNTS

        self.tensors = {
            "projections": drawn(len(VIEWS), dimension, _WIDTH, fan=dimension),
            "shifts": drawn(len(VIEWS), _WIDTH, fan=dimension),
            "hidden": drawn(inner, _WIDTH, fan=inner),
            "hidden_shift": drawn(_WIDTH, fan=inner),
            "output": drawn(_WIDTH, fan=_WIDTH),
            "output_shift": drawn(1, fan=_WIDTH),
        }

    def __call__(self, views: torch.Tensor, counts: torch.Tensor, training: bool) -> torch.Tensor:
        """Log odds of each sentence, as `Reader.answers` reckons them."""
        own = self.tensors
        seen = torch.einsum("nvd,vdw->nvw", views, own["projections"]) + own["shifts"]
        wanted, asked, told, whole = seen.unbind(1)
        parts = torch.cat([wanted, asked, told, whole, wanted * told, asked * whole], dim=1)
        joined = torch.cat([dropout(parts, _DROPOUT, training), counts], dim=1)
        layer = torch.relu(joined @ own["hidden"] + own["hidden_shift"])
        return dropout(layer, _DROPOUT, training) @ own["output"] + own["output_shift"]


def fit(rows: Sequence[Row]) -> Network:
    """A network fitted to the rows."""
    table = _Rows(rows)
    network = Network(rows[0].sight.views.shape[2])
    optimizer = torch.optim.AdamW(network.tensors.values(), lr=_RATE, weight_decay=_DECAY)
    steps = _EPOCHS * (len(rows) // _BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _RATE, total_steps=steps)
    for _ in range(_EPOCHS):
        order = torch.randperm(len(rows))
        for begin in range(0, len(rows), _BATCH):
            chosen = order[begin : begin + _BATCH]
            which, owners = table.sentences(chosen)
            odds = network(table.views[which], table.counts[which], training=True)
            together = _log_sum_exp(odds, owners, len(chosen))
            loss = binary_cross_entropy_with_logits(
                together, table.answered[chosen], weight=table.weights[chosen]
            )
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            schedule.step()
    return network


def _log_sum_exp(odds: torch.Tensor, owners: torch.Tensor, count: int) -> torch.Tensor:
    most = torch.full((count,), -1e4).scatter_reduce(0, owners, odds.detach(), "amax")
    return most + torch.zeros(count).scatter_add(0, owners, torch.exp(odds - most[owners])).log()


def scores(network: Network, rows: Sequence[Row]) -> NDArray[np.float64]:
    """The log odds of each row's best sentence, (n,)."""
    with torch.no_grad():
        out = [
            float(
                network(
                    torch.from_numpy(r.sight.views),
                    torch.from_numpy(r.sight.counts),
                    training=False,
                ).max()
            )
            for r in rows
        ]
    return np.array(out)


def main() -> int:
    """Measure on sources that were not fitted, then fit on all and write the reader."""
    from safetensors.numpy import save_file
    from sklearn.metrics import roc_auc_score

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="training texts")
    args = parser.parse_args()
    encoder = StaticEncoder.load()
    rows = list(written_rows(args.data, encoder))
    sources = sorted({r.source for r in rows})
    random.Random(_SEED).shuffle(sources)
    apart = set(sources[: len(sources) // 5])
    network = fit([r for r in rows if r.source not in apart])
    unseen = [r for r in rows if r.source in apart and r.weight == 1.0]
    area = roc_auc_score([r.answered for r in unseen], scores(network, unseen))
    print(f"{len(rows)} rows; of {len(unseen)} unseen, area under the ROC curve {area:.3f}")
    network = fit(rows)
    save_file(halves(network.tensors), MODEL)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
