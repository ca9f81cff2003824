"""`policy-qa eval`: run the eval set, print or write what came of it, compare, fail under."""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from corpus.errors import UsageError
from eval.cases import load_cases
from eval.metrics import NAMES
from eval.records import compare, load_verdicts, record
from eval.report import page, table
from eval.runner import files_of, run, sampled
from index.store import IndexSettings, Store
from rag.engine import Engine


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument(
        "--set", type=Path, action="append", default=[], help="cases (JSONL); repeat"
    )
    parser.add_argument("--kind", action="append", default=[], help="only cases of this kind")
    parser.add_argument("--split", choices=("all", "dev", "test"), default="all")
    parser.add_argument("--sample", type=int, help="only so many, spread over the kinds")
    parser.add_argument("--seed", type=int, default=0, help="which sample")
    parser.add_argument("--json", action="store_true", help="print the run record")
    parser.add_argument("--report", type=Path, help="write run.json and report.html here")
    parser.add_argument("--compare", type=Path, help="an earlier run record")
    parser.add_argument(
        "--fail-under", action="append", default=[], metavar="NAME=VALUE", help="else exit code 1"
    )


def main(args: argparse.Namespace, settings: IndexSettings) -> int:
    """Run; returns 1 if a metric is below its limit."""
    limits = [_limit(text) for text in args.fail_under]
    before = load_verdicts(args.compare) if args.compare else None
    cases = load_cases(args.set)
    if args.split != "all":
        cases = [c for c in cases if c.dev == (args.split == "dev")]
    if args.kind:
        cases = [c for c in cases if c.kind in args.kind]
    cases = sampled(cases, args.sample, args.seed)
    if not cases:
        raise UsageError(
            "没有评测题 / No cases.", "请检查 --set 与 --kind / Check --set and --kind."
        )
    with tempfile.TemporaryDirectory() as folder:
        engines: dict[str | None, Engine] = {}

        def engine_for(digest: str | None) -> Engine:
            if digest not in engines:
                engines[digest] = build_engine(Path(folder) / str(digest), digest, settings)
            return engines[digest]

        verdicts = run(cases, engine_for, _progress)
        result = record(engine_for(cases[0].digest), verdicts).to_json()
    if before is not None:
        result["compare"] = compare(before, verdicts)
    if args.report:
        args.report.mkdir(parents=True, exist_ok=True)
        text = json.dumps(result, ensure_ascii=False, indent=1)
        (args.report / "run.json").write_text(text, encoding="utf-8")
        (args.report / "report.html").write_text(page(result, cases, verdicts), encoding="utf-8")
    if args.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        print(table(result))
        if before is not None:
            print(f"\ncompare {json.dumps(result['compare'], ensure_ascii=False)}")
    return _judged(limits, result["metrics"])


def build_engine(home: Path, digest: str | None, settings: IndexSettings) -> Engine:
    """An engine over a digest's files alone, in a data home of its own."""
    store = Store(home, settings)
    for file in files_of(digest):
        store.library.add(file)
    store.refresh()
    return Engine(store.open())


def _limit(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        if name not in NAMES:
            raise ValueError
        return name, float(value)
    except ValueError as error:
        raise UsageError(
            f"--fail-under 看不懂 / cannot be understood: {text}.",
            f"写成 NAME=VALUE，NAME 为 / Write NAME=VALUE with one of: {', '.join(NAMES)}.",
        ) from error


def _judged(limits: list[tuple[str, float]], metrics: dict[str, dict[str, float]]) -> int:
    """1 if any metric is missing or below its limit, said on stderr; else 0."""
    code = 0
    for name, least in limits:
        value = metrics[name]["value"] if name in metrics else float("nan")
        if not value >= least:
            print(f"policy-qa: {name} {value:.3f} < {least}", file=sys.stderr)
            code = 1
    return code


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr, flush=True)
