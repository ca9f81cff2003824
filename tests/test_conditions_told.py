"""A yes or no is told with the sentence that limits it."""

from corpus.parse import parse_text
from rag.extract import _conditions
from rag.passages import sentences

TEXT = """海川政策速递（虚构）
2026年第13期

海川市民政局印发了《海川市设施管理办法》（以下简称《办法》）。

Q1：设施能改变用途吗？
A1：设施不得改变用途。确需改变的，应当经民政部门同意。每年检查两次。
"""


def test_what_limits_an_answer_is_told_with_it() -> None:
    parsed = parse_text(TEXT, "d.txt")
    section = next(s for s in parsed.sections if s.kind == "qa")
    spans = sentences(parsed.document, section)
    assert _conditions(spans, 0) == [1]
    assert _conditions(spans, 1) == []
    assert _conditions(spans, 2) == []
