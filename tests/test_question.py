"""What a question means: all of it together."""

import datetime

import pytest

from corpus.records import ParsedDocument
from index.names import Catalogue
from rag.answer import Turn
from rag.aspects import is_generic
from rag.question import Understanding, understand

TODAY = datetime.date(2026, 3, 1)


@pytest.fixture(scope="module")
def catalogue(sample: ParsedDocument) -> Catalogue:
    return Catalogue([sample])


def understood(catalogue: Catalogue, question: str, *history: str) -> Understanding:
    return understand(question, [Turn(h) for h in history], catalogue, TODAY)


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("新型储能2027年装机目标是多少？", "figure"),
        ("How much investment will it drive?", "figure"),
        ("《意见》有哪些突出特点？", "list"),
        ("《指导意见》讲了什么", "list"),
        ("谁牵头落实？", "who"),
        ("Which agencies issued the plan?", "who"),
        ("什么时候施行？", "when"),
        ("可以调整永久基本农田吗？", "whether"),
        ("《办法》规定了什么", "other"),
        ("为什么出台？", "why"),
        ("误划了怎么纠正？", "how"),
        ("储能和电力装备有什么区别", "compare"),
        ("第九期有哪些政策？", "which_policies"),
        ("哪份文件简称《行动方案》？", "which_policies"),
    ],
)
def test_intents(catalogue: Catalogue, question: str, intent: str) -> None:
    assert understood(catalogue, question).intent == intent


def test_a_plain_question_is_not_changed(catalogue: Catalogue) -> None:
    found = understood(catalogue, "新型储能的总体目标是什么？")
    assert not found.changed
    assert found.text == found.original
    assert found.parts == (found.text,)


def test_traditional_questions_are_read_in_simplified(catalogue: Catalogue) -> None:
    found = understood(catalogue, "新型儲能的總體目標是什麼？")
    assert found.traditional
    assert not found.changed
    assert found.text == "新型储能的总体目标是什么？"
    assert found.named.policies


def test_typos_are_shown_as_understood(catalogue: Catalogue) -> None:
    found = understood(catalogue, "新型处能的总体目标是什么？")
    assert found.changed
    assert found.text == "新型储能的总体目标是什么？"


def test_relative_years_are_shown(catalogue: Catalogue) -> None:
    found = understood(catalogue, "新型储能明年的目标？")
    assert found.text == "新型储能2027年的目标？"
    assert found.asked == "新型储能明年的目标？"
    assert found.dates == ("明年 = 2027（2026-03-01）",)


@pytest.mark.parametrize(
    "question",
    [
        "出台背景是什么？",
        "主要目标有哪些？",
        "怎么落实？",
        "文件的目的是什么？",
        "是哪个部门印发的？",
        "这份文件是谁发的，目标是什么？",
        "什么时候施行",
        "What are the main goals?",
        "Who issued it?",
    ],
)
def test_aspects_alone_say_nothing_of_their_own(question: str) -> None:
    assert is_generic(question)


@pytest.mark.parametrize(
    "question",
    [
        "新型储能的目标是什么？",
        "2027年的目标是多少",
        "罚款多少",
        "误划了怎么纠正？",
        "What is the capacity target?",
        "营收增速目标",
    ],
)
def test_a_word_of_its_own_is_heard(question: str) -> None:
    assert not is_generic(question)


@pytest.mark.parametrize(
    "question", ["？" * 50, "a" * 100_000, "储能" * 50_000, "\x00《》第期", "😀"]
)
def test_odd_questions_do_not_fail(catalogue: Catalogue, question: str) -> None:
    """Nor do they hang: one that takes its length squared would not end here."""
    assert understood(catalogue, question, "新型储能的目标", question[:500]).original == question
