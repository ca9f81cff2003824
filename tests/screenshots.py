"""Makes the README's pictures: `make screenshots`. A real server, a real Chromium, the sample corpus."""

import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import sync_playwright

from tests.conftest import SAMPLE
from ui.web.server import build_app, free_port
from ui.workspace import open_workspace

OUT = Path(__file__).parent.parent / "docs" / "images"
QUESTION = "新型储能2027年装机目标是多少？"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def asked(page: Any, url: str) -> None:
    page.goto(url)
    page.fill("#question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.locator(".cite").first.wait_for()
    page.wait_for_timeout(800)
    page.locator(".cite").first.click()
    page.wait_for_selector("#source mark")
    page.wait_for_timeout(600)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        workspace = open_workspace(Path(home))
        workspace.add(SAMPLE)
        port = free_port("127.0.0.1", 7960)
        server = uvicorn.Server(uvicorn.Config(build_app(workspace), port=port, log_level="error"))
        threading.Thread(target=server.run, daemon=True).start()
        while not server.started:
            time.sleep(0.1)
        url = f"http://127.0.0.1:{port}/"
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        desktop = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        asked(desktop, url)
        desktop.screenshot(path=OUT / "chat.png")
        phone = browser.new_page(viewport={"width": 390, "height": 800}, locale="zh-CN")
        asked(phone, url)
        phone.screenshot(path=OUT / "phone.png")
        dark = browser.new_page(
            viewport={"width": 1280, "height": 800}, locale="zh-CN", color_scheme="dark"
        )
        asked(dark, url)
        dark.screenshot(path=OUT / "dark.png")
        shelf = browser.new_page(viewport={"width": 1280, "height": 800}, locale="zh-CN")
        shelf.goto(url)
        shelf.get_by_role("tab").nth(1).click()
        shelf.locator("#documents summary").click()
        shelf.wait_for_timeout(600)
        shelf.screenshot(path=OUT / "library.png")
        browser.close()
        server.should_exit = True


def shrink() -> None:
    """64 colours are enough for a page: a third of the size."""
    from PIL import Image

    for path in OUT.glob("*.png"):
        Image.open(path).convert("RGB").quantize(64).save(path, optimize=True)


if __name__ == "__main__":
    main()
    shrink()
