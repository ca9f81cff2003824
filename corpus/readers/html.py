"""HTML pages through BeautifulSoup: one line a block, what frames a page left out."""

from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from corpus.readers.plain import decode

_FRAME = (
    "script",
    "style",
    "noscript",
    "nav",
    "footer",
    "aside",
    "form",
    "template",
    "svg",
    "head",
)
_BLOCKS = frozenset(
    "p div section article main header h1 h2 h3 h4 h5 h6 li ul ol dl dt dd table tr blockquote"
    " pre figure figcaption center body td th".split()
)


def read_html(path: Path, data: bytes) -> str:
    """The text of a page's body, one line a block element; cells of a row parted by tabs.

    Raises:
        DocumentError: its encoding cannot be told.
    """
    soup = BeautifulSoup(_decoded(data, path.name), "lxml")
    for tag in soup.find_all(_FRAME):
        tag.decompose()
    pieces: list[str] = []
    _walk(soup.body or soup, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def _decoded(data: bytes, name: str) -> str:
    """UTF-8, else as a text file: declarations are wrong too often."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return decode(data, name)


def _walk(node: Tag, pieces: list[str]) -> None:
    for child in node.children:
        if isinstance(child, Tag):
            if child.name == "br":
                pieces.append("\n")
                continue
            block = child.name in _BLOCKS
            cell = child.name in ("td", "th")
            if block and not cell:
                pieces.append("\n")
            _walk(child, pieces)
            pieces.append("\t" if cell else "\n" if block else "")
        elif type(child) is NavigableString:
            pieces.append(str(child).replace("\n", " "))
