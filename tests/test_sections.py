"""How documents are cut: the sample, and a golden text for each layout."""

from collections import Counter

import pytest

from corpus.aliases import expand_aliases
from corpus.parse import parse_text
from corpus.records import ParsedDocument


def asked(parsed: ParsedDocument) -> list[str]:
    return [s.question for s in parsed.sections if s.question]


def test_sample_has_five_policies_and_twenty_questions(sample: ParsedDocument) -> None:
    counts = Counter(s.policy_id for s in sample.sections if s.kind == "qa")
    assert [counts.get(p.id, 0) for p in sample.policies] == [6, 5, 5, 0, 4]
    assert sample.document.id == "政策汇编-第九期"
    assert sample.document.date == "2025-09-25"
    assert len(sample.document.keywords) == 5


def test_sample_policies(sample: ParsedDocument) -> None:
    aliases = [p.alias for p in sample.policies]
    assert aliases == ["意见", "方案", "行动方案", None, "办法"]
    assert sample.policies[1].bodies == ("工业和信息化部", "市场监管总局", "国家能源局")
    assert sample.policies[3].bodies == ("国务院办公厅", "财政部")
    assert sample.policies[3].date == "08-20"
    assert sample.policies[0].date is None
    assert sample.policies[2].speaker == "国家能源局有关负责同志"
    assert all(p.lead_in for p in sample.policies)


def test_sample_news_item_is_cut_by_paragraphs(sample: ParsedDocument) -> None:
    news = [s for s in sample.sections if s.policy_id == sample.policies[3].id]
    assert [s.kind for s in news] == ["lead_in", "heading", *["paragraph"] * 3]


def test_sample_closing_and_attribution_stay_with_their_answer(sample: ParsedDocument) -> None:
    section = next(s for s in sample.sections if s.id.endswith("(2025—2027年)/q5"))
    assert "下一步，我们将" in section.answer
    assert section.answer.endswith("（国家能源局）")


def test_aliases_are_expanded_for_their_own_policy(sample: ParsedDocument) -> None:
    policy = sample.policies[1]
    assert expand_aliases("《方案》的目标", policy) == f"《{policy.title}》的目标"
    assert expand_aliases("《行动方案》的目标", policy) == "《行动方案》的目标"


HEAD = "近日，省商务厅印发《促进夜间消费若干措施》（以下简称《措施》），记者采访了省商务厅有关负责人。\n"
ANSWER = "主要目标是到2027年培育20个夜间消费集聚区。一是完善配套。二是优化服务。"

