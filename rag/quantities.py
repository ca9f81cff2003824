"""Chinese amounts in English: 1.8亿千瓦 is 180 GW, 2500亿元 is RMB 250 bn. Exact, by Decimal."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rag.glossary import Glossary
from rag.numerals import DIGITS, number

_SCALES = {"": 0, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8,
           "百亿": 10, "千亿": 11, "万亿": 12}  # fmt: skip
_ARABIC = r"\d+(?:,\d{3})*(?:\.\d+)?"
_HAN = r"[零〇一二两三四五六七八九十百]+"
_SCALE = "|".join(sorted((s for s in _SCALES if s), key=len, reverse=True))
# 一个, 一项 are the article "a" more often than a count.
_ARTICLES = frozenset("个项条年家类种次批")
_MU_IN_HECTARE = Decimal(15)
_STEPS = {
    # family: (from this many base units on, what it is called, how many base units that is)
    "power": ((10**6, "GW", 10**6), (10**3, "MW", 10**3), (0, "kW", 1)),
    "energy": ((10**9, "TWh", 10**9), (10**6, "GWh", 10**6), (10**3, "MWh", 10**3), (0, "kWh", 1)),
    "money": ((10**12, "trillion", 10**12), (10**9, "bn", 10**9), (10**6, "million", 10**6)),
    "plain": ((10**12, "trillion", 10**12), (10**9, "billion", 10**9), (10**6, "million", 10**6)),
}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in a text: `english` is its value with the unit, `label` what the unit is of.

    `counted` tells that it counts things named after it (12个基地); `span` is where it stands.
    """

    english: str
    label: str
    counted: bool
    start: int
    end: int


def amounts(text: str, glossary: Glossary) -> list[Amount]:
    """All amounts of a text with a unit the glossary knows, in order; years are none."""
    found = []
    for match in _pattern(tuple(glossary.units)).finditer(text):
        amount = _amount(match, glossary)
        if amount is not None:
            found.append(amount)
    return found


@lru_cache(maxsize=4)
def _pattern(known: tuple[str, ...]) -> re.Pattern[str]:
    units = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    return re.compile(
        rf"百分之(?P<per>{_ARABIC}|{_HAN}(?:点{_HAN})?)"
        rf"|(?P<n>{_ARABIC}|{_HAN})(?:\s*%?\s*[-—–~至到]\s*(?P<m>{_ARABIC}|{_HAN})(?=\s*(?:{_SCALE}|{units})))?"
        rf"\s*(?P<more>多|余)?(?P<scale>{_SCALE})?(?P<odd>多|余)?\s*(?P<unit>{units})"
    )


def _amount(match: re.Match[str], glossary: Glossary) -> Amount | None:
    start, end = match.span()
    if match["per"]:
        return Amount(f"{_shown(number(match['per']))}%", "", False, start, end)
    unit = match["unit"]
    raw = match["n"]
    if _no_amount(match):
        return None
    entry = glossary.units[unit]
    if unit == "度" and match["scale"]:  # 10亿度 is electricity, 15度 an angle
        entry = glossary.units.get("千瓦时", entry)
    power = _SCALES[match["scale"] or ""]
    first = number(raw).scaleb(power)
    family, _, rest = entry.extra.partition(" ")
    if match["m"]:
        last = number(match["m"]).scaleb(power)
        english = _range(first, last, entry.english, family, rest)
    else:
        english = spelt(first, entry.english, family, rest)
    if match["more"] or match["odd"]:
        english = f"more than {english}"
    label = rest.partition(" ")[2] if family in ("power", "energy") else rest
    return Amount(english, label, family == "count", start, end)


def _no_amount(match: re.Match[str]) -> bool:
    """A year, an ordinal, a plan (十四五), a day of a month, or part of a word (一个, 一方面)."""
    text, start, unit, raw = match.string, match.start(), match["unit"], match["n"]
    before = text[start - 1] if start else ""
    if before and (before in "第“.千万亿" or before.isdigit()):
        return True
    if before and before in DIGITS and raw[0] in DIGITS:
        return True
    if unit == "日" and before == "月":
        return True
    if unit == "年" and not match["scale"]:
        following = text[match.end() : match.end() + 1]
        return (raw.isdigit() and len(raw) == 4) or following in ("度", "级")
    return raw == "一" and unit in _ARTICLES and not match["m"]


def spelt(value: Decimal, unit: str, family: str, rest: str = "") -> str:
    """A value in base units as English writes it."""
    if family in ("power", "energy"):
        return _stepped(value * Decimal(rest.split(" ")[0] or 1), family)
    if family == "money":
        return f"{unit} {_scaled(value, 'money')}"
    if family == "mu":
        hectares = value / _MU_IN_HECTARE
        about = "" if hectares == round(hectares, 2) else "about "
        return f"{_scaled(value, 'plain')} mu ({about}{_scaled(_rounded(hectares), 'plain')} ha)"
    if family == "percent":
        return f"{_shown(value)}{unit}"
    shown = _scaled(value, "plain")
    if unit == "-":
        return shown
    if family == "time" and value != 1:
        unit += "s"
    return f"{shown}°" if unit == "°" else f"{shown} {unit}"


def _range(first: Decimal, last: Decimal, unit: str, family: str, rest: str) -> str:
    if family == "percent":
        return f"{_shown(first)}–{_shown(last)}{unit}"
    return f"{spelt(first, unit, family, rest)} to {spelt(last, unit, family, rest)}"


def _rounded(value: Decimal) -> Decimal:
    """To five significant digits: a division by 15 has no end."""
    return Decimal(f"{value:.5g}")


def _stepped(value: Decimal, family: str) -> str:
    for least, name, size in _STEPS[family]:
        if value >= least:
            return f"{_shown(value / size)} {name}"
    return _shown(value)


def _scaled(value: Decimal, family: str) -> str:
    for least, name, size in _STEPS[family]:
        if value >= least:
            return f"{_shown(value / size)} {name}"
    return _shown(value)


def _shown(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
