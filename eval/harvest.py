"""`policy-qa eval from-feedback`: thumbs become cases, to be completed by a person.

An answer that was liked is gold: its quotes. A refusal or asking back that was liked is expected
again. Of what was disliked the right answer is not known: the case says what came and why it
was disliked, and whoever reviews it writes in what should have come.
"""

from collections.abc import Iterable
from pathlib import Path

from eval.cases import Case
from eval.feedback import FeedbackStore, Vote
from index.normalise import is_traditional, language
from rag.answer import Status

_STATUSES: dict[str, Status] = {"answered": "answered", "refused": "refused", "clarify": "clarify"}
_SHOWN = 300  # characters of a disliked answer that the note keeps


def harvest(home: Path) -> list[Case]:
    """A case for each vote, oldest first; of one question asked alike the newest vote.

    Raises:
        LibraryError: the votes cannot be read.
    """
    newest: dict[object, Vote] = {}
    for vote in FeedbackStore(home).votes():
        newest.setdefault((vote.question, vote.history), vote)
    return [_case(vote) for vote in reversed(list(newest.values()))]


def _case(vote: Vote) -> Case:
    liked = vote.up
    quotes = _unique(c.quote for c in vote.cited) if liked and vote.status == "answered" else ()
    return Case(
        id=f"feedback-{vote.id}",
        kind="feedback",
        lang="zh-hant" if is_traditional(vote.question) else language(vote.question),
        question=vote.question,
        history=vote.history,
        # A disliked refusal or question should most likely have been an answer.
        expect=_STATUSES[vote.status] if liked else "answered",
        gold=quotes,
        every=False,
        facts=(),
        digest=None,
        reviewed=False,
        note=_note(vote),
    )


def _note(vote: Vote) -> str:
    reason = f": {vote.reason}" if vote.reason else ""
    if vote.up:
        return f"thumb up, {vote.created}{reason}"
    got = vote.answer if len(vote.answer) <= _SHOWN else f"{vote.answer[:_SHOWN]}…"
    return f"thumb down, {vote.created}{reason}. Add gold, or expect. It was {vote.status}: {got}"


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
