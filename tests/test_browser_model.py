"""A language model that streams, misbehaves and fails, in a real Chromium."""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser import QUESTION, ask, done, last
from tests.fake_openai import serving
from tests.web_support import served, with_model

pytestmark = pytest.mark.browser


def test_a_model_streams_stops_and_is_kept_harmless(
    open_page: Any, browser_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret-key")
    with ExitStack() as stack:
        models = stack.enter_context(serving())
        slow, evil, failing = (
            stack.enter_context(served(with_model(browser_home, name, models)))
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
        page.wait_for_function("document.querySelector('#checked').innerText.includes('密钥')")
        assert "secret-key" not in page.content()
