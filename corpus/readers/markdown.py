"""Markdown: every line as its page shows it, without the signs."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from corpus.readers.commonmark import parser
from corpus.readers.html import fragment_lines

_BREAKS = (
    r"br|hr|p|div|center|ul|ol|li|dl|dt|dd|h[1-6]|details|summary|section|article|header|footer|"
    r"main|nav|aside|figure|figcaption|blockquote"
)
_BREAK = re.compile(rf"</?(?:{_BREAKS})(?=[\s/>])", re.IGNORECASE)
# The tags that running text is set in; <A类> and <公章> are text.
_TAG = re.compile(
    rf"</?(?:[abipsuq]|(?i:{_BREAKS}|abbr|big|cite|code|del|em|font|img|ins|kbd|mark|samp|small|"
    r"span|strike|strong|sub|sup|time|tt|var|wbr))(?:[\s/][^>]*)?>|<!--.*-->",
    re.DOTALL,
)
# Blanks, quotation signs and list marks around a table, then its first bar.
_BEFORE_ROW = re.compile(r"^(?:[\s>]|[-*+]\s|\d+[.)]\s)*\|?")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def read_markdown(text: str) -> tuple[str, dict[int, str]]:
    """What a page shows of a text, and which of its lines Markdown sets apart.

    Lines stay lines, blank ones as well; the bullets and numbers of lists stay; a table's row is
    one line with its cells parted by tabs. The second is, by the line's number from 0, "#" to
    "######" for a heading and "**" for a line in bold from end to end.
    """
    page = _Page(text.split("\n"))
    page.read(_parser().parse(text))
    page.skip_to(len(page.source))
    return "\n".join(page.lines), page.signs


@cache
def _parser() -> MarkdownIt:
    return parser()


@dataclass(slots=True)
class _Page:
    """The lines gathered so far; `at` is the line of `source` that comes next.

    `marks` are those of list items that wait for their text, `counts` the last number of each
    open list.
    """

    source: list[str]
    lines: list[str] = field(default_factory=list)
    signs: dict[int, str] = field(default_factory=dict)
    at: int = 0
    marks: str = ""
    counts: list[int] = field(default_factory=list)

    def read(self, tokens: Sequence[Token]) -> None:
        for i, token in enumerate(tokens):
            first, end = token.map or (self.at, self.at)
            if token.type in ("ordered_list_open", "bullet_list_open"):
                self.counts.append(-1)
            elif token.type in ("ordered_list_close", "bullet_list_close"):
                self.counts.pop()
            elif token.type == "list_item_open":
                self._mark(token)
            elif token.type == "list_item_close" and self.marks:
                self._put(self.at, self.at + 1, [""])
            elif token.type == "tr_open":
                end += tokens[i - 1].type == "thead_open"  # the rule below the header
                self._put(first, end, [_row(tokens[i + 1 :], self.source[first])])
            elif token.type == "inline" and tokens[i - 1].type not in ("th_open", "td_open"):
                self._put_text(token, tokens[i - 1])
            elif token.type == "fence":
                code = token.content.removesuffix("\n").split("\n")
                self._put(first + 1, first + 1 + len(code), code)
            elif token.type == "html_block":
                self._put(first, end, fragment_lines(token.content))

    def skip_to(self, line: int) -> None:
        """Go on to a line; those between show nothing: blank ones, rules, fences."""
        self.lines += [""] * (line - self.at)
        self.at = max(self.at, line)

    def _mark(self, item: Token) -> None:
        """The bullet or number of an item, counted on where all have the same, as pages do."""
        if item.info:
            self.counts[-1] = max(self.counts[-1] + 1, int(item.info))
            self.marks += f"{self.counts[-1]}{item.markup} "
        else:
            self.marks += "- " if item.markup == "-" else "• "

    def _put(self, first: int, end: int, lines: Sequence[str]) -> None:
        """Lines that stand for `source[first:end]`, the marks before them at the first."""
        self.skip_to(first)
        if lines:
            self.lines += [(self.marks + lines[0]).rstrip() if self.marks else lines[0], *lines[1:]]
            self.marks = ""
            self.at = max(self.at, end)

    def _put_text(self, text: Token, block: Token) -> None:
        """The lines of a block of running text; in lists and quotations none is set apart."""
        found = [(line, _shown(line)) for line in _lines(text.children or ())]
        found = [(line, shown) for line, shown in found if shown.strip()]
        first, end = text.map or (self.at, self.at)
        self.skip_to(first)
        if text.level == 1 and not self.marks:
            # A rule --- right below a paragraph makes it a heading that nobody meant.
            heading = block.type == "heading_open" and block.markup != "-" and len(found) == 1
            for number, (line, _) in enumerate(found, len(self.lines)):
                if heading or _is_bold(line):
                    self.signs[number] = "#" * int(block.tag[1]) if heading else "**"
        self._put(first, end, [shown for _, shown in found])


def _is_bold(line: Sequence[Token]) -> bool:
    opened = sum(token.type == "strong_open" for token in line)
    return opened == 1 and line[0].type == "strong_open" and line[-1].type == "strong_close"


def _lines(children: Sequence[Token]) -> Iterator[list[Token]]:
    """Running text between its line ends, those that HTML makes as well."""
    line: list[Token] = []
    for token in children:
        broken = token.type == "html_inline" and _BREAK.match(token.content)
        if broken or token.type in ("softbreak", "hardbreak"):
            yield line
            line = []
        elif token.content or token.type != "text":
            line.append(token)
    yield line


def _shown(tokens: Sequence[Token]) -> str:
    """What a page shows of a stretch of running text; raised figures stay told from others."""
    out = []
    raised = False
    for token in tokens:
        if token.type == "html_inline" and _TAG.fullmatch(token.content):
            tag = token.content.lower()
            raised = tag.startswith("<sup") or (raised and not tag.startswith("</sup"))
        elif token.type == "image":
            out.append(_shown(token.children or ()))
        else:
            out.append(token.content.translate(_RAISED) if raised else token.content)
    return "".join(out)


def _row(tokens: Sequence[Token], source: str) -> str:
    """A table's row; a page drops cells beyond those of the header, here they stay."""
    cells = []
    for token in tokens:
        if token.type == "tr_close":
            break
        if token.type == "inline":
            cells.append(_cell(token))
    written = escapedSplit(_BEFORE_ROW.sub("", source).strip().removesuffix("|"))
    for cell in written[len(cells) :]:
        cells += [_cell(token) for token in _parser().parseInline(cell.strip())]
    return "\t".join(cells).rstrip()


def _cell(text: Token) -> str:
    parts = (_shown(line).strip() for line in _lines(text.children or ()))
    return " ".join(part for part in parts if part)
