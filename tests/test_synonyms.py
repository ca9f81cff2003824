"""Synonyms of policy language, the shipped ones and a user's own; a question's units."""

from pathlib import Path

from index.synonyms import SYNONYMS, load
from index.units import SYNONYM, units_of


def test_a_group_works_both_ways_and_an_arrow_one_way() -> None:
    table = load()
    assert "发布" in table["印发"] and "印发" in table["发布"]
    assert "拖欠" in table["打白条"] and "打白条" not in table.get("拖欠", ())


def test_a_users_own_file_is_read_after_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("# 我们的\n云驿 网点 # 说明\n印发 下达\n掏腰包 -> 自筹\n", encoding="utf-8")
    table = load(own)
    assert table["云驿"] == ("网点",)
    assert {"下达", "发布"} <= set(table["印发"])
    assert "自筹" in table["掏腰包"] and "掏腰包" not in table.get("自筹", ())


def test_every_line_says_what_else_to_look_for() -> None:
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        asked, arrow, found = line.split("#")[0].partition("->")
        assert bool(found.split()) if arrow else len(asked.split()) != 1, line


def test_units_are_words_or_what_the_table_knows_together() -> None:
    units = {u.exact: dict(u.terms) for u in units_of("村里接自来水要自己掏多少？", "zh")}
    assert units["自来水"]["自来水"] == 1.0
    assert units["自来水"]["供水"] == SYNONYM < 1
    assert "的" not in units and "？" not in units


def test_an_english_phrase_is_one_unit_with_its_chinese_terms() -> None:
    first, *_ = units_of("energy storage subsidies", "en")
    assert first.exact is None and first.terms[0] == ("储能", 1.0)
    assert any("补贴" in dict(u.terms) for u in units_of("energy storage subsidies", "en"))
