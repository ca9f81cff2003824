"""Questions of several parts: split so that each part stands alone."""

import re

from index.names import Catalogue, Named
from index.normalise import language, normalise
from rag.aspects import ASPECT, asked_of
from rag.intent import intent_of

_SENTENCES = re.compile(r"(?<=[？?。！!；;\n])\s*")
_JOINS = re.compile(
    r"[，,；;]\s*(?:以及|还有|另外|同时|并且|而且|并|又|那么?)?|(?:以及|还有)|,?\s+and\s+(?=(?:who|what|when|which|how|why|where|is|are|does)\b)"
)
_ASKS = re.compile(
    r"多[少久长大高远]|什么|哪|谁|几(?:个|年|项|时|月|家|次)|何|吗|是否|如何|怎么|怎样|为啥|能不能|可不可以|想(?:了解|知道|问)"
    r"|\b(?:who|what|when|which|how|why|where)\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"分别|比较|对比|区别|不同|差异|相比|各自|各(?:是|有|由|要)|哪个更|两[个份项轮版]|三[个份项]|新旧"
    r"|compare|differ|respectively|both|each|versus|\bvs\b",
    re.IGNORECASE,
)
_KIND = (
    r"(?:稳增长|规模化|行动|建设|行业|领域|管理|授权运营)*(?:的)?(?:行动方案|工作方案|实施方案|方案|指导意见|实施意见|意见|管理办法"
    r"|试行办法|办法|通知|行动计划|计划|规划|条例|政策|文件|action plan|plan|policy|opinions|measures)?"
    r"(?:（试行）|\(试行\)|试行版?)?"
)
_AND = r"(?:\s*(?:[、和与及跟同,，]|以及|\band\b|\bvs\.?|\bversus\b|\bto\b|\bwith\b)\s*(?:the\s+)?)"
_NAME = "\x00"
_VERSIONS = re.compile(
    r"(?:新旧|新老)?[两三]?[个份项轮版](?:政策|方案|办法|文件|意见|计划)?(?:都)?|新旧|(?:新|旧|老|上一)(?:版|办法|方案|计划)"
)
_COMPARING = re.compile(
    r"分别|各自|各(?=是|有|由|要)|比较一?下?|对比一?下?|相比|比一比|一下|respectively|\bcompare\b|the differences? (?:between|in)",
    re.IGNORECASE,
)
_DIFFER = re.compile(
    r"(?:之间)?(?:的)?(?:有(?:什么|何|哪些)?(?:不同|区别|差异)|(?:不同|区别|差异)(?:是什么|在哪里?|有哪些)?|哪个更[高大多长低小少短])"
    r"|\bdiffer(?:ent)?\b"
)
_ENTITIES = re.compile(
    r"^(?P<pre>.*?)(?P<list>[^，,、和与及？?]{2,14}(?:[、和与及][^，,、和与及的？?]{2,14})+)(?:的(?P<asked>[^，,？?]{1,20}?))?"
    r"(?:分别|各自|各(?=是|有|由|要))(?P<tail>[^，,？?]{1,10})[？?]?$"
)
_ASPECTS = re.compile(
    rf"(?P<pre>^|.*?[的》])(?P<a>[\u4e00-\u9fff]{{0,4}}(?:{ASPECT}))[和与及、](?P<b>[\u4e00-\u9fff]{{0,4}}(?:{ASPECT}))(?P<tail>(?:分别|各)?(?:是什么|有哪些|是多少|有什么|如何))[？?]?$"
)
_MOST_PARTS = 8
_LONGEST = 3000


def split_parts(text: str, named: Named, catalogue: Catalogue) -> tuple[str, ...]:
    """The parts of a question, each naming its policy; the question itself if it is one."""
    if len(text) > _LONGEST:
        return (text,)
    policies = tuple(dict.fromkeys([*named.policies, *named.others]))
    if not policies and named.bodies and _SEVERAL.search(text):
        return _asked_of_bodies(text, named, catalogue)
    sentences = [s for s in _SENTENCES.split(text) if s.strip() and _ASKS.search(s)]
    if len(sentences) >= 2:
        pieces = sentences
    elif len(policies) >= 2 and _SEVERAL.search(text):
        return tuple(_asked_of(text, policy, named, catalogue) for policy in policies[:_MOST_PARTS])
    else:
        pieces = _entities(text) or _clauses(text)
    if len(pieces) < 2 and len(policies) == 1:
        pieces = _aspects(text, policies[0], catalogue)
    if len(pieces) < 2:
        return (text,)
    title = catalogue.policies[policies[0]].title if len(policies) == 1 else None
    return tuple(_standing(p, title, catalogue) for p in pieces[:_MOST_PARTS])


