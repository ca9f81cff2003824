"""Issuing bodies by any of their names: 发改委 for 国家发展改革委, 商务厅 for 云岭省商务厅."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

BODIES = Path(__file__).parent / "bodies.txt"
_PLACE = re.compile(r"^(?:中国|国家|全国|[\u4e00-\u9fff]{2,4}?(?:省|市|自治区|自治州|县))(?=.{3,})")


@lru_cache(maxsize=1)
def national() -> dict[str, tuple[str, ...]]:
    """The national bodies by their full names, with what else they are called."""
    lines = BODIES.read_text(encoding="utf-8").splitlines()
    groups = [line.split() for line in lines if line and not line.startswith("#")]
    return {group[0]: tuple(group[1:]) for group in groups}


def calls(bodies: Iterable[str]) -> dict[str, str]:
    """Every name that these bodies go by -> the body; a name that two share is left out."""
    table: dict[str, str] = {}
    shared: set[str] = set()
    bodies = tuple(dict.fromkeys(bodies))
    for body in bodies:
        others = _others(body)
        for name in others:
            if table.setdefault(name, body) != body:
                shared.add(name)
    for name in shared:
        table.pop(name)
    return table | {body: body for body in bodies}


def stands(name: str, text: str) -> bool:
    """Whether a body is named in a text; 财政部门 does not name 财政部."""
    if not name.endswith("部"):
        return name in text
    return text.replace(f"{name}门", "").count(name) > 0


def _others(body: str) -> set[str]:
    """What a body is called beside its own name."""
    found = {_PLACE.sub("", body)}
    for full, short in national().items():
        if body == full or body in short:
            found.update((full, *short))
    return {name for name in found if len(name) >= 2 and name != body}
