"""The eval itself: cases checked, the same numbers twice, and every way of being broken seen."""

import itertools
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import UsageError
from eval.cases import Case, case_of, load_cases
from eval.compare import compare
from eval.judge import Verdict
from eval.metrics import measure, risk_coverage
from eval.records import load_verdicts
from eval.runner import run, sampled
from index.hits import Filters, Hit
from rag.answer import Answer, Turn
from rag.engine import Engine
from rag.question import Understanding


class Broken:
    """The real engine with one thing spoilt."""

    def __init__(
        self,
        engine: Engine,
        answer: Callable[[Answer], Answer] = lambda a: a,
        hits: Callable[[list[Hit]], list[Hit]] = lambda h: h,
    ) -> None:
        self.engine, self.answer, self.hits = engine, answer, hits
        self.documents, self.llm = engine.documents, engine.llm

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        return self.answer(self.engine.ask(question, history))

    def search(self, question: str, top_k: int = 10, history: Sequence[Turn] = ()) -> list[Hit]:
        return self.hits(self.engine.search(question, top_k, history=history))

    def understand(self, question: str, history: Sequence[Turn], filters: Filters) -> Understanding:
        return self.engine.understand(question, history, filters)


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    chosen = [c for c in load_cases() if c.digest is None and c.kind in ("known", "fact")]
    refused = [c for c in load_cases() if c.digest is None and c.kind == "unanswerable_off"]
    return chosen[:30] + refused[:15]


def verdicts_of(cases: list[Case], engine: object) -> list[Verdict]:
    return [r.verdict for r in run(cases, lambda digest: engine)]  # type: ignore[arg-type, return-value]


def values(cases: list[Case], engine: object) -> dict[str, float]:
    verdicts = verdicts_of(cases, engine)
    return {name: m.value for name, m in measure(verdicts).items()}


def red(found: dict[str, float]) -> set[str]:
    """The metrics by which these values would make `make test` fail."""
    makefile = (Path(__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
    limits = re.findall(r"--fail-(under|over) ([\w@]+)=([\d.]+)", makefile)
    assert len(limits) >= 8
    return {
        name
        for way, name, limit in limits
        if name in found
        and (found[name] < float(limit) if way == "under" else found[name] > float(limit))
    }


def test_the_real_engine_is_green_and_twice_the_same(cases: list[Case], engine: Engine) -> None:
    first = values(cases, engine)
    assert first["hit@1"] >= 0.9
    assert first["first_citation"] >= 0.9
    assert first["located"] == first["citation_precision"] == first["citation_recall"] == 1
    assert first["figure_errors"] == 0
    assert first["refusal_recall"] >= 0.7
    assert red(first) == set()
    assert values(cases, engine) == first


def test_a_broken_retriever_turns_it_red(cases: list[Case], engine: Engine) -> None:
    def last_first(hits: list[Hit]) -> list[Hit]:
        return [replace(h, rank=i) for i, h in enumerate(reversed(hits), 1)]

    broken = values(cases, Broken(engine, hits=last_first))
    assert broken["hit@1"] < 0.5
    assert "hit@1" in red(broken)


def test_a_citation_shifted_by_one_turns_it_red(cases: list[Case], engine: Engine) -> None:
    texts = [s for s in engine.documents[0].sections if s.searchable]
    following = {a.id: engine.documents[0].text_of(b) for a, b in itertools.pairwise(texts)}

    def shifted(answer: Answer) -> Answer:
        moved = [replace(c, text=following.get(c.section_id, "")) for c in answer.citations]
        return replace(answer, citations=tuple(moved))

    broken = values(cases, Broken(engine, answer=shifted))
    assert broken["located"] < 0.1
    assert broken["first_citation"] < 0.2
    assert {"located", "first_citation"} <= red(broken)


def test_a_writer_that_drops_figures_turns_it_red(cases: list[Case], engine: Engine) -> None:
    def dropped(answer: Answer) -> Answer:
        digits = str.maketrans("", "", "0123456789")
        told = [replace(s, text=s.text.translate(digits)) for s in answer.sentences]
        return replace(answer, text=answer.text.translate(digits), sentences=tuple(told))

    broken = values(cases, Broken(engine, answer=dropped))
    assert broken["fact_recall"] < 0.8
    assert broken["verbatim"] < 0.9
    assert "verbatim" in red(broken)


def test_a_wrong_figure_turns_it_red(cases: list[Case], engine: Engine) -> None:
    def changed(answer: Answer) -> Answer:
        told = [replace(s, text=s.text.replace("1", "9")) for s in answer.sentences]
        return replace(answer, sentences=tuple(told))

    broken = values(cases, Broken(engine, answer=changed))
    assert broken["figure_errors"] > 3
    assert "figure_errors" in red(broken)


def test_a_gate_that_never_refuses_turns_it_red(cases: list[Case], engine: Engine) -> None:
    def never(answer: Answer) -> Answer:
        return replace(answer, status="answered") if answer.status == "refused" else answer

    broken = values(cases, Broken(engine, answer=never))
    assert broken["refusal_recall"] == 0
    assert "refusal_recall" in red(broken)


FINE = {"id": "a", "kind": "k", "lang": "zh", "question": "q", "answerable": True}


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("{", "JSON"),
        ("[]", "JSON"),
        (json.dumps({k: v for k, v in FINE.items() if k != "question"}), "question"),
        *(
            (json.dumps(FINE | {name: value}), name)
            for name, value in (
                ("answerable", 1),
                ("gold", []),
                ("gold", {"x": 1}),
                ("gold", {"any": "not a list"}),
                ("gold", {"all": [""]}),
                ("facts", ["x"]),
                ("facts", [[]]),
                ("forbid", "巴黎"),
                ("history", [1]),
                ("history", "q"),
                ("expect", "no"),
                ("digest", 3),
                ("policy", ["x"]),
            )
        ),
    ],
)
def test_bad_cases_name_line_and_field(tmp_path: Path, line: str, names: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=rf"x\.jsonl:2: {names}"):
        load_cases([path])


