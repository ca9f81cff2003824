"""The conversations that a browser keeps: plain JSON, checked when it comes back."""

import uuid
from typing import Any

from rag.answer import Answer, Turn

_MOST_TALKS = 30
_MOST_TURNS = 60

Kept = dict[str, Any]


def new_id() -> str:
    """An id for a turn or a conversation."""
    return uuid.uuid4().hex[:12]


def checked(kept: object) -> Kept:
    """What the browser gave back, or a fresh start where it makes no sense."""
    try:
        assert isinstance(kept, dict)
        talks = [
            {"id": str(t["id"])[:40], "turns": [_turn(x) for x in t["turns"]]}
            for t in kept["talks"]
        ]
        if any(t["id"] == kept["current"] for t in talks):
            return {
                "current": kept["current"],
                "talks": talks,
                "scope": [str(s) for s in kept.get("scope", [])],
            }
    except (AssertionError, KeyError, TypeError, ValueError, AttributeError):
        pass
    first = new_id()
    return {"current": first, "talks": [{"id": first, "turns": []}], "scope": []}


def _turn(turn: dict[str, Any]) -> dict[str, Any]:
    answer = turn.get("answer")
    if answer is not None:
        for key in ("citations", "sentences", "options", "missing", "notices"):
            assert isinstance(answer.setdefault(key, []), list)
        assert answer["status"] in ("answered", "refused", "clarify")
    return {**turn, "id": str(turn["id"]), "question": str(turn["question"])}


def talk(kept: Kept) -> dict[str, Any]:
    """The conversation that is open."""
    found: dict[str, Any] = next(t for t in kept["talks"] if t["id"] == kept["current"])
    return found


def turns_of(kept: Kept) -> list[dict[str, Any]]:
    """Its turns, oldest first."""
    turns: list[dict[str, Any]] = talk(kept)["turns"]
    return turns


def started(kept: Kept) -> Kept:
    """With a new, empty conversation open; an empty one is used again."""
    filled = [t for t in kept["talks"] if t["turns"]][: _MOST_TALKS - 1]
    fresh = {"id": new_id(), "turns": []}
    return {**kept, "current": fresh["id"], "talks": [fresh, *filled]}


def with_turn(kept: Kept, turn: dict[str, Any]) -> Kept:
    """With a turn added, or put in the place of the one with its id."""
    here = talk(kept)
    turns = here["turns"]
    if any(t["id"] == turn["id"] for t in turns):
        turns = [turn if t["id"] == turn["id"] else t for t in turns]
    else:
        turns = [*turns, turn][-_MOST_TURNS:]
    changed = {**here, "turns": turns}
    return {**kept, "talks": [changed if t["id"] == here["id"] else t for t in kept["talks"]]}


def cut_before(kept: Kept, turn_id: str) -> Kept:
    """Without this turn and those after it: asking again starts from here."""
    here = talk(kept)
    ids = [t["id"] for t in here["turns"]]
    turns = here["turns"][: ids.index(turn_id)] if turn_id in ids else here["turns"]
    changed = {**here, "turns": turns}
    return {**kept, "talks": [changed if t["id"] == here["id"] else t for t in kept["talks"]]}


def history(turns: list[dict[str, Any]]) -> list[Turn]:
    """Earlier turns as the engine takes them: answered or not, oldest first."""
    return [Turn(_asked(t), (t.get("answer") or {}).get("answer")) for t in turns[-8:]]


def _asked(turn: dict[str, Any]) -> str:
    understood = (turn.get("answer") or {}).get("understood")
    return str(understood or turn["question"])


def record(answer: Answer) -> dict[str, Any]:
    """An answer as it is kept: without the sections' texts, which the library has."""
    kept = answer.to_json()
    kept["citations"] = [{k: v for k, v in c.items() if k != "text"} for c in kept["citations"]]
    for heavy in ("parts", "timings_ms", "id"):
        kept.pop(heavy, None)
    return kept
