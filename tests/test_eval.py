"""The eval itself: cases checked, the same numbers twice, and every way of being broken seen."""

import itertools
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import UsageError
from eval.cases import Case, load_cases
from eval.judge import Verdict
from eval.metrics import measure
from eval.records import compare, load_verdicts
from eval.report import page
from eval.runner import run, sampled
from index.hits import Hit
from rag.answer import Answer, Turn
from rag.engine import Engine


class Broken:
    """The real engine with one thing spoilt."""

    def __init__(
        self,
        engine: Engine,
        answer: Callable[[Answer], Answer] = lambda a: a,
        hits: Callable[[list[Hit]], list[Hit]] = lambda h: h,
    ) -> None:
        self.engine, self.answer, self.hits = engine, answer, hits
        self.documents = engine.documents

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        return self.answer(self.engine.ask(question, history))

    def search(self, question: str, top_k: int = 10, history: Sequence[Turn] = ()) -> list[Hit]:
        return self.hits(self.engine.search(question, top_k, history=history))


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    chosen = [c for c in load_cases() if c.digest is None and c.kind in ("known", "fact")]
    refused = [c for c in load_cases() if c.digest is None and c.kind == "unanswerable_off"]
    return chosen[:30] + refused[:15]


def values(cases: list[Case], engine: object) -> dict[str, float]:
    verdicts = run(cases, lambda digest: engine)  # type: ignore[arg-type, return-value]
    return {name: m.value for name, m in measure(verdicts).items()}


def test_the_real_engine_is_green_and_twice_the_same(cases: list[Case], engine: Engine) -> None:
    first = values(cases, engine)
    assert first["hit@1"] >= 0.9
    assert first["first_citation"] >= 0.9
    assert first["citation_precision"] == 1
    assert first["figure_errors"] == 0
    assert first["refusal_recall"] >= 0.7
    assert values(cases, engine) == first


def test_a_broken_retriever_turns_it_red(cases: list[Case], engine: Engine) -> None:
    def last_first(hits: list[Hit]) -> list[Hit]:
        return [replace(h, rank=i) for i, h in enumerate(reversed(hits), 1)]

    assert values(cases, Broken(engine, hits=last_first))["hit@1"] < 0.5


def test_a_citation_shifted_by_one_turns_it_red(cases: list[Case], engine: Engine) -> None:
    texts = [s for s in engine.documents[0].sections if s.searchable]
    following = {a.id: engine.documents[0].text_of(b) for a, b in itertools.pairwise(texts)}

    def shifted(answer: Answer) -> Answer:
        moved = [replace(c, text=following.get(c.section_id, "")) for c in answer.citations]
        return replace(answer, citations=tuple(moved))

    broken = values(cases, Broken(engine, answer=shifted))
    assert broken["citation_precision"] < 0.1
    assert broken["first_citation"] < 0.2


def test_a_writer_that_drops_figures_turns_it_red(cases: list[Case], engine: Engine) -> None:
    def dropped(answer: Answer) -> Answer:
        digits = str.maketrans("", "", "0123456789")
        told = [replace(s, text=s.text.translate(digits)) for s in answer.sentences]
        return replace(answer, text=answer.text.translate(digits), sentences=tuple(told))

    broken = values(cases, Broken(engine, answer=dropped))
    assert broken["fact_recall"] < 0.8
    assert broken["verbatim"] < 0.9


def test_a_wrong_figure_turns_it_red(cases: list[Case], engine: Engine) -> None:
    def changed(answer: Answer) -> Answer:
        told = [replace(s, text=s.text.replace("1", "9")) for s in answer.sentences]
        return replace(answer, sentences=tuple(told))

    assert values(cases, Broken(engine, answer=changed))["figure_errors"] > 3


