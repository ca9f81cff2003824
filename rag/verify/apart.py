"""A clause that says something of several things, taken apart into one clause for each.

国际、国内首台套的上限分别为1000万元和500万元 says 国际首台套的上限为1000万元 and 国内首台套的上限为500万元; A、B和C为必保指标
says it of each of the three. Each has to be supported by itself.
"""

import re

from index.words import segments
from rag.verify.clauses import figures

_MEMBER = re.compile(r"、|以及|和(?!国)|与|及")
_RESPECTIVELY = re.compile(r"分别")
_COPULA = re.compile(r"(?:都|均)?(?:为|是|属于|纳入|列入|由|归|不得|应当|必须|可以|需要)")
_MOST = 6


def taken_apart(claim: str) -> list[str]:
    """The clauses that a clause of several things stands for; none if it is of one thing."""
    return _respective(claim) or _shared(claim)


def _respective(claim: str) -> list[str]:
    mark = _RESPECTIVELY.search(claim)
    if not mark:
        return []
    values, lead, tail = _values(claim[mark.end() :])
    members, rest = _members(claim[: mark.start()], len(values))
    if len(values) < 2 or len(members) != len(values):
        return []
    return [f"{m}{rest}{lead}{v}{tail}" for m, v in zip(members, values, strict=True)]


def _values(text: str) -> tuple[list[str], str, str]:
    """What is given to each, the words before the first and those after the last."""
    parts = [p for p in _MEMBER.split(text.rstrip("，。；;,.")) if p.strip()]
    if len(parts) < 2 or any(len(figures(p)) != 1 for p in parts):
        return [], "", ""
    shown = [figures(p)[0].shown for p in parts]
    at = parts[0].find(shown[0])
    if at < 0:
        return [], "", ""
    return [parts[0][at:], *parts[1:]], parts[0][:at], ""


def _members(text: str, count: int) -> tuple[list[str], str]:
    """The members of a list and what the last is followed by: 国际、国内、省内 | 首台套的上限."""
    parts = [p for p in _MEMBER.split(text) if p.strip()]
    if len(parts) < 2 or len(parts) != count:
        return [], ""
    last, head = parts[-1], ""
    if (number := re.match(r"\d+", last)) and parts[-2].strip().isdigit():
        head = number.group()
    else:
        for word in segments(last):
            if len(head) >= len(parts[-2]):
                break
            head += word
    return [*parts[:-1], head], last[len(head) :]


def _shared(claim: str) -> list[str]:
    """A、B和C为P: P of each. A list in which figures stand is none of things alone."""
    copula = _COPULA.search(claim)
    if not copula or figures(claim[: copula.start()]):
        return []
    parts = [p for p in _MEMBER.split(claim[: copula.start()]) if p.strip()]
    if not 2 <= len(parts) <= _MOST or min(map(len, parts)) < 2:
        return []
    return [f"{part}{claim[copula.start() :]}" for part in parts]
