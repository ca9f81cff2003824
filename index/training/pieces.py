"""What pieces are made of: each piece's two best parts, so that rare pieces learn from common ones.

A piece's vector in training is its own plus those of its parts (fastText's idea, Bojanowski et
al. 2017, with the tokenizer's pieces for n-grams); export adds them up, so that the shipped
model is a plain table.
"""

import json

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer


def parts_of_pieces(tokenizer: Tokenizer) -> NDArray[np.int64]:
    """For each piece its id and its two parts' ids, (vocabulary, 3).

    The parts are those of the split whose halves are both pieces and likeliest together;
    where there is none, both are `vocabulary`: one past the last piece, a row of zeros.
    """
    scored: list[tuple[str, float]] = json.loads(tokenizer.to_str())["model"]["vocab"]
    ids = {piece: number for number, (piece, _) in enumerate(scored)}
    out = np.full((len(scored), 3), len(scored), dtype=np.int64)
    for number, (piece, _) in enumerate(scored):
        out[number, 0] = number
        splits = [
            (scored[ids[piece[:i]]][1] + scored[ids[piece[i:]]][1], i)
            for i in range(1, len(piece))
            if piece[:i] in ids and piece[i:] in ids
        ]
        if splits and number:
            _, i = max(splits)
            out[number, 1:] = ids[piece[:i]], ids[piece[i:]]
    return out
