"""Digests whose items are of unlike kinds: each begins where its title stands, in every format."""

from html import escape
from pathlib import Path

import docx
import pytest

from corpus.parse import parse_file, parse_text
from corpus.records import ParsedDocument
from tests.test_sections_property import check

# "#" a digest's title, "##" an item's, "###" a heading, "-" an entry, "|" a row, "---" a rule.
DIGESTS = {
    "issue_by_headings": """# 红泥县惠民政策汇编
2026年第3期
2026年4月10日
---
## 红泥县老旧电梯更新补贴明白卡
红泥县住房保障局　2026年3月1日
### 补多少
每台补12万元，按楼层上浮，最高15万元。
### 怎么申请
业主委员会向街道提出，街道5个工作日内答复。
## 致全县养殖户的一封信
各位养殖户朋友：
今年县里继续实行生猪保险补贴，能繁母猪每头保额1500元，农户自缴12元。
投保到乡镇农业站办理，截止日期为2026年6月30日。
红泥县农业农村局
2026年3月5日
## 高龄津贴办理常见问题解答
问：多大年纪能领？
答：年满80周岁的本县户籍老人。
问：每月多少钱？
答：80至89周岁每月60元，90周岁以上每月200元。
## 关于规范共享电单车停放的通告
为维护城市秩序，现就有关事项通告如下：
一、共享电单车应当停放在划定区域。
二、违规停放的，由企业在2小时内清理。
红泥县城市管理局
2026年3月8日
## 春耕农资保供新闻发布会实录
时间：2026年3月12日
红泥日报记者：今年化肥够不够？
县供销社主任 何田：储备化肥1.2万吨，够用到6月。
《红泥晚报》记者：价格会涨吗？
县发改局局长 梁价：实行限价，尿素每吨不超过2200元。""",
    "contents_name_the_items": """# 白鹭洲政策摘编
总第12期
本期要目
- 小微企业用电优惠明白纸
- 托育机构备案告知书
- 白鹭洲市人才公寓配租热点问答
- 市民文明养犬倡议书
---
## 小微企业用电优惠明白纸
【优惠对象】
用电容量160千伏安以下的小微企业。
【优惠标准】
每千瓦时减0.05元，每户每年不超过3000元。
## 托育机构备案告知书
申请备案的机构应当在取得营业执照后15日内提交备案书。
逾期不备案的，由卫生部门责令限期改正。
## 白鹭洲市人才公寓配租热点问答
1.谁可以申请？
毕业5年内、在本市参保满6个月的高校毕业生。
2.租金怎么算？
按市场租金的70%收取，最长租3年。
## 市民文明养犬倡议书
广大市民朋友：
遛犬请牵绳，绳长不超过1.5米。
犬只每年免疫一次，市区设免疫点46处。""",
    "readings_and_rules": """# 柳河政策速递
第5期（2026年5月20日）
---
## 一图读懂《柳河市充电桩建设三年行动方案》
建设目标
到2028年建成公共充电桩8000个。
补贴标准
直流桩每千瓦补200元。
---
## 图解：柳河市家庭医生签约服务管理办法
【签约对象】
常住居民都可以签约，65岁以上老人优先。
【服务费】
每人每年130元，其中个人承担15元。
---
## 政策解读｜《柳河市烟花爆竹禁放规定》
一、哪里不能放？
三环以内和文物保护单位200米内全年禁放。
二、违规怎么罚？
个人处100元以上500元以下罚款。
---
## 居民身份证异地补办指南
一、办理条件
遗失或者损坏身份证的居民。
二、办理时限
15个工作日内取证。
---
## 关于调整公交票价的通知
各公交企业：
自2026年6月1日起，普通公交票价由1元调整为2元，老年卡免费。
柳河市发展和改革局
2026年5月12日""",
    "news_among_policies": """# 东岭民生简报
2026年第8期
## 县里新开三条城乡公交线路
6月1日起，县交通局新开通三条城乡公交线路，票价2元，首班车6时30分。
沿线28个村的群众出行时间平均缩短40分钟。
## 东岭县城乡居民大病保险报销政策问答手册
问：起付线是多少？
答：起付线为1.2万元。
问：封顶线是多少？
答：不设封顶线。
## 职业技能培训补贴申领须知
（一）补贴对象
取得职业资格证书的失业人员。
（二）补贴标准
初级1000元，中级1500元，高级2000元。
## 残疾人两项补贴新旧标准对照表
| 项目|原标准|新标准
| 困难残疾人生活补贴|每月80元|每月110元
| 重度残疾人护理补贴|每月90元|每月130元
新标准自2026年7月1日起执行。""",
    "numbered_contents": """# 青石县政策汇要
2026年第2期
目　录
一、农村危房改造补助明白纸……1
二、青石县义务教育入学指南……3
三、《青石县河道采砂管理办法》解读……5
四、安全用气告知书……7
## 一、农村危房改造补助明白纸
（一）补助对象
住房鉴定为C级、D级的低收入户。
（二）补助标准
C级每户1.2万元，D级每户3.5万元。
## 二、青石县义务教育入学指南
1. 报名时间
7月1日至7月10日网上报名。
2. 所需材料
户口簿、房产证或者租房备案证明。
## 三、《青石县河道采砂管理办法》解读
问：采砂要不要许可？
答：要，许可证有效期1年。
问：夜间能采吗？
答：每日19时至次日7时禁止采砂。
## 四、安全用气告知书
尊敬的用户：
灶具使用超过8年的请及时更换，更换补贴每台200元。
橡胶软管每18个月更换一次。""",
}
# What no mark but Markdown's tells apart from a heading or a table of the item above.
ONLY_HEADED = {"县里新开三条城乡公交线路", "残疾人两项补贴新旧标准对照表"}


