"""What is told beside the best sentence, and which of two sentences a question turns on."""

import pytest

from corpus.parse import parse_text
from rag.beside import beside, is_heading, tells_whole
from rag.engine import Engine
from rag.passages import Span, find_list, sentences
from rag.turns import turned

TEXT = """海川市政策速递（虚构）
2026年第13期

海川市民政局印发了《海川市设施管理办法》（以下简称《办法》）。

Q1：设施能改变用途吗？
A1：设施不得改变用途。确需改变的，应当经民政部门同意。每年检查两次。

Q2：为什么制定《办法》？
A2：全市设施有430处。设施大多建成已久，维修无人负责。因此有必要制定《办法》。

Q3：怎么落实？
A3：一是强化调度。每月检查一次。二是强化宣传。
但老旧设施除外。
"""


def spans_of(number: int) -> list[Span]:
    parsed = parse_text(TEXT, "d.txt")
    section = [s for s in parsed.sections if s.kind == "qa"][number - 1]
    return sentences(parsed.document, section)


def test_what_limits_an_answer_is_told_with_it() -> None:
    spans = spans_of(1)
    assert beside(spans, 0, "whether") == [1]
    assert beside(spans, 1, "whether") == [0]
    assert beside(spans, 2, "figure") == []


def test_a_ban_before_the_best_sentence_is_told_too() -> None:
    assert 0 in beside(spans_of(1), 1, "whether")
    assert beside(spans_of(1), 1, "figure") == []


def test_a_conclusion_is_told_with_its_reasons() -> None:
    spans = spans_of(2)
    assert sorted(beside(spans, 2, "why")) == [0, 1]
    assert beside(spans, 2, "figure") == []


def test_a_bare_heading_is_told_with_what_it_heads() -> None:
    spans = spans_of(3)
    assert is_heading("（一）强化调度。") and not is_heading("一般情况下每月检查一次。")
    assert beside(spans, 0, "other") == [1]
    assert beside(spans, 3, "other") == []  # 但… begins a paragraph: nothing before it there


def test_short_answers_to_open_questions_are_told_whole() -> None:
    spans = spans_of(2)
    assert tells_whole(spans, "why") and not tells_whole(spans, "figure")
    assert not tells_whole(spans * 20, "why")


@pytest.mark.parametrize(
    ("question", "meant", "other"),
    [
        ("装机现在有多少？", "截至2024年底，装机7376万千瓦。", "2027年底达到1.8亿千瓦。"),
        ("补贴啥时候到期？", "上述政策执行到2028年12月31日。", "补贴自2026年1月1日起发放。"),
        ("补贴最多给多少？", "每户补贴不超过3万元。", "每户预拨1万元。"),
        ("至少要缴几年？", "缴费不少于15年。", "缴费满20年的另有奖励。"),
        ("What is the maximum fine?", "最高处5万元罚款。", "处1万元罚款。"),
    ],
)
def test_what_a_question_turns_on(question: str, meant: str, other: str) -> None:
    assert turned(question, meant) == 1.0
    assert turned(question, other) == 0.0


def test_most_questions_turn_on_nothing() -> None:
    assert turned("装机目标是多少？", "截至2024年底，装机7376万千瓦。") == 0.0


def test_a_paragraph_after_a_list_is_no_part_of_its_last_item() -> None:
    parsed = parse_text(TEXT, "d.txt")
    listed = find_list(parsed.document, [s for s in parsed.sections if s.kind == "qa"][2])
    assert listed is not None
    assert [s.text for s in listed.items[-1]] == ["二是强化宣传。"]


def test_the_figure_of_today_and_the_target_are_told_apart(engine: Engine) -> None:
    assert "7376万千瓦" in engine.ask("新型储能现在装机有多少？").text
    assert "1.8亿千瓦" in engine.ask("新型储能2027年装机要到多少？").text


def test_an_announced_list_is_told_with_its_items(engine: Engine) -> None:
    answer = engine.ask("电力装备稳增长靠什么来保障落实？")
    assert [s.text[:2] for s in answer.sentences if s.text[1:2] == "是"] == [
        "一是",
        "二是",
        "三是",
        "四是",
    ]
