"""Homophone typos are mended, and nothing else is touched."""

import json
from pathlib import Path

import pytest

from corpus.records import ParsedDocument
from index import readings
from index.typos import Spelling

CASES = Path(__file__).parent.parent / "eval" / "cases"


@pytest.fixture(scope="module")
def spelling(sample: ParsedDocument) -> Spelling:
    return Spelling.of([sample])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("人工只能+行动的重大意义", "人工智能+行动的重大意义"),
        ("新型处能的总体目标是什么", "新型储能的总体目标是什么"),
        ("新形储能装机要达到多少", "新型储能装机要达到多少"),
        ("电力装备航业稳增长", "电力装备行业稳增长"),
        ("永久基本浓田保护目标", "永久基本农田保护目标"),
        ("永久基本农田储备去怎么划定", "永久基本农田储备区怎么划定"),
        ("人工智能中式基地的作用", "人工智能中试基地的作用"),
        ("政府和社会资本和作在建项目", "政府和社会资本合作在建项目"),
    ],
)
def test_homophones_are_mended(spelling: Spelling, written: str, meant: str) -> None:
    assert spelling.correct(written) == meant


@pytest.mark.parametrize(
    "question",
    [
        "人工智能+行动的重大意义有哪些？",
        "只能在县域范围内统筹吗？",
        "中式餐饮有什么补贴？",
        "What is the target?",
        "",
        "目标",
        "上海自来水来自海上",
        "自然资源部发布了什么办法？",
        "为什么要出台这个文件？",
        "永久基本农田办法的出台原因是什么？",
    ],
)
def test_what_makes_sense_is_left_alone(spelling: Spelling, question: str) -> None:
    assert spelling.correct(question) is None


def test_no_case_of_the_eval_set_is_changed_that_has_no_typo(spelling: Spelling) -> None:
    changed = []
    for file in CASES.glob("*.jsonl"):
        for line in file.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if case["kind"] not in ("typo", "traditional") and "digest" not in case:
                mended = spelling.correct(case["question"])
                if mended:
                    changed.append((case["question"], mended))
    assert changed == []


def test_long_texts_are_left_alone(spelling: Spelling) -> None:
    assert spelling.correct("新型处能" * 25_000) is None


def test_the_readings_are_what_pypinyin_gives() -> None:
    assert readings.READINGS.read_text(encoding="utf-8") == readings.make()
    assert "智" in readings.homophones("只")
    assert "行" in readings.homophones("航")
    assert "装" not in readings.homophones("新")
