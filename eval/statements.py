"""Statements about a passage, true and false ones: what the verifier is fitted and measured by.

`statements.jsonl.xz` holds {"passage", "quote", "honest", "bad"} rows, written by hand: the first
16 hex digits of the sha256 of a passage of the training texts, where the sentence that they are
about stands in it, four statements that are true by it, in its words, in free ones, in part and in
English, and four that are not. The sentences of `tests/bench_verify` but those of its last batch,
which stays unseen, come beside them.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.parse import parse_file
from corpus.records import Document, Policy, Section
from index.training.asked import key_of, told_passages
from index.training.pairs import read_rows
from rag.verify import Passage
from rag.verify.split import pieces

STATEMENTS = Path(__file__).parent / "statements.jsonl.xz"
_ROOT = Path(__file__).parent.parent
BENCH = _ROOT / "tests" / "bench_verify"
BATCHES = ("adversarial", "honest", "later", "batch4", "batch5", "batch6", "batch7", "own")
_DIGESTS = ("corpus/documents/*.txt", "eval/digests/*/*.txt")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, the passage it cites, whether that says so, the title of its source, and whether
    it is of the bench."""

    text: str
    passage: Passage
    honest: bool
    source: str
    bench: bool = False

    @property
    def measured(self) -> bool:
        """Whether it belongs to the half of the written sources that is kept for measuring."""
        return not self.bench and int(hashlib.sha256(self.source.encode()).hexdigest(), 16) % 2 == 1


def written_statements(data: Path) -> Iterator[Statement]:
    """The statements whose passages stand in the training texts `data`, each once."""
    rows = {row["passage"]: row for row in read_rows(STATEMENTS)}
    for title, passages in told_passages(data, rows).items():
        for text, heading in passages:
            passage = _passage(title, heading, text)
            row = rows.pop(passage.document.sha256, {})
            for kind in ("honest", "bad"):
                for said in row.get(kind, ()):
                    yield Statement(said, passage, kind == "honest", title)


def _passage(title: str, heading: str | None, text: str) -> Passage:
    policy = Policy("d/p", "d", title.strip("《》"))
    section = Section("d/p/a1", "d", "d/p", "article", None, heading, text, 0, len(text), 0)
    return Passage(1, section, policy, Document("d", title, None, None, "d", text, key_of(text)))


def bench_statements() -> Iterator[Statement]:
    """The sentences of the verifier's bench that cite one section, but those of the last batch."""
    paths = [path for glob in _DIGESTS for path in sorted(_ROOT.glob(glob))]
    # The bench is older than this digest, which shares some of its quotes.
    parsed = [parse_file(path) for path in paths if path.parent.name != "songhe"]
    sections = [(d.text_of(s), d, s) for d in parsed for s in d.sections]
    for name in BATCHES:
        for line in (BENCH / f"{name}.jsonl").read_text("utf-8").splitlines():
            case = json.loads(line)
            if len(case["anchors"]) != 1:
                continue
            document, section = next((d, s) for t, d, s in sections if case["anchors"][0] in t)
            policy = document.policy(section.policy_id)
            passage = Passage(1, section, policy, document.document)
            for position, piece in enumerate(pieces(case["draft"])):
                if name == "adversarial" and (position not in case["bad"] or not piece.numbers):
                    continue
                source = policy.title if policy else document.document.title
                yield Statement(
                    piece.text, passage, name != "adversarial" and not case.get("bad"), source, True
                )
