"""Which policies, issues and bodies a question names."""

from pathlib import Path

import pytest

from corpus.parse import parse_file, parse_text
from corpus.records import ParsedDocument
from index.names import Catalogue, without_names
from tests.other_digest import other

FICTIONAL = Path(__file__).parent.parent / "eval" / "digests" / "fictional"

AI = "关于深入实施“人工智能+”行动的意见"
POWER = "电力装备行业稳增长工作方案(2025—2026年)"
STORAGE = "新型储能规模化建设行动方案(2025—2027年)"
PPP = "关于规范政府和社会资本合作存量项目建设和运营的指导意见"
LAND = "永久基本农田保护红线管理办法"


@pytest.fixture(scope="module")
def catalogue(sample: ParsedDocument) -> Catalogue:
    return Catalogue([sample])


@pytest.fixture(scope="module")
def versions() -> Catalogue:
    return Catalogue([parse_file(path) for path in sorted(FICTIONAL.glob("*.txt"))])


@pytest.fixture(scope="module")
def third() -> Catalogue:
    return Catalogue([other()])


def titles(catalogue: Catalogue, question: str) -> list[str]:
    return [catalogue.policies[p].title for p in catalogue.find(question).policies]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("《新型储能规模化建设行动方案(2025—2027年)》的目标", STORAGE),
        ("《新型储能规模化建设行动方案（2025～2027年）》的目标", STORAGE),
        ("新型储能规模化建设行动方案（2025-2027）总目标", STORAGE),
        ("新型储能规模化建设行动方案 2025至2027年 目标", STORAGE),
        ("新型储能规模化建设行动方案有什么举措", STORAGE),
        ("新型儲能的目標", STORAGE),
        ("储能目标是多少", STORAGE),
        ("《行动方案》的背景", STORAGE),
        ("the new energy storage plan", STORAGE),
        ("《方案》的背景", POWER),
        ("电力装备行动方案的目标", POWER),
        ("power equipment growth plan", POWER),
        ("《意见》的背景", AI),
        ("关于深入实施人工智能＋行动的意见", AI),
        ("“人工智能+”行动的意义", AI),
        ("人工智能加行动有哪些重点领域", AI),
        ("AI+意见说了啥", AI),
        ("the AI+ opinions", AI),
        ("《指导意见》讲了什么", PPP),
        ("指导意见讲了什么", PPP),
        ("存量PPP怎么管", PPP),
        ("政府和社会资本合作怎么规范", PPP),
        ("《办法》规定了什么", LAND),
        ("永农占用审批", LAND),
        ("耕地红线怎么保护", LAND),
        ("permanent basic farmland rules", LAND),
    ],
)
def test_any_name_finds_its_policy(catalogue: Catalogue, question: str, title: str) -> None:
    assert titles(catalogue, question) == [title]


@pytest.mark.parametrize(
    "question",
    [
        "出台背景是什么？",
        "主要目标有哪些？",
        "保障措施有哪些？",
        "办法什么时候施行",
        "意见的主要内容",
        "下一步怎么落实",
        "国家重点支持哪些项目建设",
        "What are the main goals?",
        "今天天气怎么样",
    ],
)
def test_a_question_that_names_none_gives_none(catalogue: Catalogue, question: str) -> None:
    named = catalogue.find(question)
    assert named.policies == ()
    assert named.others == ()


def test_opinions_and_guiding_opinions_are_different_names(catalogue: Catalogue) -> None:
    assert titles(catalogue, "《意见》") == [AI]
    assert titles(catalogue, "《指导意见》") == [PPP]


def test_several_policies_named_alike_stand_beside_each_other(catalogue: Catalogue) -> None:
    assert titles(catalogue, "电力装备和储能的目标") == [POWER, STORAGE]
    named = catalogue.find("《行动方案》和电力装备的目标")
    assert [catalogue.policies[p].title for p in named.others] == [POWER]


@pytest.mark.parametrize("question", ["第九期", "第9期", "第 09 期", "2025年第九期", "第９期"])
def test_an_issue_in_any_numerals(catalogue: Catalogue, question: str) -> None:
    assert catalogue.find(question).issues == ("第九期",)


@pytest.mark.parametrize("question", ["第八期讲了什么", "政策汇编第十期", "2024年第九期"])
def test_an_issue_that_is_not_there(catalogue: Catalogue, question: str) -> None:
    named = catalogue.find(question)
    assert named.issues == ()
    assert len(named.unknown_issues) == 1


