"""Documents in and out, and finding words in them, in a real Chromium."""

from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.browser import EVIL, ask, last, tab

pytestmark = pytest.mark.browser


def docx_about(path: Path, name: str, figure: str) -> Path:
    document = Document()
    document.add_paragraph(f"近日，星河省能源局印发《星河省{name}管理办法》（以下简称《办法》）。")
    document.add_paragraph(f"问：星河省{name}的补贴标准是多少？")
    document.add_paragraph(f"答：星河省{name}每千瓦时补贴{figure}元。{EVIL}")
    document.save(str(path))
    return path


def test_upload_ask_delete(open_page: Any, tmp_path: Path) -> None:
    good = [
        docx_about(tmp_path / "海风办法.docx", "海上风电", "0.37"),
        docx_about(tmp_path / "潮汐办法.docx", "潮汐发电", "0.58"),
    ]
    broken = tmp_path / "坏文件.docx"
    broken.write_bytes(b"not a document")
    page = open_page()
    tab(page, 1)
    page.set_input_files("#upload input[type=file]", [*good, broken])
    page.wait_for_selector("#report .problem")
    report = page.locator("#report")
    assert "坏文件.docx" in report.locator(".problem").inner_text()
    assert report.locator(".report").count() == 2
    assert "1 个问答" in report.inner_text()
    report.locator("summary").first.click()
    assert "海上风电的补贴标准是多少" in report.inner_text()
    assert page.locator("#documents .card").count() == 1
    page.click("#add")
    page.wait_for_function("document.querySelectorAll('#report .done').length === 2")
    page.wait_for_function("document.querySelectorAll('#documents .card').length === 3")
    tab(page, 0)
    ask(page, "星河省海上风电的补贴标准是多少？")
    assert "0.37元" in last(page).inner_text()
    last(page).locator(".words .cite").first.click()
    page.wait_for_selector("#source mark")
    assert page.evaluate("window.evil") is None
    page.keyboard.press("Escape")
    for name in ("海上风电", "潮汐发电"):
        tab(page, 1)
        card = page.locator("#documents .card").filter(has_text=name[:2])
        card.locator("[data-act=delete]").click()
        page.locator("#sure [data-act=no]").click()
        card.locator("[data-act=delete]").click()
        page.locator("#sure [data-act=yes]").click()
        card.wait_for(state="detached")
    tab(page, 0)
    ask(page, "星河省海上风电的补贴标准是多少？", 2)
    assert "0.37元" not in last(page).inner_text()


def test_find_words(open_page: Any) -> None:
    page = open_page()
    tab(page, 1)
    words = page.locator("#find input, #find textarea")
    words.fill("钠离子")
    words.press("Enter")
    page.wait_for_selector("#found [role=status]")
    words.fill("装机")
    words.press("Enter")
    page.wait_for_selector("#found mark")
    page.locator("#found button").first.click()
    page.wait_for_selector("#source mark")
