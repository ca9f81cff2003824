"""Numerals as texts write them, read once for every reader of figures."""

from decimal import Decimal

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
TENS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> Decimal:
    """Arabic or Chinese numerals: 1,200 / 十二 / 两百 / 二十五 / 五点五."""
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    whole, _, part = text.partition("点")
    total = held = 0
    for char in whole:
        if char in TENS:
            total, held = total + (held or 1) * TENS[char], 0
        else:
            held = held * 10 + DIGITS[char]
    decimals = "".join(str(DIGITS[c]) for c in part)
    return Decimal(f"{total + held}.{decimals}" if decimals else total + held)
