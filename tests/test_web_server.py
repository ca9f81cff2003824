"""The real server over HTTP: pages, languages, sections, headers."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.web_support import sample_workspace, served
from ui.web.page import browser_secret

SECTION = "政策汇编-第九期/新型储能规模化建设行动方案(2025—2027年)/q2"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(sample_workspace(tmp_path_factory.mktemp("web"))) as url:
        yield url


def test_the_page_by_language(address: str) -> None:
    assert httpx.get(f"{address}/", headers={"Accept-Language": "zh-CN"}).status_code == 200
    english = httpx.get(f"{address}/?section=x", headers={"Accept-Language": "en-GB,en"})
    assert english.status_code == 307
    assert english.headers["location"] == "/en/?section=x"
    chosen = httpx.get(f"{address}/", headers={"Accept-Language": "en", "Cookie": "lang=zh"})
    assert chosen.status_code == 200
    assert httpx.get(f"{address}/en/").status_code == 200


def test_a_section_with_its_quote(address: str) -> None:
    page = httpx.get(f"{address}/pages/section", params={"id": SECTION, "at": "5487-5614"})
    assert page.json()["found"]
    assert "<mark>在考虑与" in page.json()["html"]
    assert "国家能源局" in page.json()["html"]


def test_a_whole_document_keeps_the_place(address: str) -> None:
    page = httpx.get(f"{address}/pages/document", params={"section": SECTION, "lang": "en"}).json()
    assert page["html"].count('class="unit here"') == 1


def test_what_is_gone_is_said(address: str) -> None:
    page = httpx.get(f"{address}/pages/section", params={"id": "<b>", "lang": "en"}).json()
    assert not page["found"]
    assert "no longer" in page["html"]


def test_the_browser_may_talk_to_nobody_else(address: str) -> None:
    policy = httpx.get(f"{address}/", headers={"Accept-Language": "zh"}).headers
    assert "default-src 'self'" in policy["content-security-policy"]


def test_the_connection_test_says_that_no_model_is_configured(
    address: str,
) -> None:
    said = httpx.post(f"{address}/pages/check-llm", timeout=30).json()["said"]
    assert "没有配置" in said


def test_the_secret_stays(tmp_path: Path) -> None:
    assert browser_secret(tmp_path) == browser_secret(tmp_path)
