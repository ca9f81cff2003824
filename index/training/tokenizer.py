"""The encoder's tokenizer: Unigram pieces over normalised text, domain words learned whole."""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.training.pairs import Source

if TYPE_CHECKING:
    from tokenizers import Tokenizer

VOCABULARY = 64_000
_LONGEST_PIECE = 12


def train_tokenizer(
    sources: Sequence[Source], out: Path, characters: int, vocabulary: int, seed: int
) -> None:
    """Train on up to `characters` of the sources' texts and write `out` (tokenizer.json)."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation(),
            pre_tokenizers.Digits(individual_digits=False),
        ]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary,
        special_tokens=["[UNK]"],
        unk_token="[UNK]",
        max_piece_length=_LONGEST_PIECE,
        shrinking_factor=0.6,
        n_sub_iterations=1,
        show_progress=True,
    )
    tokenizer.train_from_iterator(_texts(sources, characters, seed), trainer)
    out.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out), pretty=False)


def _texts(sources: Sequence[Source], characters: int, seed: int) -> Iterator[str]:
    """Texts drawn evenly over the sources, until there are enough characters."""
    share = characters // max(1, len(sources))
    for source in sources:
        rows = list(source.pairs)
        random.Random(seed).shuffle(rows)
        taken = 0
        for a, b, _ in rows:
            yield a
            yield b
            taken += len(a) + len(b)
            if taken > share:
                break


def load_tokenizer(path: Path) -> "Tokenizer":
    """Read a tokenizer.json."""
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(path))
