"""Questions of several parts, and questions that compare."""

import datetime
from pathlib import Path

import pytest

from corpus.records import ParsedDocument
from eval.engines import build_engine
from index.hits import Filters
from index.names import Catalogue
from index.store import IndexSettings
from rag.engine import Engine
from rag.question import understand
from tests.other_digest import other
from tests.test_names import AI, LAND, POWER, PPP, STORAGE


@pytest.fixture(scope="module")
def catalogue(sample: ParsedDocument) -> Catalogue:
    return Catalogue([sample])


def parts(catalogue: Catalogue, question: str) -> tuple[str, ...]:
    return understand(question, (), catalogue, datetime.date(2026, 3, 1)).parts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "新型储能的目标是多少，由谁负责？",
            ("新型储能的目标是多少", f"《{STORAGE}》由谁负责？"),
        ),
        (
            "新型储能2027年目标是多少？投资多少？谁印发的？",
            ("新型储能2027年目标是多少？", f"《{STORAGE}》投资多少？", f"《{STORAGE}》谁印发的？"),
        ),
        ("《意见》的背景和意义是什么", ("《意见》的背景是什么？", f"《{AI}》意义是什么？")),
        (
            "龙头企业和先进制造业集群的营收增速目标分别是多少？",
            ("龙头企业的营收增速目标是多少？", "先进制造业集群的营收增速目标是多少？"),
        ),
        (
            "PPP在建项目和已运营项目的要求分别是什么？",
            ("PPP在建项目的要求是什么？", f"《{PPP}》已运营项目的要求是什么？"),
        ),
        (
            "What is the target for new energy storage and who issued the plan?",
            ("What is the target for new energy storage", f"who issued the plan? 《{STORAGE}》"),
        ),
    ],
)
def test_compound_questions_are_split(
    catalogue: Catalogue, question: str, expected: tuple[str, ...]
) -> None:
    assert parts(catalogue, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "新型储能的总体目标是什么？",
        "国家人工智能应用中试基地的定位和作用是什么",
        "永久基本农田的划定、管控和保护要求是什么",
        "党中央、国务院对新型储能有什么要求？",
        "政府和社会资本合作存量项目怎么管？",
        "如果永久基本农田误划了，应该怎么纠正？",
        "是要在2026年底达到1.8亿千瓦吗？",
        "强化国内市场与国际市场相结合是什么意思",
        "What are the targets and tasks of the power equipment plan?",
        "目标",
    ],
)
def test_single_questions_stay_whole(catalogue: Catalogue, question: str) -> None:
    assert parts(catalogue, question) == (question,)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "新型储能和电力装备两个方案的出台背景分别是什么？",
            (f"《{STORAGE}》的出台背景是什么？", f"《{POWER}》的出台背景是什么？"),
        ),
        (
            "新型储能行动方案和电力装备稳增长方案的主要目标有什么不同？",
            (f"《{STORAGE}》的主要目标是什么？", f"《{POWER}》的主要目标是什么？"),
        ),
        (
            "人工智能+意见和永久基本农田办法在落实安排上分别有哪些？",
            (f"《{AI}》在落实安排上有哪些？", f"《{LAND}》在落实安排上有哪些？"),
        ),
        (
            "电力装备方案和新型储能方案各由哪些部门印发？",
            (f"《{POWER}》由哪些部门印发？", f"《{STORAGE}》由哪些部门印发？"),
        ),
        (
            "比较电力装备方案的目标与新型储能方案的目标",
            (f"《{POWER}》的目标是什么？", f"《{STORAGE}》的目标是什么？"),
        ),
        (
            "《行动方案》与《方案》有什么区别",
            (f"《{STORAGE}》的主要内容是什么？", f"《{POWER}》的主要内容是什么？"),
        ),
        (
            "Compare the targets of the energy storage plan and the power equipment plan.",
            (f"What are the targets of 《{STORAGE}》?", f"What are the targets of 《{POWER}》?"),
        ),
    ],
)
def test_comparisons_are_asked_of_each_policy(
    catalogue: Catalogue, question: str, expected: tuple[str, ...]
) -> None:
    asked = tuple(p if p.endswith(("?", "？")) else f"{p}？" for p in parts(catalogue, question))
    assert asked == expected


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("新型储能和电力装备谁的投资更高？", "的投资是多少？"),
        ("储能方案跟电力装备方案比，目标哪个更高？", "的目标是多少？"),
        ("储能和电力装备这两份文件对企业的要求有什么不同？", "对企业的要求是什么？"),
        ("储能方案和电力装备方案，哪个先施行？", "什么时候施行？"),
        ("新型储能和电力装备的保障措施有何区别", "的保障措施是什么？"),
    ],
)
def test_what_is_compared_is_asked_of_each(catalogue: Catalogue, question: str, asked: str) -> None:
    assert parts(catalogue, question) == (f"《{STORAGE}》{asked}", f"《{POWER}》{asked}")


