"""Drafted cases quote their document, say that nobody has read them, and load again."""

from pathlib import Path

import pytest

from corpus.errors import DocumentError
from corpus.parse import parse_file
from eval.cases import Case, load_cases, unquoted
from eval.draft import draft
from eval.feedback import FeedbackStore, vote_on
from eval.harvest import harvest
from eval.runner import files_of
from rag.answer import Turn
from rag.engine import Engine
from rag.llm import LLM, LLMSettings
from tests.fake_openai import serving


def reloaded(cases: list[Case], folder: Path) -> list[Case]:
    import json

    path = folder / "cases.jsonl"
    lines = "\n".join(json.dumps(c.to_json(), ensure_ascii=False) for c in cases)
    path.write_text(lines, encoding="utf-8")
    return load_cases([path])


@pytest.mark.parametrize("digest", [None, "fictional"])
def test_drafts_of_a_digest(digest: str | None, tmp_path: Path) -> None:
    for file in files_of(digest):
        cases = draft(file)
        parsed = parse_file(file)
        assert reloaded(cases, tmp_path) == cases
        assert not any(c.reviewed for c in cases)
        assert all(unquoted(c, [parsed]) == [] for c in cases)
        asked = {c.question for c in cases}
        questions = [s.question.strip() for s in parsed.sections if s.question]
        assert len([q for q in questions if q in asked]) >= len(questions) * 0.8
        for case in cases:
            if case.expect == "answered":
                holding = [s for s in parsed.sections if case.gold[0] in parsed.text_of(s)]
                assert len(holding) == 1, case.id


def test_drafts_cover_the_kinds() -> None:
    cases = draft(files_of(None)[0])
    kinds = {c.kind for c in cases}
    assert {"known", "traditional", "followup", "ambiguous", "unanswerable_on"} <= kinds
    negatives = [c for c in cases if c.kind == "unanswerable_on"]
    assert all(c.expect == "refused" and not c.gold for c in negatives)


def test_paraphrases_by_a_model_over_the_wire() -> None:
    with serving() as url:
        cases = draft(files_of(None)[0], LLM(LLMSettings("openai:any", url)))
    drafted = [c for c in cases if c.kind == "paraphrase"]
    assert drafted and all("openai:any" in c.note and c.gold for c in drafted)


def test_a_file_without_questions_is_said(tmp_path: Path) -> None:
    path = tmp_path / "plain.txt"
    path.write_text("只有一段话，没有任何问答。\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"plain\.txt"):
        draft(path)


def test_thumbs_become_cases(engine: Engine, tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)

    def vote(id: str, question: str, up: bool, reason: str = "") -> None:
        answer = engine.ask(question).to_json()
        history = (Turn("之前"),) if id == "c" else ()
        store.put(vote_on(id, answer, up=up, corpus="", history=history, reason=reason))

    target = "新型储能2027年装机目标是多少？"
    vote("a", target, True)
    vote("b", "红烧肉怎么做？", True)
    vote("c", target, False, "要2030年的")
    cases = {c.id: c for c in reloaded(harvest(tmp_path), tmp_path)}
    liked, refused, disliked = (cases[f"feedback-{i}"] for i in "abc")
    assert any("1.8亿千瓦" in q for q in liked.gold) and not liked.reviewed
    assert refused.expect == "refused"
    assert disliked.gold == () and "要2030年的" in disliked.note and disliked.history
