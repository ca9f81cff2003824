"""Markdown files: what their page shows is what is cut, found and cited; nothing else is lost."""

import re
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.parse import parse_file
from corpus.readers import read_file, read_text
from corpus.readers.markdown import read_markdown
from tests.test_sections_layouts import LAYOUTS, RULE
from tests.test_sections_property import check

LETTER = """# 关于《青石县校车服务补助办法》的一封信

各位家长：

县里新定的《青石县校车服务补助办法》（以下简称《办法》）已于2026年2月8日由县教育局、县财政局联合印发，自2026年3月1日起施行。

**陈大姐：** 孩子每天坐车，能补多少？

> **教育局吴科长：** 每人每学期**300元**，低保家庭`600元`，见[附件](https://example.cn/1.pdf)。

**陈大姐：** 我家有两个孩子。都补吗？

> **教育局吴科长：** 都补，*逐人*计算。

__村干部老周：__ 没有校车的村怎么办？

> **教育局吴科长：** 按2\\*0.5元/公里给交通费&nbsp;补助。

---
"""
ASKED = ["孩子每天坐车，能补多少？", "我家有两个孩子。都补吗？", "没有校车的村怎么办？"]


def _read(tmp_path: Path, text: str) -> str:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    return read_text(path)


def test_a_letter_is_cut_without_signs_and_names(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(LETTER, encoding="utf-8")
    parsed = parse_file(path)
    check(parsed)
    asked = [s for s in parsed.sections if s.question]
    assert [s.question for s in asked] == ASKED
    assert [s.answer.strip() for s in asked] == [
        "每人每学期300元，低保家庭600元，见附件。",
        "都补，逐人计算。",
        "按2*0.5元/公里给交通费\xa0补助。",
    ]
    assert parsed.sections[0].answer == "关于《青石县校车服务补助办法》的一封信"
    assert parsed.policies[0].title == "青石县校车服务补助办法"


def test_every_format_cuts_a_dialogue_alike(tmp_path: Path) -> None:
    lines = [line for line in _read(tmp_path, LETTER).split("\n") if line.strip()]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "marked.txt").write_text(LETTER, encoding="utf-8")
    bold = [re.sub(r"^(.{2,10}：)", r"<strong>\1</strong>", line) for line in lines]
    page = "".join(f"<p>{line}</p>" for line in bold)
    (tmp_path / "a.html").write_text(f"<body>{page}</body>", encoding="utf-8")
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(tmp_path / "a.docx"))
    for name in ("a.txt", "marked.txt", "a.html", "a.docx"):
        parsed = parse_file(tmp_path / name)
        asked = [s for s in parsed.sections if s.question]
        assert [s.question for s in asked] == ASKED, name
        assert all(s.answer.startswith(("每人", "都补", "按2")) for s in asked), name


