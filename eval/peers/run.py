"""This project and its peers over the same cases: `make peers`."""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from corpus.readers import read_text
from eval.cases import Case, load_cases
from eval.judge import Verdict
from eval.metrics import measure
from eval.peers.systems import PEERS, Ours, System
from eval.runner import files_of, sampled
from index.static import StaticEncoder

_QUALITY = ("hit@1", "hit@3", "hit@10", "mrr", "ndcg@10")
_LEAST_HALF = 6
OURS = "policy-qa"


@dataclass(slots=True)
class Measured:
    """What came of one system: verdicts, seconds to build, milliseconds a question, characters."""

    verdicts: list[Verdict] = field(default_factory=list)
    build_s: float = 0.0
    times: list[float] = field(default_factory=list)
    characters: list[int] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        """Its figures by name."""
        metrics = measure(self.verdicts)
        return {
            **{name: round(metrics[name].value, 4) for name in _QUALITY},
            "build s": round(self.build_s, 2),
            "p50 ms": round(float(np.percentile(self.times, 50)), 2),
            "p95 ms": round(float(np.percentile(self.times, 95)), 2),
            "top 3": round(float(np.mean(self.characters))),
        }


def ranks(case: Case, texts: Sequence[str]) -> tuple[int, ...]:
    """The rank of each quote that the case needs (of the first of them for `any`), 0 for none."""

    def rank_of(quotes: Iterable[str]) -> int:
        wanted = [part for q in quotes for part in _parts(q)]
        return next((n for n, t in enumerate(texts, 1) if any(w in t for w in wanted)), 0)

    if not case.every:
        return (rank_of(case.gold),)
    found = [rank_of([quote]) for quote in case.gold]
    return (*sorted({r for r in found if r}), *(0 for r in found if not r))


def _parts(quote: str) -> list[str]:
    """The quote and its halves: a splitter may cut through it."""
    middle = len(quote) // 2
    return [quote, *(h for h in (quote[:middle], quote[middle:]) if len(h) >= _LEAST_HALF)]


def ask(cases: Sequence[Case], make: Callable[[], System], into: Measured) -> None:
    """Make a system and ask it all cases of one digest."""
    began = time.perf_counter()
    system = make()
    into.build_s += time.perf_counter() - began
    for case in cases:
        began = time.perf_counter()
        texts = system.search(case.question)
        into.times.append((time.perf_counter() - began) * 1000)
        into.characters.append(sum(map(len, texts[:3])))
        found = ranks(case, texts)
        into.verdicts.append(Verdict(case.id, case.kind, case.expect, "answered", ranks=found))


def run(cases: Sequence[Case], peers: Sequence[str], folder: Path) -> dict[str, Measured]:
    """This project and these peers, digest by digest."""
    encoder = StaticEncoder.load()
    out = {name: Measured() for name in (OURS, *peers)}
    for digest in dict.fromkeys(c.digest for c in cases):
        chosen = [c for c in cases if c.digest == digest]
        texts = [read_text(p) for p in files_of(digest)]
        ask(chosen, lambda d=digest: Ours(folder / str(d), d), out[OURS])
        for name in peers:
            ask(chosen, lambda n=name, t=texts: PEERS[n](t, encoder), out[name])
    return out


def table(measured: dict[str, Measured]) -> str:
    """Markdown: a row a system, and below it this project's figures as multiples of it."""
    rows = {name: m.row() for name, m in measured.items()}
    columns = list(rows[OURS])
    lines = [f"| system | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for name, row in rows.items():
        lines.append(f"| {name} | {' | '.join(_shown(row[c]) for c in columns)} |")
    for name, row in rows.items():
        if name != OURS:
            ratios = (rows[OURS][c] / row[c] if row[c] else float("nan") for c in columns)
            lines.append(f"| {OURS} ÷ {name} | {' | '.join(f'{r:.2f}×' for r in ratios)} |")
    return "\n".join(lines)


def _shown(value: float) -> str:
    return f"{value:.3f}" if value <= 1 else f"{value:g}"


def main() -> int:
    """Run and print; returns 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", nargs="+", choices=PEERS, default=list(PEERS))
    parser.add_argument("--split", choices=("all", "dev", "test"), default="all")
    parser.add_argument("--sample", type=int, help="only so many cases, spread over the kinds")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")
    cases = [c for c in load_cases() if c.expect == "answered" and c.gold and not c.history]
    if args.split != "all":
        cases = [c for c in cases if c.dev == (args.split == "dev")]
    cases = sampled(cases, args.sample, seed=0)
    with tempfile.TemporaryDirectory() as folder:
        measured = run(cases, args.peers, Path(folder))
    if args.json:
        rows: dict[str, Any] = {name: m.row() for name, m in measured.items()}
        print(json.dumps({"cases": len(cases), "systems": rows}, ensure_ascii=False))
    else:
        print(f"{len(cases)} cases, the same encoder everywhere\n\n{table(measured)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
