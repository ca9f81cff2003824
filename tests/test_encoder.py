"""The bundled encoder, its twin in sentence-transformers, other encoders, the tokenizer."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError
from corpus.tokens import bundled_encoding, count_tokens
from index.encoders import load_encoder
from index.late import LateInteraction
from index.normalise import normalise
from index.static import MODEL, StaticEncoder

TEXTS = ["新型储能2027年装机目标是多少？", "What is the target?", "永久基本農田", "a"]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder.load()


def test_same_vectors_as_sentence_transformers(encoder: StaticEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(MODEL), device="cpu").encode([normalise(t) for t in TEXTS])
    np.testing.assert_allclose(encoder.encode_query(TEXTS), theirs, atol=1e-5)


def test_model_fits_its_budget_and_its_fingerprint(encoder: StaticEncoder) -> None:
    import hashlib

    files = [p for p in MODEL.rglob("*") if p.is_file()]
    assert sum(p.stat().st_size for p in files) < 30_000_000
    digest = hashlib.sha256()
    for name in ("model.safetensors", "tokenizer.json"):
        digest.update((MODEL / "0_StaticEmbedding" / name).read_bytes())
    assert encoder.fingerprint == digest.hexdigest()


def test_crosses_languages_and_scripts(encoder: StaticEncoder) -> None:
    a, b, c = encoder.encode_query(["人工智能", "artificial intelligence", "farmland"])
    assert a @ b > a @ c
    simple, traditional = encoder.encode_query(["储能规模", "儲能規模"])
    np.testing.assert_allclose(simple, traditional, atol=1e-6)


def test_empty_text_gives_zeros(encoder: StaticEncoder) -> None:
    assert not encoder.encode_query([""]).any()


def test_torch_is_never_imported_by_asking() -> None:
    code = (
        "import sys, rag.engine, index.store; from index.static import StaticEncoder;"
        "StaticEncoder.load().encode_query(['a']); print('torch' in sys.modules, 'gradio' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False", "False"]


def test_late_interaction(encoder: StaticEncoder) -> None:
    late = LateInteraction(encoder)
    pieces = [encoder.piece_ids(t) for t in ("储能装机目标", "永久基本农田保护", "")]
    scores = late.score("储能装机目标", pieces)
    assert scores[0] == pytest.approx(1.0, abs=1e-4)
    assert scores[0] > scores[1] > scores[2] == 0
    weights = [w for _, w, _ in late.coverage("储能装机目标", pieces[0])]
    assert sum(weights) == pytest.approx(1.0, abs=1e-5)


def test_missing_models_are_found_missing_at_once(tmp_path: Path) -> None:
    for name in (str(tmp_path / "none"), "./nowhere", "no-such/model-name"):
        with pytest.raises(EncoderError) as caught:
            load_encoder(name)
        assert caught.value.next_step
    (tmp_path / "broken").mkdir()
    with pytest.raises(EncoderError):
        StaticEncoder.load(tmp_path / "broken")


def test_tokens_round_trip() -> None:
    encoding = bundled_encoding()
    text = "《方案》提出，1.8亿千瓦以上。What? ｆｕｌｌ 😀\n\n"
    assert encoding.decode(encoding.encode_ordinary(text)) == text
    assert 0 < count_tokens(text) < len(text.encode())


def test_another_models_encoding_is_not_downloaded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    assert count_tokens("目标", "gpt-4o") == count_tokens("目标")