def test_titles_that_are_not_there(catalogue: Catalogue) -> None:
    assert catalogue.find("《数据安全管理条例》怎么说").unknown_titles == ("数据安全管理条例",)
    mentioned = ("中华人民共和国能源法", "能源法", "关于加强耕地保护提升耕地质量完善占补平衡的意见")
    for title in mentioned:
        assert catalogue.find(f"《{title}》怎么说").unknown_titles == ()


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("国家能源局印发了什么", ("国家能源局",)),
        ("能源局和发改委联合发了什么", ("国家发展改革委", "国家能源局")),
        ("工信部的方案", ("工业和信息化部",)),
        ("国务院办公厅转发了什么", ("国务院办公厅",)),
        ("自然资源部发布了什么", ("自然资源部",)),
        ("县级财政部门负责什么", ()),
    ],
)
def test_bodies_by_any_name(catalogue: Catalogue, question: str, bodies: tuple[str, ...]) -> None:
    assert catalogue.find(question).bodies == bodies


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("《云岭省冷链物流提质行动计划(2026-2028)》的目标", ["2026—2028"]),
        ("2023年的冷链行动计划目标", ["2023—2025"]),
        ("上一轮冷链物流计划的目标", ["2023—2025"]),
        ("新一轮冷链物流计划的目标", ["2026—2028"]),
        ("冷链物流目标", ["2023—2025", "2026—2028"]),
        ("冷链行动计划新旧两轮的目标各是多少", ["2023—2025", "2026—2028"]),
        ("公共数据授权运营试行办法收益怎么分", ["（试行）"]),
    ],
)
def test_versions_are_told_by_year_and_edition(
    versions: Catalogue, question: str, expected: list[str]
) -> None:
    found = titles(versions, question)
    assert len(found) == len(expected)
    assert all(any(part in title for title in found) for part in expected)


def test_the_latest_of_several_versions(versions: Catalogue) -> None:
    found = versions.find("冷链物流目标").policies
    assert [versions.policies[p].title[-11:] for p in versions.latest(found)] == [
        "（2026—2028年）"[-11:]
    ]
    data = versions.find("公共数据授权运营").policies
    assert "试行" not in versions.policies[versions.latest(data)[0]].title


def test_an_alias_that_two_policies_define_gives_both_until_a_word_tells(
    versions: Catalogue,
) -> None:
    assert len(titles(versions, "《办法》有什么要求")) == 2
    assert titles(versions, "养老服务的《办法》有什么要求") == ["云岭省社区养老服务设施管理办法"]


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("旧衣物回收的目标", "旧衣物"),
        ("午休床谁出钱", "午休床"),
        ("油烟监测办法什么时候施行", "油烟"),
        ("《回收方案》的背景", "旧衣物"),
    ],
)
def test_nothing_is_made_for_one_corpus(third: Catalogue, question: str, part: str) -> None:
    found = titles(third, question)
    assert len(found) == 1
    assert part in found[0]


def test_what_is_asked_beside_the_name(catalogue: Catalogue) -> None:
    question = "《新型储能规模化建设行动方案（2025—2027年）》的总体目标是什么？"
    assert without_names(question, catalogue.find(question)) == "总体目标是什么?"
    question = "What are the targets of the power equipment plan?"
    assert "power" not in without_names(question, catalogue.find(question))


def test_an_empty_corpus_names_nothing() -> None:
    assert Catalogue([]).find("新型储能第八期《办法》").policies == ()


def test_one_of_many_policies_is_looked_up() -> None:
    kinds = ("办法", "方案", "意见")
    text = "".join(
        f"近日，某市印发《某市{chr(0x4E00 + 37 * i % 9000)}{chr(0x4E10 + 53 * i % 9000)}业发展{kinds[i % 3]}》（以下简称《{kinds[i % 3]}》）。\n\n"
        f"问：目标是什么？\n\n答：目标是{i}。\n\n"
        for i in range(1000)
    )
    catalogue = Catalogue([parse_text(text, "many.txt")])
    wanted = next(p for p in catalogue.policies.values() if p.title.endswith("方案"))
    found = catalogue.find(f"《{wanted.title}》的目标是多少，由谁负责？")
    assert found.policies == (wanted.id,)
    assert not catalogue.find("某市新型储能业发展办法的目标是多少？").unknown_titles
