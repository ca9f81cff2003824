"""Makes the English -> Chinese term table from CC-CEDICT rows ({"zh", "en": [...]}).

Run as `python -m index.training.terms --dictionary FILE --texts FILE [...] --out FILE`. Of a
gloss's Chinese words the ones that policy texts use most are kept.
"""

import argparse
import lzma
import re
from collections import Counter, defaultdict
from pathlib import Path

from index.normalise import normalise
from index.training.pairs import read_rows
from index.words import words

_KEPT = 4
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_GLOSS = re.compile(r"^[a-z][a-z '-]{1,40}$")


def glosses(entry: str) -> list[str]:
    """The plain English of one translation: no brackets, no "to", one to three words."""
    out = []
    for part in _BRACKETS.sub("", entry.lower()).split(";"):
        gloss = re.sub(r"^(?:to be |to |the |a |an )", "", part.strip())
        if _GLOSS.match(gloss) and len(gloss.split()) <= 3:
            out.append(gloss)
    return out


def build(dictionary: Path, texts: list[Path], out: Path) -> None:
    """Write the table: gloss, tab, Chinese words with blanks between, by use in `texts`."""
    used: Counter[str] = Counter()
    for path in texts:
        for row in read_rows(path):
            used.update(words(str(row.get("text", ""))))
    table: dict[str, set[str]] = defaultdict(set)
    for row in read_rows(dictionary):
        word = normalise(row["zh"])
        if 2 <= len(word) <= 8 and used[word] >= 5:
            for entry in row["en"]:
                for gloss in glosses(entry):
                    table[gloss].add(word)
    with lzma.open(out, "wt", encoding="utf-8") as lines:
        for gloss in sorted(table):
            best = sorted(table[gloss], key=lambda w: (-used[w], w))[:_KEPT]
            lines.write(f"{gloss}\t{' '.join(best)}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dictionary", type=Path, required=True)
    parser.add_argument("--texts", type=Path, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    build(args.dictionary, args.texts, args.out)
