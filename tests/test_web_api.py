"""The HTTP API and MCP beside the chat, over the wire."""

import asyncio
import json
from collections.abc import Iterator

import httpx
import pytest
from mcp import Client

from tests.web_support import sample_workspace, served

QUESTION = "新型储能2027年装机目标是多少？"
SECTION = "政策汇编-第九期/新型储能规模化建设行动方案(2025—2027年)/q2"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(sample_workspace(tmp_path_factory.mktemp("api"))) as url:
        yield url


def test_ask(address: str) -> None:
    answer = httpx.post(f"{address}/api/ask", json={"question": QUESTION}).json()
    assert answer["status"] == "answered"
    assert answer["citations"][0]["section_id"] == SECTION
    again = httpx.post(
        f"{address}/api/ask",
        json={"question": "那出台背景呢？", "history": [{"question": QUESTION, "answer": None}]},
    ).json()
    assert "新型储能" in again["understood"]


def test_ask_within_a_policy(address: str) -> None:
    asked = {"question": "出台背景是什么？", "policies": ["永久基本农田保护红线管理办法"]}
    answer = httpx.post(f"{address}/api/ask", json=asked).json()
    assert {c["policy"] for c in answer["citations"]} == set(asked["policies"])
    wrong = httpx.post(f"{address}/api/ask", json={**asked, "policies": ["没有的办法"]})
    assert wrong.status_code == 400
    assert "没有这项政策" in wrong.json()["error"]


def test_an_answer_as_events(address: str) -> None:
    with httpx.stream(
        "POST", f"{address}/api/ask", json={"question": QUESTION, "stream": True}
    ) as told:
        lines = [line for line in told.iter_lines() if line]
    names = [line[7:] for line in lines if line.startswith("event: ")]
    assert names[0] == "stage"
    assert names[-1] == "answer"
    assert json.loads(lines[-1][6:])["status"] == "answered"


def test_search_section_documents(address: str) -> None:
    hits = httpx.post(f"{address}/api/search", json={"question": QUESTION, "top_k": 2}).json()
    assert [h["rank"] for h in hits] == [1, 2]
    section = httpx.get(f"{address}/api/section", params={"id": SECTION}).json()
    assert "1.8亿千瓦" in section["answer"]
    assert httpx.get(f"{address}/api/section", params={"id": "x"}).status_code == 404
    assert len(httpx.get(f"{address}/api/documents").json()[0]["policies"]) == 5


@pytest.mark.parametrize("wrong", [{}, {"question": ""}, {"question": "x" * 2001}, {"question": 3}])
def test_wrong_calls_are_told(address: str, wrong: dict[str, object]) -> None:
    assert httpx.post(f"{address}/api/ask", json=wrong).status_code == 422


def test_mcp(address: str) -> None:
    async def session() -> None:
        async with Client(f"{address}/mcp") as client:
            tools = {t.name for t in (await client.list_tools()).tools}
            assert tools == {"ask", "search", "read_section", "list_documents"}
            answer = await client.call_tool("ask", {"question": QUESTION})
            assert "1.8亿千瓦" in answer.structured_content["answer"]
            gone = await client.call_tool("read_section", {"section_id": "x"})
            assert gone.is_error

    asyncio.run(session())


def test_mcp_takes_no_other_host(address: str) -> None:
    evil = httpx.post(f"{address}/mcp", headers={"Host": "evil.example"}, json={})
    assert evil.status_code in (403, 421)
