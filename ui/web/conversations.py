"""The turns of a conversation. The browser keeps them as JSON and gives them back; checked here.

A turn is {"id", "question"} with one of "answer" (what `record` makes), "error", "stopped", and
"vote" where a thumb was given.
"""

from collections.abc import Sequence
from typing import Any

from corpus.records import ParsedDocument
from rag.answer import Answer

_MOST_TURNS = 200
_LISTS = ("citations", "sentences", "options", "missing", "notices")

Turn = dict[str, Any]


def checked(turns: Sequence[object]) -> list[Turn]:
    """The turns that make sense, in order; what a browser kept may be old or damaged."""
    return [turn for given in turns[:_MOST_TURNS] if (turn := _turn(given)) is not None]


def _turn(given: object) -> Turn | None:
    try:
        assert isinstance(given, dict)
        turn = {**given, "id": str(given["id"])[:40], "question": str(given["question"])}
        answer = turn.get("answer")
        if answer is not None:
            turn["answer"] = answer = {**answer, **{k: list(answer.get(k) or []) for k in _LISTS}}
            assert answer["status"] in ("answered", "refused", "clarify")
            assert isinstance(answer["answer"], str)
            assert all({"text", "quotes"} <= set(s) for s in answer["sentences"])
            assert all({"number", "section_id", "quote"} <= set(c) for c in answer["citations"])
    except (AssertionError, KeyError, TypeError, ValueError):
        return None
    return turn


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
