"""Asking, asking on, changing and keeping a conversation, in a real Chromium."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.browser import EVIL, QUESTION, ask, done, last, ready, toast

pytestmark = pytest.mark.browser


def test_follow_up_and_reload(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "那出台背景呢？", 2)
    assert "新型储能" in last(page).locator(".answer").inner_text()
    assert "理解为" in last(page).inner_text()
    page.reload()
    ready(page)
    done(page, 2)
    last(page).locator(".words .cite").first.click()
    page.wait_for_selector("#source mark")
    last(page).locator(".chip").first.click()
    done(page, 3)
    assert last(page).locator(".words .cite").count() > 0


def test_clarify_then_choose(open_page: Any) -> None:
    page = open_page()
    ask(page, "出台背景是什么？")
    options = last(page).locator(".option")
    assert options.count() >= 2
    options.filter(has_text="新型储能").click()
    done(page, 2)
    assert last(page).locator(".words .cite").count() > 0


def test_refuse_with_nearest_sections(open_page: Any) -> None:
    page = open_page()
    ask(page, "今天天气怎么样？")
    assert last(page).locator(".words .cite").count() == 0
    last(page).locator(".near").first.click()
    page.wait_for_selector("#source h2")


def test_scope_is_kept_and_holds(open_page: Any) -> None:
    page = open_page()
    page.click("#scope-button")
    page.get_by_label("永久基本农田").check()
    page.keyboard.press("Escape")
    assert page.locator("#scope-list").is_hidden()
    ask(page, "出台背景是什么？")
    assert "永久基本农田" in last(page).inner_text()
    assert last(page).locator(".option").count() == 0
    page.reload()
    ready(page)
    done(page, 1)
    chip = page.locator("#within button")
    chip.wait_for()
    assert "永久基本农田" in chip.inner_text()
    chip.click()
    assert page.locator("#within button").count() == 0


def test_keys(open_page: Any) -> None:
    page = open_page()
    page.fill("#question", "第一行")
    page.press("#question", "Shift+Enter")
    assert page.input_value("#question") == "第一行\n"
    for composing in ("isComposing: true", "keyCode: 229"):
        taken = page.evaluate(
            "extra => !document.querySelector('#question').dispatchEvent(new KeyboardEvent('keydown', extra))",
            {"key": "Enter", "bubbles": True, "cancelable": True}
            | ({"isComposing": True} if "is" in composing else {"keyCode": 229}),
        )
        assert not taken
    assert page.locator(".turn").count() == 0
    assert page.input_value("#question") == "第一行\n"


def test_edit_retry_new_and_history(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "那出台背景呢？", 2)
    page.locator("#transcript .turn").first.locator("[data-act=edit]").click()
    assert page.input_value("#question") == QUESTION
    assert page.locator("#editing").is_visible()
    page.fill("#question", "新型储能的总体目标是什么？")
    page.press("#question", "Enter")
    done(page, 1)
    assert "总体目标是什么" in last(page).locator(".asked").inner_text()
    before = last(page).get_attribute("id")
    last(page).locator("[data-act=retry]").click()
    page.wait_for_function("id => !document.getElementById(id)", arg=before)
    done(page, 1)
    page.click("[data-act=new]")
    page.wait_for_selector(".hello")
    page.click("[data-act=history]")
    page.locator("#talks .talks button").filter(has_text="总体目标").click()
    done(page, 1)
    page.click("[data-act=history]")
    page.locator("#talks [data-act=forget]").click()
    page.wait_for_selector(".hello")
    page.reload()
    ready(page)
    page.wait_for_selector(".hello")


def test_copy_and_export(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    last(page).locator("[data-act=copy]").click()
    toast(page)
    assert "[1]" in page.evaluate("window.copied")
    page.click("[data-act=history]")
    with page.expect_download() as download:
        page.click("[data-act=export-md]")
    assert "[^1]" in Path(download.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as download:
        page.click("[data-act=export-docx]")
    assert Document(str(download.value.path())).paragraphs


def test_thumbs(open_page: Any, browser_home: Path) -> None:
    page = open_page()
    ask(page, QUESTION)
    last(page).get_by_role("button", name="有问题").click()
    page.fill(".why input", "金额不对")
    page.keyboard.press("Enter")
    page.wait_for_selector(".why", state="detached")
    turn = last(page).get_attribute("data-turn")
    page.wait_for_function(
        "id => JSON.parse(localStorage['pq-talks'])[0].turns.find(t => t.id === id).vote?.reason",
        arg=turn,
    )
    with sqlite3.connect(browser_home / "feedback.sqlite") as db:
        kept = db.execute("SELECT up, question, reason FROM votes WHERE id = ?", (turn,)).fetchall()
    assert kept == [(0, QUESTION, "金额不对")]
    page.reload()
    ready(page)
    pressed = last(page).get_by_role("button", name="有问题")
    assert pressed.get_attribute("aria-pressed") == "true"
    pressed.click()
    assert "撤回" in toast(page)
    with sqlite3.connect(browser_home / "feedback.sqlite") as db:
        assert not db.execute("SELECT 1 FROM votes WHERE id = ?", (turn,)).fetchall()


def test_an_evil_question_does_nothing(open_page: Any) -> None:
    page = open_page()
    ask(page, EVIL)
    page.reload()
    ready(page)
    done(page, 1)
    assert page.evaluate("window.evil") is None
    assert page.locator("#transcript img").count() == 0


def test_a_damaged_history_is_survived(open_page: Any) -> None:
    page = open_page()
    page.evaluate('localStorage[\'pq-talks\'] = \'[{"id": 3}, null, {"id": "x", "turns": [4]}]\'')
    page.evaluate(
        "sessionStorage['pq-current'] = 'x'; localStorage['pq-scope'] = '[\"policy:gone\"]'"
    )
    page.reload()
    ready(page)
    ask(page, QUESTION)
    assert "1.8亿千瓦" in last(page).inner_text()
