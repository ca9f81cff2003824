"""Settings, evaluation, languages, a phone, the dark, accessibility, in a real Chromium."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser import QUESTION, ask, last, ready, tab, toast

pytestmark = pytest.mark.browser


def test_settings(open_page: Any) -> None:
    page = open_page()
    page.click("[data-act=settings]")
    page.click("[data-act=check-llm]")
    page.wait_for_function("document.querySelector('#checked').innerText.includes('没有配置')")
    assert "未配置大模型" in page.locator("#settings").inner_text()
    page.check("#settings input[value=hide]")
    page.reload()
    ready(page)
    assert page.evaluate("document.body.classList.contains('hide-unsupported')")


def test_evaluation(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    last(page).get_by_role("button", name="有帮助").click()
    toast(page)
    tab(page, 2)
    quick = page.locator("[data-act=eval-run]").first
    quick.wait_for()
    assert "还没有评测记录" in page.locator("#evaluation").inner_text()
    quick.evaluate("b => { b.dataset.size = 12 }")  # 60 would do as well, in a minute
    quick.click()
    page.wait_for_selector("#running progress")
    assert quick.is_disabled()
    page.wait_for_selector("#evaluation .numbers", timeout=120000)
    assert page.locator("#evaluation figure svg").count() >= 3
    assert "12 题" in page.locator("#evaluation").inner_text()
    failing = page.locator("#evaluation .case")
    if failing.count():
        failing.first.locator("summary").click()
        assert failing.first.locator(".sides h4").count() == 3
        why = page.locator("[data-act=eval-why]").nth(1)
        why.click()
        assert {c.get_attribute("data-why") for c in failing.all() if c.is_visible()} == {
            why.get_attribute("data-why")
        }
    with page.expect_download() as download:
        page.get_by_role("link", name="导出为评测题").click()
    assert QUESTION in Path(download.value.path()).read_text(encoding="utf-8")


def test_languages(open_page: Any) -> None:
    page = open_page(locale="en-US")
    assert "/en/" in page.url
    assert "What would you like to know?" in page.locator(".hello").inner_text()
    ask(page, "What is the installed capacity target for new energy storage by 2027?")
    assert "180 GW" in last(page).inner_text()
    chinese = re.compile(r"[一-鿿]")
    for number, place in ((1, "#shelf"), (2, "#evaluation header")):
        tab(page, number)
        page.wait_for_selector(f"{place} h2")
        for head in page.locator(f"{place} :is(h2, button):visible").all():
            assert not chinese.search(head.inner_text())
    page.click("[data-act=language]")
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    ready(page)
    page.click("[data-act=new]")
    page.wait_for_function("document.querySelector('.hello')?.innerText.includes('想了解')")


def test_phone(open_page: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    ask(page, QUESTION)
    last(page).locator(".words .cite").first.tap()
    page.wait_for_selector("#source mark")
    page.wait_for_function("document.querySelector('#source').getAnimations().length === 0")
    box = page.locator("#source").bounding_box()
    assert box["width"] == 390
    assert box["y"] > 100
    page.click("#source .close")
    for number in range(3):
        tab(page, number)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_dark_is_kept(open_page: Any) -> None:
    page = open_page()
    page.click("[data-act=theme]")
    assert page.evaluate("document.body.classList.contains('dark')")
    page.reload()
    page.wait_for_function("document.body.classList.contains('dark')")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe(open_page: Any, dark: bool) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(color_scheme="dark" if dark else "light", reduced_motion="reduce")
    ask(page, QUESTION)
    page.click("#scope-button")
    page.wait_for_selector("#scope-list label")
    serious(Axe().run(page).response)
    page.keyboard.press("Escape")
    last(page).locator(".sources .cite").first.click()
    page.wait_for_selector("#source mark")
    serious(Axe().run(page).response)
    page.click("[data-act=settings]")
    serious(Axe().run(page).response)
    page.keyboard.press("Escape")
    tab(page, 1)
    page.wait_for_selector("#documents .card")
    serious(Axe().run(page).response)
    tab(page, 2)
    page.wait_for_selector("#evaluation header")
    for failing in page.locator("#evaluation .case summary").all()[:1]:  # where a run has any
        failing.click()
    serious(Axe().run(page).response)


def serious(report: dict[str, Any]) -> None:
    found = [
        (v["id"], [n["html"][:140] for n in v["nodes"]][:4])
        for v in report["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert found == []
