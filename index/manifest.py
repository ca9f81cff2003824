"""The manifest of an index generation: what it was built from, and checksums of its files."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from corpus.errors import IndexStoreError

FORMAT = 3
# Older formats whose manifest still tells what to rebuild from.
_OUTDATED = (1, 2)
FILE = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was built from; an index whose manifest does not fit is not served.

    `encoder` and `fingerprint` name the encoder and its weights, `corpus` is the corpus
    hash, `files` maps file names to sha256.
    """

    encoder: str
    fingerprint: str
    dimension: int
    chunker: str
    corpus: str
    chunks: int
    sections: int
    created: str
    files: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it into the generation's folder, last of all."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        (folder / FILE).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        IndexStoreError: there is none, it is damaged, or of another format.
    """
    rebuild = "请运行 policy-qa index build / Run policy-qa index build."
    try:
        record = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if record.get("format") not in (FORMAT, *_OUTDATED):
            raise IndexStoreError(
                f"索引格式 {record.get('format')} 不认识 / Unknown index format"
                f" {record.get('format')}.",
                rebuild,
            )
        return Manifest(**record)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise IndexStoreError(
            f"索引清单损坏 / The index manifest is damaged: {folder.name}/{FILE}.", rebuild
        ) from error


def checksum(path: Path) -> str:
    """The sha256 of a file, or of all files of a folder with their names."""
    digest = hashlib.sha256()
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in files:
        if path.is_dir():
            if file.suffix == ".lock":
                continue
            digest.update(f"{file.relative_to(path)}\0".encode())
        with file.open("rb") as data:
            while block := data.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def verify(folder: Path) -> list[str]:
    """The files whose checksums do not agree with the manifest; empty when all is well."""
    manifest = read(folder)
    wrong = []
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.exists() or checksum(path) != expected:
            wrong.append(name)
    return wrong
