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
# Of the policy that is named, what frames it tells who issued it, and when: by rule, for few texts
# ask that, and a ranking learned on many others forgets it.
_ISSUER = 3.0
_ISSUED = r"印发|发布|公布|颁布|转发|发文|出台|发的(?=文?\W*$)"
_BY_OR_WHEN = "谁|(?:哪|什么|何)(?:个|几个|些|几家|家)?(?:部门|单位|机构|部委|机关)|(?:何|什么|哪)(?:时候?|年|天)|几月|几号"
# Little else is asked: whoever wants to know who publishes the results names the results.
_LITTLE = "[是由被该这那此其的了将在]{0,4}"
_WHO_ISSUED = re.compile(
    rf"\W*{_LITTLE}(?:(?:{_BY_OR_WHEN})[联合正式对外共同首次才是由被的了将在]{{0,6}}(?:{_ISSUED})|(?:{_ISSUED}){_LITTLE}(?:{_BY_OR_WHEN})).{{0,3}}\W*"
    r"|.*\b(?:who|which|when)\b.*\b(?:issued|released|promulgated)\b.*",
    re.IGNORECASE,
)


def issuing(text: str) -> bool:
    """Whether it is asked who issued something, or when: what frames a policy tells that."""
    return bool(_ISSUING.search(text))


def asks_issuer(text: str) -> bool:
    """Whether nothing else is asked than who issued a policy, or when."""
    return bool(_WHO_ISSUED.fullmatch(text))


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
    framing = _ISSUER * places.framing[ordinals] * asks_issuer(text)
    for i, place in enumerate(places.of(ordinals)):
        if place.policy is not None and place.policy.id in policies:
            out[i] += gain + framing[i]
        if place.parsed.document.issue in issues:
            out[i] += _BODY
    return out
