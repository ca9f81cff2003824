"""Run records: what was run over what, with every verdict; kept as JSON and compared."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import UsageError
from eval.judge import Verdict
from eval.metrics import latency, measure
from rag.engine import Engine

_PERMUTATIONS = 2000
_SEED = 20250925


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what made the answers, and what came of each case."""

    commit: str
    corpus: str
    encoder: str
    model: str
    created: str
    verdicts: tuple[Verdict, ...]

    def to_json(self) -> dict[str, Any]:
        """The record, with its metrics overall and by kind."""
        kinds = sorted({v.kind for v in self.verdicts})
        return {
            "commit": self.commit,
            "corpus": self.corpus,
            "encoder": self.encoder,
            "model": self.model,
            "created": self.created,
            "metrics": metrics_json(self.verdicts),
            "latency_ms": latency(self.verdicts),
            "kinds": {k: metrics_json([v for v in self.verdicts if v.kind == k]) for k in kinds},
            "verdicts": [asdict(v) for v in self.verdicts],
        }


def metrics_json(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Metrics as plain numbers, rounded."""
    return {
        name: {
            "value": round(m.value, 4),
            "low": round(m.low, 4),
            "high": round(m.high, 4),
            "count": m.count,
        }
        for name, m in measure(verdicts).items()
    }


def record(engine: Engine, verdicts: Sequence[Verdict]) -> Run:
    """The record of a run that was just made."""
    return Run(
        commit=_commit(),
        corpus=engine.corpus_hash(),
        encoder=engine.encoder_name,
        model=engine.model_name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        verdicts=tuple(verdicts),
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


def load_verdicts(path: Path) -> dict[str, Verdict]:
    """The verdicts of an earlier record, by case.

    Raises:
        UsageError: it is not a record.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["verdicts"]
        return {row["id"]: Verdict(**row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"不是评测记录 / Not a run record: {path}.",
            "先用 policy-qa eval --json > RUN.json 存一份 / Make one with policy-qa eval --json.",
        ) from error


def compare(before: dict[str, Verdict], after: Sequence[Verdict]) -> dict[str, Any]:
    """Case by case: what became right, what wrong, and a paired randomisation test's p."""
    pairs = [(before[v.id], v) for v in after if v.id in before]
    differences = np.array([float(b.right) - float(a.right) for a, b in pairs])
    rng = np.random.default_rng(_SEED)
    p = 1.0
    if len(pairs):
        signs = rng.choice([-1.0, 1.0], size=(_PERMUTATIONS, len(pairs)))
        extreme = np.abs((signs * differences).mean(axis=1)) >= abs(differences.mean()) - 1e-12
        p = float(extreme.mean())
    return {
        "cases": len(pairs),
        "mended": [b.id for a, b in pairs if b.right and not a.right],
        "broken": [b.id for a, b in pairs if a.right and not b.right],
        "p": round(p, 4),
    }
