"""Training end to end on a handful of rows: pairs, tokenizer, steps, resume, tuning, export."""

import argparse
import json
import lzma
import random
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UsageError
from index.late import LateInteraction
from index.normalise import normalise
from index.static import StaticEncoder
from index.training import train as training
from index.training.asked import INTERVIEWS, written_sources
from index.training.cli import add_arguments, main
from index.training.evaluate import gains, measure
from index.training.glossed import glossed_source
from index.training.model import Ragged, StaticModel
from index.training.pairs import Pair, Source, read_rows, read_sources
from index.training.pieces import parts_of_pieces
from index.training.tokenizer import load_tokenizer, train_tokenizer

_SUBJECTS = ["储能", "农田", "社会资本", "人工智能", "电力市场", "高标准农田", "制造业", "债券"]
_VERBS = ["建设", "保护", "投资", "应用", "交易", "管理", "升级", "发行"]


def rows_of(count: int) -> list[dict[str, str]]:
    rng = random.Random(3)
    rows = []
    for i in range(count):
        subject, verb = rng.choice(_SUBJECTS), rng.choice(_VERBS)
        answer = f"第{i}条规定了{subject}的{verb}，自{2000 + i}年起施行，由地方负责。"
        rows.append({"query": f"{subject}怎么{verb}？第{i}条", "passage": answer})
    return rows


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder / "questions.jsonl", rows_of(60))
    entries = [{"zh": zh, "en": [en]} for zh, en in zip(_SUBJECTS, "abcdefgh", strict=True)]
    with lzma.open(folder / "words.jsonl.xz", "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(e, ensure_ascii=False) + "\n" for e in entries)
    return folder


def write(path: Path, rows: list[dict[str, str]]) -> None:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args([*given, "--vocabulary", "300", "--batch", "16"])


def test_from_rows_to_a_model_that_loads_everywhere(data: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    out = tmp_path / "model"
    assert main(arguments("--data", str(data), "--out", str(out), "--steps", "30")) == 0
    encoder = StaticEncoder.load(out)
    texts = ["储能怎么建设", "农田"]
    theirs = SentenceTransformer(str(out), device="cpu").encode(texts)
    np.testing.assert_allclose(encoder.encode_query(texts), theirs, atol=1e-5)


def test_training_pulls_pairs_together(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    main(arguments("--data", str(data), "--out", str(out), "--steps", "60"))
    encoder = StaticEncoder.load(out)
    rows = rows_of(60)
    cosines = encoder.encode_query([r["query"] for r in rows]) @ (
        encoder.encode_document([r["passage"] for r in rows]).T
    )
    assert (cosines.argmax(axis=1) == np.arange(len(rows))).mean() > 0.8


def test_an_interrupted_run_ends_as_an_uninterrupted_one(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = read_sources(data, seed=1)
    train_tokenizer(sources, tmp_path / "tokenizer.json", 100_000, 300, seed=1)
    tokenizer = load_tokenizer(tmp_path / "tokenizer.json")
    encoded = training.encode_sources(sources, tokenizer, 64)
    parts = parts_of_pieces(tokenizer)
    recipe = training.Recipe(steps=7, batch=16, save_every=2)
    whole = training.train(encoded, parts, recipe, tmp_path / "whole", resume=False).table()

    set_rate = training._set_rate

    def cut_off(optimizer: object, recipe: training.Recipe, step: int) -> None:
        if step == 5:
            raise KeyboardInterrupt
        set_rate(optimizer, recipe, step)

    monkeypatch.setattr(training, "_set_rate", cut_off)
    with pytest.raises(KeyboardInterrupt):
        training.train(encoded, parts, recipe, tmp_path / "cut", resume=False)
    monkeypatch.setattr(training, "_set_rate", set_rate)
    resumed = training.train(encoded, parts, recipe, tmp_path / "cut", resume=True).table()
    np.testing.assert_array_equal(whole, resumed)


def test_the_shipped_model_can_be_tuned(data: Path, tmp_path: Path) -> None:
    shipped = Path(training.__file__).parent.parent / "model"
    out = tmp_path / "tuned"
    given = ["--data", str(data), "--out", str(out), "--tune", str(shipped), "--steps", "3"]
    assert main(arguments(*given)) == 0
    before, after = StaticEncoder.load(), StaticEncoder.load(out)
    assert after.fingerprint != before.fingerprint
    unused = before.encode_query(["xylophone"]) @ after.encode_query(["xylophone"]).T
    assert unused[0, 0] == pytest.approx(1.0, abs=1e-2)


def test_tuning_takes_the_projects_own_questions_only_where_it_is_told_to(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = Path(training.__file__).parent.parent / "model"
    given = ["--data", str(data), "--tune", str(shipped), "--steps", "1", "--batch", "8"]
    assert main(arguments(*given, "--out", str(tmp_path / "bare"))) == 0
    assert "encoded synonyms" not in capsys.readouterr().err
    assert main(arguments(*given, "--out", str(tmp_path / "more"), "--written")) == 0
    assert "encoded synonyms" in capsys.readouterr().err


def test_what_is_measured_on_is_not_trained_on(data: Path, tmp_path: Path) -> None:
    held = tmp_path / "dev"
    held.mkdir()
    write(held / "dev.jsonl", rows_of(60)[:10])
    kept = {p.b for s in read_sources(data, 1, held) for p in s.pairs}
    assert not kept & {r["passage"] for r in rows_of(60)[:10]}


def test_pairs_of_one_passage_are_no_negatives(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    text = "第一条规定了储能的建设要求。第二款规定了农田的保护责任。第三款自公布之日起施行。"
    rows = [{"passage": text, "qas": [{"q": "储能怎么建设"}, {"q": "谁保护农田"}]}]
    (folder / "qa.jsonl").write_text(json.dumps(rows[0]) + "\n", encoding="utf-8")
    [source] = read_sources(folder, seed=1)
    assert len(source.pairs) > 2
    assert {p.group for p in source.pairs} == {text}


def test_parts_of_a_piece_spell_it(data: Path, tmp_path: Path) -> None:
    train_tokenizer(read_sources(data, 1), tmp_path / "tokenizer.json", 100_000, 300, seed=1)
    tokenizer = load_tokenizer(tmp_path / "tokenizer.json")
    parts = parts_of_pieces(tokenizer)
    split = [row for row in parts.tolist() if row[1] < len(parts)]
    assert split
    for piece, left, right in split:
        spelt = [tokenizer.id_to_token(i) for i in (piece, left, right)]
        assert spelt[0] == spelt[1] + spelt[2]


def test_glosses_make_english_questions() -> None:
    words = [Pair("农田", "farmland", ""), Pair("保护", "to protect", ""), Pair("责任", "duty", "")]
    asked = Pair("谁有保护农田的责任", "由乡镇负责。", "g")
    [made] = glossed_source([Source("d", "dictionary", words), Source("q", "qa", [asked])], 1)
    assert made.pairs == [Pair("protect farmland duty", "由乡镇负责。", "g")]


def test_late_interaction_is_trained_as_it_is_searched(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    assert main(arguments("--data", str(data), "--out", str(out), "--steps", "5")) == 0
    encoder = StaticEncoder.load(out)
    model = StaticModel(parts_of_pieces(load_tokenizer(out / "0_StaticEmbedding/tokenizer.json")))
    model.start_from(encoder.table)
    questions = [row["query"] for row in rows_of(5)]
    texts = [row["passage"] for row in rows_of(5)]
    batches = []
    for side in (questions, texts):
        pieces = [encoder.piece_ids(text) for text in side]
        offsets = np.cumsum([0, *map(len, pieces)]).astype(np.int64)
        batches.append(Ragged(np.concatenate(pieces), offsets))
    scores = model.interact(*batches).detach().numpy()
    late, documents = LateInteraction(encoder), [encoder.piece_ids(t) for t in texts]
    expected = np.array([late.score(question, documents) for question in questions])
    assert scores == pytest.approx(expected, abs=1e-5)


def test_neighbours_ask_what_the_sections_of_one_policy_answer() -> None:
    (asked,) = (s for s in written_sources([]) if s.kind == "asked")
    first = asked.pairs[:5]
    assert len({pair.group for pair in first}) == 5
    policy = next(read_rows(INTERVIEWS))
    answers = [section["answer"] for section in policy["sections"]]
    assert all(normalise(answer) in pair.b for pair, answer in zip(first, answers, strict=False))


def test_dropping_pieces_keeps_every_text() -> None:
    texts = Ragged(np.arange(12, dtype=np.int32), np.array([0, 1, 3, 12], dtype=np.int64))
    rows = np.array([2, 0, 1], dtype=np.int64)
    taken = texts.take(rows, 0.95, np.random.default_rng(0))
    assert (np.diff(taken.offsets) >= 1).all()
    everything = texts.take(rows, 0.0, np.random.default_rng(0))
    assert everything.ids.tolist() == [*range(3, 12), 0, 1, 2]


def test_measures_count_ranks_as_defined(tmp_path: Path) -> None:
    assert gains(np.array([0, 1, 9, 10, -1])).round(4).tolist() == [1, 0.6309, 0.2891, 0, 0]
    path = tmp_path / "dev.jsonl"
    write(path, [{"zh": "农田", "en": "farmland"}, {"zh": "人工智能", "en": "AI intelligence"}])
    figures = measure(path, StaticEncoder.load())
    assert figures["zh->en top-1"] == 1.0


def test_no_data_is_said_plainly(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(UsageError) as caught:
            main(arguments("--data", str(folder), "--out", str(tmp_path / "out")))
        assert caught.value.next_step
