"""`policy-qa eval`: run the eval set, print or write what came of it, compare, fail under."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.errors import UsageError
from eval.cases import Case, load_cases, unquoted
from eval.compare import compare
from eval.engines import Engines
from eval.engines import build_engine as build_engine
from eval.metrics import NAMES
from eval.page import page
from eval.progress import Progress
from eval.records import Journal, Plan, Run, Unfinished, load_verdicts, plan, unfinished
from eval.runner import Result, run, sampled
from eval.tables import compared, markdown, table
from index.store import IndexSettings
from rag.engine import RagSettings
from rag.llm import LLM, LLMSettings

_UNITS = 1_000_000  # prices are per million tokens


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command, and its other actions."""
    _choosing(parser)
    _showing(parser)
    parser.add_argument("--resume", action="store_true", help="go on with a run broken off")
    parser.add_argument(
        "--judge", nargs="?", const="", metavar="MODEL", help="let a language model judge too"
    )
    parser.add_argument(
        "--price", type=float, nargs=2, metavar=("IN", "OUT"), help="of a million tokens"
    )
    parser.add_argument("--ablation", action="store_true", help="words, vectors, fused, reranked")
    parser.add_argument("--squad", type=Path, action="append", default=[], metavar="FILE",
                        help="SQuAD-style questions: retrieval over their own passages")  # fmt: skip
    parser.add_argument("--beir", type=Path, action="append", default=[], metavar="DIR",
                        help="a BEIR-style folder, the same way")  # fmt: skip
    actions = parser.add_subparsers(dest="action", metavar="[draft | from-feedback]")
    draft = actions.add_parser("draft", help="cases from a document's own questions")
    draft.add_argument("file", type=Path)
    harvest = actions.add_parser("from-feedback", help="cases from the thumbs of the chat")
    for one in (draft, harvest):
        one.add_argument("--out", type=Path, help="write here instead of to stdout")


def _choosing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--set", type=Path, action="append", default=[], help="cases (JSONL); repeat"
    )
    parser.add_argument(
        "--library", action="store_true", help="ask the data home's documents, not the sample"
    )
    parser.add_argument("--kind", action="append", default=[], help="only cases of this kind")
    parser.add_argument("--split", choices=("all", "dev", "test"), default="all")
    parser.add_argument("--sample", type=int, help="only so many, spread over the kinds")
    parser.add_argument("--seed", type=int, default=0, help="which sample")


def _showing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the run record")
    parser.add_argument("--markdown", action="store_true", help="print the README's tables")
    parser.add_argument("--report", type=Path, help="write run.json and report.html here")
    parser.add_argument("--compare", type=Path, help="an earlier run: its folder or record")
    for flag, text in (("--fail-under", "exit code 1 below"), ("--fail-over", "and above")):
        parser.add_argument(flag, action="append", default=[], metavar="NAME=VALUE", help=text)


def main(args: argparse.Namespace, home: Path, settings: IndexSettings, rag: RagSettings) -> int:
    """Run; returns 1 if a metric is outside its limits."""
    if args.action:
        return _acted(args, home, settings, rag)
    if args.squad or args.beir or args.ablation:
        from eval.ablation import main as measured

        return measured(args, home, settings)
    under, over = ([_limit(t) for t in texts] for texts in (args.fail_under, args.fail_over))
    before = load_verdicts(args.compare) if args.compare else None
    cases = chosen_cases(args)
    with tempfile.TemporaryDirectory() as folder:
        engines = Engines(Path(folder), settings, rag, home if args.library else None)
        finished = _run(args, home, cases, engines, rag)
    record = finished.to_json()
    if args.price:
        record["cost"] = _cost(record["tokens"], *args.price)
    if before is not None:
        record["compare"] = compare(before, finished.verdicts)
    _show(args, record, finished)
    return _judged(under, over, record["metrics"])


def _acted(args: argparse.Namespace, home: Path, settings: IndexSettings, rag: RagSettings) -> int:
    from eval import draft, harvest

    if args.action == "draft":
        cases = draft.draft(args.file, LLM(rag.llm) if rag.llm else None)
    else:
        cases = harvest.harvest(home)
    lines = "".join(json.dumps(c.to_json(), ensure_ascii=False) + "\n" for c in cases)
    if args.out:
        args.out.write_text(lines, encoding="utf-8")
    else:
        sys.stdout.write(lines)
    print(
        f"policy-qa: {len(cases)} 道题，都还没有人看过 / cases, none reviewed yet. 请先改再用："
        " / Mend them, then: policy-qa eval --library --set FILE",
        file=sys.stderr,
    )
    return 0


