"""Run records: what was run over what, with every verdict and trace; kept, listed, loaded.

<home>/runs/<id>/run.json      what was run, its metrics and verdicts
<home>/runs/<id>/cases.jsonl   one line a case, as each is done: case, verdict, trace

for head in list_runs(home): head.id, head.created, head.metrics["hit@1"]["value"]
run = load_run(head.path); run.results[0].case, .verdict, .trace
"""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from eval.cases import Case, case_of
from eval.judge import Verdict, verdict_of
from eval.metrics import latency, measure, risk_coverage
from eval.runner import Result
from eval.traces import trace_of
from rag.engine import Engine

_HEAD, _CASES = "run.json", "cases.jsonl"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run: code, documents, models, settings, and a hash over the cases.

    Two runs of equal plans (`created` apart) give the same answers, so one can go on with
    what the other left.
    """

    commit: str
    corpus: str
    encoder: str
    model: str
    settings: dict[str, str]
    cases: str
    created: str

    @property
    def id(self) -> str:
        """Names the run's folder: when, and of what."""
        stamp = self.created.replace("-", "").replace(":", "").split("+")[0]
        return f"{stamp}-{self.commit.rstrip('+') or 'nogit'}-{self.cases[:6]}"

    def same(self, other: "Plan") -> bool:
        """Whether the other would give the same answers."""
        return asdict(self) | {"created": ""} == asdict(other) | {"created": ""}


@dataclass(frozen=True, slots=True)
class Head:
    """A run as it is listed. `metrics`: name to value, low, high, count; empty if unfinished."""

    path: Path
    plan: Plan
    finished: bool
    count: int
    metrics: dict[str, dict[str, float]]

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.path.name

    @property
    def created(self) -> str:
        """When it began, UTC, ISO."""
        return self.plan.created


