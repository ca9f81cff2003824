"""What a yes-or-no question takes for granted is put right from the source, and nothing is made up."""

import pytest

from rag.engine import Engine
from rag.premise import contradicted

AUDIT = "由县级民政部门拟定方案，由省级民政部门审核。"


@pytest.mark.parametrize(
    ("question", "sentence", "wrong"),
    [
        ("方案由市级审核吗？", AUDIT, ["市级"]),
        ("方案由财政部门审核吗？", AUDIT, ["财政部门"]),
        ("企业必须参加培训吗？", "鼓励企业参加培训。", ["必须"]),
        ("是在2026年施行吗？", "自2027年1月1日起施行。", ["2026"]),
    ],
)
def test_what_the_source_says_otherwise(question: str, sentence: str, wrong: list[str]) -> None:
    assert contradicted(question, sentence, sentence) == wrong


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("方案由省级审核吗？", AUDIT),
        ("方案由民政部门审核吗？", AUDIT),
        ("是发改委牵头吗？", "由国家发展改革委牵头。"),
        ("是工信部印发的吗？", "工业和信息化部印发通知。"),
        ("可以参加培训吗？", "企业应当参加培训。"),  # leave asked for, a duty told: no premise
        ("企业必须参加培训吗？", "企业应当参加培训，可以线上参加。"),
        ("由市级审核吗？", "方案应当公示。"),  # no other level stands there
        ("我爸61了，能干吗？", "年满60周岁的可以返聘。"),
    ],
)
def test_what_it_does_not(question: str, sentence: str) -> None:
    assert contradicted(question, sentence, sentence) == []


def test_yes_and_no_are_left_to_the_text(engine: Engine) -> None:
    lead = engine.ask("永久基本农田能占用吗？").text.split("\n")[1]
    assert lead == "原文这样说："
    corrected = engine.ask("永久基本农田误划由财政部门认定吗？").text.split("\n")[1]
    assert "财政部门" in corrected and "原文的说法是" in corrected


@pytest.mark.parametrize(
    "question", ["你是谁", "你会做什么？", "股票现在能买吗", "我该吃什么", "Who are you?"]
)
def test_what_no_policy_speaks_of_is_refused(engine: Engine, question: str) -> None:
    assert engine.ask(question).status == "refused"
