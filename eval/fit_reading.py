"""Fits the verifier's reading: `python -m eval.fit_reading --data DIR`, after every change of the encoder.

Rows are the statements of `eval.statements`. How a true statement is worded and how a false one
gives part of it away (只, 一律), so a classifier that sees the statement alone is fitted beside the
network and its log odds are added while the network learns, which then need not learn them (a
product of experts; Clark, Yatskar and Zettlemoyer, 2019). First the half of the sources that is
not kept for measuring is fitted and what passes and what is flagged of the other half printed;
then everything is fitted and `reading.safetensors` written beside `rag.verify.reading`.
"""

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn.functional import binary_cross_entropy_with_logits, dropout, embedding, pad

from eval.networks import drawn, halves
from eval.statements import Statement, bench_statements, written_statements
from index.normalise import language
from rag.verify.reading import (
    COUNTS,
    KINDS,
    MARKS,
    MODEL,
    STATEMENT,
    TRAITS,
    Reader,
    Side,
    Sight,
    look,
    vectors,
)
from rag.verify.split import pieces
from rag.verify.support import by_rules, holds

_WIDTH = 64
_USUAL = 1500  # words that have a vector of their own beside the encoder's
_DROPOUT = 0.3
_EPOCHS = 6
_BATCH = 64
_RATE, _DECAY = 2e-3, 1e-2
_FOLDS = 4  # of the classifier that sees the statement alone
_SEED = 20250925
_MEASURED = 2000  # statements, of the half that is not fitted

Rows = Sequence[tuple[Sight, bool, float]]  # what is seen, whether it is true, what it gives away


def sights(statements: Sequence[Statement]) -> list[tuple[Statement, Sight]]:
    """The statements with their sights, those without words left out."""
    seen = [(s, look(s.text, s.passage)) for s in statements]
    return [(statement, sight) for statement, sight in seen if sight is not None]


