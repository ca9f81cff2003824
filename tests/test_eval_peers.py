"""The comparison itself: a good searcher scores high, a blind one low; the real peers where installed."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.cases import Case, load_cases
from eval.peers import run as peers
from index.static import StaticEncoder

ROOT = Path(__file__).parent.parent
PYTHON = ROOT / ".venv-peers" / "bin" / "python"


class Overlap:
    """Lines of the texts by the characters they share with a question."""

    def __init__(self, texts: Sequence[str], encoder: StaticEncoder) -> None:
        self.lines = [line for text in texts for line in text.splitlines() if line]

    def search(self, question: str) -> list[str]:
        return sorted(self.lines, key=lambda line: -len(set(line) & set(question)))[:10]


class Blind(Overlap):
    """The first lines, whatever is asked."""

    def search(self, question: str) -> list[str]:
        return self.lines[:10]


def some_cases() -> list[Case]:
    return [c for c in load_cases() if c.digest == "fictional" and c.kind == "known"][:8]


def test_each_system_gets_what_it_deserves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(peers.PEERS, "overlap", Overlap)
    monkeypatch.setitem(peers.PEERS, "blind", Blind)
    measured = peers.run(some_cases(), ["overlap", "blind"], tmp_path)
    rows = {name: m.row() for name, m in measured.items()}
    assert rows["policy-qa"]["hit@1"] >= 0.9
    assert rows["blind"]["hit@10"] < rows["overlap"]["hit@10"]
    assert "| policy-qa ÷ blind |" in peers.table(measured)


def test_half_of_a_quote_is_enough_and_less_is_not() -> None:
    case = replace(some_cases()[0], gold=("甲乙丙丁戊己庚辛壬癸子丑",), every=False)
    assert peers.ranks(case, ["无关", "……庚辛壬癸子丑寅"]) == (2,)
    assert peers.ranks(case, ["无关", "……壬癸子丑寅"]) == (0,)


@pytest.mark.peers
def test_the_real_peers() -> None:
    done = subprocess.run(
        [PYTHON, "-m", "eval.peers.run", "--sample", "12", "--json"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": "."}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    systems = json.loads(done.stdout)["systems"]
    assert set(systems) == {"policy-qa", *peers.PEERS}
    assert all(row["hit@10"] > 0.3 for row in systems.values())
