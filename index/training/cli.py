"""`policy-qa train-encoder`: train the encoder, or tune it on texts of your own."""

import argparse
import sys
from pathlib import Path

from corpus.errors import UsageError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("--data", type=Path, required=True, help="folder of .jsonl(.xz) pairs")
    parser.add_argument("--without", type=Path, help="folder of test files to leave out")
    parser.add_argument("--out", type=Path, required=True, help="where the model directory goes")
    parser.add_argument("--work", type=Path, help="checkpoints and tokenizer (default: OUT.work)")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--tune", type=Path, help="start from this model and its tokenizer")
    parser.add_argument(
        "--written",
        action="store_true",
        help="with --tune: also on the questions and word tables that ship with the project",
    )
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--rate", type=float, default=5e-3)
    parser.add_argument("--vocabulary", type=int, default=72_000)
    parser.add_argument("--characters", type=int, default=60_000_000)
    parser.add_argument("--seed", type=int, default=20250925)


def main(args: argparse.Namespace) -> int:
    """Train and export; returns the exit code."""
    try:
        from index.training.train import Recipe, encode_sources, train
    except ImportError as error:
        raise UsageError(
            f"训练需要额外的包 / Training needs further packages ({error.name}).",
            "请运行 / Run: pip install 'policy-qa[train]'",
        ) from error
    from index.training.asked import written_sources
    from index.training.export import export
    from index.training.glossed import glossed_source
    from index.training.pairs import read_sources
    from index.training.pieces import parts_of_pieces
    from index.training.tokenizer import load_tokenizer, train_tokenizer

    if not args.data.is_dir():
        raise UsageError(
            f"没有这个目录 / No such folder: {args.data}.",
            "--data 要给放着 .jsonl 的目录 / --data takes a folder of .jsonl files.",
        )
    sources = read_sources(args.data, args.seed, args.without)
    if not sources:
        raise UsageError(
            f"目录里没有可用的 .jsonl / No usable .jsonl in {args.data}.",
            "格式见 index/training/README.md / See index/training/README.md for the format.",
        )
    sources += glossed_source(sources, args.seed)
    work = args.work or args.out.with_name(args.out.name + ".work")
    tokenizer_path = work / "tokenizer.json"
    start = None
    if args.tune:
        from index.static import StaticEncoder

        start = StaticEncoder.load(args.tune).table
        tokenizer_path = args.tune / "0_StaticEmbedding" / "tokenizer.json"
    elif not (args.resume and tokenizer_path.exists()):
        print("training the tokenizer", file=sys.stderr)
        train_tokenizer(sources, tokenizer_path, args.characters, args.vocabulary, args.seed)
    tokenizer = load_tokenizer(tokenizer_path)
    if args.written or not args.tune:
        sources += written_sources(sources)
    recipe = Recipe(steps=args.steps, batch=args.batch, rate=args.rate, seed=args.seed)
    encoded = encode_sources(sources, tokenizer, recipe.longest)
    model = train(encoded, parts_of_pieces(tokenizer), recipe, work, args.resume, start)
    export(model.table(), tokenizer_path, args.out)
    print(f"wrote {args.out}", file=sys.stderr)
    return 0