def test_a_gate_that_never_refuses_turns_it_red(cases: list[Case], engine: Engine) -> None:
    def never(answer: Answer) -> Answer:
        return replace(answer, status="answered") if answer.status == "refused" else answer

    assert values(cases, Broken(engine, answer=never))["refusal_recall"] == 0


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("{", "JSON"),
        ("[]", "JSON"),
        ('{"id": "a", "kind": "k", "lang": "zh", "answerable": true}', "question"),
        ('{"id": "a", "kind": "k", "lang": "zh", "question": "q", "answerable": 1}', "answerable"),
        (
            '{"id": "a", "kind": "k", "lang": "zh", "question": "q", "answerable": true, "gold": []}',
            "gold",
        ),
        (
            '{"id": "a", "kind": "k", "lang": "zh", "question": "q", "answerable": true, "gold": {"x": 1}}',
            "gold",
        ),
        (
            '{"id": "a", "kind": "k", "lang": "zh", "question": "q", "answerable": true, "facts": ["x"]}',
            "facts",
        ),
        (
            '{"id": "a", "kind": "k", "lang": "zh", "question": "q", "answerable": true, "history": [1]}',
            "history",
        ),
        (
            '{"id": "a", "kind": "k", "lang": "zh", "question": "q", "answerable": true, "expect": "no"}',
            "expect",
        ),
    ],
)
def test_bad_cases_name_line_and_field(tmp_path: Path, line: str, names: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=rf"x\.jsonl:2: {names}"):
        load_cases([path])


def test_cases_are_enough_and_split(engine: Engine) -> None:
    all_cases = load_cases()
    kinds = {c.kind for c in all_cases}
    assert len(all_cases) >= 220
    assert {"known", "paraphrase", "fact", "list", "english", "followup", "ambiguous"} <= kinds
    assert 0.4 < sum(c.dev for c in all_cases) / len(all_cases) < 0.6


def test_samples_are_spread_and_seeded() -> None:
    all_cases = load_cases()
    first, again = sampled(all_cases, 40, 1), sampled(all_cases, 40, 1)
    assert [c.id for c in first] == [c.id for c in again]
    assert len({c.kind for c in first}) > 10


def test_ranking_metrics() -> None:
    def verdict(name: str, rank: int) -> Verdict:
        return Verdict(name, "k", "zh", "answered", "answered", 1, rank, True, 1, 1, 1, 0, 9, 1, "")

    found = measure([verdict("a", 1), verdict("b", 2), verdict("c", 0)])
    assert found["hit@1"].value == pytest.approx(1 / 3)
    assert found["hit@3"].value == pytest.approx(2 / 3)
    assert found["mrr"].value == pytest.approx(0.5)
    assert found["ndcg@10"].value == pytest.approx((1 + 0.63093) / 3, abs=1e-4)
    assert found["hit@1"].low <= found["hit@1"].value <= found["hit@1"].high


def test_compare_and_report(cases: list[Case], engine: Engine, tmp_path: Path) -> None:
    good = [replace(v, why="") for v in run(cases[:12], lambda digest: engine)]
    bad = [replace(v, why="fact missing") for v in good]
    found = compare({v.id: v for v in bad}, good)
    assert len(found["mended"]) == 12
    assert found["broken"] == []
    assert found["p"] < 0.05
    path = tmp_path / "run.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError):
        load_verdicts(path)


def test_command_reports_and_fails_under(tmp_path: Path) -> None:
    def command(*args: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "ui.cli", "eval", "--kind", "known", *args]
        return subprocess.run(line, capture_output=True, text=True, timeout=300)

    done = command("--report", str(tmp_path), "--fail-under", "hit@1=0.9")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record["metrics"]["first_citation"]["value"] >= 0.9
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "src=" not in html
    assert "http" not in html
    again = command("--compare", str(tmp_path / "run.json"), "--fail-under", "characters=100000")
    assert again.returncode == 1
    assert '"broken": []' in again.stdout


def test_questions_are_escaped_in_the_report() -> None:
    case = replace(load_cases()[0], question="<script>alert(1)</script>")
    verdict = Verdict(
        case.id, "k", "zh", "answered", "refused", 0, 0, False, 0, None, None, 0, 0, 1, "no"
    )
    record = {
        "commit": "", "corpus": "", "encoder": "", "model": "", "created": "", "metrics": {},
        "latency_ms": {"p50": 1, "p95": 1}, "kinds": {},
    }  # fmt: skip
    assert "<script>alert" not in page(record, [case], [verdict])