def test_three_policies_are_each_asked(catalogue: Catalogue) -> None:
    found = parts(catalogue, "人工智能+、电力装备、新型储能三个政策的出台背景分别是什么？")
    assert found == tuple(f"《{t}》的出台背景是什么？" for t in (AI, POWER, STORAGE))


def test_what_narrows_one_name_stays_with_it(catalogue: Catalogue) -> None:
    found = parts(catalogue, "电力装备龙头企业的增速和新型储能新增装机的目标分别是多少？")
    assert found == (
        f"《{POWER}》的龙头企业的增速是多少？",
        f"《{STORAGE}》的新增装机的目标是多少？",
    )


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("How do the storage plan and the power equipment plan differ in policy background?", "policy background"),
        ("What are the differences in safeguards between the energy storage plan and the power equipment plan?", "safeguards"),
        ("Compare the energy storage plan with the power equipment plan on investment.", "investment"),
        ("Which has the higher growth target, the energy storage plan or the power equipment plan?", "growth target"),
    ],
)  # fmt: skip
def test_english_comparisons_ask_for_what_is_compared(
    catalogue: Catalogue, question: str, asked: str
) -> None:
    verb = "are" if asked.endswith("s") else "is"
    found = parts(catalogue, question)
    assert set(found) == {f"What {verb} the {asked} of 《{t}》?" for t in (STORAGE, POWER)}


def test_policies_of_a_body_are_each_asked(catalogue: Catalogue) -> None:
    assert parts(catalogue, "两份都涉及国家能源局的文件，目标分别是什么？") == (
        f"《{POWER}》的目标是什么？",
        f"《{STORAGE}》的目标是什么？",
    )


def test_a_letter_keeps_only_what_it_asks(catalogue: Catalogue) -> None:
    letter = "你好，我是一家储能企业的员工。想了解新型储能行动方案的总体目标。另外电网侧储能怎么考虑？谢谢！"
    found = parts(catalogue, letter)
    assert len(found) == 2
    assert "总体目标" in found[0]
    assert "电网侧" in found[1]


def test_a_letter_about_several_policies_keeps_them_apart() -> None:
    catalogue = Catalogue([other()])
    letter = "旧衣物回收驿站补多少钱？还有午休床谁买单？油烟办法管多久？"
    found = parts(catalogue, letter)
    assert [catalogue.policies[catalogue.find(p).policies[0]].title[3:6] for p in found] == [
        "旧衣物",
        "中小学",
        "餐饮油",
    ]


def test_a_very_long_question_does_not_hang(catalogue: Catalogue) -> None:
    assert parts(catalogue, "目标是多少，" * 20_000)


def test_what_names_a_policy_in_one_part_is_not_the_others(tmp_path: Path) -> None:
    """村卫生室 names a policy that does not speak of 实训基地; what it does speak of is asked of it."""
    understood = build_engine(tmp_path, "beiyuan", IndexSettings()).understand
    apart = understood(
        "新建村卫生室和新建公共实训基地，省级财政各给多少补助？", (), Filters()
    ).parts
    assert apart == (
        "新建村卫生室，省级财政给多少补助？",
        "新建公共实训基地，省级财政给多少补助？",
    )
    alike = understood("村卫生室的建设目标是多少，有哪些保障措施？", (), Filters()).parts
    assert len(alike) == 2
    assert "村卫生室" in alike[1]


def test_a_policy_speaks_of_what_it_says_most_tellingly(fictional: Engine) -> None:
    by_title = {p.title: p.id for d in fictional.documents for p in d.policies}
    care = by_title["云岭省社区养老服务设施管理办法"]
    assert fictional.index.speaks_of(care, "养老服务设施怎么建设")
    assert not fictional.index.speaks_of(care, "骨干冷链物流基地怎么建设")
    assert fictional.index.speaks_of(care, "量子引力波")  # nobody speaks of it


def test_a_question_that_a_section_asks_is_not_taken_apart(fictional: Engine) -> None:
    answer = fictional.ask("公共数据授权运营《办法》与试行版相比有哪些变化？")
    assert not answer.parts
    assert answer.citations[0].question == "《办法》与试行版相比有哪些变化？"
