"""Questions written by hand for passages of the training texts, and the shipped word tables as pairs.

`questions.jsonl.xz` holds {"passage", "questions"} rows: the first 16 hex digits of the sha256
of a passage's text, and what people and analysts would ask of it, in everyday Chinese, in an
analyst's Chinese and in English. A passage is told in full by the data that training reads.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.crosslingual import general_terms, policy_terms
from index.normalise import normalise
from index.synonyms import load
from index.training.pairs import Pair, Source, normalised, read_rows

QUESTIONS = Path(__file__).parent / "questions.jsonl.xz"


def key_of(passage: str) -> str:
    """What a passage is known by in the questions file."""
    return hashlib.sha256(passage.strip().encode()).hexdigest()[:16]


def written_sources(sources: Sequence[Source]) -> list[Source]:
    """The questions whose passages stand among the sources, and the word tables; none empty."""
    asked = {row["passage"]: row["questions"] for row in read_rows(QUESTIONS)}
    terms = general_terms() | policy_terms()
    made = [
        Source("questions", "asked", list(_asked(sources, asked))),
        Source(
            "synonyms", "synonym", [Pair(k, t, k) for k, found in load().items() for t in found]
        ),
        Source(
            "policy terms",
            "dictionary",
            [Pair(normalise(t), e, e) for e, found in terms.items() for t in found],
        ),
    ]
    return [source for source in made if source.pairs]


def _asked(sources: Sequence[Source], asked: dict[str, list[str]]) -> Iterator[Pair]:
    passages = {p.group for s in sources if s.kind in ("law", "text") for p in s.pairs}
    for passage in sorted(passages):
        for question in asked.get(key_of(passage), ()):
            yield normalised(Pair(question, passage, passage))
