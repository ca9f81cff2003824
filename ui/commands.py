"""What each command does; `ui.cli` parses, this prints."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpus.errors import DocumentError, PolicyQAError, UsageError
from corpus.parse import parse_file
from corpus.readers import FORMATS, read_text
from corpus.records import ParsedDocument
from index.hits import Filters
from rag.answer import Turn
from ui import terminal
from ui.config import load_config
from ui.contract import document_json, hit_json, named_filters, section_json, turns
from ui.workspace import Workspace


def _workspace(args: argparse.Namespace) -> Workspace:
    return Workspace(load_config(home=args.home))


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _filters_of(args: argparse.Namespace, documents: tuple[ParsedDocument, ...]) -> Filters:
    return named_filters(documents, args.document, args.issue, args.policy, args.body)


def ask(args: argparse.Namespace) -> int:
    """`policy-qa ask`."""
    workspace = _workspace(args)
    engine = workspace.engine
    filters = _filters_of(args, engine.documents)
    if args.batch:
        return _batch(
            args.batch,
            lambda row: engine.ask(
                row["question"], turns(row.get("history") or []), filters
            ).to_json(row.get("id")),
        )
    if not args.question:
        raise UsageError(
            "没有问题 / No question.", '例如 / For example: policy-qa ask "目标是什么？"'
        )
    answer = engine.ask(args.question, [Turn(q) for q in args.history], filters)
    if args.json:
        _print_json(answer.to_json())
    else:
        print(terminal.render(answer))
    return 0


def _batch(path: Path, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """One line of JSON for each line of a file; a bad line is told of and the rest go on."""
    failed = 0
    for number, line in _lines(path):
        identifier: Any = None
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not isinstance(row.get("question"), str):
                raise ValueError('needs {"question": "..."}')
            identifier = row.get("id")
            _print_json(answer(row))
        except (ValueError, KeyError, TypeError, PolicyQAError) as error:
            failed += 1
            _print_json({"id": identifier, "error": f"line {number}: {error}"})
    return 1 if failed else 0


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.is_file():
        raise UsageError(f"没有这个文件 / No such file: {path}.", "请检查路径 / Check the path.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"不是 UTF-8 文件 / Not a UTF-8 file: {path}.", "请另存为 UTF-8 / Save it as UTF-8."
        ) from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield number, line


def search(args: argparse.Namespace) -> int:
    """`policy-qa search`."""
    if args.top_k < 1:
        raise UsageError("--top-k 至少为 1 / --top-k must be at least 1.")
    engine = _workspace(args).engine
    filters = _filters_of(args, engine.documents)
    if args.batch:
        return _batch(
            args.batch,
            lambda row: {
                "id": row.get("id"),
                "results": [
                    hit_json(h)
                    for h in engine.search(
                        row["question"], args.top_k, filters, turns(row.get("history") or [])
                    )
                ],
            },
        )
    if not args.question:
        raise UsageError("没有问题 / No question.", '例如 / For example: policy-qa search "目标"')
    hits = engine.search(args.question, args.top_k, filters)
    if args.json:
        _print_json([hit_json(h) for h in hits])
    else:
        print(terminal.render_hits(hits))
    return 0


def sections(args: argparse.Namespace) -> int:
    """`policy-qa sections`."""
    if args.text:
        sys.stdout.write(read_text(args.file))
        return 0
    parsed = parse_file(args.file)
    if args.json:
        _print_json([section_json(parsed, s) for s in parsed.sections])
    else:
        print(terminal.render_sections(parsed))
    return 0


def ingest(args: argparse.Namespace) -> int:
    """`policy-qa ingest`: every file that can be read goes in, the others are told of."""
    files = [f for path in args.paths for f in _files(path)]
    if not files:
        raise UsageError(
            "没有可读的文件 / No readable files.", f"支持的格式 / Formats: {' '.join(FORMATS)}"
        )
    store = _workspace(args).store
    failed = changed = 0
    for file in files:
        try:
            added = store.library.add(file)
        except DocumentError as error:
            failed += 1
            print(f"policy-qa: {error}", file=sys.stderr)
            continue
        changed += added.outcome != "unchanged"
        print(terminal.render_added(file, added))
    if changed or store.manifest() is None:
        store.refresh(terminal.progress)
    return 1 if failed else 0


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in FORMATS)
    return [path]


def library_list(args: argparse.Namespace) -> int:
    """`policy-qa library list`."""
    documents = _workspace(args).documents()
    if args.json:
        _print_json([document_json(d) for d in documents])
    else:
        print(terminal.render_library(documents))
    return 0


def library_show(args: argparse.Namespace) -> int:
    """`policy-qa library show`."""
    for parsed in _workspace(args).documents():
        if parsed.document.id == args.document:
            print(terminal.render_sections(parsed))
            return 0
    raise PolicyQAError(
        f"资料库里没有 {args.document} / The library has no {args.document}.",
        "用 policy-qa library list 查看 / See policy-qa library list.",
    )


def library_remove(args: argparse.Namespace) -> int:
    """`policy-qa library remove`."""
    _workspace(args).store.remove(args.document)
    print(f"已移除 / removed: {args.document}")
    return 0


def index_build(args: argparse.Namespace) -> int:
    """`policy-qa index build`."""
    manifest = _workspace(args).store.build(terminal.progress)
    print(
        f"已建好 / built: {manifest.sections} sections, {manifest.chunks} chunks, {manifest.encoder}"
    )
    return 0


def index_status(args: argparse.Namespace) -> int:
    """`policy-qa index status`."""
    manifest = _workspace(args).store.manifest()
    if manifest is None:
        print("还没有索引 / no index yet")
        return 0
    for name in ("encoder", "dimension", "chunker", "corpus", "sections", "chunks", "created"):
        print(f"{name:10} {getattr(manifest, name)}")
    return 0


def index_verify(args: argparse.Namespace) -> int:
    """`policy-qa index verify`."""
    wrong = _workspace(args).store.verify()
    if wrong:
        raise PolicyQAError(
            f"索引文件损坏 / Damaged files of the index: {', '.join(wrong)}.",
            "请运行 policy-qa index build / Run policy-qa index build.",
        )
    print("索引完好 / the index is whole")
    return 0


def web(args: argparse.Namespace) -> int:
    """`policy-qa ui`."""
    from ui.web.server import serve

    serve(_workspace(args), host=args.host, port=args.port)
    return 0


def evaluate(args: argparse.Namespace) -> int:
    """`policy-qa eval`."""
    from eval.cli import main

    config = load_config(home=args.home)
    return main(args, config.home, config.index, config.rag)


def bench(args: argparse.Namespace) -> int:
    """`policy-qa bench`."""
    from eval.bench import main

    return main(args)


def train(args: argparse.Namespace) -> int:
    """`policy-qa train-encoder`."""
    from index.training.cli import main

    return main(args)
