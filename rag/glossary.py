"""The Chinese-English glossary: terms, bodies, units, hedges and titles, from a plain file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from corpus.errors import UsageError
from index.normalise import to_simplified

GLOSSARY = Path(__file__).parent / "glossary.tsv"

Kind = Literal[
    "term",
    "verb",
    "body",
    "act",
    "before",
    "after",
    "mood",
    "list",
    "break",
    "skip",
    "unit",
    "title",
    "kind",
]
TokenKind = Kind | Literal["unknown"]
_KINDS = frozenset(get_args(Kind))
_WORDLESS = ("skip", "break")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is, the Chinese, the English, and for units their scale or label."""

    kind: Kind
    chinese: str
    english: str
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of a clause that the glossary knows, or an unknown one."""

    kind: TokenKind
    chinese: str
    english: str
    start: int
    end: int


@dataclass(slots=True)
class Glossary:
    """Looked up by longest match; what the user's own file says replaces what ships."""

    words: dict[str, Entry] = field(default_factory=dict)
    units: dict[str, Entry] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    longest: int = 1

    def add(self, entry: Entry) -> None:
        """Take in one line."""
        if entry.kind == "unit":
            self.units[entry.chinese] = entry
        elif entry.kind == "title":
            self.titles[entry.chinese] = entry.english
        elif entry.kind == "kind":
            self.kinds[entry.chinese] = entry.english
        else:
            self.words[entry.chinese] = entry
            self.longest = max(self.longest, len(entry.chinese))

    def tokens(self, text: str, start: int = 0, end: int | None = None) -> list[Token]:
        """`text[start:end]` cut by longest match; characters that no entry covers are `unknown`."""
        end = len(text) if end is None else end
        out: list[Token] = []
        at = start
        while at < end:
            entry = self._entry_at(text, at, end)
            if entry is not None:
                stop = at + len(entry.chinese)
                out.append(Token(entry.kind, entry.chinese, entry.english, at, stop))
                at = stop
                continue
            if out and out[-1].kind == "unknown":
                last = out.pop()
                joined = text[last.start : at + 1]
                out.append(Token("unknown", joined, joined, last.start, at + 1))
            else:
                out.append(Token("unknown", text[at], text[at], at, at + 1))
            at += 1
        return out

    def _entry_at(self, text: str, at: int, end: int) -> Entry | None:
        for size in range(min(self.longest, end - at), 0, -1):
            entry = self.words.get(text[at : at + size])
            if entry is not None:
                return entry
        return None

    def compose(self, text: str) -> str | None:
        """The English of a phrase that the glossary covers whole, else None."""
        tokens = [t for t in self.tokens(text) if t.chinese.strip("“”\"' ")]
        if not tokens or any(t.kind == "unknown" for t in tokens):
            return None
        return joined(tokens) or None


def joined(tokens: Sequence[Token]) -> str:
    """The English of known tokens in their order; lists keep their commas."""
    words = ""
    for token in tokens:
        if token.kind == "list":
            words += f"{'' if token.english == ',' else ' '}{token.english} " if words else ""
        elif token.kind in ("term", "verb", "body", "act", "unknown"):
            words += ("" if not words or words.endswith(" ") else " ") + token.english
    return words.strip(" ,")


def entries(lines: Iterable[str], name: str) -> Iterator[Entry]:
    """The lines of a glossary file: kind, Chinese, English, extra, with tabs between.

    Raises:
        UsageError: a line has too few columns or a kind that is not known.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        kind, chinese, english, extra = (*(c.strip() for c in line.split("\t")), "", "", "")[:4]
        if kind not in _KINDS or not chinese or (not english and kind not in _WORDLESS):
            raise UsageError(
                f"{name}:{number}: 不是词汇表的一行 / not a line of a glossary: {line.strip()!r}.",
                f"每行：类别、中文、英文，用制表符隔开；类别为 {' '.join(sorted(_KINDS))}。",
            )
        yield Entry(kind, to_simplified(chinese), english, extra)  # type: ignore[arg-type]


@lru_cache(maxsize=4)
def load_glossary(own: Path | None = None) -> Glossary:
    """The glossary that ships, and a user's own file of the same form after it."""
    glossary = Glossary()
    for path in (GLOSSARY, own):
        if path is not None and (path is GLOSSARY or path.exists()):
            with path.open(encoding="utf-8-sig") as lines:
                for entry in entries(lines, path.name):
                    glossary.add(entry)
    return glossary
