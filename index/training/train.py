"""Trains the static model: contrastive, one source a batch, checkpointed, resumable, seeded."""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch.nn import functional

from index.training.model import Ragged, StaticModel
from index.training.pairs import SOURCE_WEIGHTS, Source


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train. `steps` batches of `batch` pairs; a checkpoint every `save_every` steps."""

    steps: int = 16000
    batch: int = 1024
    rate: float = 5e-3
    scale: float = 20.0
    dropped: float = 0.15
    longest: int = 320
    seed: int = 20250925
    save_every: int = 500


@dataclass(frozen=True, slots=True)
class Encoded:
    """One source as piece ids of both sides."""

    kind: str
    a: Ragged
    b: Ragged

    def __len__(self) -> int:
        return len(self.a.offsets) - 1


def encode_sources(sources: Sequence[Source], tokenizer: Tokenizer, longest: int) -> list[Encoded]:
    """Every source's pairs as piece ids, at most `longest` pieces a text."""
    out = []
    for source in sources:
        a, b = zip(*source.pairs, strict=True)
        out.append(
            Encoded(source.kind, _ragged(a, tokenizer, longest), _ragged(b, tokenizer, longest))
        )
        print(f"encoded {source.name}: {len(source.pairs)} pairs", file=sys.stderr, flush=True)
    return out


def _ragged(texts: Sequence[str], tokenizer: Tokenizer, longest: int) -> Ragged:
    parts: list[NDArray[np.int32]] = []
    for first in range(0, len(texts), 4096):
        batch = tokenizer.encode_batch_fast(list(texts[first : first + 4096]))
        parts += [np.array(e.ids[:longest] or [0], dtype=np.int32) for e in batch]
    offsets = np.cumsum([0, *map(len, parts)]).astype(np.int64)
    return Ragged(np.concatenate(parts), offsets)


def train(
    sources: Sequence[Encoded],
    vocabulary: int,
    recipe: Recipe,
    work: Path,
    resume: bool,
    start: NDArray[np.float32] | None = None,
) -> StaticModel:
    """Train, or go on from the checkpoint in `work`; `start` is a table to tune from."""
    torch.manual_seed(recipe.seed)
    model = StaticModel(vocabulary)
    if start is not None:
        with torch.no_grad():
            model.vectors.weight.copy_(torch.from_numpy(start))
    optimizer = torch.optim.SparseAdam(list(model.parameters()), lr=recipe.rate)
    step = _restore(work / "checkpoint.pt", model, optimizer) if resume else 0
    shares = _shares(sources)
    began, losses = time.monotonic(), []
    while step < recipe.steps:
        # A step's randomness depends on its number alone, so a resumed run draws the same.
        rng = np.random.default_rng((recipe.seed, step))
        source = sources[rng.choice(len(sources), p=shares)]
        rows = rng.choice(len(source), size=min(recipe.batch, len(source)), replace=False)
        _set_rate(optimizer, recipe, step)
        loss = _loss(model, source, rows, recipe, rng)
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


def _shares(sources: Sequence[Encoded]) -> NDArray[np.float64]:
    """How often each source is drawn: its kind's weight, shared out by the root of its size."""
    totals: dict[str, float] = {}
    for source in sources:
        totals[source.kind] = totals.get(source.kind, 0.0) + len(source) ** 0.5
    shares = np.array([SOURCE_WEIGHTS[s.kind] * len(s) ** 0.5 / totals[s.kind] for s in sources])
    return np.asarray(shares / shares.sum())


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
    """Symmetric in-batch cross-entropy (Henderson et al. 2017), the other pairs as negatives."""
    a = model(source.a.take(rows, recipe.dropped, rng))
    b = model(source.b.take(rows, recipe.dropped, rng))
    scores = recipe.scale * a @ b.T
    target = torch.arange(len(rows))
    return (
        functional.cross_entropy(scores, target) + functional.cross_entropy(scores.T, target)
    ) / 2


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
