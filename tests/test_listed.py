"""Lists that a line opens with its ：, bullets or not, and what ends a text: signatures, attachments, phones."""

import pytest

from corpus.layout.front import is_closing
from index.store import IndexSettings, Store
from rag.engine import Engine
from rag.passages import Span
from rag.tables import headers, readings
from tests.test_engine import check_offsets

LOANS = """# 大青县创业担保贷款办事指南

一、贷款额度

| 申请人 | 最高额度（万元） | 期限（年） |
| --- | --- | --- |
| 个人 | 30 | 3 |
| 合伙创业 | 110 | 3 |
| 小微企业 | 400 | 2 |

二、申请材料

申请人须提交：

• 身份证和户口簿
• 营业执照副本
• 担保人工资流水（近6个月）

三、办理流程

1. 到人社所领取申请表
2. 银行5个工作日内调查
3. 签订合同并放款

落款：大青县人力资源和社会保障局 2026年3月20日
联系电话：0999-1234567
"""
WORKSHOPS = """关于办理食品小作坊登记证的通知
各镇人民政府：
为规范食品小作坊经营，现将有关事项通知如下：
一、办理条件
申请人应当具备下列条件：
● 有固定的生产场所，面积不小于40平方米
● 从业人员持有效健康证明
二、禁止生产的食品
食品小作坊不得生产：
乳制品
罐头制品
婴幼儿辅助食品
三、收费
办理登记证不收取任何费用。
附件：1.登记申请表
2.食品安全承诺书
县市场监督管理局
2026年3月20日
"""


@pytest.fixture(scope="module")
def leaflets(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder = tmp_path_factory.mktemp("leaflets")
    store = Store(folder / "home", IndexSettings())
    for name, text in (("a.md", LOANS), ("b.txt", WORKSHOPS)):
        (folder / name).write_text(text, encoding="utf-8")
        store.library.add(folder / name)
    store.refresh()
    return Engine(store.open())


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "大青县创业担保贷款申请要交哪些材料？",
            "申请人须提交：|• 身份证和户口簿|• 营业执照副本|• 担保人工资流水（近6个月）",
        ),
        (
            "开食品小作坊要具备哪些条件？",
            "申请人应当具备下列条件：|● 有固定的生产场所，面积不小于40平方米|● 从业人员持有效健康证明",
        ),
        ("食品小作坊不能生产哪些食品？", "食品小作坊不得生产：|乳制品|罐头制品|婴幼儿辅助食品"),
        (
            "创业担保贷款的办理流程是什么？",
            "1. 到人社所领取申请表|2. 银行5个工作日内调查|3. 签订合同并放款",
        ),
        (
            "小微企业创业担保贷款最高额度是多少万元？",
            "申请人\t最高额度（万元）\t期限（年）|小微企业\t400\t2",
        ),
        (
            "关于办理食品小作坊登记证的通知是谁发的？",
            "县市场监督管理局|2026年3月20日",
        ),
        ("食品小作坊登记证收费吗？", "办理登记证不收取任何费用。"),
    ],
)
def test_a_list_is_told_whole_and_without_the_signature(
    leaflets: Engine, question: str, told: str
) -> None:
    answer = leaflets.ask(question)
    assert "|".join(s.text for s in answer.sentences) == told
    check_offsets(answer, leaflets.documents)


def test_a_row_is_read_with_its_header() -> None:
    lines = ["见下表：", "类别\t补贴（元/台）", "甲类\t8600", "乙类", "一\t二", "丙\t丁\t戊"]
    spans = [Span(0, 0, line, i) for i, line in enumerate(lines)]
    assert headers(spans) == {2: 1, 5: 4}
    assert readings(spans) == [*lines[:2], "类别甲类，补贴8600元/台", *lines[3:]]


@pytest.mark.parametrize(
    "line",
    [
        "落款：县交通局 2026年3月20日",
        "县财政局　县教育局　2026年3月1日印发",
        "监督举报：0999-6631745",
        "服务热线：12345",
    ],
)
def test_a_text_ends_in_these_lines(line: str) -> None:
    assert is_closing(line)


@pytest.mark.parametrize("line", ["举报有奖", "投诉处理办法", "服务单位应当提供证据"])
def test_a_text_does_not_end_in_these(line: str) -> None:
    assert not is_closing(line)
