"""Trains the BPE that counts tokens where no model's own encoding is at hand.

Run as `python -m corpus.bpe_training --data DIR --out corpus/bpe/policy.tiktoken` over a folder
of .jsonl(.xz) files; every string field of every row is text. A byte-level BPE with the
pre-tokenisation of GPT-4's cl100k, runs of Han characters kept apart from Latin ones, saved
in tiktoken's own format (base64 token, space, rank).
"""

import argparse
import base64
import json
import lzma
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.tokens import PATTERN

VOCABULARY = 32_000
SEED = 20250925


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)


def texts(folder: Path, per_file: int) -> Iterator[str]:
    """Strings of every .jsonl or .jsonl.xz file, at most `per_file` characters of each."""
    for path in sorted([*folder.glob("*.jsonl"), *folder.glob("*.jsonl.xz")]):
        opener = lzma.open if path.suffix == ".xz" else open
        with opener(path, "rt", encoding="utf-8") as lines:
            rows = lines.readlines()
        random.Random(SEED).shuffle(rows)
        taken = 0
        for row in rows:
            for text in _strings(json.loads(row)):
                taken += len(text)
                yield text
            if taken > per_file:
                break


def byte_of_unicode() -> dict[str, int]:
    """The inverse of GPT-2's byte-to-unicode table, which `tokenizers` writes tokens in."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {chr(b): b for b in printable}
    others = [b for b in range(256) if b not in printable]
    table.update({chr(256 + i): b for i, b in enumerate(others)})
    return table


def train(folder: Path, out: Path, per_file: int) -> None:
    """Train on `folder` and write `out`."""
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PATTERN), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        max_token_length=24,
        show_progress=True,
    )
    tokenizer.train_from_iterator(texts(folder, per_file), trainer)
    table = byte_of_unicode()
    ranked = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    lines = [
        f"{base64.b64encode(bytes(table[c] for c in token)).decode()} {rank}"
        for token, rank in ranked
    ]
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--per-file", type=int, default=1_500_000)
    args = parser.parse_args()
    train(args.data, args.out, args.per_file)
