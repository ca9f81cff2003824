"""The library and the index together: added, replaced, removed, damaged, switched."""

import contextlib
import json
import shutil
import sqlite3
import warnings
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import EncoderError, IndexStoreError, LibraryError
from corpus.library import Library
from index import generation, vectors
from index.hits import Filters
from index.store import IndexSettings, Store
from tests.conftest import SAMPLE

OTHER = "近日，省商务厅印发《夜间消费措施》（以下简称《措施》）。\n问：夜间消费集聚区要建多少个？\n答：20个。"


def store(home: Path, encoder: str = "bundled") -> Store:
    return Store(home, IndexSettings(encoder))


def test_add_replace_remove(tmp_path: Path) -> None:
    place = store(tmp_path / "home")
    assert place.add(SAMPLE).outcome == "added"
    assert place.add(SAMPLE).outcome == "unchanged"
    other = tmp_path / "夜间消费.txt"
    other.write_text(OTHER, encoding="utf-8")
    place.add(other)
    assert place.open().search("夜间消费集聚区建多少个")[0].document.id == "夜间消费"
    other.write_text(OTHER.replace("20个", "30个"), encoding="utf-8")
    assert place.add(other).outcome == "replaced"
    hit = place.open().search("夜间消费集聚区建多少个")[0]
    assert hit.section.answer == "30个。"
    place.remove("夜间消费")
    assert all(h.document.id != "夜间消费" for h in place.open().search("夜间消费", 50))
    assert len(list((tmp_path / "home" / "files").iterdir())) == 1
    with pytest.raises(LibraryError):
        place.remove("夜间消费")


def test_same_id_from_another_file_is_kept_beside(tmp_path: Path) -> None:
    library = Library(tmp_path / "home")
    library.add(SAMPLE)
    again = tmp_path / "copy.txt"
    again.write_text(SAMPLE.read_text(encoding="utf-8") + "\n补记。", encoding="utf-8")
    added = library.add(again)
    assert added.outcome == "renamed"
    assert added.parsed.document.id == "政策汇编-第九期~2"
    ids = [s.id for s in added.parsed.sections]
    assert all(i.startswith("政策汇编-第九期~2/") for i in ids)
    assert library.documents()[1] == added.parsed


def test_documents_come_back_as_they_were(tmp_path: Path) -> None:
    library = Library(tmp_path)
    added = library.add(SAMPLE)
    assert library.documents() == (added.parsed,)


def test_what_an_older_version_read_is_read_again(tmp_path: Path) -> None:
    library = Library(tmp_path / "home")
    letter = tmp_path / "夜间消费.md"
    letter.write_text(OTHER.replace("问：", "**问：**"), encoding="utf-8")
    added = library.add(letter)
    with contextlib.closing(sqlite3.connect(tmp_path / "home" / "library.sqlite")) as db, db:
        db.execute(
            "UPDATE documents SET parser = 'layout/4', text = ?", (letter.read_text("utf-8"),)
        )
    assert library.documents() == (added.parsed,)
    library.file("夜间消费").unlink()
    assert "**问：**" in library.documents()[0].document.text


def test_vectors_are_reused_and_scores_are_inner_products(tmp_path: Path) -> None:
    place = store(tmp_path / "home")
    place.add(SAMPLE)
    index = place.open()
    query = index.encoder.encode_query(["装机目标"])[0]
    folder = next(p for p in (tmp_path / "home" / "index").iterdir() if p.is_dir())
    stored = vectors.load(folder / "vectors.faiss")
    matrix = stored.reconstruct_n(0, stored.ntotal)
    found = vectors.search(stored, query, 5)
    expected = np.sort(matrix @ query)[::-1][:5]
    np.testing.assert_allclose([s for _, s in found], expected, atol=1e-5)
    reusable = generation.Reusable(folder)
    keys = [row[0] for row in generation.read_chunks(folder)]
    np.testing.assert_array_equal(reusable.get(keys[3]), matrix[3])


def test_an_index_that_is_damaged_is_told_of(tmp_path: Path) -> None:
    place = store(tmp_path / "home")
    with pytest.raises(IndexStoreError, match="还没有索引"):
        place.open()
    place.add(SAMPLE)
    assert place.verify() == []
    folder = next(p for p in (tmp_path / "home" / "index").iterdir() if p.is_dir())
    data = bytearray((folder / "vectors.faiss").read_bytes())
    data[-5] ^= 1
    (folder / "vectors.faiss").write_bytes(bytes(data))
    assert place.verify() == ["vectors.faiss"]
    (folder / "vectors.faiss").write_bytes(bytes(data[: len(data) // 2]))
    with pytest.raises(IndexStoreError):
        place.open()
    place.build()
    assert place.verify() == []
    assert place.open().search("目标")


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    place = store(tmp_path / "home")
    place.add(SAMPLE)
    path = next((tmp_path / "home" / "index").glob("*/manifest.json"))
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "format": 99}), encoding="utf-8")
    with pytest.raises(IndexStoreError, match="99"):
        place.open()


