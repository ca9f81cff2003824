"""Asking back: several policies tell what is asked; never where a word singles out one."""

import pytest

from eval.engines import build_engine
from index.store import IndexSettings
from rag.engine import Engine


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build_engine(tmp_path_factory.mktemp("lingang"), "lingang", IndexSettings())


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build_engine(tmp_path_factory.mktemp("qinghe"), "qinghe", IndexSettings())


@pytest.mark.parametrize("question", ["违反规定要罚多少钱？", "要处多少罚款？", "补贴最高给多少？"])
def test_an_aspect_that_several_policies_tell_is_asked_back(harbour: Engine, question: str) -> None:
    answer = harbour.ask(question)
    assert answer.status == "clarify"
    assert len({o.policy for o in answer.options}) >= 2


@pytest.mark.parametrize(
    "question", ["有效期几年？", "什么时候开始施行？", "到2027年的目标是什么？"]
)
def test_terms_and_years_are_asked_back_where_several_tell_them(
    river: Engine, question: str
) -> None:
    assert river.ask(question).status == "clarify"


@pytest.mark.parametrize(
    "question",
    ["骑手出了职业伤害多久内要上报？", "公积金最高可以贷多少？", "水权交易服务费怎么收？"],
)
def test_words_that_single_out_a_policy_are_answered(river: Engine, question: str) -> None:
    assert river.ask(question).status == "answered"


def test_a_year_that_one_policy_writes_leaves_no_doubt(harbour: Engine) -> None:
    answer = harbour.ask("到2027年的目标是什么？")
    assert answer.status == "answered"
    assert "2027年" in answer.text
