"""Questions of several parts: split so that each part stands alone."""

import re

from index.names import Catalogue, Named
from index.normalise import language
from rag.intent import intent_of

_ENDS = re.compile(r"(?<=[？?])\s*")
_JOINS = re.compile(
    r"[，,；;]\s*(?:以及|还有|另外|同时|并且|而且|并|又|那么?)?|(?:以及|还有)|,?\s+and\s+(?=(?:who|what|when|which|how|why|where|is|are|does)\b)"
)
_ASKS = re.compile(
    r"多少|什么|哪|谁|几(?:个|年|项|时|月)|何|吗|是否|如何|怎么|怎样|为啥|能不能|可不可以"
    r"|\b(?:who|what|when|which|how|why|where)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"分别|比较|对比|区别|不同|各自|各是|各有|两[个份项]|三[个份项]|compare|differ|respectively|both|each|versus"
)
_MOST_PARTS = 8


def split_parts(text: str, named: Named, catalogue: Catalogue) -> tuple[str, ...]:
    """The parts of a question, each naming its policy; the question itself if it is one."""
    policies = tuple(dict.fromkeys([*named.policies, *named.others]))
    if len(policies) >= 2 and _SEVERAL.search(text):
        return tuple(_asked_of(text, policy, named, catalogue) for policy in policies[:_MOST_PARTS])
    asked = [p for p in _ENDS.split(text) if p.strip()]
    if len([p for p in asked if _ASKS.search(p)]) >= 2:
        pieces = [p for p in asked if _ASKS.search(p)]
    else:
        pieces = _clauses(text)
    if len(pieces) < 2:
        return (text,)
    title = catalogue.policies[policies[0]].title if len(policies) == 1 else None
    return tuple(_standing(p, title, catalogue) for p in pieces[:_MOST_PARTS])


def _clauses(text: str) -> list[str]:
    """Clauses that each ask something; a clause that does not stays with its neighbour."""
    pieces: list[str] = []
    for piece in _JOINS.split(text):
        if pieces and not (_ASKS.search(piece) and _ASKS.search(pieces[-1])):
            pieces[-1] += "，" + piece
        elif piece.strip():
            pieces.append(piece)
    return pieces if len(pieces) >= 2 and all(len(p.strip(" ？?")) >= 3 for p in pieces) else [text]


def _standing(piece: str, title: str | None, catalogue: Catalogue) -> str:
    piece = piece.strip(" ，,；;")
    if title is None or catalogue.find(piece).policies:
        return piece
    return f"{piece} 《{title}》" if language(piece) == "en" else f"《{title}》{piece}"


def _asked_of(text: str, policy: str, named: Named, catalogue: Catalogue) -> str:
    """The question asked of one of the policies it names."""
    content = re.sub(r"《[^》]*》", "", text)
    for name in named.all_names:
        pattern = r"[\s\"'“”()（）\[\]·—–-]*".join(map(re.escape, name))
        content = re.sub(pattern, "", content, flags=re.IGNORECASE)
    content = re.sub(
        r"分别|各自|相比|比较|对比|两[个份项](?:政策|方案|办法|文件|意见)?|有(?:什么|何)(?:不同|区别|差异)|一下|respectively|compare|the difference between",
        "",
        content,
    )
    content = re.sub(
        r"^[和与及、跟的，,\s]+|(?<=[\s，])[和与及、跟]+(?=[的\s])", "", content
    ).strip(" 的，,？?和与及")
    title = f"《{catalogue.policies[policy].title}》"
    if language(text) == "en":
        return f"{content} {title}?"
    asks = "" if _ASKS.search(content) or intent_of(content) != "other" else "是什么"
    return f"{title}的{content}{asks}？"
