"""The real server over HTTP: pages, languages, sections, headers."""

import asyncio
import json
from collections.abc import Iterator

import httpx
import pytest

from tests.load import crowd, report
from tests.web_support import sample_workspace, served

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
    said = httpx.post(f"{address}/pages/check-llm", json={}, timeout=30).json()["said"]
    assert "没有配置" in said


def test_an_answer_in_lines(address: str) -> None:
    asked = {"id": "t1", "question": "新型储能2027年装机目标是多少？"}
    with httpx.stream("POST", f"{address}/pages/ask", json=asked, timeout=30) as told:
        lines = [json.loads(line) for line in told.iter_lines()]
    assert "理解" in lines[0]["stage"]
    assert lines[-1]["turn"]["answer"]["status"] == "answered"
    assert 'id="turn-t1"' in lines[-1]["html"]


def test_a_failure_is_a_turn_that_says_so(address: str) -> None:
    asked = {"id": "t1", "question": "  ", "lang": "en"}
    lines = httpx.post(f"{address}/pages/ask", json=asked, timeout=30).text.splitlines()
    assert json.loads(lines[-1])["turn"]["error"]


@pytest.mark.parametrize("turns", [[None, 3, {"id": "x"}], [{"id": "<b>", "question": "<script>"}]])
def test_turns_from_a_browser_are_shown_harmless(address: str, turns: list[object]) -> None:
    html = httpx.post(f"{address}/pages/turns", json={"turns": turns}).json()["html"]
    assert "<script" not in html
    assert "<b>" not in html


def test_thumbs_on_nothing_are_refused(address: str) -> None:
    for turn in (
        {},
        {"id": "x", "question": "q"},
        {"id": "x", "question": "q", "answer": {"status": "answered", "answer": "a"}},
    ):
        given = httpx.post(f"{address}/pages/feedback", json={"turn": turn, "up": True})
        assert given.status_code == 422


def test_another_site_cannot_post(address: str) -> None:
    """Without a JSON content type, which a form of another site cannot send unasked, nothing is done."""
    plain = {"Content-Type": "text/plain"}
    for path in ("/pages/eval/run", "/pages/feedback", "/pages/ask", "/api/ask"):
        assert httpx.post(address + path, content="{}", headers=plain).status_code == 422


def test_the_page_of_runs(address: str) -> None:
    page = httpx.get(f"{address}/pages/eval", params={"lang": "en", "run": "../x"}).json()
    assert "No runs yet" in page["html"]
    assert not httpx.get(f"{address}/pages/eval/progress").json()["running"]
    assert httpx.get(f"{address}/pages/eval/feedback").text == ""


def test_several_people_at_once(address: str) -> None:
    told = report(asyncio.run(crowd(address, people=6, rounds=2)))
    assert told["asked"] == 12
    assert told["errors"] == []
