"""The reader: reckoned with numpy as it was trained, and telling what answers from what does not."""

import numpy as np
import pytest
import torch

from eval import fit_reader
from eval.fit_reader import Asked, fit, measured, read_questions, readings
from eval.reader_network import Network
from index.reader import PASSAGE, Passage, Reader, Reading, load_reader, passage_of
from index.static import StaticEncoder, bundled
from index.training.asked import interviews


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return bundled()


def passage(encoder: StaticEncoder, head: str, *sentences: str) -> Passage:
    return passage_of(encoder.piece_ids(head), [encoder.piece_ids(s) for s in sentences])


def read(encoder: StaticEncoder, question: str, *sentences: str, head: str = "") -> Reading:
    text = passage(encoder, head, *sentences)
    return load_reader().read(encoder.piece_ids(question), [text], encoder)[0]


def test_reckoned_as_it_was_trained(encoder: StaticEncoder) -> None:
    network = Network(encoder)
    reader = Reader(**{k: v.detach().numpy() for k, v in network.tensors.items()})
    # Of unlike length, so that there is padding; one has no head.
    pairs = [
        (encoder.piece_ids(question), passage(encoder, head, *sentences))
        for question, head, *sentences in (
            ("每亩补贴多少钱？", "补贴标准", "每亩补助50元。", "由县级农业农村部门负责。", "好"),
            ("谁负责", "", "由县级农业农村部门负责，不得挪用。"),
            ("How much is it per mu of land?", "《办法》 补贴标准", "每亩补助50元。"),
        )
    ]
    with torch.no_grad():
        trained = network(pairs).numpy()
    reckoned = np.array([reader.read(asked, [text], encoder)[0] for asked, text in pairs])
    assert reckoned == pytest.approx(trained, abs=1e-4)
    together = reader.read(pairs[0][0], [text for _, text in pairs], encoder)
    alone = [reader.read(pairs[0][0], [text], encoder)[0] for _, text in pairs]
    assert np.array(together) == pytest.approx(np.array(alone), abs=1e-4)


def test_a_passage_is_its_sentences_below_its_head() -> None:
    head, first, second = (np.arange(n, dtype=np.int32) for n in (2, 3, 1))
    found = passage_of(head, [first, head[:0], second])
    assert found.pieces.tolist() == [0, 1, 0, 1, 2, 0]
    assert found.sentences.tolist() == [0, 0, 1, 1, 1, 2]
    assert len(passage_of(head, [np.zeros(999, dtype=np.int32)]).pieces) == PASSAGE


def test_fit_learns_what_answers(
    encoder: StaticEncoder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fit_reader, "_EPOCHS", 2)
    documents = [d for d, _ in zip(interviews(), range(40), strict=False)]
    passages, asked = read_questions(documents, encoder)
    sources = sorted({one.source for one in asked})
    unseen = [one for one in asked if one.source in sources[:6]]
    seen = [one for one in asked if one.source not in sources[:6]]
    network = fit(seen, passages, encoder)
    assert "epoch 2 of 2" in capsys.readouterr().err
    told = [one for one in unseen if one.answered]
    own = readings(network, [(one.pieces, passages[one.own]) for one in told])
    abroad = readings(network, [(one.pieces, passages[one.abroad]) for one in told])
    assert np.mean(own > abroad) > 0.9
    new = [one for one in told if not (one.plain or one.trained)]
    assert f"({len(new)})" in measured(network, unseen, passages)


def test_a_question_is_read_with_what_stands_beside_its_passage(encoder: StaticEncoder) -> None:
    documents = [d for d, _ in zip(interviews(), range(3), strict=False)]
    passages, asked = read_questions(documents, encoder)
    sections = [s for parsed, _ in documents for s in parsed.sections]
    assert len(passages) == len(sections)
    one: Asked = asked[0]
    of_its_source = {i for i, s in enumerate(sections) if s.document_id == sections[0].document_id}
    assert {one.own, *one.others} == of_its_source
    assert one.abroad not in of_its_source


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
    right, wrong = read(encoder, question, answers), read(encoder, question, beside)
    assert right.answers > wrong.answers
    assert right.score > wrong.score


def test_nothing_to_read(encoder: StaticEncoder) -> None:
    assert read(encoder, "补贴多少？").answers < -5
    assert read(encoder, "", "每亩补助50元。").answers < -5
    assert read(encoder, "补贴多少？", head="补贴标准").answers < -5
    assert read(encoder, "？", "。").answers < 0