LAYOUTS = {
    "问答": f"{HEAD}问：目标是什么？\n答：{ANSWER}\n问：何时施行？\n答：自10月1日起施行。",
    "half width": f"{HEAD}问: 目标是什么？\n答: {ANSWER}\n问: 何时施行？\n答: 自10月1日起施行。",
    "QA": f"{HEAD}Q：目标是什么？\nA：{ANSWER}\nQ：何时施行？\nA：自10月1日起施行。",
    "numbered Q": f"{HEAD}Q1: 目标是什么？\nA1: {ANSWER}\nQ2: 何时施行？\nA2: 自10月1日起施行。",
    "numbered Q alone": f"{HEAD}**Q1 目标是什么？**\n\n{ANSWER}\n\n## 二、时间\n\n**Q2 何时施行？**\n\n自10月1日起施行。",
    "journalist": f"{HEAD}记者：目标是什么？\n王明：{ANSWER}\n记者：何时施行？\n王明：自10月1日起施行。",
    "brackets": f"{HEAD}【问】目标是什么？\n【答】{ANSWER}\n【问】何时施行？\n【答】自10月1日起施行。",
    "bold": f"{HEAD}**问：目标是什么？**\n\n答：{ANSWER}\n\n**问：何时施行？**\n\n答：自10月1日起施行。",
    "counted": f"{HEAD}1. 问：目标是什么？\n答：{ANSWER}\n2. 问：何时施行？\n答：自10月1日起施行。",
    "chinese numbers": f"{HEAD}一、目标是什么？\n{ANSWER}\n二、何时施行？\n自10月1日起施行。",
    "bracketed numbers": f"{HEAD}（一）目标是什么？\n{ANSWER}\n（二）何时施行？\n自10月1日起施行。",
    "arabic": f"{HEAD}1.目标是什么？\n{ANSWER}\n2.何时施行？\n自10月1日起施行。",
    "two digits": f"{HEAD}01 目标是什么？\n{ANSWER}\n02 何时施行？\n自10月1日起施行。",
    "bare": f"{HEAD}目标是什么？\n{ANSWER}\n何时施行？\n自10月1日起施行。",
    "markdown": f"{HEAD}## 一、目标是什么？\n{ANSWER}\n## 二、何时施行？\n自10月1日起施行。",
    "inline": f"{HEAD}问：目标是什么？答：{ANSWER}问：何时施行？答：自10月1日起施行。",
    "inline numbers": f"{HEAD}一、目标是什么？{ANSWER}二、何时施行？自10月1日起施行。",
    "contents first": f"{HEAD}目录\n一、目标是什么？……1\n二、何时施行？……2\n一、目标是什么？\n{ANSWER}\n"
    "二、何时施行？\n自10月1日起施行。",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(layout: str) -> None:
    parsed = parse_text(LAYOUTS[layout], "夜间消费.txt")
    sections = [s for s in parsed.sections if s.kind == "qa"]
    assert [s.question for s in sections] == ["目标是什么？", "何时施行？"]
    assert sections[0].answer == ANSWER
    assert sections[1].answer == "自10月1日起施行。"
    assert parsed.policies[0].title == "促进夜间消费若干措施"
    assert parsed.policies[0].alias == "措施"


def test_numbered_items_inside_an_answer_are_no_questions() -> None:
    text = f"{HEAD}问：怎么申报？\n答：分三步。\n1.提交材料。\n2.部门审核。\n3.公示。要是不服怎么办？可以复核。\n"
    assert asked(parse_text(text, "a.txt")) == ["怎么申报？"]


def test_questions_without_answers_are_no_sections() -> None:
    text = "培训提纲\n目标是什么？\n措施有哪些？\n何时施行？\n请各单位按以上提纲准备材料，于周五前报送。"
    assert asked(parse_text(text, "提纲.txt")) == []


def test_an_answer_without_its_question_is_kept() -> None:
    text = f"{HEAD}答：这是前一题的回答。\n问：何时施行？\n答：自10月1日起施行。"
    parsed = parse_text(text, "a.txt")
    assert asked(parsed) == ["何时施行？"]
    assert any("这是前一题的回答" in s.answer for s in parsed.sections if s.searchable)


def test_a_document_named_inside_an_answer_begins_no_policy() -> None:
    text = (
        f"{HEAD}问：依据是什么？\n答：有两点。\n2024年，国务院办公厅印发《关于促进服务消费的意见》，明确提出"
        "发展夜间经济。\n2025年3月，省政府印发《提振消费方案》，要求细化措施。\n问：何时施行？\n答：10月1日。"
    )
    assert len(parse_text(text, "a.txt").policies) == 1


def test_two_policies_without_a_title_list() -> None:
    second = "9月3日，省教育厅、省财政厅联合印发《学生资助办法》（以下简称《办法》）。省教育厅负责人就《办法》答记者问。\n"
    text = f"{HEAD}问：目标是什么？\n答：{ANSWER}\n{second}问：资助多少？\n答：每年2000元。"
    parsed = parse_text(text, "a.txt")
    assert [p.title for p in parsed.policies] == ["促进夜间消费若干措施", "学生资助办法"]
    assert parsed.policies[1].bodies == ("省教育厅", "省财政厅")
    assert parsed.policies[1].date == "09-03"
    assert [s.id for s in parsed.sections if s.kind == "qa"][1] == "a/学生资助办法/q1"


def test_regulation_by_articles() -> None:
    text = (
        "城市供水管理办法\n第一章 总则\n第一条 为了保障供水，制定本办法。\n第二条 本办法适用于本市。\n"
        "第二章 管理\n第三条 供水单位应当：\n（一）保证水质；\n（二）按时检修。\n第四条 本办法自2026年1月1日起施行。"
    )
    parsed = parse_text(text, "供水.txt")
    articles = [s for s in parsed.sections if s.kind == "article"]
    assert [s.id.rsplit("/", 1)[1] for s in articles] == ["a1", "a2", "a3", "a4"]
    assert articles[2].heading == "第二章 管理"
    assert "按时检修" in articles[2].answer
    assert parsed.policies[0].source_type == "原文"


def test_notice_by_headings() -> None:
    text = (
        "关于做好防汛工作的通知\n各县市：\n一、总体要求\n坚持预防为主，确保安全度汛。\n二、重点任务\n"
        "（一）加强值守。实行24小时值班。\n（二）备足物资。按标准储备。\n三、保障措施\n压实责任，严肃纪律。"
    )
    parsed = parse_text(text, "通知.txt")
    bodies = [s for s in parsed.sections if s.kind == "article"]
    assert [s.heading for s in bodies] == [
        "一、总体要求",
        "二、重点任务",
        "二、重点任务",
        "三、保障措施",
    ]


def test_same_title_twice_keeps_ids_apart() -> None:
    parsed = parse_text(f"{HEAD}问：a是什么？\n答：甲。\n", "a.txt")
    assert len({s.id for s in parsed.sections}) == len(parsed.sections)
