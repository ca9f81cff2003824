"""What each part of the search is worth: words, vectors, both fused, and both reranked.

`policy-qa eval --ablation` on the known questions and on all cases, and on each `--squad` and
`--beir`; these without `--ablation` are searched the whole way only.
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.engines import Engines
from eval.judge import Verdict, ranks_of
from eval.metrics import DEPTH, measure
from eval.progress import Progress
from eval.yardsticks import Scores, beir, measure_task, squad
from index.fusion import Mode
from index.hits import Filters
from index.store import IndexSettings

MODES: dict[Mode, str] = {
    "words": "words",
    "vectors": "vectors",
    "fused": "fused",
    "full": "fused + rerank",
}
_METRICS = ("hit@1", "hit@3", "hit@10", "mrr", "ndcg@10")


def main(args: argparse.Namespace, home: Path, settings: IndexSettings) -> int:
    """Measure what the options name, print a table (or JSON) of each; returns 0."""
    modes: Sequence[Mode] = tuple(MODES) if args.ablation else ("full",)
    tasks = [squad(path) for path in args.squad] + [beir(path) for path in args.beir]
    if args.ablation:
        from eval.cli import chosen_cases

        _show(args, of_cases(chosen_cases(args), home if args.library else None, settings))
    for task in tasks:
        progress = Progress(len(task.questions) * len(modes))
        scores = measure_task(task, settings.encoder, modes, progress.step)
        size = {"passages": len(task.passages), "questions": len(task.questions)}
        _show(args, [_row(task.name, s, size) for s in scores])
    return 0


def _row(name: str, scores: Scores, size: dict[str, int]) -> dict[str, Any]:
    times = {"p50_ms": scores.p50, "p95_ms": scores.p95}
    return {"set": name, **size, "search": MODES[scores.mode], **scores.means, **times}


def of_cases(
    cases: Sequence[Case], library: Path | None, settings: IndexSettings
) -> list[dict[str, Any]]:
    """Ranking metrics of the known questions and of all, in each way of searching."""
    asked = [c for c in cases if c.gold and c.expect == "answered"]
    verdicts: dict[Mode, list[Verdict]] = {mode: [] for mode in MODES}
    with tempfile.TemporaryDirectory() as folder:
        engines = Engines(Path(folder), settings, library=library)
        for case in asked:
            engine = engines(case.digest)
            text = engine.understand(case.question, case.history, Filters()).text
            for mode, found in verdicts.items():
                ranks = ranks_of(case, engine.index.search(text, DEPTH, mode=mode))
                found.append(Verdict(case.id, case.kind, case.expect, "answered", ranks=ranks))
    rows = []
    for name, kinds in (("known", {"known"}), ("all cases", {c.kind for c in asked})):
        for mode, found in verdicts.items():
            chosen = [v for v in found if v.kind in kinds]
            if chosen:
                metrics = measure(chosen)
                figures = {m: round(metrics[m].value, 4) for m in _METRICS}
                rows.append(
                    {"set": name, "questions": len(chosen), "search": MODES[mode], **figures}
                )
    return rows


def _show(args: argparse.Namespace, rows: Sequence[dict[str, Any]]) -> None:
    """One JSON object a line, or a table (in Markdown with --markdown)."""
    if args.json:
        for row in rows:
            print(json.dumps(row, ensure_ascii=False))
        return
    columns = list(rows[0]) if rows else []
    lines = [columns, *([_cell(row[c]) for c in columns] for row in rows)]
    if args.markdown:
        lines.insert(1, ["---"] * len(columns))
        print("\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n")
        return
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    for line in lines:
        print("  ".join(cell.rjust(w) for cell, w in zip(line, widths, strict=True)))
    print()


def _cell(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) and value <= 1 else str(value)
