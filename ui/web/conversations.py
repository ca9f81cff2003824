"""The conversations that a browser keeps: plain JSON, checked when it comes back."""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from corpus.records import ParsedDocument
from rag.answer import Answer, Turn

_MOST_TALKS = 30
_MOST_TURNS = 60
_MOST_BYTES = 1_000_000  # of JSON; encrypted it is a third longer, and browsers keep about 5 MB

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
    return _fitting(_changed(kept, {**here, "turns": turns}))


def _changed(kept: Kept, talk: dict[str, Any]) -> Kept:
    return {**kept, "talks": [talk if t["id"] == talk["id"] else t for t in kept["talks"]]}


def _fitting(kept: Kept) -> Kept:
    """Without the oldest conversations, then the oldest turns, that a browser cannot keep."""
    while len(json.dumps(kept, ensure_ascii=False).encode(errors="replace")) > _MOST_BYTES:
        here = talk(kept)
        others = [t for t in kept["talks"] if t is not here]
        if others:
            kept = {**kept, "talks": [t for t in kept["talks"] if t is not others[-1]]}
        elif len(here["turns"]) > 1:
            kept = _changed(kept, {**here, "turns": here["turns"][1:]})
        else:
            break
    return kept


def cut_before(kept: Kept, turn_id: str) -> Kept:
    """Without this turn and those after it: asking again starts from here."""
    here = talk(kept)
    ids = [t["id"] for t in here["turns"]]
    turns = here["turns"][: ids.index(turn_id)] if turn_id in ids else here["turns"]
    return _changed(kept, {**here, "turns": turns})


def history(turns: list[dict[str, Any]]) -> list[Turn]:
    """Earlier turns as the engine takes them: answered or not, oldest first."""
    return [Turn(_asked(t), (t.get("answer") or {}).get("answer")) for t in turns[-8:]]


def _asked(turn: dict[str, Any]) -> str:
    understood = (turn.get("answer") or {}).get("understood")
    return str(understood or turn["question"])


def record(answer: Answer, documents: Sequence[ParsedDocument] = ()) -> dict[str, Any]:
    """An answer as it is kept: without the sections' texts, which the library has.

    Citations also say what kind of text they cite, who speaks in it and of what date it is.
    """
    kept = answer.to_json()
    kept["citations"] = [{**_without_text(c), **_about(c, documents)} for c in kept["citations"]]
    for heavy in ("parts", "timings_ms", "id"):
        kept.pop(heavy, None)
    return kept


def _without_text(cited: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in cited.items() if k != "text"}


def _about(cited: dict[str, Any], documents: Sequence[ParsedDocument]) -> dict[str, Any]:
    for parsed in documents:
        if section := parsed.section(cited["section_id"]):
            policy = parsed.policy(section.policy_id)
            return {
                "date": parsed.document.date,
                "source_type": policy.source_type if policy else None,
                "speaker": policy.speaker if policy else None,
            }
    return {}
