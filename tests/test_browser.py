"""The tasks of a reader, in a real Chromium against the real server."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web_support import CHROMIUM, FLAGS, INSTALL, sample_workspace, served

pytestmark = pytest.mark.browser

QUESTION = "新型储能2027年装机目标是多少？"
EVIL = '<img src=x onerror="window.evil=1"><script>window.evil=2</script>![](https://evil.example/a.png)'


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if CHROMIUM is None:
        if os.environ.get("POLICY_QA_REQUIRE_BROWSER") == "1":
            pytest.fail(INSTALL)
        pytest.skip(INSTALL)
    with served(sample_workspace(tmp_path_factory.mktemp("browser"))) as url:
        yield url


@pytest.fixture(scope="session")
def chromium(address: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, address: str) -> Iterator[Any]:
    """Opens pages; whatever they ask of another host, or throw, fails the test."""
    contexts, outside, errors = [], [], []

    def opened(path: str = "/", locale: str = "zh-CN", **options: Any) -> Any:
        context = chromium.new_context(locale=locale, **options)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "request",
            lambda r: (
                None if r.url.startswith((address, "data:", "blob:")) else outside.append(r.url)
            ),
        )
        page.goto(address + path)
        page.wait_for_selector(".hello, #transcript .turn")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert outside == []
    assert errors == []


def ask(page: Any, question: str, turns: int = 1) -> None:
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    done(page, turns)


def done(page: Any, turns: int) -> None:
    page.wait_for_function(
        "n => document.querySelectorAll('#transcript .turn').length === n && !document.querySelector('#live .turn')",
        arg=turns,
    )


def last(page: Any) -> Any:
    return page.locator("#transcript .turn").last


def test_ask_and_check_a_citation(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    assert "1.8亿千瓦" in last(page).inner_text()
    assert "逐字引用" in last(page).inner_text()
    cite = last(page).locator(".words .cite").first
    cite.hover()
    assert "1.8亿千瓦" in page.locator("#card").inner_text()
    cite.click()
    page.wait_for_selector("#source mark")
    panel = page.locator("#source").inner_text()
    for told in (
        "总体目标是什么",
        "第九期",
        "国家能源局",
        "2025-09-25",
        "政策汇编-第九期-20250925.txt",
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
    page.keyboard.press("Escape")
    assert page.locator("#source").is_hidden()


def test_stages_show_while_it_streams(open_page: Any) -> None:
    page = open_page()
    page.evaluate(
        """() => { window.seen = new Set(); new MutationObserver(() => {
        const live = document.querySelector('#live');
        const s = live.querySelector('.stage'); if (s) window.seen.add(s.innerText.trim());
        if (live.querySelector('.cite')) window.seen.add('cite');
        }).observe(document.body, {childList: true, subtree: true}) }"""
    )
    ask(page, "《电力装备行业稳增长工作方案(2025—2026年)》的保障措施有哪些？")
    seen = page.evaluate("[...window.seen]")
    assert any("核对" in s for s in seen)
    assert "cite" in seen


def test_citations_by_keyboard(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    cite = last(page).locator(".words .cite").first
    cite.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#source mark")
    page.keyboard.press("Escape")
    assert cite.evaluate("e => e === document.activeElement")


def test_follow_up_and_reload(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "那出台背景呢？", 2)
    assert "新型储能" in last(page).locator(".answer").inner_text()
    assert "理解为" in last(page).inner_text()
    page.reload()
    done(page, 2)
    last(page).locator(".cite").first.click()
    page.wait_for_selector("#source mark")


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
    page.click("#scope input")
    page.get_by_role("option", name=re.compile("永久基本农田")).click()
    page.keyboard.press("Escape")
    ask(page, "出台背景是什么？")
    assert "永久基本农田" in last(page).inner_text()
    assert last(page).locator(".option").count() == 0
    page.reload()
    done(page, 1)
    page.wait_for_function("document.querySelector('#scope').innerText.includes('永久基本农田')")


def test_keys(open_page: Any) -> None:
    page = open_page()
    page.fill("#question textarea", "第一行")
    page.press("#question textarea", "Shift+Enter")
    assert page.input_value("#question textarea") == "第一行\n"
    page.evaluate(
        "document.querySelector('#question textarea').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(400)
    assert page.locator(".turn").count() == 0


def test_edit_retry_new_and_history(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    last(page).locator("[data-act=edit]").click()
    page.wait_for_function(f"document.querySelector('#question textarea').value === '{QUESTION}'")
    last(page).locator("[data-act=retry]").click()
    page.wait_for_timeout(300)
    done(page, 1)
    page.click("[data-act=new]")
    page.wait_for_selector(".hello")
    page.click("[data-act=history]")
    page.locator("#talks .talks button").filter(has_text="装机目标").click()
    done(page, 1)


def test_copy_and_export(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    last(page).locator("[data-act=copy]").click()
    page.wait_for_function("document.querySelector('#toast').innerText !== ''")
    assert "[1]" in page.evaluate("navigator.clipboard.readText()")
    page.click("[data-act=history]")
    with page.expect_download() as download:
        page.click("[data-act=export-md]")
    assert "[^1]" in Path(download.value.path()).read_text(encoding="utf-8")


def test_a_shared_link_opens_the_section(open_page: Any) -> None:
    page = open_page()
    ask(page, QUESTION)
    last(page).locator(".cite").first.click()
    page.wait_for_selector("#source mark")
    page.click("#source [data-act=share]")
    page.wait_for_function("document.querySelector('#toast').innerText !== ''")
    link = page.evaluate("navigator.clipboard.readText()")
    other = open_page(re.sub(r"^https?://[^/]+", "", link))
    other.wait_for_selector("#source mark")
    assert "1.8亿千瓦" in other.locator("#source mark").inner_text()


def test_upload_ask_delete(open_page: Any, tmp_path: Path) -> None:
    from docx import Document

    path = tmp_path / "海风办法.docx"
    document = Document()
    document.add_paragraph("近日，星河省能源局印发《星河省海上风电管理办法》（以下简称《办法》）。")
    document.add_paragraph("问：星河省海上风电的补贴标准是多少？")
    document.add_paragraph(f"答：星河省海上风电每千瓦时补贴0.37元。{EVIL}")
    document.save(path)
    page = open_page()
    page.get_by_role("tab", name="资料库").click()
    page.set_input_files("#upload input[type=file]", path)
    page.wait_for_selector("#report .report")
    assert "1 个问答" in page.locator("#report").inner_text()
    page.click("#add")
    page.wait_for_selector("#report .done")
    page.get_by_role("tab", name="问答").click()
    ask(page, "星河省海上风电的补贴标准是多少？")
    assert "0.37元" in last(page).inner_text()
    last(page).locator(".cite").first.click()
    page.wait_for_selector("#source mark")
    assert page.evaluate("window.evil") is None
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="资料库").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#documents .card").filter(has_text="海风").locator("[data-act=delete]").click()
    page.wait_for_function("!document.querySelector('#documents').innerText.includes('海风')")
    page.get_by_role("tab", name="问答").click()
    ask(page, "星河省海上风电的补贴标准是多少？", 2)
    assert "0.37元" not in last(page).inner_text()


def test_find_words(open_page: Any) -> None:
    page = open_page()
    page.get_by_role("tab", name="资料库").click()
    page.fill("#find input, #find textarea", "钠离子")
    page.press("#find input, #find textarea", "Enter")
    page.wait_for_selector("#found [role=status]")
    page.fill("#find input, #find textarea", "装机")
    page.press("#find input, #find textarea", "Enter")
    page.wait_for_selector("#found mark")
    page.locator("#found button").first.click()
    page.wait_for_selector("#source mark")


def test_an_evil_question_does_nothing(open_page: Any) -> None:
    page = open_page()
    ask(page, EVIL)
    page.reload()
    done(page, 1)
    assert page.evaluate("window.evil") is None
    assert page.locator("#transcript img").count() == 0


def test_languages(open_page: Any) -> None:
    page = open_page(locale="en-US")
    assert "/en/" in page.url
    assert "What would you like to know?" in page.locator(".hello").inner_text()
    page.click("[data-act=language]")
    page.wait_for_function("document.querySelector('.hello')?.innerText.includes('想了解')")
    page.reload()
    page.wait_for_function("document.querySelector('.hello')?.innerText.includes('想了解')")


def test_phone(open_page: Any) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    ask(page, QUESTION)
    last(page).locator(".cite").first.click()
    page.wait_for_selector("#source mark")
    box = page.locator("#source").bounding_box()
    assert box["width"] == 390
    assert box["y"] > 100
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

    page = open_page(color_scheme="dark" if dark else "light")
    ask(page, QUESTION)
    last(page).locator(".cite").first.click()
    page.wait_for_selector("#source mark")
    serious(Axe().run(page).response)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="资料库").click()
    page.wait_for_selector("#documents .card")
    serious(Axe().run(page).response)


def serious(report: dict[str, Any]) -> None:
    found = [
        (v["id"], [n["html"][:140] for n in v["nodes"]][:4])
        for v in report["violations"]
        if v["impact"] in ("serious", "critical")
    ]
    assert found == []
