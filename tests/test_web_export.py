"""Exports: Markdown and Word, their sources as footnotes that a reader's program can open."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from lxml import etree

from rag.engine import Engine
from ui.web import conversations
from ui.web.export import markdown
from ui.web.word import docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QUESTION = "新型储能2027年装机目标是多少？"
LIST = "《电力装备行业稳增长工作方案(2025—2026年)》有哪些保障措施？"


@pytest.fixture(scope="module")
def kept(engine: Engine) -> list[conversations.Turn]:
    turns = [
        {"id": q, "question": q, "answer": conversations.record(engine.ask(q), engine.documents)}
        for q in (QUESTION, LIST)
    ]
    return conversations.checked(
        [*turns, {"id": "t9", "question": "a\x00b\ud800<&>", "error": "x"}]
    )


def part(data: bytes, name: str) -> Any:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def test_markdown_notes_its_sources(kept: list[conversations.Turn]) -> None:
    written = markdown(kept, "zh")
    assert "[^1]: 政策汇编 第九期（2025-09-25），《新型储能" in written
    assert "解读（国家能源局有关负责同志）" in written
    assert set(re.findall(r"\[\^\d+\](?!:)", written)) == set(
        re.findall(r"\[\^\d+\](?=:)", written)
    )


def test_word_notes_are_footnotes(kept: list[conversations.Turn]) -> None:
    data = docx(kept, "zh")
    notes = part(data, "word/footnotes.xml")
    ids = [int(n.get(f"{W}id")) for n in notes]
    assert ids == [-1, 0, 1, 2]
    assert "1.8亿千瓦" in "".join(notes[2].itertext())
    body = part(data, "word/document.xml")
    references = [int(r.get(f"{W}id")) for r in body.iter(f"{W}footnoteReference")]
    assert references == [1, 2]
    again = [f.get(f"{W}instr") for f in body.iter(f"{W}fldSimple")]
    assert again
    names = {b.get(f"{W}name") for b in body.iter(f"{W}bookmarkStart")}
    assert all(re.search(r"NOTEREF (\S+)", instr)[1] in names for instr in again)


def test_word_knows_its_footnotes(kept: list[conversations.Turn]) -> None:
    data = docx(kept, "en")
    types = part(data, "[Content_Types].xml")
    assert any(
        e.get("PartName") == "/word/footnotes.xml" and "footnotes+xml" in e.get("ContentType")
        for e in types
    )
    links = part(data, "word/_rels/document.xml.rels")
    assert any(e.get("Target") == "footnotes.xml" for e in links)
    styles = {s.get(f"{W}styleId") for s in part(data, "word/styles.xml").iter(f"{W}style")}
    assert {"FootnoteText", "FootnoteReference"} <= styles
    order = [etree.QName(e).localname for e in part(data, "word/settings.xml")]
    assert order.index("footnotePr") < order.index("compat")


def test_word_opens_again(kept: list[conversations.Turn], tmp_path: Path) -> None:
    path = tmp_path / "out.docx"
    path.write_bytes(docx(kept, "zh"))
    headings = [p.text for p in Document(str(path)).paragraphs if p.style.name == "Heading 2"]
    assert headings == [QUESTION, LIST, "ab<&>"]
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office:
        subprocess.run(
            [office, "--headless", "--convert-to", "txt:Text", "--outdir", tmp_path, path],
            check=True,
            timeout=120,
            capture_output=True,
        )
        assert "1.8亿千瓦" in (tmp_path / "out.txt").read_text(encoding="utf-8-sig")
