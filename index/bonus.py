"""What a chunk gains because the question names its policy, or loses because it only frames one."""

import re

import numpy as np
from numpy.typing import NDArray

from index.names import Named
from index.places import Places

# In units of the fused z-score: a name decides, a mere keyword helps.
_NAMED = {"title": 20.0, "short": 20.0, "alias": 20.0, "abbreviation": 2.0, "keyword": 1.5}
_BODY = 1.0
_FRAMING = 2.5
_ISSUING = re.compile(
    r"印发|发布|公布|颁布|转发|发文|施行|谁|部门|采访|解读|哪天|日期|什么时候|何时|何种政策|哪些政策"
    r"|issue|release|publish|who|when|agenc|ministr|date|interview",
    re.IGNORECASE,
)


def issuing(text: str) -> bool:
    """Whether it is asked who issued something, or when: what frames a policy tells that."""
    return bool(_ISSUING.search(text))


def bonus(
    places: Places, ordinals: NDArray[np.int64], named: Named, text: str
) -> NDArray[np.float64]:
    """What each of these chunks gains or loses, (n,); `text` is the question less its names."""
    out = np.zeros(len(ordinals))
    if not issuing(text):
        out[places.framing[ordinals]] = -_FRAMING
    if not (named.policies or named.issues):
        return out
    gain = _NAMED.get(named.by or "", _BODY)
    policies, issues = set(named.policies), set(named.issues)
    for i, place in enumerate(places.of(ordinals)):
        if place.policy is not None and place.policy.id in policies:
            out[i] += gain
        if place.parsed.document.issue in issues:
            out[i] += _BODY
    return out
