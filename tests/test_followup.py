"""Follow-up questions: carried, swapped, pointing to a list item; new ones start afresh."""

import datetime

import pytest

from corpus.records import ParsedDocument
from index.names import Catalogue
from rag.answer import Turn
from rag.question import Understanding, understand
from tests.other_digest import other
from tests.test_names import AI, LAND, POWER, PPP, STORAGE, versions

__all__ = ["versions"]


@pytest.fixture(scope="module")
def catalogue(sample: ParsedDocument) -> Catalogue:
    return Catalogue([sample])


@pytest.fixture(scope="module")
def third() -> Catalogue:
    return Catalogue([other()])


def followed(catalogue: Catalogue, *turns: str) -> Understanding:
    *history, question = turns
    return understand(question, [Turn(h) for h in history], catalogue, datetime.date(2026, 3, 1))


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("新型储能行动方案的出台背景是什么", "那装机目标呢？"), f"《{STORAGE}》的装机目标是什么？"),
        (("新型储能行动方案的出台背景是什么", "它有哪些保障措施？"), f"《{STORAGE}》有哪些保障措施？"),
        (("新型储能的目标", "这个文件是谁印发的"), f"《{STORAGE}》是谁印发的？"),
        (("新型储能的目标", "再说说投资"), f"《{STORAGE}》的投资？"),
        (("新型储能目标", "那2030年呢"), f"《{STORAGE}》的2030年的目标？"),
        (("新型储能2027年装机要到多少？", "现在有多少了？"), f"《{STORAGE}》的装机现在有多少了？"),
        (("电源侧储能怎么考虑", "那电网侧呢"), f"《{STORAGE}》的电网侧怎么考虑？"),
        (("传统电力装备的营收增速目标是多少", "龙头企业呢？"), f"《{POWER}》的龙头企业的营收增速目标是多少？"),
        (("永久基本农田调整补划方案谁拟定？", "谁审核？"), f"《{LAND}》谁审核？"),
        (("永久基本农田办法规定了哪些制度？", "划错了怎么办？"), f"《{LAND}》的划错了怎么办？"),
        (("PPP存量项目政府支出可以用哪些资金？", "银行方面有什么要求？"), f"《{PPP}》的银行方面有什么要求？"),
        (("人工智能+有什么意义？", "下一步怎么落实？"), f"《{AI}》的下一步怎么落实？"),
        (("What is the target for new-type energy storage?", "And the investment?"), f"the investment of 《{STORAGE}》?"),
        (("What are the tasks of the power equipment plan?", "What about its targets?"), f"the targets of 《{POWER}》?"),
        (("What are the tasks of the power equipment plan?", "Who issued it?"), f"Who issued 《{POWER}》?"),
    ],
)  # fmt: skip
def test_the_policy_is_carried(catalogue: Catalogue, turns: tuple[str, ...], expected: str) -> None:
    found = followed(catalogue, *turns)
    assert found.text == expected
    assert found.changed


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("新型储能的总体目标是什么", "那电力装备的呢？"), f"《{POWER}》的总体目标是什么"),
        (("新型储能的总体目标是什么", "《意见》呢"), f"《{AI}》的总体目标是什么"),
        (("《意见》的主要内容是什么", "那方案的呢"), f"《{POWER}》的主要内容是什么"),
        (("《意见》的主要内容是什么", "永农的呢"), f"《{LAND}》的主要内容是什么"),
        (("What are the features of AI+?", "And for energy storage?"), f"What are the features of 《{STORAGE}》?"),
        (("What are the tasks of the power equipment plan?", "What about the storage plan?"), f"What are the tasks of 《{STORAGE}》?"),
    ],
)  # fmt: skip
def test_the_policy_is_swapped_and_the_question_kept(
    catalogue: Catalogue, turns: tuple[str, ...], expected: str
) -> None:
    assert followed(catalogue, *turns).text == expected


@pytest.mark.parametrize(
    ("turns", "item"),
    [
        (("推动新型储能规模化建设有哪些举措", "第二条展开说说"), 2),
        (("推动新型储能规模化建设有哪些举措", "第二条展开说说", "那第三条呢"), 3),
        (("推动新型储能规模化建设有哪些举措", "第5点是什么"), 5),
        (("What are the five measures for energy storage?", "Explain the second point"), 2),
    ],
)
def test_a_list_item_is_referred_to(
    catalogue: Catalogue, turns: tuple[str, ...], item: int
) -> None:
    found = followed(catalogue, *turns)
    assert found.item == item
    assert found.text == turns[0]


def test_chains_of_several_turns(catalogue: Catalogue) -> None:
    found = followed(catalogue, "新型储能的总体目标是什么", "那电力装备的呢？", "背景呢？")
    assert found.text == f"《{POWER}》的背景是什么？"
    found = followed(catalogue, "新型储能的目标", "背景呢", "AI+的呢", "谁牵头落实？")
    assert found.text == f"《{AI}》谁牵头落实？"


@pytest.mark.parametrize(
    "question",
    [
        "永久基本农田全国要保护多少亩？",
        "中试基地是干什么的",
        "第九期有哪些政策",
        "国家能源局印发了哪些政策",
        "《数据安全法》呢",
        "Which agencies issued the AI Plus opinions?",
        "What about the housing policy?",
        "谢谢！",
    ],
)
def test_a_question_of_its_own_starts_afresh(catalogue: Catalogue, question: str) -> None:
    found = followed(catalogue, "传统电力装备的营收增速目标是多少", question)
    assert found.text == question
    assert not found.changed


def test_without_history_nothing_is_carried(catalogue: Catalogue) -> None:
    assert followed(catalogue, "那装机目标呢？").text == "那装机目标呢？"


def test_two_policies_are_compared(catalogue: Catalogue) -> None:
    found = followed(catalogue, "《意见》的主要内容是什么", "和储能方案比呢")
    assert found.parts == (f"《{AI}》的主要内容是什么？", f"《{STORAGE}》的主要内容是什么？")


def test_an_article_is_no_list_item(versions: Catalogue) -> None:
    found = followed(versions, "社区养老设施管理办法怎么监督？", "第六条怎么规定")
    assert found.item is None
    assert found.text == "《云岭省社区养老服务设施管理办法》的第六条怎么规定？"


def test_the_earlier_version_is_asked_for(versions: Catalogue) -> None:
    found = followed(versions, "新一轮冷链行动计划有哪些任务？", "上一轮呢？")
    assert found.text == "《云岭省冷链物流提质行动计划（2023—2025年）》有哪些任务？"


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("旧衣物回收方案的背景是什么", "那午休床的呢"), "《海川市中小学午休床配备实施意见》的背景是什么"),
        (("旧衣物回收方案的背景是什么", "目标呢"), "《海川市旧衣物回收利用三年行动方案（2026—2028年）》的目标是什么？"),
        (("油烟办法适用于谁", "什么时候施行？"), "《海川市餐饮油烟在线监测管理办法》的什么时候施行？"),
    ],
)  # fmt: skip
def test_nothing_is_made_for_one_corpus(
    third: Catalogue, turns: tuple[str, ...], expected: str
) -> None:
    assert followed(third, *turns).text.replace("》什么", "》的什么") == expected


def test_another_subject_is_left_to_the_search(third: Catalogue) -> None:
    found = followed(third, "旧衣物回收方案的背景是什么", "会罚款吗")
    assert found.text == "会罚款吗"
    assert found.carried is not None
