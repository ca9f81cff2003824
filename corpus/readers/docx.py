"""Word documents through python-docx: paragraphs and tables in order, numbering written out."""

import io
import zipfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import DocumentError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "〇一二三四五六七八九"


def read_docx(path: Path, data: bytes) -> str:
    """One line a paragraph, one line a table row with its cells parted by tabs.

    Raises:
        DocumentError: not a Word document, or a damaged one.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DocumentError(
            f"Word 文件打不开 / The Word file cannot be opened: {path.name}.",
            "请在 Word 里另存为 docx 再试 / Save it again as docx.",
        ) from error
    numbers = _Numbering(document)
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)
                lines.append("\t".join(cell.replace("\n", " ") for cell in cells))
        else:
            lines.append(numbers.label(block) + block.text)
    return "\n".join(lines)


class _Numbering:
    """Numbers that Word keeps beside the text, counted and written as it shows them."""

    def __init__(self, document: "Document") -> None:
        self._levels: dict[str, dict[int, tuple[str, str]]] = {}
        self._counts: dict[tuple[str, int], int] = defaultdict(int)
        try:
            root: Any = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {
            a.get(f"{_W}abstractNumId"): _levels(a) for a in root.findall(f"{_W}abstractNum")
        }
        for num in root.findall(f"{_W}num"):
            reference = num.find(f"{_W}abstractNumId")
            if reference is not None:
                self._levels[num.get(f"{_W}numId")] = abstract.get(reference.get(f"{_W}val"), {})

    def label(self, paragraph: "Paragraph") -> str:
        """The number that Word would show before this paragraph, or nothing."""
        properties: Any = paragraph._p.pPr
        number = properties.numPr if properties is not None else None
        if number is None or number.numId is None:
            return ""
        key, level = str(number.numId.val), int(number.ilvl.val if number.ilvl is not None else 0)
        style, template = self._levels.get(key, {}).get(level, ("", ""))
        if not template or style in ("bullet", "none", ""):
            return ""
        self._counts[key, level] += 1
        for deeper in range(level + 1, 9):
            self._counts[key, deeper] = 0
        for i in range(level + 1):
            kind = self._levels[key].get(i, (style, ""))[0]
            template = template.replace(f"%{i + 1}", _written(self._counts[key, i] or 1, kind))
        return template


def _levels(abstract: Any) -> dict[int, tuple[str, str]]:
    """(number format, label template) by level of one numbering definition."""
    out = {}
    for level in abstract.findall(f"{_W}lvl"):
        style, text = level.find(f"{_W}numFmt"), level.find(f"{_W}lvlText")
        if style is not None and text is not None:
            out[int(level.get(f"{_W}ilvl"))] = (style.get(f"{_W}val"), text.get(f"{_W}val") or "")
    return out


def _written(number: int, style: str) -> str:
    if "chinese" not in style.lower() and "ideograph" not in style.lower():
        return str(number)
    if number < 10:
        return _HAN[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")
