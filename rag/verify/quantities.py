"""Figures as values: units and number forms made alike, with the comparator they stand under.

1.8亿千瓦 = 180 GW = 18000万千瓦; 百分之六 = 6%; RMB 250 billion = 2500亿元.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from index.normalise import normalise
from rag.numerals import DIGITS, number

_SCALE = {"万亿": 12, "千亿": 11, "百亿": 10, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4,
          "千": 3, "百": 2, "trillion": 12, "billion": 9, "bn": 9, "million": 6, "thousand": 3}  # fmt: skip
_UNITS = {"吉瓦": ("w", 9), "兆瓦": ("w", 6), "千瓦时": ("wh", 3), "千瓦": ("w", 3), "gwh": ("wh", 9),
          "mwh": ("wh", 6), "kwh": ("wh", 3), "gw": ("w", 9), "mw": ("w", 6), "kw": ("w", 3),
          "%": ("%", 0), "percent": ("%", 0), "per cent": ("%", 0), "元": ("元", 0), "yuan": ("元", 0),
          "亩": ("亩", 0), "mu": ("亩", 0), "years": ("年", 0), "hours": ("小时", 0), "days": ("日", 0),
          "天": ("日", 0),
          "周岁": ("岁", 0), "岁": ("岁", 0), "years old": ("岁", 0), "years of age": ("岁", 0),
    "个方面": ("方面", 0),
    "大方面": ("方面", 0)}  # fmt: skip
_PLAIN = "平方公里 平方米 立方米 公顷 公里 小时 分钟 个月 工作日 个百分点 平方 吨 米 人 户 家 项 条 个 次 辆 套 座 种 类 大 方面 部门 批 期 轮 倍 度 年 日 支 份 位 名 章 款 代 级 步".split()
_COUNTERS = frozenset("家 项 条 个 种 类 大 方面 支 份 轮 座 套 批".split())
_TIMES = frozenset("日 天 年 月 个月 小时 分钟 工作日".split())
_DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
_HANNUM = r"[零〇一二两三四五六七八九十百]+"
_unit = "|".join(sorted([*map(re.escape, _UNITS), *_PLAIN], key=len, reverse=True))
_scale = "|".join(sorted(_SCALE, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"百分之(?P<per>{_DIGITS}|{_HANNUM}(?:点{_HANNUM})?)"
    rf"|(?P<money>rmb|cny|¥)\s*(?P<m>{_DIGITS})\s*(?P<ms>{_scale})?"
    rf"|(?P<n>{_DIGITS}|{_HANNUM})\s*(?P<s>{_scale})?(?P<odd>多|余)?\s*(?P<u>{_unit})?(?![a-z])"
)
_DATE = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d{2})(?:年|(?=\s*-\s*(?:19|20)\d{2}\b)"
    r"|(?!\d|[.,]\d|\s*(?:[\u4e00-\u9fff]|%|[mgk]wh?\b|million|billion|trillion|mu\b|yuan)))(?P<e>底|末|初)?|(?P<mo>\d{1,2})月(?:(?P<d>\d{1,2})日)?"
)
_FRACTION = re.compile(rf"(?P<d>{_HANNUM}|千|万|\d+)分之(?P<n>{_HANNUM}|{_DIGITS})")
_RATIO = re.compile(r"(?P<n>[一二两三四五六七八九])成|一半|(?P<double>翻番|翻一番|减半)")
_LOW = re.compile(
    r"(?:不低于|不能低于|不可低于|不应低于|不能少于|不少于|不得低于|不得少于|不得小于|不小于|至少|最少|最低|最短|不[得能可应](?:小于|少于)|(?<![不得能可应])(?:超过|高于|大于|多于)|突破|at least|(?<!no )more than|\bover(?! the)|no less than|not less than|above|(?<!not )exceed\w*|minimum of|下限)\D{0,14}$"
)
_HIGH = re.compile(
    r"(?:不超过|不高于|不多于|不大于|至多|不满|未超过?|最高(?!贷款|额度|限额|等级|水平|级)|最多|最长|最迟|最晚|顶多|封顶|不[得能可应](?:高于|多于|大于)|(?<![不得能可应])(?:小于|低于|少于)|未满|达不到|未达到?|没有?达到|不足|不到|不得超过|不能超过|不可超过|不应超过|at most|no more than|not exceed\w*|capped at|up to|below|(?<!no )(?<!not )less than|under|maximum of|上限)\D{0,14}$"
)
_ABOUT = re.compile(
    r"(?:约|大约|大概|大致|近|接近|将近|左右|about|around|approximately|nearly|roughly)(?:为|有|是|合|占|达到?|rmb|cny|¥|\s)*$"
)
_LOW_AFTER = re.compile(r"^(?:以上|及以上|或以上|多| or more| or above)")
_HIGH_AFTER = re.compile(r"^(?:以下|以内|之内| or less)")
_FROM = re.compile(r"[从由自][^，,]{0,12}$")
_MEASURED = "元|万元|亿元|%|倍|个百分点|个月|小时|分钟|米|公里|亩|吨"
_TO_UPPER = re.compile(rf"^(?:至|到|-)(?:{_DIGITS}|{_HANNUM})(?:[万亿千百])?(?:{_MEASURED})")
_FROM_LOWER = re.compile(rf"(?:{_DIGITS}|{_HANNUM})(?:[万亿千百])?(?:{_MEASURED})?(?:至|到|-)$")
_HALF_YEAR = re.compile("(?<![上下每前后])半年(?!度)")
_ABOUT_AFTER = re.compile(r"^(?:左右|上下| or so)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure: its value in the base unit, the unit, the comparator ("", ">", "<", "~").

    `following` is what stands after a count: 6大 of 行动, 8大 of 支撑.
    """

    value: Decimal
    unit: str
    comparator: str
    shown: str
    following: str = ""

    @property
    def key(self) -> tuple[Decimal, str]:
        """What makes two figures the same, comparators aside."""
        return self.value, self.unit


