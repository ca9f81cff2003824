"""Questions of several parts: split so that each part stands alone."""

import re
from collections.abc import Callable

from index.names import Catalogue, Named
from index.normalise import language
from rag.aspects import ASPECT, is_generic
from rag.comparison import by_body, by_member, by_policy

_SENTENCES = re.compile(r"(?<=[？?。！!；;\n])\s*")
_JOINS = re.compile(
    r"[，,；;]\s*(?:以及|还有|另外|同时|并且|而且|并|又|那么?)?|(?:以及|还有)|,?\s+and\s+(?=(?:who|what|when|which|how|why|where|is|are|does)\b)"
)
_ASKS = re.compile(
    r"多[少久长大高远]|什么|哪|谁|几(?:个|年|项|时|月|家|次)|何|吗|是否|如何|怎么|怎样|为啥|能不能|可不可以|想(?:了解|知道|问)"
    r"|\b(?:who|what|when|which|how|why|where)\b",
    re.IGNORECASE,
)
_ASPECTS = re.compile(
    rf"(?P<pre>^|.*?[的》])(?P<a>[\u4e00-\u9fff]{{0,4}}(?:{ASPECT}))[和与及、](?P<b>[\u4e00-\u9fff]{{0,4}}(?:{ASPECT}))(?P<tail>(?:分别|各)?(?:是什么|有哪些|是多少|有什么|如何))[？?]?$"
)
# Whether a policy (its id) speaks of what a part asks.
SpeaksOf = Callable[[str, str], bool]
_MOST_PARTS = 8
_LONGEST = 3000


def split_parts(
    text: str,
    named: Named,
    catalogue: Catalogue,
    speaks_of: SpeaksOf = lambda policy, part: True,
) -> tuple[str, ...]:
    """The parts of a question, each naming its policy; the question itself if it is one.

    长护险和农机补贴分别怎么申请: what names a policy in one part is not the other's, unless that
    policy speaks of it.
    """
    if len(text) > _LONGEST:
        return (text,)
    of_bodies = by_body(text, named, catalogue)
    if of_bodies:
        return of_bodies
    policies = tuple(dict.fromkeys([*named.policies, *named.others]))
    sentences = [s for s in _SENTENCES.split(text) if s.strip() and _ASKS.search(s)]
    if len(sentences) >= 2:
        pieces = sentences
    elif compared := by_policy(text, named, catalogue):
        return compared
    else:
        pieces = by_member(text) or _clauses(text)
    if len(pieces) < 2 and len(policies) == 1:
        pieces = _aspects(text, policies[0], catalogue)
    if len(pieces) < 2:
        return (text,)
    only = policies[0] if len(policies) == 1 else None
    return tuple(_standing(p, only, catalogue, speaks_of) for p in pieces[:_MOST_PARTS])


def _clauses(text: str) -> list[str]:
    """Clauses that each ask something; a clause that does not stays with its neighbour."""
    pieces: list[str] = []
    for piece in _JOINS.split(text):
        if pieces and not (_ASKS.search(piece) and _ASKS.search(pieces[-1])):
            pieces[-1] += "，" + piece
        elif piece.strip():
            pieces.append(piece)
    return pieces if len(pieces) >= 2 and all(len(p.strip(" ？?")) >= 3 for p in pieces) else [text]


def _aspects(text: str, policy: str, catalogue: Catalogue) -> list[str]:
    """背景和意义是什么 -> two questions, unless the policy's own text asks both at once."""
    match = _ASPECTS.match(text.strip())
    if not match:
        return [text]
    first, second = match["a"], match["b"]
    if any(first[-2:] in q and second[-2:] in q for q in catalogue.questions_of(policy)):
        return [text]
    tail = re.sub(r"^(?:分别|各)", "", match["tail"])
    return [f"{match['pre']}{first}{tail}？", f"{second}{tail}？"]


def _standing(piece: str, policy: str | None, catalogue: Catalogue, speaks_of: SpeaksOf) -> str:
    """A piece with the title of the policy that it is about, where it names none."""
    piece = piece.strip(" ，,；;。\n")
    if policy is None or catalogue.find(piece).policies:
        return piece
    if not (is_generic(piece) or speaks_of(policy, piece)):
        return piece
    title = f"《{catalogue.policies[policy].title}》"
    return f"{piece} {title}" if language(piece) == "en" else f"{title}{piece}"
