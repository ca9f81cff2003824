"""The bundled encoder without torch: piece vectors, their mean; loads in a tenth of a second."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from corpus.errors import EncoderError
from index.normalise import normalise

MODEL = Path(__file__).parent / "model"


class StaticEncoder:
    """A sentence-transformers StaticEmbedding model read with numpy alone.

    Gives what `SentenceTransformer(path)` gives for the normalised text: the mean of the
    pieces' vectors, made a unit vector.
    """

    max_tokens: int | None = None

    def __init__(
        self,
        name: str,
        fingerprint: str,
        tokenizer: Tokenizer,
        rows: NDArray[np.int8],
        scales: NDArray[np.float32],
    ) -> None:
        self.name = name
        self.fingerprint = fingerprint
        self.dimension = int(rows.shape[1])
        self._tokenizer = tokenizer
        self._rows = rows
        self._scales = scales

    @classmethod
    def load(cls, path: Path | None = None, name: str = "bundled") -> "StaticEncoder":
        """Read a model directory; None is the one that ships with the project.

        Raises:
            EncoderError: a file is missing or damaged.
        """
        folder = path or MODEL
        static = folder / "0_StaticEmbedding"
        try:
            tensors = load_file(static / "model.safetensors")
            tokenizer = Tokenizer.from_file(str(static / "tokenizer.json"))
            config = (folder / "config_sentence_transformers.json").read_text(encoding="utf-8")
            fingerprint = json.loads(config)["policy_qa_fingerprint"]
            rows, scales = tensors["embeddings"], tensors["weights"]
        except Exception as error:  # tokenizers and safetensors raise kinds of their own
            raise EncoderError(
                f"编码模型 {name} 读不出来 / The encoder {name} cannot be loaded:"
                f" {type(error).__name__}.",
                "请重新安装本项目 / Install the project again.",
            ) from error
        return cls(name, fingerprint, tokenizer, rows, scales)

    @property
    def vocabulary(self) -> int:
        """How many pieces there are."""
        return len(self._rows)

    @property
    def table(self) -> NDArray[np.float32]:
        """All piece vectors with their weights, (vocabulary, dimension)."""
        return self.pieces(np.arange(len(self._rows), dtype=np.int32))

    def pieces(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """The vectors of these pieces, (n, dimension), as long as they weigh."""
        return np.asarray(
            self._rows[ids].astype(np.float32) * self._scales[ids][:, None], dtype=np.float32
        )

    def unit_pieces(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """The vectors of these pieces made unit vectors, (n, dimension)."""
        rows = self._rows[ids].astype(np.float32)
        rows /= np.maximum(_lengths(rows), 1e-9)[:, None]
        return rows

    def piece_lengths(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """How long, and so how weighty, the vectors of these pieces are, (n,)."""
        return np.asarray(_lengths(self._rows[ids].astype(np.float32)) * self._scales[ids])

    def cosines(
        self, ids: NDArray[np.int32], directions: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The cosines of these pieces with unit vectors (k, dimension), (n, k), and how long
        the pieces' vectors are, (n,)."""
        rows = self._rows[ids].astype(np.float32)
        lengths = _lengths(rows)
        found = rows @ directions.T
        found /= np.maximum(lengths, 1e-9)[:, None]
        return found, lengths * self._scales[ids]

    def vector_of(self, pieces: NDArray[np.int32]) -> NDArray[np.float32]:
        """The unit vector (dimension,) of a text given as pieces; zeros where there are none."""
        summed = self.pieces(pieces).sum(axis=0)
        return np.asarray(summed / max(float(np.linalg.norm(summed)), 1e-12), dtype=np.float32)

    def piece_ids(self, text: str) -> NDArray[np.int32]:
        """The pieces of a text, (p,)."""
        encoded = self._tokenizer.encode(normalise(text), add_special_tokens=False)
        return np.array(encoded.ids, dtype=np.int32)

    def piece_texts(self, ids: Sequence[int]) -> list[str]:
        """The pieces spelt out."""
        return [self._tokenizer.id_to_token(int(i)) or "" for i in ids]

    def count_tokens(self, text: str) -> int:
        """How many pieces a text has."""
        return len(self.piece_ids(text))

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension); an empty text gives zeros."""
        return self._encode(texts)

    def encode_document(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors (n, dimension); the model knows no difference from a question."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        encoded = self._tokenizer.encode_batch_fast(
            [normalise(t) for t in texts], add_special_tokens=False
        )
        out = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for i, one in enumerate(encoded):
            if one.ids:
                out[i] = self.pieces(np.array(one.ids, dtype=np.int32)).mean(axis=0)
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        return np.asarray(out / np.maximum(norms, 1e-12), dtype=np.float32)


@lru_cache(maxsize=1)
def bundled() -> StaticEncoder:
    """The encoder that ships with the project, loaded once for all who ask.

    Raises:
        EncoderError: a file is missing or damaged.
    """
    return StaticEncoder.load()


def _lengths(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", rows, rows)), dtype=np.float32)
