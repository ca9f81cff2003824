"""Eval cases: JSON lines, checked on load; gold is quoted text, so cases survive another cut.

    {"id", "kind", "lang", "question", "history": [earlier questions], "answerable": bool,
     "policy": title or null, "gold": {"any": [quotes]} or {"all": [quotes]},
     "facts": [[alternatives], ...], "note",
     "expect": "answered" | "refused" | "clarify" (optional), "digest": name (optional),
     "forbid": [what must not be said] (optional), "reviewed": bool (optional, true)}

`digest` names a folder of `eval/digests`; without it the case is about the sample corpus, or,
with `policy-qa eval --library`, about the documents of the data home.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from corpus.records import ParsedDocument
from rag.answer import Status, Turn

FOLDER = Path(__file__).parent / "cases"
DIGESTS = Path(__file__).parent / "digests"
_EXPECTED: dict[str, Status] = {
    "answered": "answered",
    "refused": "refused",
    "clarify": "clarify",
}
_REQUIRED = {"id": str, "kind": str, "lang": str, "question": str, "answerable": bool}


@dataclass(frozen=True, slots=True)
class Case:
    """One question and what a right answer must be.

    `gold` are quotes; an answer must cite sections that hold one of them (`every` False)
    or all of them. Each of `facts` is met by any of its alternatives in the answer; none of
    `forbid` may be said. `reviewed` is false for a drafted case that nobody has read yet.
    """

    id: str
    kind: str
    lang: str
    question: str
    history: tuple[Turn, ...]
    expect: Status
    gold: tuple[str, ...]
    every: bool
    facts: tuple[tuple[str, ...], ...]
    digest: str | None
    policy: str | None = None
    forbid: tuple[str, ...] = ()
    reviewed: bool = True
    note: str = ""

    @property
    def dev(self) -> bool:
        """Whether the case may be tuned on; the others are reported."""
        return int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 2 == 0

    def to_json(self) -> dict[str, Any]:
        """The case as a line of a file of cases; `case_of` reads it back."""
        history = [t.question if t.answer is None else asdict(t) for t in self.history]
        out: dict[str, Any] = {
            "id": self.id,
            "kind": self.kind,
            "lang": self.lang,
            "question": self.question,
            "history": history,
            "answerable": self.expect != "refused",
            "policy": self.policy,
            "gold": {"all" if self.every else "any": list(self.gold)} if self.gold else {},
            "facts": [list(f) for f in self.facts],
            "note": self.note,
            "expect": self.expect,
        }
        if self.digest:
            out["digest"] = self.digest
        if self.forbid:
            out["forbid"] = list(self.forbid)
        if not self.reviewed:
            out["reviewed"] = False
        return out


def load_cases(paths: Sequence[Path] = ()) -> list[Case]:
    """The cases of these files, or of all that ship.

    Raises:
        UsageError: a file is missing, or a line is wrong; the message names line and field.
    """
    cases: dict[str, Case] = {}
    for path in paths or sorted(FOLDER.glob("*.jsonl")):
        if not path.is_file():
            raise UsageError(
                f"没有这个文件 / No such file: {path}.", "请检查路径 / Check the path."
            )
        for number, row in _rows(path):
            case = case_of(row, f"{path.name}:{number}")
            if case.id in cases:
                raise _wrong(f"{path.name}:{number}", "id", f"{case.id} stands twice")
            cases[case.id] = case
    return list(cases.values())


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise _wrong(f"{path.name}:{number}", "JSON", str(error)) from error
        if not isinstance(row, dict):
            raise _wrong(f"{path.name}:{number}", "JSON", "not an object")
        yield number, row


def case_of(row: dict[str, Any], place: str) -> Case:
    """The case of one line.

    Raises:
        UsageError: a field is wrong; the message names `place` and the field.
    """
    for name, kind in _REQUIRED.items():
        if not isinstance(row.get(name), kind):
            raise _wrong(place, name, f"must be {kind.__name__}")
    for name in ("policy", "digest"):
        if not isinstance(row.get(name), str | None):
            raise _wrong(place, name, "must be a text or null")
    expect = _EXPECTED.get(row.get("expect") or ("answered" if row["answerable"] else "refused"))
    if expect is None:
        raise _wrong(place, "expect", str(row["expect"]))
    gold = {} if row.get("gold") is None else row["gold"]
    if not isinstance(gold, dict) or set(gold) - {"any", "all"}:
        raise _wrong(place, "gold", 'must be {"any": [...]} or {"all": [...]}')
    if not all(_strings(quotes) for quotes in gold.values()):
        raise _wrong(place, "gold", "must hold lists of quotes")
    facts = row.get("facts") or []
    if not (isinstance(facts, list) and all(f and _strings(f) for f in facts)):
        raise _wrong(place, "facts", "must be a list of lists of alternatives")
    if not _strings(row.get("forbid") or []):
        raise _wrong(place, "forbid", "must be a list of texts")
    if not isinstance(row.get("history") or [], list):
        raise _wrong(place, "history", "must be a list")
    return Case(
        id=row["id"],
        kind=row["kind"],
        lang=row["lang"],
        question=row["question"],
        history=tuple(_turn(t, place) for t in row.get("history") or []),
        expect=expect,
        gold=tuple(gold.get("all") or gold.get("any") or ()),
        every="all" in gold,
        facts=tuple(tuple(f) for f in facts),
        digest=row.get("digest"),
        policy=row.get("policy"),
        forbid=tuple(row.get("forbid") or ()),
        reviewed=bool(row.get("reviewed", True)),
        note=str(row.get("note") or ""),
    )


def _strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text for text in value)


def _turn(value: Any, place: str) -> Turn:
    if isinstance(value, str):
        return Turn(value)
    if isinstance(value, dict) and isinstance(value.get("question"), str):
        return Turn(value["question"], value.get("answer"))
    raise _wrong(place, "history", "must hold questions")


def _wrong(place: str, name: str, what: str) -> UsageError:
    return UsageError(f"{place}: {name}: {what}.", "格式见 eval/cases.py / See eval/cases.py.")


def unquoted(case: Case, documents: Sequence[ParsedDocument]) -> list[str]:
    """The gold quotes of a case that stand in none of the documents."""
    texts = [d.document.text for d in documents]
    return [q for q in case.gold if not any(q in t for t in texts)]
