"""The bench: its sections are as long as it says, and its table is one line a size."""

import argparse
import json
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import UsageError
from eval.bench import _recombined, add_arguments, main
from index.static import StaticEncoder


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return parser.parse_args(given)


@pytest.mark.parametrize("pieces", [150, 300])
def test_recombined_sections_are_as_long_as_asked_and_the_same_every_time(pieces: int) -> None:
    encoder = StaticEncoder.load()
    texts = _recombined(300, pieces, encoder)
    assert texts == _recombined(300, pieces, encoder)
    assert len(set(texts)) == 300
    mean = np.mean([encoder.count_tokens(t) for t in texts])
    assert mean == pytest.approx(pieces, rel=0.05)


def test_a_line_for_each_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "texts.jsonl"
    rows = [
        {"text": f"第{n}条　新型储能项目按照规定取得补贴{n * 7}万元，期限为{n}年。"}
        for n in range(30)
    ]
    file.write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    assert main(arguments("--texts", str(file), "--sizes", "10", "30", "--rounds", "1")) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert [int(line.split()[0]) for line in lines] == [10, 30]
    # The header has two-word columns: a figure under each.
    assert len(lines[0].split()) == 8 and "p50 ms" in head and "cpu ms" in head


def test_what_is_no_text_is_said(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"words": "x"}\n', encoding="utf-8")
    with pytest.raises(UsageError):
        main(arguments("--texts", str(file), "--sizes", "10"))
