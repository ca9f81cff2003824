"""A few of `make faults`' faults, on the real commands and a real server."""

from pathlib import Path

import pytest

from tests.faults import strike
from tests.web_support import sample_workspace


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("faults") / "template"
    sample_workspace(home)
    return home


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("half of vectors.faiss", "index build"),
        ("disk full", "disk space"),
        ("feedback.sqlite is rubbish", "move a damaged file away"),
    ],
)
def test_a_fault_ends_well(fault: str, said: str, template: Path, tmp_path: Path) -> None:
    assert said in strike(fault, template, tmp_path)
