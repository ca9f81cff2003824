"""Arrays of different lengths in one file, and where each begins in another.

NAME.npy          all of them, one after the other
NAME_offsets.npy  (n + 1,) int64: where each begins
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


def files(name: str) -> tuple[str, str]:
    """The names of both files."""
    return f"{name}.npy", f"{name}_offsets.npy"


def save(folder: Path, name: str, rows: Sequence[NDArray[Any]], kind: type) -> None:
    """Write the rows, each (length,), as numbers of this kind."""
    values, offsets = files(name)
    flat = np.concatenate(rows) if rows else np.zeros(0)
    np.save(folder / values, flat.astype(kind))
    np.save(folder / offsets, np.cumsum([0, *map(len, rows)], dtype=np.int64))


def spread(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of all ranges first..last, last left out, one range after the other."""
    lengths = last - first
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(lengths.sum(), dtype=np.int64) + np.repeat(first - before, lengths))


class Ragged:
    """The rows of a file, read when they are asked for.

    Raises:
        OSError, ValueError: a file is missing or damaged.
    """

    def __init__(self, folder: Path, name: str) -> None:
        values, offsets = files(name)
        # A plain view: slices of a memmap object cost ten times as much.
        self._values: NDArray[Any] = np.asarray(np.load(folder / values, mmap_mode="r"))
        self._offsets: NDArray[np.int64] = np.load(folder / offsets)
        if self._offsets[-1] != len(self._values):
            raise ValueError(f"{values}, {offsets}")

    def rows(self, numbers: NDArray[np.int64]) -> list[NDArray[Any]]:
        """These rows."""
        spans = zip(
            self._offsets[numbers].tolist(), self._offsets[numbers + 1].tolist(), strict=True
        )
        return [self._values[a:b] for a, b in spans]
