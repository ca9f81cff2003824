"""HTML pages through BeautifulSoup: one line a block, what frames a page left out."""

import re
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


# Words in a class or id by which pages name what frames them.
_FRAME_NAME = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|topnav|menu|breadcrumbs?|crumbs?|footer|foot|copyright|sidebar|share|toolbar|"
    r"qrcode|weixin|friendlinks?|pagination|pager)(?:[-_\s]|$)",
    re.IGNORECASE,
)
_LINKS = 3
# Stands around a heading while a page is taken apart: a code point that is no character.
_MARK = "\ufdd0"
_HEADED = re.compile(rf"({_MARK}+)[^{_MARK}\t]+{_MARK}")
_LINK_SHARE = 0.7


def read_html(path: Path, data: bytes) -> tuple[str, dict[int, str]]:
    """The text of a page's body, one line a block element; cells of a row parted by tabs.

    The second is "#" to "######" for the lines that are headings, by their number from 0.

    Raises:
        DocumentError: its encoding cannot be told.
    """
    soup = BeautifulSoup(_decoded(data, path.name), "lxml")
    for tag in soup.find_all(_FRAME):
        tag.decompose()
    body = soup.body or soup
    _unframe(body)
    lines = _lines(body)
    headed = {i: match for i, line in enumerate(lines) if (match := _HEADED.fullmatch(line))}
    signs = {i: "#" * len(match.group(1)) for i, match in headed.items()}
    return "\n".join(line.replace(_MARK, "") for line in lines), signs


def fragment_lines(html: str) -> list[str]:
    """The lines of a piece of HTML inside another text, as `read_html` gives them."""
    soup = BeautifulSoup(html, "lxml")
    for tag in soup.find_all(("script", "style")):
        tag.decompose()
    return [line.replace(_MARK, "") for line in _lines(soup)]


def _lines(node: Tag) -> list[str]:
    """The lines of a page; before a heading stand as many marks as its level, and one after it."""
    pieces: list[str] = []
    _walk(node, pieces)
    rows = (line.split("\t") for line in "".join(pieces).split("\n"))
    lines = ("\t".join(" ".join(cell.split()) for cell in row).strip() for row in rows)
    return [line for line in lines if line.strip(_MARK)]


def _unframe(body: Tag) -> None:
    """Take out what is hidden, named as a page's frame, or hardly more than links.

    Nothing that holds half of the page's text is a frame, whatever its name.
    """
    half = len(body.get_text(strip=True)) / 2
    for tag in body.find_all(True):
        if tag.decomposed or tag.name not in _BLOCKS or len(tag.get_text(strip=True)) > half:
            continue
        names = " ".join(str(x) for x in [*tag.get_attribute_list("class"), tag.get("id")] if x)
        style = str(tag.get("style") or "").replace(" ", "")
        hidden = tag.has_attr("hidden") or "display:none" in style
        if hidden or _FRAME_NAME.search(names) or _is_links(tag):
            tag.decompose()


def _is_links(tag: Tag) -> bool:
    """Whether a block is a list of links to other pages, and no list of attachments."""
    links = [a for a in tag.find_all("a", href=True) if not str(a["href"]).startswith("#")]
    text = re.sub(r"\W", "", tag.get_text())
    linked = sum(len(re.sub(r"\W", "", a.get_text())) for a in links)
    return len(links) >= _LINKS and linked > _LINK_SHARE * len(text) and "附件" not in text


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
            heading = re.fullmatch(r"h([1-6])", child.name)
            pieces.append(_MARK * int(heading.group(1)) if heading else "")
            _walk(child, pieces)
            pieces.append(_MARK if heading else "")
            pieces.append("\t" if cell else "\n" if block else "")
        elif type(child) is NavigableString:
            pieces.append(re.sub(rf"[\n\t{_MARK}]", " ", str(child)))
