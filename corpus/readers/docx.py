"""Word documents through python-docx: paragraphs and tables in order, numbering written out."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import DocumentError

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# What a paragraph holds that is not its text now: deleted, drawn twice, or a box of its own.
_NOT_TEXT = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}txbxContent", f"{_MC}Fallback"))
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HAN = "〇一二三四五六七八九"


def read_docx(path: Path, data: bytes) -> tuple[str, dict[int, str]]:
    """One line a paragraph, one line a table row with its cells parted by tabs.

    The second is "#" to "######" for the lines that are headings of one line, by number from 0.
    Text boxes follow the paragraph they hang on; a table of contents that Word keeps is left out.

    Raises:
        DocumentError: not a Word document, or a damaged one.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DocumentError(
            f"Word 文件打不开 / The Word file cannot be opened: {path.name}.",
            "请在 Word 里另存为 docx 再试 / Save it again as docx.",
        ) from error
    lines: list[str] = []
    signs: dict[int, str] = {}
    for text, level in _lines(document.element.body, _Styles(document)):
        if level and text.strip() and "\n" not in text:
            signs[len(lines)] = "#" * level
        lines += text.split("\n")
    return "\n".join(lines), signs


def _lines(container: Any, styles: "_Styles") -> Iterator[tuple[str, int]]:
    """The paragraphs and rows of a body, a cell or a text box, each with its level as a heading."""
    for child in container:
        if child.tag == f"{_W}p":
            yield styles.label(child) + _text(child), styles.level(child)
            for box in child.iter(f"{_W}txbxContent"):
                if not any(a.tag == f"{_MC}Fallback" for a in box.iterancestors()):
                    yield from _lines(box, styles)
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                if next(row.iterancestors(f"{_W}tbl")) is child:
                    yield _row(row, styles), 0
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            gallery = child.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
            contents = gallery is not None and "Contents" in (gallery.get(f"{_W}val") or "")
            if content is not None and not contents:
                yield from _lines(content, styles)


def _row(row: Any, styles: "_Styles") -> str:
    cells = []
    for cell in row.iter(f"{_W}tc"):
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        below = merged is not None and merged.get(f"{_W}val") != "restart"
        if next(cell.iterancestors(f"{_W}tr")) is row and not below:
            lines = (line.strip().replace("\n", " ") for line, _ in _lines(cell, styles))
            cells.append(" ".join(line for line in lines if line))
    return "\t".join(cells)


def _text(element: Any) -> str:
    """The text of a paragraph as it reads now, insertions, links and fields included."""
    out = []
    for child in element:
        if child.tag == f"{_W}t":
            out.append(child.text or "")
        elif child.tag in _CHARACTERS:
            out.append(_CHARACTERS[child.tag])
        elif child.tag not in _NOT_TEXT and child.tag != f"{_W}pPr":
            out.append(_text(child))
    return "".join(out)


class _Styles:
    """What Word keeps beside the text: numbers, counted and written as it shows them, and outline levels."""

    def __init__(self, document: "Document") -> None:
        self._levels: dict[str, dict[int, tuple[str, str]]] = {}
        self._counts: dict[tuple[str, int], int] = defaultdict(int)
        self._styles: dict[str, Any] = {
            x.get(f"{_W}styleId"): x for x in document.styles.element.iter(f"{_W}style")
        }
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

    def label(self, paragraph: Any) -> str:
        """The number that Word would show before this paragraph, or nothing."""
        key, level = self._place(paragraph)
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

    def level(self, paragraph: Any) -> int:
        """The outline level of a paragraph from 1 to 6, a title's being 1; 0 of running text."""
        for properties in self._properties(paragraph):
            level = _value(properties, "outlineLvl")
            if level is not None:
                return int(level) + 1 if int(level) < 6 else 0
        style = self._styles.get(_value(paragraph.find(f"{_W}pPr"), "pStyle") or "")
        return int((_value(style, "name") or "").lower() == "title")

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level of a paragraph: its own, else of its style or that style's base."""
        level: str | None = None
        for properties in self._properties(paragraph):
            number = None if properties is None else properties.find(f"{_W}numPr")
            level = level or _value(number, "ilvl")
            if _value(number, "numId") is not None:
                return str(_value(number, "numId")), int(level or 0)
        return "", 0

    def _properties(self, paragraph: Any) -> Iterator[Any]:
        """The properties of a paragraph, of its style, of that style's base and so on."""
        properties = paragraph.find(f"{_W}pPr")
        yield properties
        style = _value(properties, "pStyle")
        for _ in self._styles:
            definition = self._styles.get(style or "")
            if definition is None:
                return
            yield definition.find(f"{_W}pPr")
            style = _value(definition, "basedOn")


def _value(parent: Any, name: str) -> str | None:
    """The value of a child element, or None without it."""
    child = None if parent is None else parent.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")


def _levels(abstract: Any) -> dict[int, tuple[str, str]]:
    """(number format, label template) by level of one numbering definition."""
    out = {}
    for level in abstract.findall(f"{_W}lvl"):
        style, text = level.find(f"{_W}numFmt"), level.find(f"{_W}lvlText")
        if style is not None and text is not None:
            out[int(level.get(f"{_W}ilvl"))] = (style.get(f"{_W}val"), text.get(f"{_W}val") or "")
    return out


def _written(number: int, style: str) -> str:
    if style == "decimalEnclosedCircle" and number <= 20:
        return chr(0x245F + number)
    if style.endswith("Letter") and number <= 26:
        return chr((0x60 if style.startswith("lower") else 0x40) + number)
    if not any(word in style.lower() for word in ("chinese", "ideograph", "japanese", "taiwanese")):
        return str(number)
    if number < 10:
        return _HAN[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _HAN[tens]) + "十" + (_HAN[ones] if ones else "")
