"""Runs are recorded case by case, listed, loaded with their traces, and gone on with."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import UsageError
from eval.cases import Case, load_cases
from eval.page import page
from eval.records import Journal, Run, list_runs, load_run, load_verdicts, plan, unfinished
from eval.runner import Result, run
from rag.engine import Engine


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    kinds = ("known", "comparison", "unanswerable_off", "ambiguous", "followup")
    chosen = [c for c in load_cases() if c.digest is None]
    return [c for kind in kinds for c in [x for x in chosen if x.kind == kind][:2]]


@pytest.fixture(scope="module")
def results(cases: list[Case], engine: Engine) -> list[Result]:
    return run(cases, lambda digest: engine)


def kept(home: Path, results: list[Result], engine: Engine, finish: bool = True) -> Run:
    planned = plan([r.case for r in results], [engine], {"judge": ""})
    journal = Journal(home, planned)
    for result in results if finish else results[:4]:
        journal.add(result)
    finished = Run(planned, tuple(results))
    if finish:
        journal.finish(finished.to_json())
    return finished


def test_a_run_comes_back_whole(results: list[Result], engine: Engine, tmp_path: Path) -> None:
    finished = kept(tmp_path, results, engine)
    (head,) = list_runs(tmp_path)
    assert head.finished and head.count == len(results)
    assert head.metrics["hit@1"]["value"] > 0.5
    assert load_run(head.path) == finished
    assert load_verdicts(head.path) == {v.id: v for v in finished.verdicts}
    assert load_verdicts(head.path / "run.json") == load_verdicts(head.path)


def test_a_trace_tells_the_way(results: list[Result]) -> None:
    trace = next(r.trace for r in results if r.case.kind == "followup")
    assert trace.understood != trace.hits[0].question
    assert trace.named
    assert any(h.gold for h in trace.hits)
    assert trace.hits[0].words > 0 and 0 < trace.threshold < 1
    assert all(t.supported for t in trace.told) and trace.told[0].quotes


def test_broken_off_and_gone_on_with(results: list[Result], engine: Engine, tmp_path: Path) -> None:
    finished = kept(tmp_path, results, engine, finish=False)
    with (tmp_path / "runs" / list_runs(tmp_path)[0].id / "cases.jsonl").open("a") as out:
        out.write('{"case": {"id": "half a li')
    planned = replace(finished.plan, created="2099-01-01T00:00:00+00:00")
    earlier = unfinished(tmp_path, planned)
    assert earlier is not None
    known = {r.case.id: r for r in earlier.results}
    assert len(known) == 4
    resumed = Journal(tmp_path, planned, earlier)
    assert [h.path for h in list_runs(tmp_path)] == [resumed.path]
    assert load_run(resumed.path).results == earlier.results
    asked: list[str] = []
    again = run(
        [r.case for r in results],
        lambda digest: engine,
        known,
        lambda result: asked.append(result.case.id),
    )
    assert asked == [r.case.id for r in results[4:]]
    assert [r.verdict.why for r in again] == [r.verdict.why for r in results]


@pytest.mark.parametrize("change", ["commit", "corpus", "encoder", "model", "cases"])
def test_another_plan_is_not_gone_on_with(
    results: list[Result], engine: Engine, tmp_path: Path, change: str
) -> None:
    planned = kept(tmp_path, results, engine, finish=False).plan
    assert unfinished(tmp_path, planned) is not None
    assert unfinished(tmp_path, replace(planned, **{change: "other"})) is None


def test_what_cannot_be_read_is_passed_over_or_said(
    results: list[Result], engine: Engine, tmp_path: Path
) -> None:
    kept(tmp_path, results, engine)
    broken = tmp_path / "runs" / "99990101T000000-broken"
    broken.mkdir()
    (broken / "run.json").write_text("{", encoding="utf-8")
    assert len(list_runs(tmp_path)) == 1
    assert list_runs(tmp_path / "nowhere") == []
    with pytest.raises(UsageError, match="99990101"):
        load_run(broken)


def test_the_page_needs_nothing_and_escapes_everything(
    results: list[Result], engine: Engine
) -> None:
    planned = plan([r.case for r in results], [engine], {})
    bad = [
        replace(
            r,
            case=replace(r.case, question="<script>alert(1)</script>", note="<img src=x>"),
            verdict=replace(r.verdict, why="fact missing"),
        )
        for r in results
    ]
    record = Run(planned, tuple(bad)).to_json()
    html = page(json.loads(json.dumps(record)), bad)
    assert "<script>alert" not in html and "<img" not in html
    assert "src=" not in html.replace("&lt;img src=x&gt;", "")
    assert "http" not in html
    told: Iterator[str] = (t.text for r in results for t in r.trace.told)
    assert next(told) in html
    assert "1.8亿千瓦" in html or "关键窗口期" in html
    assert html.count("<svg") == 4
