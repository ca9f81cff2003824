"""Thumbs are kept with what they were given to, replaced and taken back; a bad file says so."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import LibraryError
from eval.feedback import LONGEST_REASON, FeedbackStore, vote_on
from rag.answer import Turn
from rag.engine import Engine

QUESTION = "新型储能2027年装机目标是多少？"


def test_a_vote_comes_back_as_it_was(engine: Engine, tmp_path: Path) -> None:
    answer = json.loads(json.dumps(engine.ask(QUESTION).to_json()))
    for citation in answer["citations"]:
        del citation["text"]  # as the chat keeps it
    history = (Turn("先前的问题", "先前的回答"), Turn("再前"))
    vote = vote_on("t1", answer, up=False, corpus="c0", history=history, reason=" 不全 ")
    FeedbackStore(tmp_path).put(vote)
    (kept,) = FeedbackStore(tmp_path).votes()
    assert kept == vote
    assert kept.reason == "不全"
    assert kept.history == history
    assert "1.8亿千瓦" in kept.cited[0].quote
    assert kept.cited[0].section_id == answer["citations"][0]["section_id"]


def test_a_second_vote_replaces_and_can_be_taken_back(engine: Engine, tmp_path: Path) -> None:
    store = FeedbackStore(tmp_path)
    vote = vote_on("t1", engine.ask(QUESTION).to_json(), up=True, corpus="c0")
    store.put(vote)
    store.put(replace(vote, up=False, reason="x"))
    assert [v.up for v in store.votes()] == [False]
    store.remove("t1")
    assert store.get("t1") is None
    store.remove("t1")


def test_a_refusal_can_be_voted_on_and_reasons_are_bounded(engine: Engine, tmp_path: Path) -> None:
    refused = engine.ask("红烧肉怎么做？").to_json()
    vote = vote_on("t2", refused, up=True, corpus="c0", reason="长" * 9999)
    FeedbackStore(tmp_path).put(vote)
    kept = FeedbackStore(tmp_path).get("t2")
    assert kept is not None and kept.status == "refused" and kept.cited == ()
    assert len(kept.reason) == LONGEST_REASON


def test_many_threads_write(engine: Engine, tmp_path: Path) -> None:
    answer = engine.ask(QUESTION).to_json()
    store = FeedbackStore(tmp_path)
    jobs = [
        threading.Thread(target=lambda n=n: store.put(vote_on(f"t{n}", answer, up=True, corpus="")))
        for n in range(12)
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join()
    assert len(store.votes()) == 12


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "feedback.sqlite").write_bytes(b"not a database at all, certainly not" * 99)
    with pytest.raises(LibraryError, match=r"feedback\.sqlite"):
        FeedbackStore(tmp_path).votes()
