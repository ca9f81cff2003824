"""What the tests share: the sample cut once, and engines over it and over the second digest."""

from pathlib import Path

import pytest

from corpus.parse import parse_file
from corpus.records import ParsedDocument
from eval.cli import build_engine
from index.store import IndexSettings
from rag.engine import Engine

SAMPLE = next((Path(__file__).parent.parent / "corpus" / "documents").glob("*.txt"))


@pytest.fixture(scope="session")
def sample() -> ParsedDocument:
    return parse_file(SAMPLE)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build_engine(tmp_path_factory.mktemp("sample"), None, IndexSettings())


@pytest.fixture(scope="session")
def fictional(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return build_engine(tmp_path_factory.mktemp("fictional"), "fictional", IndexSettings())
