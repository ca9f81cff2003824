"""A table's rows read as sentences: each cell with the name and the unit that the header gives it."""

import re
from collections.abc import Sequence

from rag.passages import Span

_FIGURE = re.compile(r"[\d.,%％]+")
# 报废补贴（元/台）: the unit of the cells below.
_UNIT = re.compile(r"[（(](?:单位[:：])?(?P<unit>[^（）()]{1,8})[）)]$")


def headers(spans: Sequence[Span]) -> dict[int, int]:
    """The place of the header for each row below it; a header holds no figures alone in a cell."""
    found: dict[int, int] = {}
    header: int | None = None
    for i, span in enumerate(spans):
        cells = span.text.split("\t")
        if len(cells) == 1:
            header = None
        elif header is not None:
            found[i] = header
        elif not any(_FIGURE.fullmatch(cell) for cell in cells):
            header = i
    return found


def readings(spans: Sequence[Span]) -> list[str]:
    """What each span says on its own: 补贴8600元/台 for the cell 8600 below 补贴（元/台）."""
    of = headers(spans)
    return [
        _read(span.text, spans[of[i]].text) if i in of else span.text
        for i, span in enumerate(spans)
    ]


def _read(row: str, header: str) -> str:
    cells, names = row.split("\t"), header.split("\t")
    if len(cells) != len(names):
        return row
    return "，".join(_cell(name, cell) for name, cell in zip(names, cells, strict=True))


def _cell(name: str, cell: str) -> str:
    unit = _UNIT.search(name)
    if unit is None or not _FIGURE.fullmatch(cell):
        return f"{name}{cell}"
    return f"{name[: unit.start()]}{cell}{unit['unit']}"
