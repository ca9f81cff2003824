"""The verifier's reading: reckoned with numpy as it was trained, and told true from false."""

import json
import lzma

import pytest
import torch

from corpus.records import Document, Policy, Section
from eval.fit_reading import Network, fit
from eval.statements import STATEMENTS, bench_statements
from rag.verify import Passage, check
from rag.verify.reading import load_reader, look, read

TEXT = (
    "公共租赁住房的租赁期限一般不超过五年。租金由市住房保障部门会同市财政部门制定，每两年公布一次。"
    "承租人连续拖欠租金六个月以上的，应当腾退住房。"
)


@pytest.fixture(scope="module")
def passage() -> Passage:
    section = Section("d/p/a1", "d", "d/p", "article", None, "租赁", TEXT, 0, len(TEXT), 0)
    policy = Policy("d/p", "d", "公共租赁住房管理办法")
    return Passage(1, section, policy, Document("d", "办法", None, None, "d", TEXT, "x"))


def test_reckoned_as_it_was_trained(passage: Passage) -> None:
    network = Network(["租金", "的", "rent"], 256)
    sights = [look(s, passage) for s in ("租金每两年公布一次", "The rent is set by the bureau.")]
    seen = [s for s in sights if s is not None]
    with torch.no_grad():
        trained = network(seen, training=False).tolist()
    assert [network.reader().says(s) for s in seen] == pytest.approx(trained, abs=2e-2)


def test_fit_learns_what_is_lacking(passage: Passage) -> None:
    texts = [
        f"{a}{b}" for a in ("租金", "租赁期限", "住房") for b in ("由部门制定", "公布", "腾退")
    ]
    pairs = [(t, True) for t in texts] + [(t.replace("租", "火箭"), False) for t in texts]
    rows = [(s, y, 0.0) for t, y in pairs * 30 if (s := look(t, passage)) is not None]
    reader = fit(rows).reader()
    right = [(reader.says(s) > 0) == y for s, y, _ in rows]
    assert sum(right) > 0.75 * len(right)


def test_reads_the_nearest_sentence(passage: Passage) -> None:
    _, quote = read("拖欠租金半年以上就得搬走", [passage])
    assert quote is not None
    assert quote.quote == TEXT[quote.start : quote.end] == TEXT[TEXT.index("承租人") :]


def test_nothing_to_read(passage: Passage) -> None:
    assert look("。。。", passage) is None
    assert read("！", [passage])[1] is None


def test_a_figure_is_never_overruled(passage: Passage) -> None:
    assert check("租赁期限一般不超过六年。", [passage]).support == "unsupported"


def test_tells_the_bench_apart() -> None:
    """It was fitted on these: whether the shipped weights are those of this code."""
    reader = load_reader()
    right = [
        (reader.says(sight) > 0) == statement.honest
        for statement in bench_statements()
        if (sight := look(statement.text, statement.passage)) is not None
    ]
    assert sum(right) > 0.7 * len(right)


def test_statements_are_whole() -> None:
    with lzma.open(STATEMENTS, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    assert len({row["passage"] for row in rows}) == len(rows) > 1000
    assert all(row["honest"] and row["bad"] and len(row["quote"]) == 2 for row in rows)
