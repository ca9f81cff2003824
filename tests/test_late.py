"""Late interaction against its definition, written out with loops."""

import numpy as np
import pytest

from index.late import LateInteraction
from index.static import StaticEncoder


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder.load()


def plainly(encoder: StaticEncoder, query: str, document: np.ndarray) -> float:
    """ColBERT's sum over question pieces of the best cosine, weighted by vector length."""
    question = [encoder.table[i] for i in sorted(set(encoder.piece_ids(query).tolist()))]
    total = sum(float(np.linalg.norm(q)) for q in question)
    score = 0.0
    for q in question:
        cosines = [
            float(q @ d / (np.linalg.norm(q) * np.linalg.norm(d))) for d in encoder.table[document]
        ]
        score += float(np.linalg.norm(q)) / total * max(0.0, *cosines)
    return score


def test_scores_are_the_definitions(encoder: StaticEncoder) -> None:
    texts = ["永久基本农田如何保护？", "Storage capacity by 2027", "新型储能装机规模目标", "储"]
    documents = [encoder.piece_ids(t) for t in [*texts, "", "人工智能与制造业"]]
    filled = [d for d in documents if len(d)]
    scores = LateInteraction(encoder).score("新型储能的目标是多少", documents)
    expected = [plainly(encoder, "新型储能的目标是多少", d) for d in filled]
    np.testing.assert_allclose(scores[[len(d) > 0 for d in documents]], expected, atol=1e-5)
    assert scores[4] == 0


def test_nothing_asked_or_nothing_there(encoder: StaticEncoder) -> None:
    late = LateInteraction(encoder)
    assert late.score("目标", []).shape == (0,)
    assert late.score("", [encoder.piece_ids("目标")]).tolist() == [0.0]
    assert late.coverage("", encoder.piece_ids("目标")) == []
    assert late.coverage("目标", encoder.piece_ids("")) == []


def test_coverage_adds_up_to_the_score(encoder: StaticEncoder) -> None:
    late = LateInteraction(encoder)
    document = encoder.piece_ids("2027年全国新型储能装机规模达到1.8亿千瓦以上")
    covered = late.coverage("储能的装机目标", document)
    total = sum(weight * max(0.0, best) for _, weight, best in covered)
    assert total == pytest.approx(float(late.score("储能的装机目标", [document])[0]), abs=1e-5)
