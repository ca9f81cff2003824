"""The command line: `policy-qa ask`, `search`, `sections`, `ingest`, `library`, `index`, `ui`, `eval`.

Results go to stdout; warnings, progress and errors to stderr. Exit codes: 0 done (a refusal
is a result), 1 an error that can be mended, 2 wrong usage.
"""

import argparse
import os
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import PolicyQAError, UsageError
from ui import commands


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="policy-qa",
        description="问政策汇编，答案句句有出处 / Ask Chinese policy digests; every sentence is cited.",
    )
    parser.add_argument("--home", type=Path, help="data home (default: POLICY_QA_HOME, .policy-qa)")
    sub = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _asking(sub)
    _documents(sub)
    _running(sub)
    return parser


def _asking(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    ask = sub.add_parser("ask", help="one cited answer")
    ask.add_argument("question", nargs="?")
    ask.add_argument("--json", action="store_true", help="the answer as JSON")
    ask.add_argument("--batch", type=Path, help='JSONL of {"id","question","history"}')
    ask.add_argument("--history", action="append", default=[], help="an earlier question; repeat")
    _filters(ask)
    ask.set_defaults(run=commands.ask)
    search = sub.add_parser("search", help="the sections found, no answer")
    search.add_argument("question", nargs="?")
    search.add_argument("--json", action="store_true", help="the sections as JSON")
    search.add_argument("--batch", type=Path, help='JSONL of {"id","question"}')
    search.add_argument("--top-k", type=int, default=10, help="at most so many (default 10)")
    _filters(search)
    search.set_defaults(run=commands.search)


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--document", action="append", default=[], help="only this document id")
    parser.add_argument("--issue", action="append", default=[], help="only this issue (第九期)")
    parser.add_argument("--policy", action="append", default=[], help="only this policy (title)")
    parser.add_argument("--body", action="append", default=[], help="only this issuing body")


def _documents(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    sections = sub.add_parser("sections", help="how a file is cut")
    sections.add_argument("file", type=Path)
    sections.add_argument("--json", action="store_true")
    sections.add_argument("--text", action="store_true", help="print the text that offsets count")
    sections.set_defaults(run=commands.sections)
    ingest = sub.add_parser("ingest", help="add files or folders to the library")
    ingest.add_argument("paths", nargs="+", type=Path)
    ingest.set_defaults(run=commands.ingest)
    library = sub.add_parser("library", help="what is in the library")
    actions = library.add_subparsers(dest="action", required=True, metavar="list|show|remove")
    listing = actions.add_parser("list", help="all documents")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=commands.library_list)
    for name, run in (("show", commands.library_show), ("remove", commands.library_remove)):
        one = actions.add_parser(name)
        one.add_argument("document")
        one.set_defaults(run=run)
    index = sub.add_parser("index", help="the index")
    actions = index.add_subparsers(dest="action", required=True, metavar="build|status|verify")
    for name, run, text in (
        ("build", commands.index_build, "rebuild it whole"),
        ("status", commands.index_status, "what is there"),
        ("verify", commands.index_verify, "check its files"),
    ):
        actions.add_parser(name, help=text).set_defaults(run=run)


def _running(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    web = sub.add_parser("ui", help="the chat in a browser")
    web.add_argument("--host", default="127.0.0.1")
    web.add_argument("--port", type=int, default=7860)
    web.set_defaults(run=commands.web)
    from eval.cli import add_arguments as eval_arguments

    evaluation = sub.add_parser("eval", help="the scripted eval set")
    eval_arguments(evaluation)
    evaluation.set_defaults(run=commands.evaluate)
    from eval.bench import add_arguments as bench_arguments

    bench = sub.add_parser("bench", help="speed and memory")
    bench_arguments(bench)
    bench.set_defaults(run=commands.bench)
    from index.training.cli import add_arguments as train_arguments

    train = sub.add_parser("train-encoder", help="train or tune the encoder")
    train_arguments(train)
    train.set_defaults(run=commands.train)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    warnings.showwarning = _warn
    args = build_parser().parse_args(argv)
    try:
        return int(args.run(args))
    except UsageError as error:
        print(f"policy-qa: {error}", file=sys.stderr)
        return 2
    except PolicyQAError as error:
        print(f"policy-qa: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        print(
            f"policy-qa: 读写失败 / Reading or writing failed: {error.strerror or error}{place}."
            " 请检查磁盘空间与权限 / Check disk space and permissions.",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130


def _warn(message: Warning | str, *args: object, **kwargs: object) -> None:
    print(f"policy-qa: {message}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