def dates(text: str) -> set[str]:
    """Years (2027, 2027底), months and days (8-20) of a text."""
    found: set[str] = set()
    for match in _DATE.finditer(normalise(text)):
        if match["y"]:
            found.add(match["y"])
            if match["e"]:
                found.add(match["y"] + match["e"].replace("末", "底"))
        else:
            found.add(f"{match['mo']}-{match['d'] or ''}")
    months = re.search(r"(\d{1,2})月(?:、|和)(?=\d{1,2}月)", normalise(text))
    return found | ({f"{months[1]}-"} if months else set())


def quantities(text: str) -> list[Quantity]:
    """All figures of a text but its dates, ordinals and articles (一是, 一个, 第十二条, 十四五)."""
    plain = _DATE.sub(lambda m: "□" * len(m.group()), normalise(text))
    plain = re.sub(
        r"第[一二三四五六七八九十百\d]+|[\"“]?十[一二三四五]五|三位一体|\[\d{4}\]\s*\d+号",
        lambda m: "□" * len(m.group()),
        plain,
    )
    found = [_fraction(m) for m in _FRACTION.finditer(plain) if m["d"] != "百"]
    plain = _FRACTION.sub(lambda m: m.group() if m["d"] == "百" else "□" * len(m.group()), plain)
    found += [Quantity(Decimal(6), "个月", "", m.group()) for m in _HALF_YEAR.finditer(plain)]
    found += [q for m in _QUANTITY.finditer(plain) if (q := _quantity(m))]
    found += [_ratio(m) for m in _RATIO.finditer(plain)]
    return found


def _ratio(match: re.Match[str]) -> Quantity:
    """三成 and 一半 as a share of a hundred; 翻番 and 减半 as units of their own."""
    value = Decimal(DIGITS.get(match["n"] or "五", 5)) * 10
    before = match.string[max(0, match.start() - 24) : match.start()]
    comparator = "" if match["double"] else _comparator(before, match.string[match.end() :], None)
    return Quantity(value, match["double"] or "%", comparator, match.group())


def _fraction(match: re.Match[str]) -> Quantity:
    """三分之一, 千分之三, 万分之五 as a share of a hundred."""
    whole = {"千": Decimal(1000), "万": Decimal(10000)}.get(match["d"]) or number(match["d"])
    text, end = match.string, match.end()
    comparator = _comparator(text[max(0, match.start() - 24) : match.start()], text[end:], None)
    share = (number(match["n"]) * 100 / (whole or 1)).quantize(Decimal("0.001")).normalize()
    return Quantity(share, "%", comparator, match.group())


def _quantity(match: re.Match[str]) -> Quantity | None:
    before, after = (
        match.string[max(0, match.start() - 24) : match.start()],
        match.string[match.end() :],
    )
    if match["per"]:
        value, unit, power = number(match["per"]), "%", 0
    elif match["money"]:
        value, unit, power = number(match["m"]), "元", _SCALE.get(match["ms"] or "", 0)
    else:
        raw, name = match["n"], match["u"] or ""
        if not raw[0].isdigit() and _no_figure(match):
            return None
        unit, power = _UNITS.get(name, (name, 0))
        value, power = number(raw), power + _SCALE.get(match["s"] or "", 0)
    return Quantity(
        value.scaleb(power).normalize(),
        unit,
        _comparator(before, after, match),
        match.group().strip(),
        after[:12] if unit in _COUNTERS else "",
    )


def _one(match: re.Match[str]) -> bool:
    """一次 and 一年 count; 一次性 and 一年级 do not."""
    after = match.string[match.end() : match.end() + 1]
    return match["u"] in ("次", "年", "倍", "级") and after not in ("性", "级", "步", "定")


def _no_figure(match: re.Match[str]) -> bool:
    """Chinese numerals inside words: 一方面, 一是, 统一, 十分, 一批, 一个."""
    raw, unit = match["n"], match["u"]
    if not unit or (raw == "一" and not match["s"] and not _one(match)):
        return True
    before = match.string[match.start() - 1 : match.start()]
    return bool(before and before in "统万千亿同专唯进每首任某各")


def _of_a_range(before: str, after: str) -> str:
    """500元至3000元 is 500元以上3000元以下; 二至五倍 is 二倍以上五倍以下. 从30元到50元 is none."""
    if _FROM.search(before):
        return ""
    if _TO_UPPER.match(after):
        return ">"
    return "<" if _FROM_LOWER.search(before) else ""


def _comparator(before: str, after: str, match: re.Match[str] | None) -> str:
    before = re.split(r"[,，;；。、□]", before)[-1]
    if match and match["u"] == "个百分点":
        before = before[-3:]  # 低于全省企业产业化率41个百分点 says by how much
    if match and (bound := _of_a_range(before, after)):
        return bound
    if match and match["u"] in _TIMES and re.match("以内|之内", after):
        return ""  # 18个月以内 is 18个月内
    if _HIGH.search(before) or _HIGH_AFTER.match(after):
        return "<"
    if _LOW.search(before) or _LOW_AFTER.match(after) or (match and match["n"] and match["odd"]):
        return ">"
    return "~" if _ABOUT.search(before) or _ABOUT_AFTER.match(after) else ""
