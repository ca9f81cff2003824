"""Makes the README's pictures: `make screenshots`. A real server, a real Chromium, the sample corpus."""

import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web_support import CHROMIUM, FLAGS, INSTALL, sample_workspace, served

OUT = Path(__file__).parent.parent / "docs" / "images"
QUESTION = "新型储能2027年装机目标是多少？"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
COLOURS = 64  # enough for a page, a third of the size


def opened(browser: Browser, url: str, **options: Any) -> Page:
    """The page when it is ready, without motion."""
    page = browser.new_page(**{"locale": "zh-CN", "reduced_motion": "reduce", **options})
    page.goto(url)
    page.wait_for_selector("body.ready #transcript[aria-busy=false]")
    return page


def asked(page: Page) -> None:
    """A question, its answer, and its source open."""
    page.fill("#question", QUESTION)
    page.press("#question", "Enter")
    page.locator("#transcript .words .cite").first.click()
    page.wait_for_selector("#source mark")


def tab(page: Page, number: int) -> None:
    page.locator("#pages button[role=tab]:visible").nth(number).click()


def save(page: Page, name: str) -> None:
    path = OUT / f"{name}.png"
    page.screenshot(path=path)
    Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
    page.close()


def pictures(browser: Browser, url: str) -> None:
    """Chat, dark, phone, library, evaluation."""
    for name, options in (
        ("chat", {"viewport": DESKTOP}),
        ("dark", {"viewport": DESKTOP, "color_scheme": "dark"}),
        ("phone", {"viewport": PHONE, "has_touch": True, "is_mobile": True}),
    ):
        page = opened(browser, url, **options)
        asked(page)
        save(page, name)
    page = opened(browser, url, viewport=DESKTOP)
    tab(page, 1)
    page.locator("#documents summary").click()
    save(page, "library")
    page = opened(browser, url, viewport=DESKTOP)
    tab(page, 2)
    page.locator("#evaluation .numbers").wait_for()
    save(page, "evaluation")


def main() -> None:
    if CHROMIUM is None:
        raise SystemExit(INSTALL)
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        workspace = sample_workspace(Path(home))
        workspace.evaluate(120, lambda done, total: None)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        with served(workspace) as url:
            pictures(browser, url)
        browser.close()


if __name__ == "__main__":
    main()