def _asked_of_bodies(text: str, named: Named, catalogue: Catalogue) -> tuple[str, ...]:
    """两份涉及国家能源局的文件，目标分别是什么: the last clause asked of each of the body's policies."""
    policies = [p for p in catalogue.policies.values() if set(p.bodies) & set(named.bodies)]
    clause = re.split(r"[，,]", text)[-1]
    if not 2 <= len(policies) <= _MOST_PARTS or clause == text:
        return (text,)
    content = _COMPARING.sub("", clause).strip(" ？?。的")
    return tuple(f"{asked_of(p.title, content)}？" for p in policies)


def _clauses(text: str) -> list[str]:
    """Clauses that each ask something; a clause that does not stays with its neighbour."""
    pieces: list[str] = []
    for piece in _JOINS.split(text):
        if pieces and not (_ASKS.search(piece) and _ASKS.search(pieces[-1])):
            pieces[-1] += "，" + piece
        elif piece.strip():
            pieces.append(piece)
    return pieces if len(pieces) >= 2 and all(len(p.strip(" ？?")) >= 3 for p in pieces) else [text]


def _entities(text: str) -> list[str]:
    """A和B的目标分别是多少 -> A的目标是多少, B的目标是多少."""
    match = _ENTITIES.match(text)
    if not match:
        return []
    members = re.split(r"[、和与及]", match["list"])
    asked = f"的{match['asked']}" if match["asked"] else ""
    return [
        f"{match['pre'] if i == 0 else ''}{member}{asked}{match['tail']}？"
        for i, member in enumerate(members)
    ]


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


def _standing(piece: str, title: str | None, catalogue: Catalogue) -> str:
    """A piece with its policy's title, where it does not name one."""
    piece = piece.strip(" ，,；;。\n")
    if title is None or catalogue.find(piece).policies:
        return piece
    return f"{piece} 《{title}》" if language(piece) == "en" else f"《{title}》{piece}"


def _asked_of(text: str, policy: str, named: Named, catalogue: Catalogue) -> str:
    """The question asked of one of the policies it names."""
    title = f"《{catalogue.policies[policy].title}》"
    english = language(text) == "en"
    marked = _marked(text, named)
    marked = _DIFFER.sub("", _COMPARING.sub("", _VERSIONS.sub("", marked)))
    before, _, after = marked.partition(_NAME)
    # What the first name is asked for may be said again for each: A的目标与B的目标.
    after = re.split(rf"{_AND}?{_NAME}", after)[0] if _NAME in after and after.strip() else after
    before, after = before.strip(" ，,：:"), after.replace(_NAME, "").strip(" ，,。？?的和与及")
    if english:
        if before in ("how do", "how does", "how") and after:
            before, after = f"the {after.removeprefix('in ')} of", ""
        asked = re.sub(r"\s+", " ", f"{before} {title} {after}").strip(" ?.")
        return f"{asked}?" if _ASKS.search(asked) else f"What are {asked}?"
    after = after or ("" if before else "主要内容")
    content = before + asked_of(catalogue.policies[policy].title, after)
    asks = (
        "" if _ASKS.search(content) or intent_of(content) not in ("other", "compare") else "是什么"
    )
    return f"{content}{asks}？"


def _marked(text: str, named: Named) -> str:
    """The question with every run of policy names as one mark."""
    marked = re.sub(r"《[^》]*》", _NAME, normalise(text))
    for name in named.all_names:
        spelt = r"[\s\"'()\[\]·,、-]*".join(map(re.escape, name.replace(" ", "")))
        if name.isascii():
            spelt = rf"(?:the\s+)?(?<![a-z]){spelt}s?(?![a-z])\+?"
        marked = re.sub(spelt, _NAME, marked)
    marked = re.sub(rf"(?:{_NAME}[\s\"'()+]*)+(?:{_KIND}[\s\"']*)?", _NAME, marked)
    return re.sub(rf"{_NAME}(?:{_AND}{_NAME})+", _NAME, marked)
