"""What the tests share: the sample cut once, engines over it and the second digest, a browser."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.parse import parse_file
from corpus.records import ParsedDocument
from eval.cli import build_engine
from index.store import IndexSettings
from rag.engine import Engine
from tests.browser import ready

SAMPLE = next((Path(__file__).parent.parent / "corpus" / "documents").glob("*.txt"))


@pytest.fixture(scope="session")
def sample() -> ParsedDocument:
    return parse_file(SAMPLE)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build_engine(tmp_path_factory.mktemp("sample"), None, IndexSettings())


@pytest.fixture(scope="session")
def fictional(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build_engine(tmp_path_factory.mktemp("fictional"), "fictional", IndexSettings())


# What drives a browser is imported where it is used: most tests do without.
@pytest.fixture(scope="session")
def browser_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="session")
def address(browser_home: Path) -> Iterator[str]:
    from tests.web_support import CHROMIUM, INSTALL, sample_workspace, served

    if CHROMIUM is None:
        if os.environ.get("POLICY_QA_REQUIRE_BROWSER") == "1":
            pytest.fail(INSTALL)
        pytest.skip(INSTALL)
    with served(sample_workspace(browser_home)) as url:
        yield url


# Playwright keeps an event loop in this thread: closed with the module, so that others may run theirs.
@pytest.fixture(scope="module")
def chromium(address: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    from tests.web_support import CHROMIUM, FLAGS

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
