"""The command as people run it: real processes, exit codes, one clear line for each error."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SAMPLE


def cli(*args: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ui.cli", "--home", str(home), *args],
        capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environ},
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("cli") / "home"
    done = cli("ingest", str(SAMPLE), home=place)
    assert done.returncode == 0, done.stderr
    return place


def test_ask(home: Path) -> None:
    done = cli("ask", "新型储能2027年装机目标是多少？", home=home)
    assert done.returncode == 0
    assert "1.8亿千瓦以上" in done.stdout and "出处" in done.stdout
    record = json.loads(cli("ask", "新型储能2027年装机目标是多少？", "--json", home=home).stdout)
    assert record["status"] == "answered"
    assert record["citations"][0]["section_id"].endswith("(2025—2027年)/q2")


def test_ask_history_and_filters(home: Path) -> None:
    done = cli(
        "ask", "那电力装备的呢？", "--history", "新型储能的总体目标是什么？", "--json", home=home
    )
    assert "电力装备" in json.loads(done.stdout)["understood"]
    only = cli(
        "ask",
        "主要目标是什么？",
        "--policy",
        "电力装备行业稳增长工作方案(2025—2026年)",
        "--json",
        home=home,
    )
    assert json.loads(only.stdout)["status"] == "answered"
    assert cli("ask", "目标", "--policy", "没有", home=home).returncode == 2


def test_batch_goes_on_after_a_bad_line(home: Path, tmp_path: Path) -> None:
    batch = tmp_path / "in.jsonl"
    lines = [
        {"id": "a", "question": "新型储能2027年装机目标是多少？"},
        {"id": "b"},
        {"id": "c", "question": "目标呢？", "history": ["新型储能的背景是什么？"]},
    ]
    batch.write_text("\n".join(json.dumps(x) for x in lines) + "\nnot json\n", encoding="utf-8")
    done = cli("ask", "--batch", str(batch), "--json", home=home)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert [r.get("id") for r in rows] == ["a", None, "c", None]
    assert rows[0]["status"] == "answered" and "error" in rows[1] and "error" in rows[3]


def test_search_and_sections(home: Path, tmp_path: Path) -> None:
    rows = json.loads(cli("search", "补划方案由谁拟定", "--json", "--top-k", "3", home=home).stdout)
    assert [r["rank"] for r in rows] == [1, 2, 3]
    assert set(rows[0]) == {"rank", "score", "section_id", "document", "policy", "question", "text"}
    cut = json.loads(cli("sections", str(SAMPLE), "--json", home=home).stdout)
    text = cli("sections", str(SAMPLE), "--text", home=home).stdout
    assert sum(s["kind"] == "qa" for s in cut) == 20
    assert all(s["answer"] in text[s["start"] : s["end"]] for s in cut)
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id": 1, "question": "目标"}', encoding="utf-8")
    assert json.loads(cli("search", "--batch", str(batch), "--json", home=home).stdout)["id"] == 1


def test_library_and_index(home: Path) -> None:
    assert "政策汇编-第九期" in cli("library", "list", home=home).stdout
    assert "q6" in cli("library", "show", "政策汇编-第九期", home=home).stdout
    assert "bundled" in cli("index", "status", home=home).stdout
    assert cli("index", "verify", home=home).returncode == 0
    assert cli("index", "build", home=home).returncode == 0


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["ask", ""], 2),
        (["ask", "a" * 100_000], 2),
        (["search", "x", "--top-k", "0"], 2),
        (["ask", "--batch", "none.jsonl"], 2),
        (["sections", "none.txt"], 1),
        (["library", "remove", "none"], 1),
        (["library", "show", "none"], 1),
        (["eval", "--set", "none.jsonl"], 2),
        (["eval", "--fail-under", "nonsense"], 2),
        (["train-encoder", "--data", "none", "--out", "x"], 2),
    ],
)
def test_errors_are_one_line(home: Path, args: list[str], code: int) -> None:
    done = cli(*args, home=home)
    assert done.returncode == code
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_no_index_yet(tmp_path: Path) -> None:
    done = cli("ask", "目标是什么？", home=tmp_path / "new")
    assert done.returncode == 1
    assert "ingest" in done.stderr and "Traceback" not in done.stderr


def test_ingest_takes_what_it_can(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("问：目标是什么？\n答：二十个。", encoding="utf-8")
    (tmp_path / "bad.docx").write_bytes(b"nothing")
    done = cli("ingest", str(tmp_path), home=tmp_path / "home")
    assert done.returncode == 1
    assert "bad.docx" in done.stderr and "good.txt" in done.stdout
    assert "二十个" in cli("ask", "目标是什么？", home=tmp_path / "home").stdout


def test_encoder_that_is_not_there(tmp_path: Path) -> None:
    done = cli("ingest", str(SAMPLE), home=tmp_path / "h", POLICY_QA_ENCODER="no-such/model")
    assert done.returncode == 1
    assert "no-such/model" in done.stderr and "Traceback" not in done.stderr


def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    done = cli("ingest", str(SAMPLE), home=blocked)
    assert done.returncode == 1
    assert "POLICY_QA_HOME" in done.stderr and "Traceback" not in done.stderr