@dataclass(frozen=True, slots=True)
class Run:
    """A run: what was run, and what came of each case."""

    plan: Plan
    results: tuple[Result, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """What came of each case."""
        return tuple(r.verdict for r in self.results)

    def to_json(self) -> dict[str, Any]:
        """The record: metrics overall, by kind, split and digest, and the verdicts."""
        verdicts = self.verdicts
        kinds = _grouped({v.id: v.kind for v in verdicts}, verdicts)
        splits = _grouped({v.id: "dev" if v.dev else "test" for v in verdicts}, verdicts)
        digests = _grouped({v.id: v.digest or "sample" for v in verdicts}, verdicts)
        return {
            **asdict(self.plan),
            "id": self.plan.id,
            "finished": True,
            "count": len(verdicts),
            "metrics": metrics_json(verdicts),
            "latency_ms": latency(verdicts),
            "tokens": tokens(verdicts),
            "curve": risk_coverage(verdicts),
            "kinds": kinds,
            "splits": splits,
            "digests": digests,
            "verdicts": [v.to_json() for v in verdicts],
        }


def _grouped(group: Mapping[str, str], verdicts: Sequence[Verdict]) -> dict[str, Any]:
    names = sorted(set(group.values()))
    return {n: metrics_json([v for v in verdicts if group[v.id] == n]) for n in names}


def metrics_json(verdicts: Sequence[Verdict]) -> dict[str, dict[str, float]]:
    """Metrics as plain numbers, rounded."""
    return {name: m.to_json() for name, m in measure(verdicts).items()}


def tokens(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Tokens of a language model's prompts and replies over a whole run."""
    return {
        "prompt": sum(v.prompt_tokens for v in verdicts),
        "reply": sum(v.reply_tokens for v in verdicts),
    }


def plan(cases: Sequence[Case], engines: Sequence[Engine], settings: dict[str, str]) -> Plan:
    """The plan of a run that begins now, over all of these engines."""
    lines = [json.dumps(c.to_json(), ensure_ascii=False) for c in cases]
    hashes = [e.corpus_hash() for e in engines]
    joined = hashlib.sha256("".join(hashes).encode()).hexdigest()[:16]
    return Plan(
        commit=_commit(),
        corpus=hashes[0] if len(hashes) == 1 else joined,
        encoder=engines[0].encoder_name,
        model=engines[0].model_name,
        settings=settings,
        cases=hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16],
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _commit() -> str:
    """The commit of the checkout, "+" where it has changes; empty outside one."""
    here = Path(__file__).parent
    try:
        head = subprocess.run(
            ["git", "describe", "--always", "--dirty=+"],
            cwd=here, capture_output=True, text=True, check=True, timeout=10,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return head.stdout.strip()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A run that was broken off: its folder, and the results that it has."""

    path: Path
    results: tuple[Result, ...]


class Journal:
    """A run's folder while it goes on: every result is on disk as soon as it is there.

    It takes the place of `earlier`, whose results it begins with.
    """

    def __init__(self, home: Path, planned: Plan, earlier: Unfinished | None = None) -> None:
        self.path = _new_folder(home / "runs" / planned.id)
        self._write({**asdict(planned), "finished": False, "count": 0, "metrics": {}})
        if earlier is not None:
            for result in earlier.results:
                self.add(result)
            shutil.rmtree(earlier.path)

    def add(self, result: Result) -> None:
        """Keep one result."""
        row = {
            "case": result.case.to_json(),
            "verdict": result.verdict.to_json(),
            "trace": asdict(result.trace),
        }
        with (self.path / _CASES).open("a", encoding="utf-8") as out:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")

    def finish(self, record: dict[str, Any]) -> None:
        """Keep the record of the whole run."""
        self._write(record)

    def _write(self, record: dict[str, Any]) -> None:
        temporary = self.path / f"{_HEAD}.part"
        temporary.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        temporary.replace(self.path / _HEAD)


def _new_folder(path: Path) -> Path:
    """The folder, or with a number behind its name where it is taken."""
    number = 1
    folder = path
    while True:
        try:
            folder.mkdir(parents=True)
            return folder
        except FileExistsError:
            number += 1
            folder = path.with_name(f"{path.name}-{number}")


def list_runs(home: Path, last: int = 20) -> list[Head]:
    """The latest runs of a data home, newest first; what cannot be read is left out."""
    root = home / "runs"
    folders = sorted(root.iterdir(), reverse=True) if root.is_dir() else []
    heads: list[Head] = []
    for folder in folders:
        try:
            heads.append(_head(folder))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if len(heads) == last:
            break
    return heads


def _head(folder: Path) -> Head:
    row = json.loads((folder / _HEAD).read_text(encoding="utf-8"))
    planned = Plan(**{name: row[name] for name in Plan.__slots__})
    return Head(folder, planned, row["finished"], row["count"], row["metrics"])


def load_run(folder: Path) -> Run:
    """A run with all its cases, verdicts and traces, as far as it came.

    Raises:
        UsageError: the folder holds no run that can be read.
    """
    try:
        head = _head(folder)
        path = folder / _CASES
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        if not head.finished and lines and not _whole(lines[-1]):
            del lines[-1]  # broken off in the middle of a line
        return Run(head.plan, tuple(_result(json.loads(line)) for line in lines))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _no_record(folder) from error


def _whole(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _result(row: dict[str, Any]) -> Result:
    return Result(case_of(row["case"], _CASES), verdict_of(row["verdict"]), trace_of(row["trace"]))


def unfinished(home: Path, planned: Plan) -> Unfinished | None:
    """The newest run of the same plan that was broken off, or None."""
    for head in list_runs(home):
        if not head.finished and head.plan.same(planned):
            return Unfinished(head.path, load_run(head.path).results)
    return None


def load_verdicts(path: Path) -> dict[str, Verdict]:
    """The verdicts of an earlier run, by case: its folder, its run.json, or what --json printed.

    Raises:
        UsageError: it is not a record.
    """
    file = path / _HEAD if path.is_dir() else path
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["verdicts"]
        return {row["id"]: verdict_of(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _no_record(path) from error


def _no_record(path: Path) -> UsageError:
    return UsageError(
        f"不是评测记录 / Not a run record: {path}.",
        "记录在 <home>/runs/ 下，或用 policy-qa eval --json > RUN.json 存一份 / Records are in"
        " <home>/runs/, or make one with policy-qa eval --json > RUN.json.",
    )
