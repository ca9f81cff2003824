"""Files of each format, and every way in which one can be bad."""

from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from corpus.errors import DocumentError
from corpus.parse import parse_file
from corpus.readers import MAX_BYTES, read_text
from tests.conftest import SAMPLE

TEXT = "近日，省商务厅印发《夜间消费措施》。\n问：目标是什么？\n答：到2027年培育20个集聚区，对符合条件的企业给予支持。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT.replace("\n", "\r\n").encode(encoding))
    assert read_text(path) == TEXT


def test_big5_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "行政院發布《產業發展方案》，對符合條件的企業給予支持，並且對於發展有關的項目提供資金。"
    path.write_bytes(text.encode("big5"))
    assert read_text(path) == text


def test_sample_in_gb18030_is_cut_alike(tmp_path: Path) -> None:
    path = tmp_path / SAMPLE.name
    path.write_bytes(SAMPLE.read_text(encoding="utf-8").encode("gb18030"))
    ours, theirs = parse_file(path), parse_file(SAMPLE)
    assert [s.id for s in ours.sections] == [s.id for s in theirs.sections]
    assert ours.document.text == theirs.document.text


def test_docx(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = docx.Document()
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "指标", "20个"
    document.save(str(path))
    assert read_text(path).startswith(TEXT)
    assert "指标\t20个" in read_text(path)
    assert [s.question for s in parse_file(path).sections if s.question] == ["目标是什么？"]


def test_docx_numbers_of_styles_equal_cells_and_insertions(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    document = docx.Document()
    document.add_heading("主要内容", 2)
    for line in ("购房补贴40万元。", "租房补贴1500元。"):
        document.add_paragraph(line, style="List Number")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.row_cells(0), ("A类", "40万元", "40万元"), strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 2)).text = "合并"
    changed = document.add_paragraph("自")._p
    for tag, text in (("ins", "3月"), ("del", "5月")):
        mark = OxmlElement(f"w:{tag}")
        run = OxmlElement("w:r")
        word = OxmlElement("w:t" if tag == "ins" else "w:delText")
        word.text = text
        run.append(word)
        mark.append(run)
        changed.append(mark)
    document.save(str(path))
    assert read_text(path).split("\n") == [
        "主要内容",
        "1.购房补贴40万元。",
        "2.租房补贴1500元。",
        "A类\t40万元\t40万元",
        "合并",
        "自3月",
    ]


def test_html_of_a_page_without_its_frame(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    links = "".join(f'<a href="/{i}">相关稿件{i}</a> | ' for i in range(4))
    path.write_bytes(
        (
            f'<body><div class="top">{links}</div><div class="crumb nav">首页 &gt; 政策</div>'
            '<div id="content"><h1>关于做好节水工作的通知</h1><p>各县（市、区）人民政府：</p>'
            "<p>到2027年，全市用水总量控制在<b>12</b>亿立方米以内，对符合条件的企业给予支持。</p>"
            '<p>附件：<a href="1.doc">表一</a><a href="2.doc">表二</a><a href="3.doc">表三</a></p></div>'
            f'<ul>{links}</ul><div style="display: none">隐藏</div><div class="footer">版权所有</div></body>'
        ).encode("gb18030")
    )
    assert read_text(path).split("\n") == [
        "关于做好节水工作的通知",
        "各县（市、区）人民政府：",
        "到2027年，全市用水总量控制在12亿立方米以内，对符合条件的企业给予支持。",
        "附件：表一表二表三",
    ]


def test_html_parts_the_cells_of_a_row_by_tabs(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    row = "<tr>\n\t<td>A类\t人才</td>\n\t<td> 40 万元 </td>\n</tr>"
    path.write_text(f"<body><p>标准如下。</p><table>{row}</table></body>", encoding="utf-8")
    assert read_text(path) == "标准如下。\nA类 人才\t40 万元"


def test_html(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    body = "".join(f"<p>{line}</p>" for line in TEXT.splitlines())
    path.write_text(
        f"<html><head><title>x</title></head><body><nav>首页</nav><script>alert(1)</script>{body}</body></html>",
        encoding="utf-8",
    )
    assert read_text(path) == TEXT.rstrip("\n")


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "空的"),
        ("blank.txt", b" \n\t ", "空的"),
        ("binary.txt", bytes(range(256)) * 40, "文本|编码"),
        ("image.txt", b"\x89PNG\r\n\x1a\n" + b"\x00\x01\x02" * 500, "文本"),
        ("a.pdf", b"%PDF-1.7", "格式"),
        ("a", b"text", "格式"),
        ("broken.docx", b"PK\x03\x04 nothing", "Word"),
        ("not.docx", TEXT.encode(), "Word"),
        ("latin.txt", "été déjà où ça".encode("latin-1") * 30, "编码"),
    ],
)
def test_bad_files_say_what_is_wrong(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=says) as caught:
        parse_file(path)
    assert caught.value.next_step


def test_missing_folder_and_oversized(tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        with pytest.raises(DocumentError):
            read_text(path)
    large = tmp_path / "large.txt"
    with large.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match="太大"):
        read_text(large)