def test_a_failed_build_leaves_the_old_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = store(tmp_path / "home")
    place.add(SAMPLE)
    before = place.manifest()

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(vectors, "save", full)
    with pytest.raises(LibraryError, match="No space"):
        place.build()
    monkeypatch.undo()
    assert place.manifest() == before
    assert place.open().search("目标")
    assert len([p for p in (tmp_path / "home" / "index").iterdir() if p.is_dir()]) == 1


def test_library_ahead_of_the_index_is_caught_up(tmp_path: Path) -> None:
    place = store(tmp_path / "home")
    place.add(SAMPLE)
    other = tmp_path / "夜间消费.txt"
    other.write_text(OTHER, encoding="utf-8")
    place.library.add(other)
    assert any(h.document.id == "夜间消费" for h in place.open().search("夜间消费集聚区"))


def test_other_weights_of_the_same_name_are_built_anew(tmp_path: Path) -> None:
    place = store(tmp_path / "home")
    place.add(SAMPLE)
    path = next((tmp_path / "home" / "index").glob("*/manifest.json"))
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "fingerprint": "old"}), encoding="utf-8")
    assert place.open().search("目标")
    manifest = place.manifest()
    assert manifest is not None
    assert manifest.fingerprint == record["fingerprint"]


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small random BERT with mean pooling, saved as sentence-transformers does."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    characters = sorted(set(SAMPLE.read_text(encoding="utf-8")))
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *(c for c in characters if c.strip()),
    ]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizerFast(vocab_file=str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=1,
        num_attention_heads=2, intermediate_size=32, max_position_embeddings=64,
    )  # fmt: skip
    BertModel(config).save_pretrained(folder)
    module = Transformer(str(folder), max_seq_length=64)
    model = SentenceTransformer(
        modules=[module, Pooling(32)], prompts={"query": "问：", "document": ""}, device="cpu"
    )
    out = tmp_path_factory.mktemp("model") / "random"
    model.save(str(out))
    return out


def test_another_encoder_is_built_beside_and_switched(tmp_path: Path, transformer: Path) -> None:
    home = tmp_path / "home"
    store(home).add(SAMPLE)
    changed = store(home, str(transformer))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert changed.open().encoder.name == "bundled"
    assert "index build" in str(caught[0].message)
    record = changed.build()
    assert (record.encoder, record.dimension) == (str(transformer), 32)
    index = changed.open()
    assert index.encoder.max_tokens == 64
    assert index.search("新型储能装机目标", 3)
    for place in index._places:
        assert index.encoder.count_tokens(place.chunk.text) <= 64
    shutil.move(str(transformer), str(transformer) + "-gone")
    try:
        with pytest.raises(EncoderError):
            store(home, str(transformer)).open()
    finally:
        shutil.move(str(transformer) + "-gone", str(transformer))


def test_filters(tmp_path: Path) -> None:
    place = store(tmp_path / "home")
    place.add(SAMPLE)
    index = place.open()
    policy = index.documents[0].policies[1]
    hits = index.search("目标", 20, Filters(policies=(policy.id,)))
    assert hits and all(h.policy == policy for h in hits)
    assert index.search("目标", 5, Filters(issues=("第八期",))) == []
    assert index.search("目标", 5, Filters(date_from="2025-10-01")) == []
    bodies = index.search("目标", 50, Filters(bodies=("国家能源局",)))
    assert {h.policy.title[:4] for h in bodies if h.policy} == {"电力装备", "新型储能"}


def test_many_vectors_are_kept_in_lists_and_scored_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "FLAT_LIMIT", 20_000)
    table = np.random.default_rng(7).normal(size=(33_000, 16)).astype(np.float32)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    vectors.save(vectors.build(table), tmp_path / "v.faiss")
    index = vectors.load(tmp_path / "v.faiss")
    exact = table @ table[5]
    found = vectors.search(index, table[5], 10)
    best = set(np.argsort(-exact)[:10].tolist())
    assert found[0][0] == 5 and len(best & {o for o, _ in found}) >= 7
    ordinals = np.array([0, 5, 32_999])
    np.testing.assert_allclose(
        vectors.scores_of(index, table[5], ordinals), exact[ordinals], atol=1e-6
    )


def test_an_index_of_an_older_format_is_rebuilt_when_it_is_opened(tmp_path: Path) -> None:
    place = store(tmp_path / "home")
    place.add(SAMPLE)
    path = next((tmp_path / "home" / "index").glob("*/manifest.json"))
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**record, "format": 1}), encoding="utf-8")
    assert place.open().search("储能目标", 1)
    rebuilt = place.manifest()
    assert rebuilt is not None and rebuilt.format > 1
