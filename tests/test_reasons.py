"""Every reason that the checks give has its English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.web.reasons import in_english

VERIFY = Path(__file__).parent.parent / "rag" / "verify"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def written(node: ast.AST | None) -> Iterator[str]:
    """The texts that an expression may be, with x for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(p.value if isinstance(p, ast.Constant) else "x" for p in node.values)  # type: ignore[misc]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Doubt":
        yield from written(node.args[0])
    elif isinstance(node, ast.IfExp):
        yield from (*written(node.body), *written(node.orelse))


def reasons() -> set[str]:
    found = set()
    for path in VERIFY.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "reason":
                found |= set(written(node.value))
            elif isinstance(node, ast.Return):
                parts = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
                found |= {text for part in parts for text in written(part)}
    return {text for text in found if CHINESE.search(text)}


def test_there_are_reasons() -> None:
    assert len(reasons()) > 30


# 没有说 or 在别处说, which stand by themselves in the table.
@pytest.mark.parametrize("reason", sorted(reasons() - {"原文xx“x”", "原文x“x”"}))
def test_each_reason_has_its_english(reason: str) -> None:
    assert not CHINESE.search(re.sub(r"\(.*\)|“.*”", "", in_english(reason)))


def test_words_of_the_source_stay() -> None:
    assert in_english("原文没有说“由省级审核”") == "the source does not say “由省级审核”"
    assert in_english("原文的“10%”说的不是“集群”") == "in the source “10%” is not said of “集群”"
    assert in_english("别的话") == "别的话"
