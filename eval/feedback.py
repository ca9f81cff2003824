"""Thumbs: what people said of answers, kept in `<home>/feedback.sqlite`.

The chat writes, the eval page and `policy-qa eval from-feedback` read:

    store = FeedbackStore(workspace.home)
    store.put(vote_on(turn_id, answer_json, up=False, history=turns, corpus=engine.corpus_hash()))
    store.put(vote_on(turn_id, answer_json, up=False, ..., reason="金额不对"))   # the same turn again: replaced
    store.get(turn_id); store.votes(); store.remove(turn_id)                    # thumb taken back

`answer_json` is the object of `ask --json`, whole or as the chat keeps it.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import LibraryError
from rag.answer import Turn

LONGEST_REASON = 2000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS votes (
    id TEXT PRIMARY KEY,
    up INTEGER NOT NULL,
    question TEXT NOT NULL,
    history TEXT NOT NULL,
    status TEXT NOT NULL,
    answer TEXT NOT NULL,
    cited TEXT NOT NULL,
    reason TEXT NOT NULL,
    model TEXT NOT NULL,
    corpus TEXT NOT NULL,
    created TEXT NOT NULL
);
"""
_COLUMNS = "id, up, question, history, status, answer, cited, reason, model, corpus, created"


@dataclass(frozen=True, slots=True)
class Cited:
    """A quotation that an answer rested on: its section and its verbatim words."""

    section_id: str
    quote: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One thumb and what it was given to.

    `id` is the turn's (a second vote replaces the first); `history` the turns before the
    question, oldest first; `status` and `answer` the answer's; `reason` what the person wrote,
    or ""; `model` who wrote the answer; `corpus` the hash of what was searched; `created` UTC, ISO.
    """

    id: str
    up: bool
    question: str
    history: tuple[Turn, ...]
    status: str
    answer: str
    cited: tuple[Cited, ...]
    reason: str
    model: str
    corpus: str
    created: str


def vote_on(
    id: str,
    answer: Mapping[str, Any],
    *,
    up: bool,
    corpus: str,
    history: Sequence[Turn] = (),
    reason: str = "",
) -> Vote:
    """A vote, now, on an answer (the object of `ask --json`); a long reason is cut.

    Every sentence's quotes are kept, or the citations' where an answer has no sentences.
    """
    sections = {c["number"]: str(c["section_id"]) for c in answer["citations"]}
    quotes = [q for s in answer["sentences"] for q in s["quotes"]] or answer["citations"]
    cited = (Cited(sections[q["number"]], str(q["quote"])) for q in quotes)
    return Vote(
        id=id,
        up=up,
        question=str(answer["question"]),
        history=tuple(history),
        status=str(answer["status"]),
        answer=str(answer["answer"]),
        cited=tuple(dict.fromkeys(cited)),
        reason=reason.strip()[:LONGEST_REASON],
        model=str(answer["model"]),
        corpus=corpus,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


class FeedbackStore:
    """The votes of one data home. Safe from many threads and processes.

    Raises:
        LibraryError: the database cannot be opened, read or written.
    """

    def __init__(self, home: Path) -> None:
        self._database = home / "feedback.sqlite"

    def put(self, vote: Vote) -> None:
        """Keep a vote, in the place of an earlier one with its id."""
        row = (
            vote.id,
            int(vote.up),
            vote.question,
            json.dumps([[t.question, t.answer] for t in vote.history], ensure_ascii=False),
            vote.status,
            vote.answer,
            json.dumps([[c.section_id, c.quote] for c in vote.cited], ensure_ascii=False),
            vote.reason,
            vote.model,
            vote.corpus,
            vote.created,
        )
        with self._connect() as db:
            db.execute(
                f"INSERT OR REPLACE INTO votes ({_COLUMNS}) VALUES ({','.join('?' * 11)})", row
            )

    def remove(self, id: str) -> None:
        """Take a vote back; nothing happens where there is none."""
        with self._connect() as db:
            db.execute("DELETE FROM votes WHERE id = ?", (id,))

    def get(self, id: str) -> Vote | None:
        """The vote on one turn, or None."""
        with self._connect() as db:
            row = db.execute(f"SELECT {_COLUMNS} FROM votes WHERE id = ?", (id,)).fetchone()
        return _vote(row) if row else None

    def votes(self) -> list[Vote]:
        """All votes, newest first."""
        with self._connect() as db:
            rows = db.execute(f"SELECT {_COLUMNS} FROM votes ORDER BY created DESC, rowid DESC")
            return [_vote(row) for row in rows]

    @contextlib.contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        """One connection for one transaction: safe from any thread, committed or undone."""
        try:
            self._database.parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self._database, timeout=30)
            try:
                with db:
                    db.executescript(_SCHEMA)
                    yield db
            finally:
                db.close()
        except (sqlite3.Error, OSError) as error:
            raise LibraryError(
                f"评价存取失败 / Feedback cannot be kept or read: {self._database.name}: {error}.",
                "请检查磁盘空间与权限；文件损坏请移走它 / Check disk space and permissions; move a"
                " damaged file away.",
            ) from error


def _vote(row: tuple[Any, ...]) -> Vote:
    """A row of the table, its JSON read."""
    id, up, question, history, status, answer, cited, reason, model, corpus, created = row
    return Vote(
        id=id,
        up=bool(up),
        question=question,
        history=tuple(Turn(*turn) for turn in json.loads(history)),
        status=status,
        answer=answer,
        cited=tuple(Cited(*one) for one in json.loads(cited)),
        reason=reason,
        model=model,
        corpus=corpus,
        created=created,
    )
