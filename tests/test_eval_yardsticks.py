"""Question sets in all their forms give one task, and this system's index ranks it."""

import json
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import UsageError
from eval.yardsticks import Task, beir, measure_task, squad

PASSAGES = (
    "范廷颂是越南罗马天主教枢机，1919年生于越南宁平省天主教发艳教区。",
    "安雅·罗素法是一名来自俄罗斯的英国籍模特，曾参加全美超级模特儿新秀大赛。",
    "周嘉洋是香港配音员，1997年加入无线电视配音组。",
)
QUESTIONS = ("范廷颂哪年出生？", "安雅·罗素法来自哪里？", "周嘉洋加入了哪个配音组？")


def squad_v1() -> object:
    pairs = zip(PASSAGES, QUESTIONS, strict=True)
    rows = [{"context": p, "qas": [{"id": p, "question": q, "answers": []}]} for p, q in pairs]
    return {"version": "1", "data": [{"title": "t", "paragraphs": rows}]}


def cmrc() -> object:
    pairs = zip(PASSAGES, QUESTIONS, strict=True)
    return [{"context_id": p, "context_text": p, "qas": [{"query_text": q}]} for p, q in pairs]


@pytest.mark.parametrize("form", [squad_v1, cmrc])
def test_json_forms(tmp_path: Path, form: Callable[[], object]) -> None:
    path = tmp_path / "set.json"
    path.write_text(json.dumps(form(), ensure_ascii=False), encoding="utf-8")
    task = squad(path)
    assert tuple(p.text for p in task.passages) == PASSAGES
    assert task.questions == QUESTIONS
    assert task.gains == ({0: 1}, {1: 1}, {2: 1})


def test_lines_compressed_and_equal_passages_once(tmp_path: Path) -> None:
    rows = [{"passage": PASSAGES[0], "qas": [{"q": q}]} for q in QUESTIONS]
    path = tmp_path / "set.jsonl.xz"
    path.write_bytes(lzma.compress("\n".join(map(json.dumps, rows)).encode()))
    task = squad(path)
    assert len(task.passages) == 1 and task.gains == ({0: 1},) * 3


def beir_folder(folder: Path) -> Path:
    corpus = [{"_id": f"d{n}", "title": "", "text": p} for n, p in enumerate(PASSAGES)]
    queries = [{"_id": f"q{n}", "text": q} for n, q in enumerate(QUESTIONS)]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "\n".join(json.dumps(r, ensure_ascii=False) for r in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels").mkdir()
    qrels = "query-id\tcorpus-id\tscore\nq0\td0\t1\nq2\td2\t2\nq2\td1\t0\n"
    (folder / "qrels" / "test.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_a_beir_folder(tmp_path: Path) -> None:
    task = beir(beir_folder(tmp_path))
    assert task.questions == (QUESTIONS[0], QUESTIONS[2])
    assert task.gains == ({0: 1}, {2: 2})


@pytest.mark.parametrize("text", ["", "{", "[]", '[{"qas": []}]', '{"data": [{}]}', "[1]"])
def test_what_cannot_be_read_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "set.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"set\.json"):
        squad(path)


def test_a_missing_passage_is_said(tmp_path: Path) -> None:
    folder = beir_folder(tmp_path)
    with (folder / "qrels" / "test.tsv").open("a", encoding="utf-8") as out:
        out.write("q1\tnowhere\t1\n")
    with pytest.raises(UsageError, match="nowhere"):
        beir(folder)


def test_the_index_ranks_and_wrong_gold_shows(tmp_path: Path) -> None:
    task = beir(beir_folder(tmp_path))
    by_mode = {s.mode: s.means for s in measure_task(task, modes=("words", "vectors", "full"))}
    assert by_mode["words"]["nDCG@10"] == by_mode["full"]["nDCG@10"] == 1.0
    wrong = Task(task.name, task.passages, task.questions, ({2: 1}, {0: 1}))
    (scores,) = measure_task(wrong)
    assert scores.means["hit@1"] == 0.0 and scores.means["nDCG@10"] < 0.7
