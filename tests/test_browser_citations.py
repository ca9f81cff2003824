"""Checking where a sentence comes from, in a real Chromium."""

import re
from typing import Any

import pytest

from tests.browser import QUESTION, ask, last, toast

pytestmark = pytest.mark.browser


def test_ask_and_check_a_citation(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    assert "1.8亿千瓦" in last(page).inner_text()
    assert "逐字引用" in last(page).inner_text()
    assert "国家能源局有关负责同志" in last(page).locator(".sources").inner_text()
    cite = last(page).locator(".words .cite").first
    cite.hover()
    assert "1.8亿千瓦" in page.locator("#card").inner_text()
    assert "解读（不是政策原文）" in page.locator("#card").inner_text()
    cite.click()
    page.wait_for_selector("#source mark")
    panel = page.locator("#source").inner_text()
    for told in (
        "总体目标是什么",
        "第九期",
        "国家能源局",
        "2025-09-25",
        "政策汇编-第九期-20250925.txt",
        "解读（不是政策原文）",
    ):
        assert told in panel
    assert "1.8亿千瓦" in page.locator("#source mark").inner_text()
    assert page.locator("#source mark").first.is_visible()
    page.click("#source [data-act=section] >> nth=1")
    page.wait_for_function(
        "!document.querySelector('#source').innerText.includes('总体目标是什么')"
    )
    page.click("#source [data-act=whole]")
    page.wait_for_selector("#source .unit.here")
    assert page.locator("#source .unit.here").evaluate(
        "e => { const r = e.getBoundingClientRect(); return r.top < innerHeight && r.bottom > 0 }"
    )
    page.keyboard.press("Escape")
    assert page.locator("#source").is_hidden()


def test_citations_to_paste(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    last(page).locator(".words .cite").first.click()
    page.wait_for_selector("#source mark")
    page.get_by_role("button", name="复制中文引注").click()
    toast(page)
    pasted = page.evaluate("window.copied")
    assert pasted.startswith("据《政策汇编》第九期（2025/9/25）所载《新型储能")
    page.get_by_role("button", name="复制英文引注").click()
    page.wait_for_function("window.copied.includes('interpretation')")


def test_citations_by_keyboard(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    cite = last(page).locator(".words .cite").first
    page.locator("#question").press("Shift+Tab")  # back from the box, through the tools of the turn
    for _ in range(40):
        if cite.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    assert page.locator("#card").is_visible()
    page.keyboard.press("Enter")
    page.wait_for_selector("#source mark")
    assert page.evaluate("document.activeElement.id") == "source-title"
    page.keyboard.press("Escape")
    assert cite.evaluate("e => e === document.activeElement")


def test_a_shared_link_opens_the_section(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    last(page).locator(".words .cite").first.click()
    page.wait_for_selector("#source mark")
    page.click("#source [data-act=share]")
    toast(page)
    link = page.evaluate("window.copied")
    other = open_page(re.sub(r"^https?://[^/]+", "", link))
    other.wait_for_selector("#source mark")
    assert "1.8亿千瓦" in other.locator("#source mark").inner_text()
