"""The tasks of a reader, in a real Chromium against the real server."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.fake_openai import serving
from tests.web_support import CHROMIUM, FLAGS, INSTALL, sample_workspace, served, with_model

pytestmark = pytest.mark.browser

QUESTION = "新型储能2027年装机目标是多少？"
EVIL = '<img src=x onerror="window.evil=1"><script>window.evil=2</script>![](https://evil.example/a.png)'


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="session")
def address(home: Path) -> Iterator[str]:
    if CHROMIUM is None:
        if os.environ.get("POLICY_QA_REQUIRE_BROWSER") == "1":
            pytest.fail(INSTALL)
        pytest.skip(INSTALL)
    with served(sample_workspace(home)) as url:
        yield url


# Playwright keeps an event loop in this thread: closed with the module, so that others may run theirs.
@pytest.fixture(scope="module")
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

    def opened(path: str = "/", locale: str = "zh-CN", at: str = address, **options: Any) -> Any:
        context = chromium.new_context(locale=locale, **options)
        context.grant_permissions(["clipboard-write"], origin=at)
        # Reading the clipboard back may wait for a focus that a headless page never gets.
        context.add_init_script(
            "const write = navigator.clipboard?.writeText.bind(navigator.clipboard);"
            "if (write) navigator.clipboard.writeText = (text) => { window.copied = text; return write(text); };"
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "request",
            lambda r: None if r.url.startswith((at, "data:", "blob:")) else outside.append(r.url),
        )
        page.goto(at + path)
        ready(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert outside == []
    assert errors == []


def ready(page: Any) -> None:
    page.wait_for_selector("body.ready #transcript[aria-busy=false]")


def ask(page: Any, question: str, turns: int = 1) -> None:
    page.fill("#question", question)
    page.press("#question", "Enter")
    done(page, turns)


def done(page: Any, turns: int) -> None:
    page.wait_for_function(
        "n => document.querySelectorAll('#transcript .turn').length === n && !document.querySelector('#live .turn')",
        arg=turns,
    )


def last(page: Any) -> Any:
    return page.locator("#transcript .turn").last


def toast(page: Any) -> str:
    page.wait_for_function("document.querySelector('#toast').innerText !== ''")
    return str(page.locator("#toast").inner_text())


def tab(page: Any, number: int) -> None:
    page.locator("#pages button[role=tab]:visible").nth(number).click()


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


def test_thumbs(open_page: Any, home: Path) -> None:
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
    with sqlite3.connect(home / "feedback.sqlite") as db:
        kept = db.execute("SELECT up, question, reason FROM votes WHERE id = ?", (turn,)).fetchall()
    assert kept == [(0, QUESTION, "金额不对")]
    page.reload()
    ready(page)
    pressed = last(page).get_by_role("button", name="有问题")
    assert pressed.get_attribute("aria-pressed") == "true"
    pressed.click()
    assert "撤回" in toast(page)
    with sqlite3.connect(home / "feedback.sqlite") as db:
        assert not db.execute("SELECT 1 FROM votes WHERE id = ?", (turn,)).fetchall()


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


def test_a_model_streams_stops_and_is_kept_harmless(
    open_page: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    with ExitStack() as stack:
        models = stack.enter_context(serving())
        slow, evil, failing = (
            stack.enter_context(served(with_model(home, name, models)))
            for name in ("slow", "evil", "e401")
        )
        page = open_page(at=slow)
        page.fill("#question", QUESTION)
        page.press("#question", "Enter")
        page.wait_for_selector("#live .draft .cite")
        assert "撰写" in page.locator("#live .stage").inner_text()
        page.locator("#live .draft .cite").first.click()
        page.wait_for_selector("#source h2")
        page.press("#question", "Enter")
        page.click("#stop")
        done(page, 1)
        assert "已停止" in last(page).inner_text()
        page = open_page(at=evil)
        ask(page, QUESTION)
        assert "1.8亿千瓦" in last(page).inner_text()
        assert page.locator("#transcript img").count() == 0
        assert page.evaluate("window.evil") is None
        page = open_page(at=failing)
        page.click("[data-act=settings]")
        assert "openai:e401" in page.locator("#settings").inner_text()
        page.click("[data-act=check-llm]")
        page.wait_for_function("document.querySelector('#checked').innerText.includes('key')")
        assert "secret-key" not in page.content()


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
