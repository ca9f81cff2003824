"""How Chinese characters sound: pinyin without tones, near sounds alike (zh/z, ing/in).

The table ships because importing pypinyin takes 0.3 s; `python -m index.readings` makes it.
"""

from functools import lru_cache
from pathlib import Path

READINGS = Path(__file__).parent / "readings.txt"
# What input methods and dialects confuse.
_BEGINNINGS = (("zh", "z"), ("ch", "c"), ("sh", "s"))
_ENDINGS = (("ang", "an"), ("eng", "en"), ("ing", "in"))


@lru_cache(maxsize=1)
def sounds() -> dict[str, frozenset[str]]:
    """Every known character's sounds."""
    found: dict[str, set[str]] = {}
    for line in READINGS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sound, characters = line.split()
            for character in characters:
                found.setdefault(character, set()).add(sound)
    return {character: frozenset(own) for character, own in found.items()}


@lru_cache(maxsize=1)
def by_sound() -> dict[str, str]:
    """The characters of each sound."""
    lines = READINGS.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if line and not line.startswith("#"))


def homophones(character: str) -> frozenset[str]:
    """All characters that can sound like this one, itself left out."""
    table = by_sound()
    own = sounds().get(character, frozenset())
    return frozenset(c for sound in own for c in table[sound]) - {character}


def folded(sound: str) -> str:
    """A toneless pinyin syllable with near sounds made alike."""
    for written, plain in _BEGINNINGS:
        if sound.startswith(written):
            sound = plain + sound[len(written) :]
    for written, plain in _ENDINGS:
        if sound.endswith(written):
            sound = sound[: -len(written)] + plain
    return sound


def make() -> str:
    """The table's text: a sound and its characters a line, for the characters of GB 2312."""
    from pypinyin import Style, pinyin

    table: dict[str, list[str]] = {}
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            character = bytes((high, low)).decode("gb2312", errors="ignore")
            if not character:
                continue
            for sound in pinyin(character, heteronym=True, style=Style.NORMAL)[0]:
                group = table.setdefault(folded(sound), [])
                if character not in group:
                    group.append(character)
    head = "# Made by `python -m index.readings` from pypinyin (MIT). 同音字表，由程序生成。\n"
    return head + "".join(f"{sound} {''.join(table[sound])}\n" for sound in sorted(table))


if __name__ == "__main__":
    READINGS.write_text(make(), encoding="utf-8")
