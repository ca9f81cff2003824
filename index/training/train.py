"""Trains the static model: contrastive, one source a batch, checkpointed, resumable, seeded.

A step draws two batches: one for the texts' vectors, one of questions for late interaction.
"""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from index.training.model import Ragged, StaticModel
from index.training.pairs import LATE_WEIGHTS, SOURCE_WEIGHTS, Source

_NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. `steps` batches of `batch` pairs; a checkpoint every `save_every` steps."""

    steps: int = 5000
    batch: int = 1024
    late_batch: int = 192
    rate: float = 5e-3
    scale: float = 20.0
    late_scale: float = 25.0
    dropped: float = 0.15
    longest: int = 256
    seed: int = 20250925
    save_every: int = 500


@dataclass(frozen=True, slots=True)
class Encoded:
    """One source as piece ids of both sides."""

    kind: str
    a: Ragged
    b: Ragged
    keys: NDArray[np.int64]  # (3, pairs): numbers of a's text, b's text and the group

    def __len__(self) -> int:
        return len(self.a.offsets) - 1


def encode_sources(sources: Sequence[Source], tokenizer: Tokenizer, longest: int) -> list[Encoded]:
    """Every source's pairs as piece ids, at most `longest` pieces a text."""
    out = []
    for source in sources:
        columns = list(zip(*source.pairs, strict=True))
        a, b = (_ragged(texts, tokenizer, longest) for texts in columns[:2])
        out.append(Encoded(source.kind, a, b, np.stack([_numbered(texts) for texts in columns])))
        print(f"encoded {source.name}: {len(source.pairs)} pairs", file=sys.stderr, flush=True)
    return out


def _numbered(texts: Sequence[str]) -> NDArray[np.int64]:
    """Equal texts, equal numbers."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(t, len(numbers)) for t in texts], dtype=np.int64)


def _ragged(texts: Sequence[str], tokenizer: Tokenizer, longest: int) -> Ragged:
    parts: list[NDArray[np.int32]] = []
    for first in range(0, len(texts), 4096):
        batch = tokenizer.encode_batch_fast(list(texts[first : first + 4096]))
        parts += [np.array(e.ids[:longest] or [0], dtype=np.int32) for e in batch]
    offsets = np.cumsum([0, *map(len, parts)]).astype(np.int64)
    return Ragged(np.concatenate(parts), offsets)


def train(
    sources: Sequence[Encoded],
    parts: NDArray[np.int64],
    recipe: Recipe,
    work: Path,
    resume: bool,
    start: NDArray[np.float32] | None = None,
) -> StaticModel:
    """Train, or go on from the checkpoint in `work`; `start` is a table to tune from.

    `parts` is what `parts_of_pieces` gives for the tokenizer.
    """
    torch.manual_seed(recipe.seed)
    model = StaticModel(parts)
    if start is not None:
        model.start_from(start)
    optimizer = torch.optim.SparseAdam(list(model.parameters()), lr=recipe.rate)
    step = _restore(work / "checkpoint.pt", model, optimizer) if resume else 0
    shares = _shares(sources, SOURCE_WEIGHTS)
    late_shares = _shares(sources, LATE_WEIGHTS)
    began, losses = time.monotonic(), []
    while step < recipe.steps:
        # A step's randomness depends on its number alone, so a resumed run draws the same.
        rng = np.random.default_rng((recipe.seed, step))
        source = sources[rng.choice(len(sources), p=shares)]
        block = _NEIGHBOURS if rng.random() < 0.5 else 1
        _set_rate(optimizer, recipe, step)
        loss = _loss(model, source, _rows(source, recipe.batch, block, rng), recipe, rng)
        if late_shares.any():
            source = sources[rng.choice(len(sources), p=late_shares)]
            rows = _rows(source, recipe.late_batch, _NEIGHBOURS, rng)
            loss = loss + _late_loss(model, source, rows, recipe, rng)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()  # type: ignore[no-untyped-call]
        losses.append(float(loss.detach()))
        step += 1
        if step % 100 == 0:
            pace = (time.monotonic() - began) / len(losses)
            left = (recipe.steps - step) * pace / 60
            mean = sum(losses[-100:]) / len(losses[-100:])
            print(f"step {step}: loss {mean:.3f}, {left:.0f} min left", file=sys.stderr, flush=True)
        if step % recipe.save_every == 0 or step == recipe.steps:
            _save(work / "checkpoint.pt", model, optimizer, step)
    return model


def _rows(source: Encoded, batch: int, block: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Which pairs make a batch, in runs of `block` neighbours: hard negatives for free.

    Neighbours in a file are articles of one law, paragraphs of one document, questions about the
    sections of one policy, words that begin alike.
    """
    block = block if len(source) >= block else 1
    blocks = len(source) // block
    chosen = rng.choice(blocks, size=min(max(1, batch // block), blocks), replace=False)
    return np.asarray((chosen[:, None] * block + np.arange(block)).ravel(), dtype=np.int64)


def _shares(sources: Sequence[Encoded], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """How often each source is drawn: its kind's weight, shared out by the root of its size.

    All 0 where no kind has a weight.
    """
    totals: dict[str, float] = {}
    for source in sources:
        totals[source.kind] = totals.get(source.kind, 0.0) + len(source) ** 0.5
    shares = [weights.get(s.kind, 0.0) * len(s) ** 0.5 / totals[s.kind] for s in sources]
    return np.array(shares) / (sum(shares) or 1.0)


def _set_rate(optimizer: torch.optim.Optimizer, recipe: Recipe, step: int) -> None:
    """Linear decay to a twentieth."""
    share = 1 - 0.95 * step / recipe.steps
    for group in optimizer.param_groups:
        group["lr"] = recipe.rate * share


def _loss(
    model: StaticModel,
    source: Encoded,
    rows: NDArray[np.int64],
    recipe: Recipe,
    rng: np.random.Generator,
) -> torch.Tensor:
    """Symmetric in-batch cross-entropy (Henderson et al. 2017), the other pairs as negatives.

    Pairs that share a text or a group are no negatives.
    """
    dropped = recipe.dropped
    a, b = model(source.a.take(rows, dropped, rng), source.b.take(rows, dropped, rng))
    scores = _among_strangers(recipe.scale * a @ b.T, source, rows)
    target = torch.arange(len(rows))
    return (
        functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)
    ) / 2


def _late_loss(
    model: StaticModel,
    source: Encoded,
    rows: NDArray[np.int64],
    recipe: Recipe,
    rng: np.random.Generator,
) -> torch.Tensor:
    """The same for late interaction, from question to text (Khattab & Zaharia 2020)."""
    dropped = recipe.dropped
    scores = model.interact(source.a.take(rows, dropped, rng), source.b.take(rows, dropped, rng))
    scores = _among_strangers(recipe.late_scale * scores, source, rows)
    return functional.cross_entropy(scores, torch.arange(len(rows)))


def _among_strangers(
    scores: torch.Tensor, source: Encoded, rows: NDArray[np.int64]
) -> torch.Tensor:
    """The scores without those of other pairs that share a text or a group."""
    keys = source.keys[:, rows]
    alike = (keys[:, :, None] == keys[:, None, :]).any(axis=0)
    np.fill_diagonal(alike, False)
    return scores.masked_fill(torch.from_numpy(alike), -torch.inf)


def _save(path: Path, model: StaticModel, optimizer: torch.optim.Optimizer, step: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    state: dict[str, Any] = {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "step": step,
    }
    torch.save(state, temporary)
    os.replace(temporary, path)


def _restore(path: Path, model: StaticModel, optimizer: torch.optim.Optimizer) -> int:
    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"])
