"""Which encoder: the bundled one, or any sentence-transformers model by name or path."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from index.static import bundled

BUNDLED = "bundled"


class Encoder(Protocol):
    """Turns texts into unit vectors.

    `name` is what settings call it, `fingerprint` changes whenever its vectors would,
    `max_tokens` bounds what it reads of one text (None: no bound).
    """

    name: str
    fingerprint: str
    dimension: int
    max_tokens: int | None

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension) of questions, with the model's query prompt."""
        ...

    def encode_document(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension) of passages, with the model's document prompt."""
        ...

    def count_tokens(self, text: str) -> int:
        """How many of `max_tokens` this text takes."""
        ...


def load_encoder(name: str) -> Encoder:
    """The encoder of this name: `bundled`, a model directory, or a hub name in the cache.

    Raises:
        EncoderError: it is not there, or cannot be loaded; found out at once, never by
            waiting for a network.
    """
    if name == BUNDLED:
        return bundled()
    path = Path(name)
    if path.is_dir():
        return SentenceTransformerEncoder(name, path)
    if name.startswith((".", "/", "~")) or path.suffix:
        raise EncoderError(
            f"没有这个模型目录 / No such model directory: {name}.",
            "请检查 POLICY_QA_ENCODER / Check POLICY_QA_ENCODER.",
        )
    return SentenceTransformerEncoder(name, _cached_snapshot(name))


def _cached_snapshot(name: str) -> Path:
    """Where the hub's cache holds this model; asks no network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    repository = name if "/" in name else f"sentence-transformers/{name}"
    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError, HfHubHTTPError, OSError) as error:
        raise EncoderError(
            f"本机没有编码模型 {name} / The encoder {name} is not on this machine.",
            f"联网后运行 / With a network, run: hf download {repository}",
        ) from error


class SentenceTransformerEncoder:
    """Any sentence-transformers model, with its own prompts and length limit.

    Raises:
        EncoderError: the files are there but do not load.
    """

    def __init__(self, name: str, path: Path) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        self.name = name
        try:
            self._model = SentenceTransformer(str(path), device=_device(torch))
        except Exception as error:  # any of torch's, transformers' and safetensors' own kinds
            raise EncoderError(
                f"编码模型 {name} 读不出来 / The encoder {name} cannot be loaded:"
                f" {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}",
                "请重新下载该模型，或取消 POLICY_QA_ENCODER / Download it again, or unset"
                " POLICY_QA_ENCODER.",
            ) from error
        self.fingerprint = _fingerprint(path)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        limit = self._model.max_seq_length
        self.max_tokens = int(limit) if limit and limit < 1_000_000 else None

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension), with the model's query prompt where it has one."""
        vectors = self._model.encode_query(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def encode_document(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension), with the model's document prompt where it has one."""
        vectors = self._model.encode_document(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """Tokens by the model's own tokenizer, special ones included."""
        encoded = self._model.tokenizer(text, truncation=False, verbose=False)
        ids = (
            encoded["input_ids"]
            if isinstance(encoded, dict) or hasattr(encoded, "keys")
            else encoded
        )
        return len(ids)


def _device(torch: object) -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"  # type: ignore[attr-defined]


def _fingerprint(path: Path) -> str:
    """A hash over names, sizes and the first megabyte of the model's files."""
    digest = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file() and ".git" not in p.parts):
        digest.update(f"{file.relative_to(path)}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as data:
            digest.update(data.read(1_000_000))
    return digest.hexdigest()
