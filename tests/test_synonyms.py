"""Synonyms of policy language, the shipped ones and a user's own."""

from pathlib import Path

from index.synonyms import SYNONYMS, WEIGHT, expand, load


def test_words_come_first_at_full_weight_and_synonyms_behind_at_less() -> None:
    expanded = expand(["印发", "目标"])
    assert expanded[:2] == [("印发", 1.0), ("目标", 1.0)]
    assert dict(expanded)["发布"] == WEIGHT < 1


def test_a_word_asked_for_keeps_its_weight_beside_its_synonym() -> None:
    assert dict(expand(["印发", "发布"]))["发布"] == 1.0


def test_unknown_words_stay_alone() -> None:
    assert expand(["量子"]) == [("量子", 1.0)]


def test_a_users_own_file_is_read_after_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "own.txt"
    own.write_text("# 我们的\n驿站 网点 # 说明\n印发 下达\n", encoding="utf-8")
    table = load(own)
    assert table["驿站"] == ("网点",)
    assert {"下达", "发布"} <= set(table["印发"])


def test_the_file_has_groups_of_at_least_two() -> None:
    for line in SYNONYMS.read_text(encoding="utf-8").splitlines():
        group = line.split("#")[0].split()
        assert len(group) != 1, line
