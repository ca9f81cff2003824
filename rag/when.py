"""Dates and periods of Chinese texts in English: 到2027年底 is by the end of 2027."""

import re
from dataclasses import dataclass

_MONTHS = ("January February March April May June July August September October November"
           " December").split()  # fmt: skip
_PART = {"底": "the end of ", "末": "the end of ", "初": "the beginning of ", "上半年": "the first half of ", "下半年": "the second half of "}  # fmt: skip
_HAN = "一二三四五六七八九十"
_YEAR = re.compile(
    r"(?P<pre>截至|截止|到|至|从|自)?(?P<y>(?:19|20)\d{2})(?:年?\s*[-—–~至到]+\s*(?P<z>(?:19|20)\d{2}))?年"
    r"(?:(?P<m>1[0-2]|0?[1-9])月(?:(?P<d>[12]\d|3[01]|0?[1-9])日)?)?(?P<part>底|末|初|上半年|下半年)?(?P<post>以前|之前|前|起|以来)?"
)
_DAY = re.compile(r"(?<![\d年])(?P<m>1[0-2]|0?[1-9])月(?P<d>[12]\d|3[01]|0?[1-9])日")
_SPAN = re.compile(
    rf"(?:(?:未来|今后|近)?(?P<n>[{_HAN}两]|\d{{1,2}})年内|(?:未来|今后)(?P<k>[{_HAN}两])年)"
)
_NUMBERS = "one two three four five six seven eight nine ten".split()


@dataclass(frozen=True, slots=True)
class When:
    """A date as English says it; `full` where it names a day."""

    english: str
    start: int
    end: int
    full: bool = False


def whens(text: str) -> list[When]:
    """The dates and periods of a text, in order."""
    found = [When(_year(m), *m.span(), full=bool(m["d"])) for m in _YEAR.finditer(text)]
    found += [
        When(f"on {int(m['d'])} {_MONTHS[int(m['m']) - 1]}", *m.span(), full=True)
        for m in _DAY.finditer(text)
    ]
    found += [When(_within(m), *m.span()) for m in _SPAN.finditer(text)]
    return sorted(found, key=lambda w: w.start)


def _year(match: re.Match[str]) -> str:
    year, last, part = match["y"], match["z"], match["part"]
    pre, post = match["pre"] or "", match["post"] or ""
    if last:
        return f"in {year}–{last}"
    if match["d"]:
        spelt = f"{int(match['d'])} {_MONTHS[int(match['m']) - 1]} {year}"
    elif match["m"]:
        spelt = f"{_MONTHS[int(match['m']) - 1]} {year}"
    else:
        spelt = f"{_PART.get(part or '', '')}{year}"
    if post == "起" or post == "以来" or pre in ("从", "自"):
        return f"from {spelt}" if post != "以来" else f"since {spelt}"
    if pre in ("截至", "截止"):
        return f"as of {spelt}"
    if pre in ("到", "至") or part in ("底", "末") or post.endswith("前"):
        return f"by {spelt}"
    return f"{'on' if match['d'] else 'in'} {spelt}"


def _within(match: re.Match[str]) -> str:
    raw = match["n"] or match["k"]
    number = int(raw) if raw.isdigit() else 2 if raw == "两" else _HAN.index(raw) + 1
    spelt = _NUMBERS[number - 1] if number <= len(_NUMBERS) else str(number)
    years = "year" if number == 1 else "years"
    return f"within {spelt} {years}" if match["n"] else f"over the next {spelt} {years}"