def given_away(statements: Sequence[Statement]) -> NDArray[np.float64]:
    """The log odds of each statement by its wording alone, out of fold, (n,)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    told = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True)
    alone = make_pipeline(told, LogisticRegression(C=3, max_iter=500))
    found = cross_val_predict(
        alone,
        [s.text for s in statements],
        [s.honest for s in statements],
        groups=[s.source for s in statements],
        cv=GroupKFold(_FOLDS),
        method="decision_function",
    )
    return np.asarray(found)


class Network:
    """The reading while it is trained; `tensors` are what `rag.verify.reading.Reader` holds."""

    def __init__(self, usual: Sequence[str], dimension: int) -> None:
        torch.manual_seed(_SEED)
        self.usual = {word: i for i, word in enumerate(usual, 1)}
        inner = 4 * _WIDTH + COUNTS

        def small(*shape: int) -> torch.Tensor:
            return (torch.randn(*shape) * 0.05).requires_grad_()

        self.tensors = {
            "projection": drawn(dimension, _WIDTH, fan=dimension),
            "shift": drawn(_WIDTH, fan=dimension),
            "usual": small(1 + len(usual), _WIDTH),
            "kinds": small(len(KINDS), _WIDTH),
            "marks": small(MARKS, _WIDTH),
            "places": small(STATEMENT + 1, _WIDTH),
            "beside": drawn(3 * _WIDTH, _WIDTH, fan=3 * _WIDTH),
            "beside_shift": drawn(_WIDTH, fan=3 * _WIDTH),
            "sharpness": torch.tensor([6.0]).requires_grad_(),
            "compare": drawn(4 * _WIDTH + TRAITS, _WIDTH, fan=4 * _WIDTH + TRAITS),
            "compare_shift": drawn(_WIDTH, fan=4 * _WIDTH),
            "around": drawn(3 * _WIDTH, _WIDTH, fan=3 * _WIDTH),
            "around_shift": drawn(_WIDTH, fan=3 * _WIDTH),
            "weigh": drawn(2, _WIDTH, fan=_WIDTH),
            "hidden": drawn(inner, _WIDTH, fan=inner),
            "hidden_shift": drawn(_WIDTH, fan=inner),
            "output": drawn(_WIDTH, fan=_WIDTH),
            "output_shift": drawn(1, fan=_WIDTH),
        }

    def __call__(self, seen: Sequence[Sight], training: bool) -> torch.Tensor:
        """Log odds of each sight, as `Reader.says` reckons them."""
        own = self.tensors
        words = sorted({w for s in seen for side in (s.statement, s.source) for w in side.words})
        place = {word: i for i, word in enumerate(words)}
        table = torch.from_numpy(vectors(words))
        rows = torch.tensor([self.usual.get(w, 0) for w in words])
        dropped = dropout(table, _DROPOUT / 2, training)
        shown = dropped @ own["projection"] + own["shift"] + own["usual"][rows]
        x, traits, mine, which = self._told([s.statement for s in seen], place, shown, training)
        y, its_traits, its, its_which = self._told([s.source for s in seen], place, shown, training)
        near = embedding(which, table) @ embedding(its_which, table).transpose(1, 2)
        heed = x @ y.transpose(1, 2) / _WIDTH**0.5 + own["sharpness"] * near
        there = torch.softmax(heed.masked_fill(~its[:, None], -1e4), dim=2) @ y
        here = torch.softmax(heed.masked_fill(~mine[:, :, None], -1e4), dim=1).transpose(1, 2) @ x
        counts = torch.from_numpy(np.stack([s.counts for s in seen]))
        pooled = [
            *self._pooled(x, there, traits, mine, own["weigh"][0], training),
            *self._pooled(y, here, its_traits, its, own["weigh"][1], training),
        ]
        together = torch.cat([dropout(torch.cat(pooled, dim=1), _DROPOUT, training), counts], dim=1)
        layer = torch.relu(together @ own["hidden"] + own["hidden_shift"])
        return dropout(layer, _DROPOUT, training) @ own["output"] + own["output_shift"]

    def _told(
        self, sides: Sequence[Side], place: dict[str, int], shown: torch.Tensor, training: bool
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """The words of sides, padded (n, most, width), their traits, which are words, and their
        rows in the table."""
        own, most = self.tensors, max(len(s.words) for s in sides)

        def padded(rows: Sequence[NDArray[np.int64] | list[int]]) -> torch.Tensor:
            return torch.stack([pad(torch.as_tensor(r), (0, most - len(r))) for r in rows])

        which = padded([[place[w] for w in s.words] for s in sides])
        there = padded([[1] * len(s.words) for s in sides]).bool()
        traits = torch.stack(
            [pad(torch.from_numpy(s.traits), (0, 0, 0, most - len(s.words))) for s in sides]
        )
        seen = embedding(which, shown)
        for name in ("kinds", "marks", "places"):
            seen = seen + embedding(padded([getattr(s, name) for s in sides]), own[name])
        seen = seen * there[..., None]
        dropped = dropout(seen, _DROPOUT, training)
        seen = seen + torch.tanh(_three(dropped) @ own["beside"] + own["beside_shift"])
        return seen * there[..., None], traits, there, which

    def _pooled(
        self, seen: torch.Tensor, met: torch.Tensor, traits: torch.Tensor, there: torch.Tensor,
        weigh: torch.Tensor, training: bool,
    ) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
        own = self.tensors
        parts = dropout(
            torch.cat([seen, met, seen * met, (seen - met).abs()], 2), _DROPOUT, training
        )
        found = torch.relu(torch.cat([parts, traits], 2) @ own["compare"] + own["compare_shift"])
        found = found * there[..., None]
        dropped = dropout(found, _DROPOUT, training)
        found = found + torch.relu(_three(dropped) @ own["around"] + own["around_shift"])
        weights = torch.softmax((found @ weigh).masked_fill(~there, -1e4), dim=1)
        most = found.masked_fill(~there[..., None], -1e4).max(dim=1).values
        return (weights[..., None] * found).sum(dim=1), most

    def reader(self) -> Reader:
        """What it has learnt, as it ships: in half precision."""
        shipped = halves(self.tensors).items()
        return Reader(self.usual, **{k: v.astype(np.float32) for k, v in shipped})

    def save(self) -> None:
        """Write what it has learnt where `load_reader` reads it."""
        from safetensors.numpy import save_file

        save_file(halves(self.tensors), MODEL, metadata={"words": " ".join(self.usual)})


def _three(rows: torch.Tensor) -> torch.Tensor:
    """Every word between the one before and the one after it, (n, most, 3 * width)."""
    return torch.cat([pad(rows, (0, 0, 1, 0))[:, :-1], rows, pad(rows, (0, 0, 0, 1))[:, 1:]], dim=2)


def fit(rows: Rows) -> Network:
    """A network fitted to the rows."""
    said = Counter(w for s, *_ in rows for side in (s.statement, s.source) for w in set(side.words))
    usual = sorted(said, key=lambda word: (-said[word], word))[:_USUAL]
    network = Network(usual, vectors(usual[:1]).shape[1])
    rng = random.Random(_SEED)
    optimizer = torch.optim.AdamW(network.tensors.values(), lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, _RATE, total_steps=_EPOCHS * (len(rows) // _BATCH + 1), pct_start=0.15
    )
    for _ in range(_EPOCHS):
        for batch in _batches(rows, rng):
            honest = torch.tensor([float(rows[i][1]) for i in batch])
            alone = torch.tensor([rows[i][2] for i in batch])
            odds = network([rows[i][0] for i in batch], training=True) + alone
            loss = binary_cross_entropy_with_logits(odds, honest)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(network.tensors.values(), 1.0)
            optimizer.step()
            schedule.step()
    return network


def _batches(rows: Rows, rng: random.Random) -> list[list[int]]:
    """The rows in batches of like length, in random order."""
    order = list(range(len(rows)))
    rng.shuffle(order)
    out = []
    for begin in range(0, len(order), _BATCH * 16):
        part = sorted(
            order[begin : begin + _BATCH * 16], key=lambda i: len(rows[i][0].source.words)
        )
        out += [part[i : i + _BATCH] for i in range(0, len(part), _BATCH)]
    rng.shuffle(out)
    return out


def measure(network: Network, statements: Sequence[Statement]) -> list[str]:
    """What passes of the false statements and is flagged of the true ones, by the rules alone and
    read by the network as well."""
    reader = network.reader()
    wrong: Counter[tuple[str, bool, str]] = Counter()
    for statement in statements:
        alone = both = True
        for piece in pieces(statement.text):
            verdict = by_rules(piece.text, [statement.passage])
            sight = look(piece.text, statement.passage)
            surest = reader.says(sight) if sight is not None else 0.0
            alone &= verdict.support != "unsupported"
            settled = verdict.support == "verbatim" or verdict.derived
            both &= settled or holds(piece.text, verdict, surest)
        kind = (language(statement.text), statement.honest)
        wrong[(*kind, "of")] += 1
        wrong[(*kind, "rules")] += alone != statement.honest
        wrong[(*kind, "read")] += both != statement.honest
    return [
        f"{spoken}: {'true ones flagged' if honest else 'false ones passed'} of "
        f"{wrong[spoken, honest, 'of']}: {wrong[spoken, honest, 'rules']} by rules alone, "
        f"{wrong[spoken, honest, 'read']} read too"
        for spoken in ("zh", "en")
        for honest in (False, True)
    ]


def main() -> int:
    """Measure on sources that were not fitted, then fit on all and write the reading."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="training texts")
    args = parser.parse_args()
    seen = sights([*written_statements(args.data), *bench_statements()])
    statements = [statement for statement, _ in seen]
    print(f"{len(statements)} statements", flush=True)
    rows = [
        (sight, statement.honest, float(alone))
        for (statement, sight), alone in zip(seen, given_away(statements), strict=True)
    ]
    network = fit([r for r, s in zip(rows, statements, strict=True) if not s.measured])
    apart = [s for s in statements if s.measured]
    drawn = random.Random(_SEED).sample(apart, min(_MEASURED, len(apart)))
    print(*measure(network, drawn), sep="\n", flush=True)
    fit(rows).save()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
