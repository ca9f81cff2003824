import pytest

from rag.kinds import asked_kinds, asked_thing, told


def names(question: str) -> set[str]:
    return {kind.name for kind in asked_kinds(question)}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("每户补贴多少元？", "money"),
        ("首付比例是多少？", "share"),
        ("从哪天起施行？", "date"),
        ("几个工作日内答复？", "duration"),
        ("一共要建多少个基地？", "count"),
        ("谁来牵头？", "who"),
        ("由哪家公司承建？", "company"),
        ("设在哪些市？", "place"),
        ("不按时移交会怎么处理？", "penalty"),
        ("要交哪些申报材料？", "papers"),
        ("联系电话是多少？", "contact"),
        ("可以改作商铺吗？", "leave"),
        ("How many clinics are there?", "count"),
        ("When does the notice take effect?", "date"),
    ],
)
def test_the_kind_of_fact_that_is_asked_for(question: str, name: str) -> None:
    assert name in names(question)


@pytest.mark.parametrize(
    "question",
    [
        "主要内容是什么？",
        "基地的定位是什么？",
        "有哪几个方面？",
        "几种行为分别怎么处罚？",
        "卡在哪里？",
    ],
)
def test_open_questions_ask_for_no_figure_and_no_place(question: str) -> None:
    assert not any(kind.exact or kind.thing for kind in asked_kinds(question))


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("要建多少个基地？", "布局建设一批基地。", 0.0),
        ("要建多少个基地？", "建设12个骨干基地。", 1.0),
        ("几个工作日内答复？", "应当在3个工作日内回复。", 1.0),
        ("几个工作日内答复？", "应当按照2025年的规定回复。", 0.0),
        ("每平方米补贴多少元？", "补贴总额90亿元。", None),
        ("联系电话是多少？", "由省教育厅负责解释。", None),
    ],
)
def test_a_text_tells_a_kind_by_its_figures_and_turns(
    question: str, text: str, share: float | None
) -> None:
    measured = told(asked_kinds(question), text)
    assert measured < 1 if share is None else measured == share


def test_nothing_asked_is_told_by_anything() -> None:
    assert told((), "任何文字") == 1.0


def test_the_noun_that_is_asked_for() -> None:
    assert asked_thing("认定要交哪些申报材料？").startswith("申报材料")
    assert asked_thing("方案的联系电话是多少？").endswith("联系电话")
    assert asked_thing("怎么办？") == ""
