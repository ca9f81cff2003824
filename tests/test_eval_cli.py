"""`policy-qa eval` as a command: reports, records, limits, comparison, drafts, yardsticks."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.cases import FOLDER
from ui.cli import main

KNOWN = ("--set", str(FOLDER / "known.jsonl"), "--sample", "12")
SAMPLE = next((Path(__file__).parent.parent / "corpus" / "documents").glob("*.txt"))


def command(home: Path, *args: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "ui.cli", "--home", str(home), "eval", *args]
    return subprocess.run(line, capture_output=True, text=True, timeout=300)


def test_report_record_compare_and_limits(tmp_path: Path) -> None:
    report = tmp_path / "report"
    done = command(tmp_path, *KNOWN, "--report", str(report), "--fail-under", "hit@1=0.9")
    assert done.returncode == 0, done.stderr
    record = json.loads((report / "run.json").read_text(encoding="utf-8"))
    assert record["metrics"]["first_citation"]["value"] >= 0.9
    assert set(record["splits"]) == {"dev", "test"}
    assert "http" not in (report / "report.html").read_text(encoding="utf-8")
    (run,) = (tmp_path / "runs").iterdir()
    again = command(
        tmp_path, *KNOWN, "--compare", str(run), "--fail-under", "characters=100000",
        "--fail-over", "right=0.1",
    )  # fmt: skip
    assert again.returncode == 1
    assert "0 mended, 0 broken" in again.stdout
    assert "characters" in again.stderr and "right" in again.stderr
    shown = command(tmp_path, *KNOWN, "--markdown")
    assert "| right section first (hit@1) | " in shown.stdout


def test_resume_says_when_there_is_nothing_to_resume(tmp_path: Path) -> None:
    done = command(tmp_path, *KNOWN, "--resume")
    assert done.returncode == 0 and "starting anew" in done.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("--fail-under", "hit@7=1"),
        ("--kind", "nosuch"),
        ("--judge",),
        ("--compare", "nowhere.json"),
        ("--squad", "nowhere.json"),
        ("--beir", "nowhere"),
        ("--set", "nowhere.jsonl"),
    ],
)
def test_wrong_usage_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], args: tuple[str, ...]
) -> None:
    assert main(["--home", str(tmp_path), "eval", *args]) == 2
    assert capsys.readouterr().err.startswith("policy-qa: ")


def test_drafts_run_on_the_library(tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.jsonl"
    done = command(tmp_path, "draft", str(SAMPLE), "--out", str(drafts))
    assert done.returncode == 0, done.stderr
    ingest = [sys.executable, "-m", "ui.cli", "--home", str(tmp_path), "ingest", str(SAMPLE)]
    subprocess.run(ingest, check=True, capture_output=True)
    done = command(tmp_path, "--library", "--set", str(drafts), "--kind", "known", "--json")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record["metrics"]["hit@1"]["value"] >= 0.95
    assert record["count"] >= 25


def test_ablation_tells_each_search_apart(tmp_path: Path) -> None:
    done = command(tmp_path, "--ablation", *KNOWN, "--json")
    assert done.returncode == 0, done.stderr
    rows = {
        r["search"]: r for r in map(json.loads, done.stdout.splitlines()) if r["set"] == "known"
    }
    assert set(rows) == {"words", "vectors", "fused", "fused + rerank"}
    assert rows["fused + rerank"]["ndcg@10"] >= rows["vectors"]["ndcg@10"]
