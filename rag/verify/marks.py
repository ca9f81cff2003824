"""Citation marks in all the forms that writers use: [1][2], [1, 2], 【1】, ［１］, [^1], [1-3]."""

import re
import unicodedata

_NUMBERS = r"\s*\^?\s*\d{1,3}(?:\s*(?:[,，、;；\-–~]|\s)\s*\^?\d{1,3})*\s*"
_MARK = re.compile(rf"\[({_NUMBERS})\](?!\()|【({_NUMBERS})】|［({_NUMBERS})］")
_RANGE = re.compile(r"(\d+)\s*[-–~]\s*(\d+)")
_LONGEST_RANGE = 20


def numbers_in(text: str) -> tuple[int, ...]:
    """The numbers of all marks, each once, in order; zero and unknown ones are included."""
    found: list[int] = []
    for match in _MARK.finditer(text):
        inner = unicodedata.normalize("NFKC", next(g for g in match.groups() if g))
        for first, last in _RANGE.findall(inner):
            if int(first) <= int(last) < int(first) + _LONGEST_RANGE:
                found.extend(range(int(first), int(last) + 1))
        found.extend(int(n) for n in re.findall(r"\d+", _RANGE.sub(" ", inner)))
    return tuple(dict.fromkeys(found))


def strip(text: str) -> str:
    """The text without its marks. 〔2025〕3号, [注] and 《》 are none."""
    return _MARK.sub("", text)


def leading(text: str) -> str:
    """The marks a text begins with, which belong to the sentence before."""
    match = re.match(rf"(?:\s*(?:{_MARK.pattern}))+", text)
    return match.group() if match else ""
