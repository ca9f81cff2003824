"""CommonMark with tables, bent where these texts mean a sign: 3*4, 138****5678, - >60分贝, [注]: 见第3条."""

import re
import unicodedata
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, fence, html_block, list_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_OPENING = "（【《「『“‘〔〈([{"
_CLOSING = "、，。；：！？）】》」』”’〕〉…,.;:!?)]}"
# So many signs in a row are a blank to fill in, or hide figures.
_BLANK = 4
# Deeper lists and quotations are text; the parser drops what is nested deeper than it follows.
_DEEPEST = 30
_ADDRESS = re.compile(
    r"$|[a-z][a-z\d+.-]*:|/|\.{1,2}/|#|www\.|[\w%./-]+\.[a-z]{2,5}(?:[?#]|$)", re.IGNORECASE
)
_TABLE = re.compile(
    r"<(?:!--|/?(?:table|thead|tbody|tfoot|tr|td|th|caption|colgroup|col|script|style|pre)\b)",
    re.IGNORECASE,
)
_BlockRule = Callable[[StateBlock, int, int, bool], bool]


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802
        """Whether what stands in a link's brackets is an address; else the link is text."""
        return bool(_ADDRESS.match(url))


def parser() -> MarkdownIt:
    """A parser of CommonMark and tables for Chinese texts, with HTML.

    Indented lines are paragraphs, since texts are indented more often than they quote code;
    HTML is a block only where it is a table or shows no text.
    """
    markdown = _Markdown("commonmark", {"maxNesting": 4 * _DEEPEST})
    markdown.enable("table").disable("code")
    markdown.inline.ruler.at("emphasis", _emphasis)
    ends = ["paragraph", "reference", "blockquote"]
    markdown.block.ruler.at("blockquote", _unless(_is_figure, blockquote), {"alt": [*ends, "list"]})
    markdown.block.ruler.at("list", _unless(_is_deep, list_block), {"alt": ends})
    markdown.block.ruler.at("fence", _unless(_is_title, fence), {"alt": [*ends, "list"]})
    markdown.block.ruler.at("html_block", _unless(_is_running, html_block), {"alt": ends})
    return markdown


def _unless(exempt: Callable[[StateBlock, str], bool], rule: _BlockRule) -> _BlockRule:
    """A block rule that leaves some lines to the others."""

    def bent(state: StateBlock, first: int, end: int, silent: bool) -> bool:
        line = state.src[state.bMarks[first] + state.tShift[first] : state.eMarks[first]]
        return not exempt(state, line) and rule(state, first, end, silent)

    return bent


def _is_deep(state: StateBlock, line: str) -> bool:
    return state.level > 2 * _DEEPEST


def _is_figure(state: StateBlock, line: str) -> bool:
    """>60分贝 and >=5 are no quotations."""
    return _is_deep(state, line) or bool(re.match(r">[\d=]", line))


def _is_title(state: StateBlock, line: str) -> bool:
    """~~~通知~~~ opens no code: what stands beside it would not be shown."""
    return not line.isascii()


def _is_running(state: StateBlock, line: str) -> bool:
    """Whether HTML sets running text, which may hold Markdown, or a comment never ends."""
    endless = line.startswith("<!--") and "-->" not in state.src[state.src.find(line) :]
    return endless or not _TABLE.match(line)


def _emphasis(state: StateInline, silent: bool) -> bool:
    """The first half of CommonMark's rule, with `_flanks` for its flanking runs."""
    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == marker:
        end += 1
    count = end - state.pos
    before = state.src[state.pos - 1] if state.pos else " "
    after = state.src[end] if end < state.posMax else " "
    opens, closes = _flanks(marker, count, before, after)
    for _ in range(count):
        state.push("text", "", 0).content = marker
        at = len(state.tokens) - 1
        state.delimiters.append(Delimiter(ord(marker), count, at, -1, opens, closes))
    state.pos = end
    return True


def _flanks(marker: str, count: int, before: str, after: str) -> tuple[bool, bool]:
    """Whether a run of * or _ between two characters may open and may close emphasis.

    By CommonMark **问：**答 is no emphasis, since a letter follows the stop; beside Han characters
    and their marks a run closes there, and opens before 《.
    """
    if count >= _BLANK or _is_product(count, before, after):
        return False, False
    word_before, word_after = _is_word(before), _is_word(after)
    han = not (before + after).isascii()
    opens = not after.isspace() and after not in _CLOSING
    opens = opens and (word_after or not word_before or han)
    closes = not before.isspace() and before not in _OPENING
    closes = closes and (word_before or not word_after or han)
    if marker == "_":  # never inside a word
        return opens and not word_before, closes and not (word_before and word_after)
    return opens, closes


def _is_product(count: int, before: str, after: str) -> bool:
    """3*4, 3米*4米, （2+3）*4, 138**5678."""
    if count > 1:
        return before.isdigit() and after.isdigit()
    first = _is_word(before) or before in "）)"
    second = _is_word(after) or after in "（("
    return first and second and (before.isdigit() or after.isdigit())


def _is_word(character: str) -> bool:
    return not character.isspace() and unicodedata.category(character)[0] not in "PS"