def test_one_exchange_is_no_dialogue(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "申报范围：哪些企业可以申报？\n适用对象：在本市登记的小微企业。\n其他说明：名额有限。\n"
    path.write_text(text, encoding="utf-8")
    assert [s.question for s in parse_file(path).sections if s.question] == [
        "申报范围：哪些企业可以申报？"
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**问：**《办法》何时施行？", "问：《办法》何时施行？"),
        ("印发**《办法》**后，占**≥90%**的", "印发《办法》后，占≥90%的"),
        ("***粗斜***、*斜*、_斜_ 与 __问：__答", "粗斜、斜、斜 与 问：答"),
        ("## 二、标准 ##", "二、标准"),
        ("> > 引文", "引文"),
        ("`代码*x*`和``a`b``", "代码*x*和a`b"),
        ("见[附件](1.doc)、![流程图](a.png)、<https://a.cn>", "见附件、流程图、https://a.cn"),
        (r"\*星\* \# 1\. a\_b", "*星* # 1. a_b"),
        ("&lt;5&gt; &amp; &#8364;", "<5> & €"),
        ("<b>粗</b>的m<sup>2</sup>和10<sup>8</sup>，<!-- 注 -->完", "粗的m²和10⁸，完"),
        ("一行<br>两行  \n三行\\\n四行\n五行", "一行\n两行\n三行\n四行\n五行"),
        ("* 甲\n* 乙", "• 甲\n• 乙"),
        ("- 甲\n  1. 乙\n  1. 丙\n- 丁", "- 甲\n1. 乙\n2. 丙\n- 丁"),
        ("3) 三\n5) 五", "3) 三\n5) 五"),
        ("甲\n\n* * *\n\n乙", "甲\n\n\n\n乙"),
        ("```text\n问：*x*\n\n答\n```\n乙", "\n问：*x*\n\n答\n\n乙"),
        ("    缩进的**段**落", "缩进的段落"),
        (
            "| 类 | **标准** |\n|:--|--:|\n| 甲 | 1<br>2 | 备注 |\n| x\\|y | `3` |",
            "类\t标准\n甲\t1 2\t备注\nx|y\t3",
        ),
        ("> | 类 | 元 |\n> |--|--|\n> | 甲 | 5 |", "类\t元\n甲\t5"),
        (
            "<table><tr><td>甲</td><td>5元</td></tr>\n\n<tr><td>乙</td></tr></table>",
            "甲\t5元\n\n乙",
        ),
        ("<div align='center'>\n**标题**\n</div>", "标题"),
        ("点[此处][1]\n\n[1]: https://a.cn 'x'", "点此处\n\n"),
    ],
)
def test_the_page_is_what_is_read(tmp_path: Path, written: str, shown: str) -> None:
    assert _read(tmp_path, written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "面积3*4米，另一间5*6米；2*3=6，（2+3）*4，（1+2）*5；3米*4米、5米*6米",
        "snake_case_name、a_b_c；★ 重点；500~800元，~~旧~~；5<6，a < b > c；2^10；c#、#话题",
        "王*、李*、张**、赵**；138****5678，139****1234；110***********1234",
        "编号____，姓名（__），年龄（__）；*.doc、*.xls；*注：仅供参考",
        ">60分贝的，>=5年的\n- >60分贝\n+5%，-3%",
        "<公章>、<A类>企业；a<b且c>d",
        "财税[2025](15)号、[注]：见正文\n\n[注]: 见第三条",
        "~~~通知~~~\n正文\n\n<!-- 没有完\n\n正文",
        "第一行\n第二行\n　　第三行\n\n\n第四行\n",
        "2026. 3. 1\n1.甲\n2.乙\n（3）丙\n-丁",
    ],
)
def test_text_that_looks_like_signs_stays(tmp_path: Path, text: str) -> None:
    assert _read(tmp_path, text) == text


PIECES = st.sampled_from(
    [
        "甲", "乙丙", "丁。", "：", "，", "*", "**", "***", "_", "__", "`", "```", "~~~", "> ", ">", "# ", "- ", "* ", "1. ", "|",
        "| --- | --- |", "\n", "\n\n", "  \n", "\\", "    ", "[", "](", "](http://a.cn)", "<b>", "</b>", "<br>", "<td>",
        "<table>", "</table>", "&lt;", "3", "4*5", "5<6", "---", "===", "[注]: 戊", "　", "“", "《", "》", "？", "<div>", "$",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=500, deadline=None)
def test_no_han_character_is_lost(text: str) -> None:
    shown, signs = read_markdown(text)
    assert re.findall(r"[\u4e00-\u9fff]", shown) == re.findall(r"[\u4e00-\u9fff]", text)
    assert all(0 <= number <= shown.count("\n") for number in signs)


@pytest.mark.parametrize("name", ["markdown_digest", "interviews_in_bold"])
def test_signs_are_cut_by_and_gone(tmp_path: Path, name: str) -> None:
    text = next(p for p in LAYOUTS if p.stem == name).read_text(encoding="utf-8").split(RULE)[0]
    for suffix in ("txt", "md"):
        (tmp_path / f"a.{suffix}").write_text(text, encoding="utf-8")
    written, shown = parse_file(tmp_path / "a.txt"), parse_file(tmp_path / "a.md")
    check(shown)
    assert [(s.id, s.kind, s.heading, s.question) for s in shown.sections] == [
        (s.id, s.kind, s.heading, s.question) for s in written.sections
    ]
    assert not re.search(r"[#*>]", shown.document.text)


def test_headings_and_bold_lines_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# 标题\n**粗行**\n有**粗**字\n\n> # 引\n\n- **项**\n\n题目\n====\n### 目\n一段话。\n---\n",
        "utf-8",
    )
    read = read_file(path)
    assert {read.text.split("\n")[n]: sign for n, sign in read.signs.items()} == {
        "标题": "#",
        "粗行": "**",
        "题目": "#",
        "目": "###",
    }


def test_deep_nesting_and_long_files_are_read(tmp_path: Path) -> None:
    assert "底" in _read(tmp_path, ">" * 300 + "底")
    assert "底" in _read(tmp_path, "- " * 300 + "底")
    assert "底" in _read(tmp_path, "[" * 3000 + "底" + "*" * 3000)
