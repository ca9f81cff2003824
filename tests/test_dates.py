"""今年 and next year, read by a stated date."""

import datetime

import pytest

from rag.dates import resolve_years

TODAY = datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("今年的目标？", "2026年的目标？"),
        ("明年新型储能目标", "2027年新型储能目标"),
        ("去年出台了什么", "2025年出台了什么"),
        ("后年呢", "2028年呢"),
        ("What is the target for next year?", "What is the target for 2027?"),
        ("What is the target this year?", "What is the target in 2026?"),
        ("Which policies came out last year", "Which policies came out in 2025"),
    ],
)
def test_years_are_resolved_and_said(asked: str, read: str) -> None:
    text, notes = resolve_years(asked, TODAY)
    assert text == read
    assert len(notes) == 1
    assert "2026-03-01" in notes[0]


@pytest.mark.parametrize("asked", ["往年怎么样", "2024年当年新增多少", "近年来", "目标是什么？"])
def test_other_years_stay(asked: str) -> None:
    assert resolve_years(asked, TODAY) == (asked, ())


def test_each_word_is_said_once() -> None:
    text, notes = resolve_years("今年和明年，今年", TODAY)
    assert text == "2026年和2027年，2026年"
    assert notes == ("今年 = 2026（2026-03-01）", "明年 = 2027（2026-03-01）")
