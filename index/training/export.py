"""Writes the trained table as a sentence-transformers model directory, int8 with row scales."""

import hashlib
import json
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file


def quantised(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and the scale of each: `rows * scales[:, None]` is the table, nearly."""
    scales = np.abs(table).max(axis=1) / 127
    scales = np.maximum(scales, 1e-12).astype(np.float32)
    rows = np.clip(np.rint(table / scales[:, None]), -127, 127).astype(np.int8)
    return rows, scales


def export(table: NDArray[np.float32], tokenizer: Path, out: Path) -> None:
    """Write `out`, which `SentenceTransformer(out)` loads: StaticEmbedding, then Normalize.

    `StaticEmbedding.load` reads the int8 rows and multiplies each piece by its `weights`.
    """
    static = out / "0_StaticEmbedding"
    static.mkdir(parents=True, exist_ok=True)
    (out / "1_Normalize").mkdir(exist_ok=True)
    rows, scales = quantised(table)
    save_file({"embeddings": rows, "weights": scales}, static / "model.safetensors")
    (static / "model.safetensors").chmod(0o644)  # safetensors leaves it to its owner alone
    (static / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    modules = [
        _module(0, "0_StaticEmbedding", "models.StaticEmbedding"),
        _module(1, "1_Normalize", "models.Normalize"),
    ]
    _write(out / "modules.json", modules)
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json"):
        digest.update((static / name).read_bytes())
    config = {
        "__version__": {"sentence_transformers": metadata.version("sentence-transformers")},
        "model_type": "SentenceTransformer",
        "prompts": {},
        "default_prompt_name": None,
        "similarity_fn_name": "cosine",
        "policy_qa_fingerprint": digest.hexdigest(),
    }
    _write(out / "config_sentence_transformers.json", config)


def _module(number: int, path: str, kind: str) -> dict[str, object]:
    return {
        "idx": number,
        "name": str(number),
        "path": path,
        "type": f"sentence_transformers.{kind}",
    }


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
