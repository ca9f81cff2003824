"""Texts as digests, ministries' pages and newspapers set them, each with the outline of its cut.

A file in `layouts` is a text, a line `====`, and the outline: the document, its policies, its
sections. To see what a cut is now: `python -m tests.test_sections_layouts FILE`.
"""

import sys
from pathlib import Path

import pytest

from corpus.parse import parse_text
from corpus.records import ParsedDocument
from tests.test_sections_property import check

LAYOUTS = sorted((Path(__file__).parent / "layouts").glob("*.txt"))
RULE = "\n====\n"


def outline(parsed: ParsedDocument) -> list[str]:
    """One line for the document, each policy and each section."""
    document = parsed.document
    lines = [f"{document.title} | {document.issue} | {document.date}"]
    for p in parsed.policies:
        who = f"{p.alias} | {'、'.join(p.bodies)} | {p.speaker} | {p.date}"
        lines.append(f"《{p.title}》 {p.source_type} | {who}")
    for s in parsed.sections:
        text = parsed.text_of(s).replace("\n", "/")
        brief = text if len(text) <= 40 else f"{text[:24]}…{text[-15:]}"
        under = f" <{s.heading}>" if s.heading else ""
        asked = f" [{s.question}]" if s.question is not None else ""
        lines.append(f"{s.kind} {s.id.rsplit('/', 1)[1]}{under}{asked} {brief}")
    return lines


@pytest.mark.parametrize("path", LAYOUTS, ids=lambda p: p.stem)
def test_layout_is_cut_as_its_outline_says(path: Path) -> None:
    text, wanted = path.read_text(encoding="utf-8").split(RULE)
    parsed = parse_text(text, "文件.txt")
    check(parsed)
    assert outline(parsed) == wanted.strip().split("\n")


if __name__ == "__main__":
    content = Path(sys.argv[1]).read_text(encoding="utf-8").split(RULE)[0]
    print(content.rstrip("\n") + RULE + "\n".join(outline(parse_text(content, "文件.txt"))))
