"""English lines: exact conversions, hedges kept, and nothing said that is not sure."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.records import ParsedDocument, Policy
from rag.english import english_line
from rag.english_titles import english_question, english_title
from rag.glossary import GLOSSARY, Glossary, entries, load_glossary
from rag.numerals import number
from rag.quantities import amounts
from rag.when import whens


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("1.8亿千瓦", "180 GW"),
        ("1亿千瓦", "100 GW"),
        ("18000万千瓦", "180 GW"),
        ("7376万千瓦", "73.76 GW"),
        ("36.5亿千瓦", "3,650 GW"),
        ("50万千瓦", "500 MW"),
        ("800千瓦", "800 kW"),
        ("18兆瓦", "18 MW"),
        ("100亿千瓦时", "10 TWh"),
        ("3000万千瓦时", "30 GWh"),
        ("2亿度", "200 GWh"),
        ("15度", "15°"),
        ("2500亿元", "RMB 250 bn"),
        ("1.2万亿元", "RMB 1.2 trillion"),
        ("2000万元", "RMB 20 million"),
        ("3万元", "RMB 30,000"),
        ("600元", "RMB 600"),
        ("5亿美元", "US$ 500 million"),
        ("15.46亿亩", "1.546 billion mu (about 103.07 million ha)"),
        ("18亿亩", "1.8 billion mu (120 million ha)"),
        ("1500亩", "1,500 mu (100 ha)"),
        ("6%", "6%"),
        ("６％", "6%"),
        ("百分之六", "6%"),
        ("百分之五点五", "5.5%"),
        ("5个百分点", "5 percentage points"),
        ("6%-8%", "6–8%"),
        ("120万立方米", "1.2 million m³"),
        ("1,200吨", "1,200 tonnes"),
        ("24小时", "24 hours"),
        ("60日", "60 days"),
        ("三年", "3 years"),
        ("两年", "2 years"),
        ("十二个月", "12 months"),
        ("五千万元", "RMB 50 million"),
    ],
)
def test_conversions_are_exact(glossary: Glossary, chinese: str, english: str) -> None:
    from index.normalise import normalise

    assert [a.english for a in amounts(normalise(chinese), glossary)] == [english]


@pytest.mark.parametrize(
    "text",
    ["2027年", "第三条", "第3年", "“十四五”时期", "8月20日", "一个问题", "一项工作", "近三年级"],
)
def test_what_is_no_amount(glossary: Glossary, text: str) -> None:
    assert amounts(text, glossary) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", 10), ("十二", 12), ("二十五", 25), ("两百", 200), ("三百零五", 305), ("1,200", 1200)],
)
def test_numerals(text: str, value: int) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("2027年底", "by the end of 2027"),
        ("到2028年底", "by the end of 2028"),
        ("截至2024年底", "as of the end of 2024"),
        ("2025—2026年", "in 2025–2026"),
        ("到2027年", "by 2027"),
        ("2025年", "in 2025"),
        ("2026年5月1日", "on 1 May 2026"),
        ("自2026年5月1日起", "from 1 May 2026"),
        ("8月20日", "on 20 August"),
        ("2026年上半年", "in the first half of 2026"),
        ("三年内", "within three years"),
        ("未来三年", "over the next three years"),
    ],
)
def test_dates(chinese: str, english: str) -> None:
    assert [w.english for w in whens(chinese)] == [english]


@pytest.mark.parametrize(
    ("sentence", "line"),
    [
        (
            "预计三年内全国新增装机容量超过1亿千瓦，2027年底达到1.8亿千瓦以上，带动项目直接投资约2500亿元。",
            "National new installed capacity — expected to be more than 100 GW within three years;"
            " capacity — expected to be at least 180 GW by the end of 2027;"
            " direct project investment — expected to be about RMB 250 bn.",
        ),
        (
            "截至2024年底，全国新型储能装机7376万千瓦。",
            "National new energy storage installed capacity — 73.76 GW as of the end of 2024.",
        ),
        (
            "力争2025—2026年传统电力装备年均营收增速保持6%左右，新能源装备营收稳中有升。",
            "Conventional power equipment average annual revenue growth — aims for about 6%"
            " in 2025–2026.",
        ),
        (
            "本轮国土空间规划确定全国永久基本农田保护目标不低于15.46亿亩。",
            "National permanent basic farmland protection target — at least 1.546 billion mu"
            " (about 103.07 million ha).",
        ),
        (
            "近日，国家发展改革委、国家能源局联合印发了《新型储能规模化建设行动方案(2025—2027年)》。",
            "Jointly issued by: National Development and Reform Commission (NDRC),"
            " National Energy Administration (NEA).",
        ),
        (
            "8月20日，国务院办公厅转发财政部《指导意见》。",
            "Forwarded by: General Office of the State Council on 20 August.",
        ),
        (
            "由县级自然资源主管部门会同农业农村主管部门拟定永久基本农田调整补划方案。",
            "Drafted by: county-level natural resources authorities together with agriculture and"
            " rural affairs authorities.",
        ),
        (
            "本办法自2026年5月1日起施行，有效期五年。",
            "In force from 1 May 2026; period of validity — 5 years.",
        ),
        ("授权期限由三年延长到五年。", "Authorisation term — from 3 years to 5 years."),
        (
            "运营机构应当将净收益的8%上缴同级财政。",
            "8% of net income.",
        ),
        (
            "对符合条件的田头预冷设施，省财政按照设备投资额的30%给予补助。",
            "For those that qualify, 30% of equipment investment as subsidy.",
        ),
        (
            "到2028年底，水产品冷链流通率达到80%左右，新增冷库库容120万立方米。",
            "By the end of 2028: aquatic product cold chain circulation rate — about 80%;"
            " new cold storage capacity — 1.2 million m³.",
        ),
        ("每个领域原则上不超过两家。", "For each sector — in principle no more than 2."),
        ("二是强化组织保障。加强各方协同。", "Strengthen organisational support."),
        ("《行动方案》提出五方面举措。", "5 measures."),
    ],
)
def test_key_facts_of_a_sentence(glossary: Glossary, sentence: str, line: str) -> None:
    assert english_line(sentence, "", None, glossary) == line


@pytest.mark.parametrize(
    "sentence",
    [
        "产后损失约占产量的两成。",  # what is lost is not in the glossary
        "某某玄学指数达到36%。",
        "某某玄学统计人口比例达到70%。",
        "储备区内耕地超过永久基本农田保护任务1%比例的，才能启动调整。",
        "经国务院批准的项目可以占用。",
        "坚持问题导向，遵循客观规律。",
        "",
        "。",
    ],
)
def test_nothing_is_said_where_nothing_is_sure(glossary: Glossary, sentence: str) -> None:
    assert english_line(sentence, "", None, glossary) is None


def test_a_short_unknown_beginning_of_a_label_stays_in_chinese(glossary: Glossary) -> None:
    line = english_line("玄学人口比例达到70%。", "", None, glossary)
    assert line == "玄学 population share — 70%."


def test_full_width_digits_are_read(glossary: Glossary) -> None:
    assert english_line("总投资５８亿元。", "", None, glossary) == "Total investment — RMB 5.8 bn."


def test_the_question_chooses_what_is_said_first_of_many(glossary: Glossary) -> None:
    sentence = (
        "投资2亿元，产量3万吨，营收增速5%，出口量4万吨，总投资9亿元，用电量6亿千瓦时，水价7元。"
    )
    line = english_line(sentence, "What is the water price?", None, glossary)
    assert line is not None
    assert "water price — RMB 7" in line.lower().replace("rmb", "RMB")
    assert line.count(";") == 3


def test_every_figure_of_a_line_comes_from_its_sentence(
    sample: ParsedDocument, glossary: Glossary
) -> None:
    """No line over the whole sample has a figure that its sentence has not, converted."""
    for sentence in re.split(r"(?<=[。！？])|\n", sample.document.text):
        line = english_line(sentence, "", None, glossary)
        if line and not re.search(r"\d|[二三四五六七八九十]", sentence):
            assert not re.search(r"\d", line), (sentence, line)


@pytest.mark.parametrize(
    ("hedged", "plain"),
    [("不低于", "at least"), ("不超过", "no more than"), ("约", "about"), ("超过", "more than")],
)
def test_hedges_before(glossary: Glossary, hedged: str, plain: str) -> None:
    assert english_line(f"总投资{hedged}58亿元。", "", None, glossary) == (
        f"Total investment — {plain} RMB 5.8 bn."
    )


@pytest.mark.parametrize(
    ("hedge", "plain"), [("以上", "at least"), ("左右", "about"), ("以下", "at most")]
)
def test_hedges_behind(glossary: Glossary, hedge: str, plain: str) -> None:
    assert english_line(f"总投资58亿元{hedge}。", "", None, glossary) == (
        f"Total investment — {plain} RMB 5.8 bn."
    )


def test_titles_and_questions(sample: ParsedDocument, glossary: Glossary) -> None:
    spelt = [english_title(p.title, glossary) for p in sample.policies]
    assert all(spelt)
    assert (
        spelt[2] == "Action Plan for the Large-Scale Development of New Energy Storage (2025–2027)"
    )
    assert english_title("云岭省某某玄学管理办法", glossary) is None
    policy = Policy("x", "d", "新型储能规模化建设行动方案", alias="行动方案")
    assert english_question("《行动方案》的总体目标是什么？", policy, glossary) == "Overall targets"
    assert english_question("《行动方案》的玄学是什么？", policy, glossary) is None


def test_a_users_own_glossary_comes_first(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text(
        "# ours\nterm\t玄学指数\tmystery index\nbody\t国家能源局\tNEA\n", encoding="utf-8"
    )
    extended = load_glossary(own)
    assert english_line("玄学指数达到36%。", "", None, extended) == "Mystery index — 36%."
    assert english_line("国家能源局印发。", "", None, extended) == "Issued by: NEA."


@pytest.mark.parametrize("line", ["noun\t甲\tA", "term\t甲", "term"])
def test_a_bad_line_is_named(line: str) -> None:
    with pytest.raises(UsageError, match=r"own\.tsv:1"):
        list(entries([line], "own.tsv"))


def test_the_shipped_file_is_well_formed() -> None:
    with GLOSSARY.open(encoding="utf-8") as lines:
        found = list(entries(lines, GLOSSARY.name))
    names = [(e.chinese, e.kind == "unit", e.kind in ("title", "kind")) for e in found]
    assert len(names) == len(set(names))
