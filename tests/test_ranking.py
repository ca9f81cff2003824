"""The ranking's features: sentences kept beside the index, kinds of fact, what is covered."""

from pathlib import Path

import numpy as np
import pytest

from index import kept, spans
from index.asked import asked
from index.facts import KINDS, told, wanted
from index.late import LateInteraction
from index.named import Named
from index.own_question import own_question
from index.ragged import spread
from index.ranking import NAMES, Asked, Found, covered, features, load_weights, read
from index.reader import load_reader
from index.spans import SpanStore
from index.static import StaticEncoder
from index.units import Unit

TEXTS = [
    ("养老服务 收费", "收费标准由县级民政部门核定。逾期未移交的，处五万元罚款。"),
    ("", "鼓励社会力量参与。"),
    ("港口", ""),
]


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder.load()


@pytest.fixture(scope="module")
def store(encoder: StaticEncoder, tmp_path_factory: pytest.TempPathFactory) -> SpanStore:
    folder: Path = tmp_path_factory.mktemp("spans")
    spans.build(folder, TEXTS, encoder)
    return SpanStore(folder)


def test_sentences_come_back_as_they_were_written(store: SpanStore, encoder: StaticEncoder) -> None:
    found = store.of(np.array([2, 0]))
    assert found.owners.tolist() == [0, 1, 1, 1]
    assert found.heads.tolist() == [True, True, False, False]
    expected = np.concatenate([encoder.piece_ids(t) for t in ("港口", TEXTS[0][0])])
    assert found.pieces[: len(expected)].tolist() == expected.tolist()
    length = np.linalg.norm(encoder.pieces(encoder.piece_ids("港口")).sum(axis=0))
    assert found.norms[0] == pytest.approx(length, rel=1e-5)


def test_what_is_kept_is_what_would_be_made_anew(encoder: StaticEncoder, tmp_path: Path) -> None:
    whole = ["养老服务 收费标准由县级民政部门核定。", "", "港口 Ｐｏｒｔ"]
    kept.build(tmp_path, TEXTS, whole, ["收费标准主要有哪些？", None, None], encoder)
    found = kept.Kept(tmp_path)
    chosen = np.array([2, 0, 1])
    assert found.texts(chosen) == ["港口 port", whole[0], ""]
    assert [len(q) > 0 for q in found.questions(chosen)] == [False, True, False]
    gains = own_question(
        asked("收费标准是什么？", Named()), found.questions(chosen), LateInteraction(encoder)
    )
    assert gains[1] > 3 and gains[0] == gains[2] == 0
    np.save(tmp_path / "texts.npy", np.zeros(3, dtype=np.uint8))
    with pytest.raises(ValueError, match="texts"):
        kept.Kept(tmp_path)


def test_ranges_one_after_the_other() -> None:
    assert spread(np.array([5, 2, 9]), np.array([7, 2, 10])).tolist() == [5, 6, 9]
    assert not len(spread(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)))


def test_nothing_chosen_gives_nothing(store: SpanStore) -> None:
    assert not len(store.of(np.zeros(0, dtype=np.int64)).begins)


@pytest.mark.parametrize(
    ("question", "kind", "sentence"),
    [
        ("要罚多少钱", "penalty", "处五万元罚款"),
        ("what is the fine?", "penalty", "责令改正"),
        ("什么时候施行", "date", "自2026年1月1日起施行"),
        ("归哪个部门管", "body", "由县级民政部门核定"),
        ("why was it issued", "reason", "出台的背景"),
        ("can foreigners apply?", "rule", "不得申请"),
        ("能拿多少补贴", "support", "给予补助"),
    ],
)
def test_what_a_question_wants_is_what_a_sentence_tells(
    question: str, kind: str, sentence: str
) -> None:
    assert wanted(question)[KINDS.index(kind)]
    assert told(sentence) >> KINDS.index(kind) & 1


def test_features_find_the_sentence_that_answers(store: SpanStore, encoder: StaticEncoder) -> None:
    zeros = np.zeros(3)
    texts = [f"{head} {body}" for head, body in TEXTS]
    found = Found(zeros, zeros, zeros, zeros, store.of(np.arange(3)), texts)
    question = Asked("逾期未移交罚款多少", [Unit("罚款", (("罚款", 1.0),))], [2.0])
    table, late = features(question, found, LateInteraction(encoder))
    assert table.shape == (3, len(NAMES))
    assert table[:, NAMES.index("best_penalty")].argmax() == 0 == late.argmax()
    plain = LateInteraction(encoder).score(question.text, [encoder.piece_ids(texts[0])])[0]
    assert late[0] == pytest.approx(plain, abs=1e-5)


def test_the_best_are_read(store: SpanStore, encoder: StaticEncoder) -> None:
    question = encoder.piece_ids("逾期未移交的罚多少钱？")
    order = [1, 2, 0]  # the one in the middle has nothing to read
    gains = read(question, store.of(np.array(order)), 3, load_reader(), encoder)
    assert gains.argmax() == 2
    assert gains.min() == gains[1] == 0
    assert not len(
        read(question, store.of(np.array([], dtype=np.int64)), 0, load_reader(), encoder)
    )


def test_a_synonym_covers_less_than_the_word() -> None:
    unit = Unit("盯", (("盯", 1.0), ("监测", 0.7)))
    asked = Asked("", [unit, Unit("数据", (("数据", 1.0),))], [3.0, 1.0])
    assert covered(asked, ["监测数据", "盯数据", "数据", ""]).tolist() == pytest.approx(
        [(2.1 + 1) / 4, 1.0, 0.25, 0.0]
    )


def test_the_shipped_weights_know_every_feature_in_both_languages() -> None:
    weights = load_weights()
    assert set(weights) == {"zh", "en"}
    assert all(len(w) == len(NAMES) and np.isfinite(w).all() for w in weights.values())
    assert weights["zh"][NAMES.index("covered")] > 0