def test_cases_come_back_from_their_json() -> None:
    for case in load_cases():
        assert case_of(json.loads(json.dumps(case.to_json())), "here") == case


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


def ranked(name: str, *ranks: int) -> Verdict:
    return Verdict(name, "k", "answered", "answered", ranks=ranks)


def test_ranking_metrics() -> None:
    found = measure([ranked("a", 1), ranked("b", 2), ranked("c", 0)])
    assert found["hit@1"].value == pytest.approx(1 / 3)
    assert found["hit@3"].value == pytest.approx(2 / 3)
    assert found["mrr"].value == pytest.approx(0.5)
    assert found["ndcg@10"].value == pytest.approx((1 + 0.63093) / 3, abs=1e-4)
    assert found["hit@1"].low <= found["hit@1"].value <= found["hit@1"].high


@pytest.mark.parametrize(
    ("ranks", "hit", "ndcg"),
    [((1, 2), 1, 1.0), ((1, 3), 0, 0.9197), ((1, 0), 0, 0.6131), ((2, 3), 0, 0.6934)],
)
def test_a_comparison_needs_all_its_sections(
    ranks: tuple[int, ...], hit: float, ndcg: float
) -> None:
    found = measure([ranked("a", *ranks)])
    assert found["hit@1"].value == hit
    assert found["ndcg@10"].value == pytest.approx(ndcg, abs=1e-4)


def test_risk_and_coverage() -> None:
    def verdict(name: str, expect: str, status: str, confidence: float, why: str) -> Verdict:
        return Verdict(name, "k", expect, status, confidence=confidence, why=why)

    found = risk_coverage(
        [
            verdict("a", "answered", "answered", 0.9, ""),
            verdict("b", "answered", "answered", 0.6, "fact missing"),
            verdict("c", "refused", "answered", 0.5, "should have refused"),
            verdict("d", "refused", "refused", 0.1, ""),
            verdict("e", "clarify", "clarify", 0.0, ""),
        ]
    )
    assert found["points"] == [[0.25, 0.0], [0.5, 0.5], [0.75, 0.6667]]
    assert found["aurc"] == pytest.approx((0 + 0.5 + 2 / 3) / 3, abs=1e-4)
    assert found["gate_auc"] == 1.0


def test_compare_tells_what_changed(cases: list[Case], engine: Engine, tmp_path: Path) -> None:
    good = [replace(v, why="") for v in verdicts_of(cases[:12], engine)]
    bad = [replace(v, why="fact missing", facts=0.0) for v in good]
    found = compare({v.id: v for v in bad}, good)
    assert len(found["mended"]) == 12
    assert found["broken"] == []
    assert found["p"] < 0.01
    assert found["metrics"]["fact_recall"]["p"] < 0.01
    assert found["metrics"]["hit@1"]["p"] == 1.0
    path = tmp_path / "run.json"
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError):
        load_verdicts(path)
