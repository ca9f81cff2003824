"""The reader (`index.reader`) as a network to train: the same reckoning, many passages at once."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from eval.networks import drawn
from index.reader import COUNTS, LENGTH_SHARE, MET, SAME, WEIGHT_SHARE, Passage
from index.static import StaticEncoder

_WIDE, _EACH, _WIDTH = 64, 64, 96
_DROPOUT = 0.25
_SEED = 20250925


class Network:
    """The reader while it is trained; `tensors` are what `index.reader.Reader` holds."""

    def __init__(self, encoder: StaticEncoder) -> None:
        everything = np.arange(encoder.vocabulary, dtype=np.int32)
        self._units = torch.from_numpy(encoder.unit_pieces(everything))
        self._lengths = torch.from_numpy(encoder.piece_lengths(everything))
        d, h, k = encoder.dimension, _WIDE, _EACH
        asks, tells, inner = 4 * h + 2, 3 * h + 2, 2 * k + 5 * h + COUNTS
        torch.manual_seed(_SEED)
        self.tensors = {
            "project": drawn(d, h, fan=d),
            "project_shift": drawn(h, fan=d),
            "place": drawn(3, h, fan=h),
            "around": drawn(3, h, h, fan=3 * h),
            "around_shift": drawn(h, fan=3 * h),
            "sharp": torch.tensor([6.0], requires_grad=True),
            "asks": drawn(asks, k, fan=asks),
            "asks_shift": drawn(k, fan=asks),
            "asks_share": drawn(k, fan=k),
            "tells": drawn(tells, k, fan=tells),
            "tells_shift": drawn(k, fan=tells),
            "tells_share": drawn(k, fan=k),
            "hidden": drawn(inner, _WIDTH, fan=inner),
            "hidden_shift": drawn(_WIDTH, fan=inner),
            "output": drawn(_WIDTH, 2, fan=_WIDTH),
            "output_shift": drawn(2, fan=_WIDTH),
        }

    def __call__(
        self, pairs: Sequence[tuple[NDArray[np.int32], Passage]], training: bool = False
    ) -> torch.Tensor:
        """Score and log odds of each pair, (n, 2), as `Reader.read` reckons them, all at once.

        Padding is masked wherever it would count.
        """
        w = self.tensors
        drop = (lambda x: functional.dropout(x, _DROPOUT)) if training else (lambda x: x)
        q_ids, q_there, c_ids, c_there, places = _padded(pairs)
        unique, at = torch.unique(torch.cat([q_ids.ravel(), c_ids.ravel()]), return_inverse=True)
        at_q, at_c = at[: q_ids.numel()].view(q_ids.shape), at[q_ids.numel() :].view(c_ids.shape)
        units = self._units[unique]
        projected = (
            functional.dropout(units, _DROPOUT / 2, training) @ w["project"] + w["project_shift"]
        )
        q_units, c_units = units[at_q], units[at_c]
        weights = self._lengths[q_ids] * q_there
        weights = weights / weights.sum(1, keepdim=True).clamp(min=1e-6)
        lengths = self._lengths[c_ids] * c_there
        absent = ~(q_there[:, :, None] & c_there[:, None, :])
        near = torch.bmm(q_units, c_units.transpose(1, 2)).masked_fill(absent, -1)
        met, counts, has = _counted(near, weights, places, q_there, c_there)

        q = self._in_context(functional.embedding(at_q, projected) + w["place"][2], q_there)
        c_place = functional.embedding(places.clamp(max=1), w["place"])
        c = self._in_context(functional.embedding(at_c, projected) + c_place, c_there)
        attention = torch.bmm(q, c.transpose(1, 2)) / _WIDE**0.5 + w["sharp"] * near
        found = torch.softmax(attention.masked_fill(~c_there[:, None, :], -1e4), 2) @ c
        sought = torch.softmax(attention.masked_fill(~q_there[:, :, None], -1e4), 1).mT @ q

        compared = drop(torch.cat([q, found, q * found, (q - found).abs()], 2))
        met_q = near.amax(2).clamp(min=0)[..., None]
        inputs = torch.cat([compared, met_q, WEIGHT_SHARE * weights[..., None]], 2)
        each = torch.relu(inputs @ w["asks"] + w["asks_shift"])
        share = (each @ w["asks_share"]).masked_fill(~q_there, -1e4).softmax(1)
        asks = torch.einsum("nq,nqk->nk", share, each)

        told_c = _whole_dropped(c) if training else c
        met_c = near.amax(1).clamp(min=0)
        inputs = torch.cat(
            [told_c, sought, told_c * sought, met_c[..., None], LENGTH_SHARE * lengths[..., None]],
            2,
        )
        each = torch.relu(inputs @ w["tells"] + w["tells_shift"])
        share = (each @ w["tells_share"]).clamp(-8, 8).exp() * c_there
        size = int(places.max()) + 1
        tells = _summed(each * share[..., None], places, size)
        tells = tells / _summed(share[..., None], places, size).clamp(min=1e-6)
        told = _summed(c * (lengths * (1 - met_c))[..., None], places, size)
        told = told / _summed(lengths[..., None], places, size).clamp(min=1e-6)
        wanted = torch.bmm(weights[:, None] * (1 - met), q)
        whole = torch.bmm(weights[:, None], q).expand(-1, size, -1)
        views = drop(torch.cat([wanted, told, wanted * told, whole, whole * told], 2))
        joined = torch.cat([asks[:, None].expand(-1, size, -1), tells, views, counts], 2)
        layer = drop(torch.relu(joined @ w["hidden"] + w["hidden_shift"]))
        odds = layer @ w["output"] + w["output_shift"]
        return odds.masked_fill(~has[..., None], -1e4).logsumexp(1)

    def _in_context(self, own: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        w = self.tensors
        own = own * there[..., None]
        padded = functional.pad(own, (0, 0, 1, 1))
        before, after = padded[:, :-2] @ w["around"][0], padded[:, 2:] @ w["around"][2]
        return own + torch.tanh(before + own @ w["around"][1] + after + w["around_shift"])


def _padded(
    pairs: Sequence[tuple[NDArray[np.int32], Passage]],
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Questions (n, q) and passages (n, p) as piece numbers, which of them are no padding, and
    the passages' sentence numbers."""
    longest = max(len(q) for q, _ in pairs), max(len(p.pieces) for _, p in pairs)
    asked, pieces, places = (
        np.full((len(pairs), size), fill)
        for size, fill in ((longest[0], -1), (longest[1], -1), (longest[1], 0))
    )
    for i, (question, passage) in enumerate(pairs):
        asked[i, : len(question)] = question
        pieces[i, : len(passage.pieces)] = passage.pieces
        places[i, : len(passage.pieces)] = passage.sentences
    q, c = torch.from_numpy(asked), torch.from_numpy(pieces)
    return q.clamp(min=0), q >= 0, c.clamp(min=0), c >= 0, torch.from_numpy(places)


