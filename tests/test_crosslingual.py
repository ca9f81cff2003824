"""Chinese terms for English questions, from the shipped tables."""

from index.crosslingual import chinese_terms, phrase_groups


def test_words_and_their_endings() -> None:
    for question in ("farmers' policy", "the policies", "Which policies are there?"):
        assert "政策" in dict(chinese_terms(question)), question


def test_a_phrase_weighs_more_than_a_word() -> None:
    terms = dict(chinese_terms("artificial intelligence and manufacturing"))
    assert "人工智能" in terms
    single = dict(chinese_terms("manufacturing"))
    assert terms["人工智能"] > max(single.values())


def test_first_translations_weigh_most_and_the_limit_holds() -> None:
    question = "What support do banks give to energy storage and market trade?"
    terms = chinese_terms(question)
    weights = [weight for _, weight in terms]
    assert weights == sorted(weights, reverse=True)
    assert chinese_terms(question, limit=3) == terms[:3]


def test_no_english_no_terms() -> None:
    assert chinese_terms("新型储能的目标是多少？") == []
    assert chinese_terms("") == []


def test_groups_tell_which_phrase_is_unknown() -> None:
    groups = phrase_groups("What is the xyzzyq policy?")
    assert () in groups
    assert any("政策" in group for group in groups)
