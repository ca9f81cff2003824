"""Files of each format, and every way in which one can be bad."""

from pathlib import Path

import docx
import pytest

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