def chosen_cases(args: argparse.Namespace) -> list[Case]:
    """The cases that the options choose.

    Raises:
        UsageError: there are none.
    """
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
    return cases


def _run(
    args: argparse.Namespace, home: Path, cases: Sequence[Case], engines: Engines, rag: RagSettings
) -> Run:
    """The cases run, recorded as they go; with --resume those that were done are taken as they are."""
    judging = _judge(args.judge, rag)
    digests = list(dict.fromkeys(c.digest for c in cases))
    _warn(cases, engines)
    options = {"unsupported": rag.unsupported, "judge": judging.name if judging else ""}
    planned = plan(cases, [engines(d) for d in digests], options)
    earlier = _earlier(home, planned) if args.resume else None
    journal = Journal(home, planned, earlier)
    known = {r.case.id: r for r in earlier.results} if earlier else {}
    progress = Progress(len(cases), len(known))

    def done(result: Result) -> None:
        journal.add(result)
        progress.step()

    try:
        finished = Run(planned, tuple(run(cases, engines, known, done, judging)))
    except KeyboardInterrupt:
        print(
            "\npolicy-qa: 已中断；加 --resume 接着跑 / Broken off; --resume goes on from here.",
            file=sys.stderr,
        )
        raise
    journal.finish(finished.to_json())
    return finished


def _earlier(home: Path, planned: Plan) -> Unfinished | None:
    """The run to go on with; None, said on stderr, where there is none."""
    earlier = unfinished(home, planned)
    if earlier is None:
        print(
            "policy-qa: 没有同样的、中断的评测，从头开始 / No such run was broken off; starting anew.",
            file=sys.stderr,
        )
    return earlier


def _warn(cases: Sequence[Case], engines: Engines) -> None:
    """Say which gold stands in none of the documents: nothing could ever be right about it."""
    lost = [c.id for c in cases if unquoted(c, engines(c.digest).documents)]
    if lost:
        print(
            f"policy-qa: {len(lost)} 题的原文引文在资料里找不到 / cases whose gold is in no document:"
            f" {', '.join(lost[:10])}",
            file=sys.stderr,
        )


def _judge(wanted: str | None, rag: RagSettings) -> LLM | None:
    """The judging model, after one word from it; None where none is asked for."""
    if wanted is None:
        return None
    base_url = rag.llm.base_url if rag.llm else None
    settings = LLMSettings(wanted, base_url) if wanted else rag.llm
    if settings is None:
        raise UsageError(
            "--judge 要有语言模型 / --judge needs a language model.",
            "例如 / For example: --judge openai:qwen-plus, or set POLICY_QA_LLM.",
        )
    judging = LLM(settings)
    judging.check()
    return judging


def _cost(tokens: dict[str, int], price_in: float, price_out: float) -> float:
    return round((tokens["prompt"] * price_in + tokens["reply"] * price_out) / _UNITS, 4)


def _show(args: argparse.Namespace, record: dict[str, Any], finished: Run) -> None:
    if args.report:
        args.report.mkdir(parents=True, exist_ok=True)
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (args.report / "run.json").write_text(text, encoding="utf-8")
        html = page(record, finished.results)
        (args.report / "report.html").write_text(html, encoding="utf-8")
    if args.json:
        print(json.dumps(record, ensure_ascii=False))
    elif args.markdown:
        print(markdown(record))
    else:
        print(table(record))
        if "compare" in record:
            print(compared(record["compare"]))


def _limit(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        if name not in NAMES:
            raise ValueError
        return name, float(value)
    except ValueError as error:
        raise UsageError(
            f"--fail-under/--fail-over 看不懂 / cannot be understood: {text}.",
            f"写成 NAME=VALUE，NAME 为 / Write NAME=VALUE with one of: {', '.join(NAMES)}.",
        ) from error


def _judged(
    under: list[tuple[str, float]],
    over: list[tuple[str, float]],
    metrics: dict[str, dict[str, float]],
) -> int:
    """1 if any metric is missing or outside its limits, said on stderr; else 0."""
    code = 0
    for limits, sign, word in ((under, 1, "<"), (over, -1, ">")):
        for name, limit in limits:
            value = metrics[name]["value"] if name in metrics else float("nan")
            if not sign * value >= sign * limit:
                print(f"policy-qa: {name} {value:.3f} {word} {limit}", file=sys.stderr)
                code = 1
    return code