def _summed(values: torch.Tensor, places: torch.Tensor, size: int) -> torch.Tensor:
    """Sums by sentence: (n, p, k) to (n, size, k)."""
    out = values.new_zeros(values.shape[0], size, values.shape[2])
    return out.scatter_add(1, places[..., None].expand_as(values), values)


def _whole_dropped(values: torch.Tensor) -> torch.Tensor:
    """Dropout of the same dimensions for all pieces of a passage."""
    kept = torch.full((values.shape[0], 1, values.shape[2]), 1 - _DROPOUT).bernoulli()
    return values * kept / (1 - _DROPOUT)


def _counted(
    near: torch.Tensor,
    weights: torch.Tensor,
    places: torch.Tensor,
    q_there: torch.Tensor,
    c_there: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """As `index.reader` counts, (n, s, q) and (n, s, COUNTS), the head first, and which sentences
    there are (n, s)."""
    size = int(places.max()) + 1
    best = near.new_full((near.shape[0], size, near.shape[1]), -1.0)
    index = places[..., None].expand(-1, -1, near.shape[1])
    best = best.scatter_reduce(1, index, near.mT, "amax").clamp(min=0)
    above = best[:, :1]
    before = torch.cat([above, best[:, :-1]], 1)
    met = torch.maximum(torch.maximum(best, before), above)
    share = weights[:, None]
    anywhere = (best.amax(1, keepdim=True) * share).sum(2).expand(-1, size)
    sizes = near.new_zeros(near.shape[0], size).scatter_add(1, places, c_there.float())
    has = sizes > 0
    has[:, 0] = False
    counts = [
        (best * share).sum(2),
        (met * share).sum(2),
        anywhere,
        ((met < MET) * share).sum(2),
        ((best > SAME) * share).sum(2),
        sizes / 80,
        (q_there.sum(1, keepdim=True) / 20).expand(-1, size),
    ]
    return met, torch.stack(counts, 2), has
