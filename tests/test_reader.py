"""The gate's reader: reckoned with numpy as it was trained, and telling what answers from what does not."""

import numpy as np
import pytest
import torch

from eval.fit_reader import Network, Row, fit, scores
from index.static import StaticEncoder
from rag.engine import Engine
from rag.gate.reader import COUNTS, VIEWS, Reader, Sight, load_reader, look

DIMENSION = 8


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder.load()


def test_reckoned_as_it_was_trained(encoder: StaticEncoder) -> None:
    network = Network(encoder.dimension)
    reader = Reader(**{k: v.detach().numpy() for k, v in network.tensors.items()})
    question, sentences = "每亩补贴多少钱？", ["每亩补助50元。", "由县级农业农村部门负责。"]
    pieces = encoder.piece_ids
    sight = look(pieces(question), pieces("补贴标准"), [pieces(s) for s in sentences], encoder)
    seen = torch.from_numpy(sight.views), torch.from_numpy(sight.counts)
    with torch.no_grad():
        trained = float(network(*seen, training=False).max())
    assert reader.answers(question, "补贴标准", sentences, encoder) == pytest.approx(
        trained, abs=1e-4
    )


def test_a_piece_of_the_question_is_met_in_the_sentence_beside_it_or_above(
    encoder: StaticEncoder,
) -> None:
    pieces = encoder.piece_ids
    asked, sentences = pieces("补贴标准"), [pieces("每亩补助50元。"), pieces("补贴标准")]
    bare, headed = (look(asked, pieces(head), sentences, encoder) for head in ("", "补贴标准"))
    met = 1
    assert bare.counts[0, met] < 0.99
    assert bare.counts[1, met] == pytest.approx(1, abs=1e-5)
    assert headed.counts[:, met] == pytest.approx(1, abs=1e-5)
    after = look(asked, pieces(""), sentences[::-1], encoder)
    assert after.counts[1, met] == pytest.approx(1, abs=1e-5)


def made(count: int) -> list[Row]:
    """Rows that answer where what is told points one way, in one of their sentences."""
    rng = np.random.default_rng(3)
    out = []
    for n in range(count):
        views = rng.normal(size=(3, len(VIEWS), DIMENSION)).astype(np.float32) / 3
        views[int(rng.integers(3)), VIEWS.index("told"), 0] += 3 if n % 2 else 0
        sight = Sight(views, rng.random((3, COUNTS)).astype(np.float32))
        out.append(Row(sight, bool(n % 2), 1.0, f"s{n % 9}"))
    return out


def test_fit_learns_what_answers() -> None:
    rows = made(2400)
    network = fit(rows[:2000])
    odds = scores(network, rows[2000:])
    right = np.array([row.answered for row in rows[2000:]])
    assert ((odds > 0) == right).mean() > 0.9


@pytest.mark.parametrize(
    ("question", "answers", "beside"),
    [
        (
            "违规采砂罚多少钱？",
            "违规采砂的，处5万元以上20万元以下罚款。",
            "采砂应当遵守河道采砂规划。",
        ),
        (
            "多少天内办完？",
            "登记机关应当自受理之日起15个工作日内办结。",
            "登记机关应当公开办事指南。",
        ),
        ("谁来批准规划？", "规划由省人民政府批准。", "规划应当包括水源地保护的内容。"),
        ("How much is the fine?", "逾期不改正的，处2万元罚款。", "经营者应当建立台账。"),
    ],
)
def test_the_shipped_one_tells_them_apart(
    encoder: StaticEncoder, question: str, answers: str, beside: str
) -> None:
    reader = load_reader()
    assert reader.answers(question, "", [answers], encoder) > reader.answers(
        question, "", [beside], encoder
    )


def test_nothing_to_read(encoder: StaticEncoder) -> None:
    assert load_reader().answers("？", "", ["。"], encoder) < -1
    assert load_reader().answers("补贴多少？", "", [], encoder) < -5


def test_a_question_that_a_section_asks_is_not_taken_apart(fictional: Engine) -> None:
    answer = fictional.ask("公共数据授权运营《办法》与试行版相比有哪些变化？")
    assert not answer.parts
    assert answer.citations[0].question == "《办法》与试行版相比有哪些变化？"