def _plain(line: str) -> str:
    if line == "---":
        return "=" * 30
    if line.startswith("- "):
        return f"· {line[2:]}"
    return line[2:].replace("|", "\t") if line.startswith("| ") else line.lstrip("# ")


def _markdown(lines: list[str]) -> str:
    out = []
    for before, line in zip(["", *lines], lines, strict=False):
        row = line.startswith("| ")
        out.append(line if row or line.startswith("- ") else f"\n{line}\n")
        out += ["|---" * (line.count("|")) + "|"] if row and not before.startswith("| ") else []
    return "\n".join(out)


def _html(line: str) -> str:
    mark, _, text = line.rpartition("# ")
    if mark or line.startswith("# "):
        return f"<h{len(mark) + 1}>{escape(text)}</h{len(mark) + 1}>"
    if line.startswith("| "):
        cells = "".join(f"<td>{cell}</td>" for cell in line[2:].split("|"))
        return f"<table><tr>{cells}</tr></table>"
    return {"-": f"<ul><li>{line[2:]}</li></ul>"}.get(line[:1], f"<p>{escape(line)}</p>")


def _word(lines: list[str], path: Path) -> None:
    document = docx.Document()
    for line in lines:
        mark, _, text = line.rpartition("# ")
        if line.startswith("| "):
            cells = line[2:].split("|")
            for cell, value in zip(
                document.add_table(1, len(cells)).rows[0].cells, cells, strict=True
            ):
                cell.text = value
        elif mark or line.startswith("# "):
            document.add_heading(text, len(mark) + 1)
        else:
            document.add_paragraph("" if line == "---" else line)
    document.save(str(path))


def _beginnings(parsed: ParsedDocument) -> list[str]:
    """The first line of every policy."""
    firsts = (next(s for s in parsed.sections if s.policy_id == p.id) for p in parsed.policies)
    return [parsed.text_of(first).split("\n")[0] for first in firsts]


@pytest.mark.parametrize("name", DIGESTS)
@pytest.mark.parametrize("form", ["a.txt", "ruled.txt", "a.md", "a.html", "a.docx"])
def test_every_item_of_a_digest_begins_at_its_title(tmp_path: Path, name: str, form: str) -> None:
    lines = DIGESTS[name].split("\n")
    path = tmp_path / form
    if form == "a.docx":
        _word(lines, path)
    elif form == "a.html":
        path.write_text("".join(f"{_html(line)}\n" for line in lines), encoding="utf-8")
    elif form == "a.md":
        path.write_text(_markdown(lines), encoding="utf-8")
    else:
        kept = [line for line in lines if line != "---" or form == "ruled.txt"]
        path.write_text("\n".join(map(_plain, kept)), encoding="utf-8")
    parsed = parse_file(path)
    check(parsed)
    wanted = [line[3:] for line in lines if line.startswith("## ")]
    marked = form not in ("a.txt", "ruled.txt")
    assert _beginnings(parsed) == [x for x in wanted if marked or x not in ONLY_HEADED]


@pytest.mark.parametrize(
    "text",
    [
        "白石县规划纲要\n目录\n一、发展基础和形势\n二、加快建设现代产业体系\n三、落实粮食安全保障规划\n"
        "一、发展基础和形势\n过去五年经济平稳增长。\n二、加快建设现代产业体系\n培育三个百亿产业。\n"
        "三、落实粮食安全保障规划\n粮食播种面积稳定在60万亩。",
        "白石县简报\n第3期\n# 关于发放稳岗补贴的通知\n各企业：\n# 补贴对象\n不裁员的企业。\n# 补贴标准和期限说明\n每人500元。",
        "关于办理居住证的通知\n各派出所：\n一、申请材料\n应当提交：\n- 房东签署的安全责任告知书\n- 身份证\n二、时限\n5日内办结。",
    ],
)
def test_no_policy_begins_at_a_heading_or_an_entry(text: str) -> None:
    parsed = parse_text(text, "a.md")
    assert len(parsed.policies) <= 1


def test_items_of_a_list_are_no_headings() -> None:
    parsed = parse_text(
        "图解：白石县家庭农场认定办法\n【申报条件】\n（一）经营满2年\n（二）土地50亩以上\n"
        "【奖多少】\n每个奖3万元\n分两年拨付",
        "a.txt",
    )
    told = [(s.heading, s.answer) for s in parsed.sections if s.searchable]
    assert told == [
        ("申报条件", "（一）经营满2年\n（二）土地50亩以上"),
        ("奖多少", "每个奖3万元\n分两年拨付"),
    ]
