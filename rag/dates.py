"""今年, 明年, next year: read by a stated date, and said how they were read."""

import datetime
import re

_YEARS = {
    "大前年": -3, "前年": -2, "去年": -1, "上年度": -1, "今年": 0, "本年度": 0, "本年": 0, "当年": 0,
    "明年": 1, "后年": 2, "the year before last": -2, "last year": -1, "this year": 0,
    "the current year": 0, "next year": 1, "the year after next": 2,
}  # fmt: skip
_RELATIVE = re.compile(
    r"(?<![一二三四五六七八九十几每往历])(?:" + "|".join(w for w in _YEARS if not w.isascii()) + ")"
    r"|\b(?P<in>(?:in|by|for|during|of|until)\s+)?(?P<english>"
    + "|".join(sorted((w for w in _YEARS if w.isascii()), key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_SAID = re.compile(r"(?:19|20)\d{2}\s*年?\s*$")


def resolve_years(text: str, today: datetime.date) -> tuple[str, tuple[str, ...]]:
    """The question with 今年 and the like as years, and what was read how, each once.

    >>> resolve_years("明年的目标？", datetime.date(2026, 3, 1))
    ('2027年的目标？', ('明年 = 2027（2026-03-01）',))
    """
    notes: dict[str, None] = {}

    def year(match: re.Match[str]) -> str:
        if _SAID.search(text[: match.start()]):
            return match.group()
        word = (match["english"] or match.group()).lower()
        value = today.year + _YEARS[word]
        notes[f"{match['english'] or match.group()} = {value}（{today.isoformat()}）"] = None
        if not match["english"]:
            return f"{value}年"
        return f"{match['in'] or 'in '}{value}"

    return _RELATIVE.sub(year, text), tuple(notes)
