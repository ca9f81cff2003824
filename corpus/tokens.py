"""Counting tokens with tiktoken, without a download: a BPE of our own ships with the project."""

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

BPE_FILE = Path(__file__).parent / "bpe" / "policy.tiktoken"

# cl100k's pre-tokenisation with runs of Han characters as pieces of their own.
PATTERN = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|\p{Han}+|[^\r\n\p{L}\p{N}]?[\p{L}&&[^\p{Han}]]+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


@lru_cache(maxsize=1)
def bundled_encoding() -> "tiktoken.Encoding":
    """The encoding that ships with the project, trained by `corpus.bpe_training`."""
    import tiktoken
    from tiktoken.load import load_tiktoken_bpe

    ranks = load_tiktoken_bpe(str(BPE_FILE))
    return tiktoken.Encoding("policy", pat_str=PATTERN, mergeable_ranks=ranks, special_tokens={})


@lru_cache(maxsize=8)
def encoding_for(model: str | None) -> "tiktoken.Encoding":
    """The model's own encoding where tiktoken knows it and has it in its local cache.

    Anything else gets the bundled one: tiktoken would otherwise download, without a timeout.
    """
    import tiktoken

    if model and os.environ.get("TIKTOKEN_CACHE_DIR"):
        try:
            name = tiktoken.encoding_name_for_model(model)
            if _cached(name):
                return tiktoken.get_encoding(name)
        except KeyError:
            pass
    return bundled_encoding()


def _cached(name: str) -> bool:
    """Whether tiktoken's cache folder holds the file of this encoding (it names it by sha1)."""
    import hashlib

    url = f"https://openaipublic.blob.core.windows.net/encodings/{name}.tiktoken"
    key = hashlib.sha1(url.encode()).hexdigest()
    return (Path(os.environ["TIKTOKEN_CACHE_DIR"]) / key).is_file()


def count_tokens(text: str, model: str | None = None) -> int:
    """How many tokens `text` has for `model`, or by the bundled BPE."""
    return len(encoding_for(model).encode_ordinary(text))
