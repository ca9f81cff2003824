"""Fits the ranking: `python -m eval.fit_ranking --data DIR`, after every change of the encoder.

Rows are the candidates of answerable questions: the development half of the eval cases, and
the questions written for passages of the training texts (`index.training.asked`), each
source a document of its own. First hits of each digest by weights that saw nothing of it are
printed; then everything is fitted and `index/ranking.json` is written.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.cases import load_cases
from eval.engines import build_engine, index_of
from index.hits import Filters
from index.ranking import MODEL, NAMES, Candidates
from index.static import StaticEncoder
from index.store import IndexSettings
from index.training.asked import Written, asked_documents
from rag.engine import Engine

_RIDGE = 0.005
_NONE = -1e4  # the score of a candidate that is not there
_WRITTEN = 0.1  # what a question for a training passage counts beside an eval case
_OF_EACH = 4  # each passage has three questions, of three kinds
_OF_NEW = 3
_DOCUMENTS = 32  # an index is fitted on as many sources, about as a small library has


@dataclass(frozen=True, slots=True)
class Row:
    """One question's candidates, which of them are right (n,), and what the question counts."""

    found: Candidates
    gold: NDArray[np.bool_]
    group: str
    weight: float

    @property
    def table(self) -> NDArray[np.float64]:
        """The features less their mean: only differences tell."""
        return np.asarray(self.found.table - self.found.table.mean(0))


def case_rows(folder: Path) -> Iterator[Row]:
    """Rows of the answerable eval cases; those of the test half count 0."""
    engines: dict[str | None, Engine] = {}
    for case in load_cases():
        if case.expect != "answered" or not case.gold or case.every:
            continue
        if case.digest not in engines:
            home = folder / str(case.digest)
            engines[case.digest] = build_engine(home, case.digest, IndexSettings())
        index = engines[case.digest].index
        understood = engines[case.digest].understand(case.question, case.history, Filters())
        found = index.candidates(understood.text)
        texts = [index.text_of(section) for section in found.sections]
        gold = np.array([any(quote in text for quote in case.gold) for text in texts])
        if gold.any():
            yield Row(found, gold, str(case.digest), float(case.dev))


def written_rows(data: Path, folder: Path) -> Iterator[Row]:
    """Rows of the questions written for passages of the training texts."""
    encoder = StaticEncoder.load()
    everything = list(asked_documents(data))
    for first in range(0, len(everything), _DOCUMENTS):
        batch = everything[first : first + _DOCUMENTS]
        index = index_of([d for d, _ in batch], encoder, folder / f"written{first}")
        for written in (w for _, all_ in batch for w in _chosen(all_)):
            found = index.candidates(written.question)
            gold = np.array([s.id == written.section_id for s in found.sections])
            if gold.any():
                yield Row(found, gold, "written", _WRITTEN)


def _chosen(written: Sequence[Written]) -> list[Written]:
    """Some of what the encoder was not trained on, or where there is none, of all; by steps that
    give each kind of question its turn."""
    asked = [w for w in written if w.answered and not w.plain]
    return [w for w in asked if not w.trained][::_OF_NEW] or asked[::_OF_EACH]


def fit(rows: Sequence[Row]) -> dict[str, NDArray[np.float64]]:
    """Weights by language, by the likelihood of the right candidates among all (ListNet's top one).

    English has weights of its own only as far as they differ: a ridge holds both near.
    """
    import torch

    rows = [r for r in rows if r.weight]
    scale = np.concatenate([r.table for r in rows]).std(0) + 1e-6
    # All questions at once, as if each had as many candidates as the one with most.
    shape = len(rows), max(len(r.gold) for r in rows)
    tables, named = torch.zeros(*shape, len(NAMES)), torch.full(shape, _NONE)
    gold = torch.zeros(shape, dtype=torch.bool)
    for i, row in enumerate(rows):
        tables[i, : len(row.gold)] = torch.from_numpy(row.table / scale)
        named[i, : len(row.gold)] = torch.from_numpy(row.found.named)
        gold[i, : len(row.gold)] = torch.from_numpy(row.gold)
    english = torch.tensor([float(r.found.language == "en") for r in rows])[:, None]
    shares = torch.tensor([r.weight for r in rows]) / sum(r.weight for r in rows)
    weights = torch.zeros(2, len(NAMES), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=150, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        scores = tables @ weights[0] + english * (tables @ weights[1]) + named
        right = torch.logsumexp(scores.masked_fill(~gold, _NONE), 1)
        loss = shares @ (torch.logsumexp(scores, 1) - right)
        loss = loss + _RIDGE * (weights[0] ** 2).sum() + 2 * _RIDGE * (weights[1] ** 2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    shared, more = weights.detach().numpy().astype(np.float64)
    return {"zh": shared / scale, "en": (shared + more) / scale}


def hit(row: Row, weights: dict[str, NDArray[np.float64]]) -> bool:
    """Whether the best candidate is a right one."""
    scores = row.found.table @ weights[row.found.language] + row.found.named
    return bool(row.gold[int(np.argmax(scores))])


def main() -> int:
    """Measure each digest by weights fitted without it, then fit on everything and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="training texts; without: eval cases alone")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = list(case_rows(Path(folder)))
        if args.data:
            rows += written_rows(args.data, Path(folder))
    for group in sorted({r.group for r in rows} - {"written"}):
        weights = fit([r for r in rows if r.group != group])
        own = [r for r in rows if r.group == group]
        print(
            f"{group}: first hit right for {np.mean([hit(r, weights) for r in own]):.3f} of {len(own)}"
        )
    weights = fit(rows)
    record = {
        language: {name: round(float(w), 4) for name, w in zip(NAMES, own, strict=True)}
        for language, own in weights.items()
    }
    MODEL.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
