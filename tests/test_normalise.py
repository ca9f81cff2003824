"""Copies of text made alike for matching."""

import pytest

from index.normalise import is_traditional, language, normalise, to_simplified, to_traditional


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("（2025—2027年）", "(2025-2027年)"),
        ("2025–2027年", "2025-2027年"),
        ("2025~2027年", "2025-2027年"),
        ("2025至2027年", "2025-2027年"),
        ("人工智能＋", "人工智能+"),
        ("“人工智能+”", '"人工智能+"'),
        ("「人工智慧」", '"人工智慧"'),
        ("ＰＰＰ", "ppp"),
        ("１．８亿", "1.8亿"),
        ("裝機　目標", "装机 目标"),
        ("〈办法〉", "《办法》"),
    ],
)
def test_variants_become_alike(written: str, alike: str) -> None:
    assert normalise(written) == alike


def test_normalising_twice_changes_nothing(sample) -> None:  # type: ignore[no-untyped-def]
    once = normalise(sample.document.text)
    assert normalise(once) == once


def test_simplified_text_is_left_alone_and_comes_back_from_traditional(sample) -> None:  # type: ignore[no-untyped-def]
    text = sample.document.text
    assert to_simplified(text) == text
    assert to_simplified(to_traditional(text)) == text


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("新型儲能的總體目標是什麼", True),
        ("電力裝備", True),
        ("新型储能的总体目标是什么", False),
        ("发展后劲", False),
        ("PPP?", False),
    ],
)
def test_traditional_is_told(text: str, traditional: bool) -> None:
    assert is_traditional(text) is traditional


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the target?", "en"),
        ("What is the target of 《新型储能规模化建设行动方案》?", "en"),
        ("PPP存量项目怎么管？", "zh"),
        ("AI+意见说了啥", "zh"),
        ("目标", "zh"),
    ],
)
def test_language_of_a_question(question: str, expected: str) -> None:
    assert language(question) == expected
