"""From a file to its text, one reader a format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import DocumentError
from corpus.readers.plain import decode

FORMATS = (".txt", ".md", ".docx", ".html", ".htm")
MAX_BYTES = 50 * 1024 * 1024

_CONVERT = "请另存为 docx、html、md 或 txt / Save it as docx, html, md or txt."


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, and which of its lines the file's format sets apart.

    `signs` is by the line's number from 0: "#" to "######" for a heading, "**" for a line in
    bold, which only Markdown tells.
    """

    text: str
    signs: Mapping[int, str] = field(default_factory=dict)


def read_text(path: Path) -> str:
    """The text of a file, as `read_file`.

    Raises:
        DocumentError: as `read_file`.
    """
    return read_file(path).text


def read_file(path: Path) -> FileText:
    """The text of a file: BOM removed, line ends as "\\n"; of Markdown, as of Word and HTML, what a page shows.

    Raises:
        DocumentError: it is missing, empty, a folder, too large, of an unknown format, or
            cannot be decoded; the message says which.
    """
    data = read_bytes(path)
    suffix = path.suffix.lower()
    signs: Mapping[int, str] = {}
    if suffix == ".docx":
        from corpus.readers.docx import read_docx

        text, signs = read_docx(path, data)
    elif suffix in (".html", ".htm"):
        from corpus.readers.html import read_html

        text, signs = read_html(path, data)
    else:
        text = decode(data, path.name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if suffix == ".md":
        from corpus.readers.markdown import read_markdown

        text, signs = read_markdown(text)
    if not text.strip():
        raise DocumentError(f"文件里没有文字 / The file has no text: {path.name}.", _CONVERT)
    return FileText(text, signs)


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of a known format and a sensible size.

    Raises:
        DocumentError: as `read_text`.
    """
    if path.is_dir():
        raise DocumentError(f"这是目录，不是文件 / Not a file but a folder: {path.name}.", _CONVERT)
    if not path.exists():
        raise DocumentError(f"没有这个文件 / No such file: {path}.", "请检查路径 / Check the path.")
    if path.suffix.lower() not in FORMATS:
        raise DocumentError(
            f"不支持的格式 {path.suffix or '（无扩展名）'} / Unknown format"
            f" {path.suffix or '(none)'}: {path.name}.",
            _CONVERT,
        )
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise DocumentError(
            f"文件太大（{size / 1e6:.0f} MB，上限 {MAX_BYTES / 1e6:.0f} MB） / The file is too large:"
            f" {path.name}.",
            "请拆成几份 / Split it into several files.",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(
            f"文件读不了 / The file cannot be read: {path.name} ({error.strerror}).",
            "请检查权限 / Check its permissions.",
        ) from error
    if not data.strip():
        raise DocumentError(
            f"文件是空的 / The file is empty: {path.name}.", "请检查文件 / Check the file."
        )
    return data
