"""Questions that compare: asked of each policy, or of each member of a list, on its own."""

import re
from collections.abc import Sequence

from index.names import Catalogue, Named
from index.naming import loose
from index.normalise import language, normalise
from rag.aspects import ASPECT, asked_of

_DEGREE = "高|大|多|长|重|快|低|小|少|短|轻|慢|宽|贵|便宜"
_ORDER = "早|晚|先|后"
_MANNER = "严|严格|强|全面|好"
_WHICH = r"(?:谁|哪一?(?:个|份|项|部|种|边|类|家|者)?)"
# 谁的补贴更高, 目标哪个高, 哪个先施行: what is asked of each, and by what they are compared.
_MORE = re.compile(
    rf"{_WHICH}(?:的(?P<a>[^，,？?]{{1,12}}?))?(?:给得?|要)?(?:更|比较|相对|最)?(?P<by>{_DEGREE}|{_ORDER}|{_MANNER})(?:一?些|一点)?(?=[，,？?。吗呢\s]|$|[施生出印发公颁实])"
)
SEVERAL = re.compile(
    rf"分别|比较|对比|区别|不同|不一样|差异|差别|相比|各自|各(?=[是有由要给能需占达怎多])|两[个份项轮版]|三[个份项]|新旧"
    rf"|{_MORE.pattern.replace('?P<a>', '?:').replace('?P<by>', '?:')}"
    r"|compare|differ|respectively|both|each|versus|\bvs\b"
    r"|\b(?:higher|larger|bigger|lower|longer|shorter|more|less|stricter|earlier|later) than\b|^which\b.*\b(?:\w+er|more)\b",
    re.IGNORECASE,
)
_KIND = (
    r"(?:(?:稳增长|规模化|行动|建设|行业|领域|管理|授权运营)*的?(?:行动方案|工作方案|实施方案|方案|指导意见|实施意见|意见|管理办法"
    r"|试行办法|办法|通知|行动计划|计划|规划|条例|细则|规定|政策|文件|action plan|plan|policy|opinions|measures)"
    r"(?:（试行）|\(试行\)|试行版?)?)?"
)
_AND = r"(?:\s*(?:[、和与及跟同比,，]|以及|\band\b|\bor\b|\bvs\.?|\bversus\b|\bto\b|\bwith\b|\bthan\b)\s*(?:the\s+)?)"
_NAME = "\x00"
_STOP = r"的在对谁哪，,？?分各有是由之什要如怎相何多\x00"
# What still belongs to a name: 渔船[更新]和充电[桩]的补贴; never what is asked.
_OWN = rf"(?:(?!{ASPECT}|{_AND})[^{_STOP}]){{0,8}}"
_COUNTED = r"(?:新旧|新老)?(?:这|那)?[两二三四五六](?:个|份|项|轮|版|种|部)(?:政策|方案|办法|文件|意见|计划|规定)?(?:都|之间)?"
_CALLED = re.compile(rf"{_KIND}$")
_AT_ONCE = re.compile(r"[、和与及跟同比,，的]")
_NEAR = 4  # characters between two words of one name: 电动汽车充电[设施]管理办法
_OLD = re.compile(r"新旧|新老|旧|老版|上一|试行|原来|此前|两版|两轮|previous|earlier|old")
_COMPARING = re.compile(
    r"分别|各自|各(?=[是有由要给能需占达怎多])|(?:请)?(?:比较|对比)一?下?|^相?比(?:起来|较)?[，,]?|相比(?:之下|较)?|比一比|一下|respectively|\bcompare\b|the differences? (?:between|in)",
    re.IGNORECASE,
)
_DIFFER = re.compile(
    r"(?:之间)?(?:的)?(?:有(?:什么|何|哪些|啥)?(?:不同|区别|差异|差别|不一样)|(?:不同|区别|差异|差别)(?:之处|点)?(?:是什么|在哪里?|有哪些)?|哪里不一样)(?:的?地方|之处)?"
    r"|\bdiffer(?:ent)?\b"
)
_ASKS = re.compile(
    r"多[少久长大高远]|什么|哪|谁|几(?:个|年|项|时|月|家|次)|何|吗|是否|如何|怎么|怎样|为啥|能不能|可不可以",
    re.IGNORECASE,
)
_ENTITIES = re.compile(
    r"^(?P<pre>.*?)(?P<list>[^，,、和与及？?]{2,14}(?:[、和与及][^，,、和与及的？?]{2,14})+)(?:的(?P<asked>[^，,？?]{1,20}?))?"
    r"(?:分别|各自|各(?=[是有由要给能需占达怎多]))(?P<tail>[^，,？?]{1,10})[？?]?$"
)
_CLAUSE = re.compile(
    r"^(?P<list>[^，,、和与及？?]{2,14}(?:[、和与及][^，,、和与及？?]{2,14})+)[，,](?P<clause>[^，,？?]{0,16}?)"
    r"(?:分别|各自|各)(?P<tail>[^，,？?]{1,16})[？?]?$"
)
_MEMBERS = re.compile(
    r"^(?P<pre>)(?P<list>[^，,、和与及？?]{2,14}(?:[、和与及][^，,、和与及的？?]{2,14})+)的(?P<asked>[^，,？?]{1,20}?)(?P<tail>)$"
)
_ENGLISH = (
    re.compile(rf"compare (?:the )?(?P<x>[^{_NAME}]+?) (?:of|for|in|between|under|set by|offered by|from) {_NAME}"),
    re.compile(rf"differences? in (?:the )?(?P<x>[^{_NAME}]+?) (?:between|of|for) {_NAME}"),
    re.compile(rf"{_NAME}(?: \w+)? (?:in|on|regarding|about|in terms of|with respect to|when it comes to)(?: the(?:ir)?)? (?P<x>[^{_NAME}?.]+)"),
    re.compile(rf"how do(?:es)? (?:the )?(?P<x>[^{_NAME}]+?) (?:differ|compare)[^{_NAME}]*{_NAME}"),
    re.compile(rf"(?:has|have|offers?|gives?|provides?|sets?|imposes?)(?: the| a)? (?:\w+er|more|most|less) (?P<x>[^{_NAME}?,.:;]+)"),
    re.compile(rf"{_NAME}(?:'s?)? (?P<x>[^{_NAME}?.]+?) (?:is |are )?(?:\w+er|more) than"),
)  # fmt: skip
_ENDS = " ？?。，,"
_MOST = 8


def by_policy(text: str, named: Named, catalogue: Catalogue) -> tuple[str, ...]:
    """The question asked of each policy it names; () where it names fewer than two or compares none."""
    policies = tuple(dict.fromkeys([*named.policies, *named.others]))
    if len(policies) < 2 or not SEVERAL.search(text):
        return ()
    latest = tuple(catalogue.latest(policies))
    if len(latest) > 1 and not _OLD.search(text):
        policies = latest  # beside another policy, a version is meant only where it is said
    if language(text) == "en":
        marked = _marked(text, named)
        return tuple(
            _asked_english(marked, f"《{catalogue.policies[p].title}》") for p in policies[:_MOST]
        )
    asked = _asked_in_chinese(text, policies, catalogue, named)[:_MOST]
    return tuple(asked) if len(asked) > 1 else ()


def by_body(text: str, named: Named, catalogue: Catalogue) -> tuple[str, ...]:
    """两份涉及国家能源局的文件，目标分别是什么: the last clause asked of each of the body's policies."""
    if named.policies or named.others or not named.bodies or not SEVERAL.search(text):
        return ()
    policies = [p for p in catalogue.policies.values() if set(p.bodies) & set(named.bodies)]
    clause = re.split(r"[，,]", text)[-1]
    if not 2 <= len(policies) <= _MOST or clause == text:
        return ()
    content = _COMPARING.sub("", clause).strip(" ？?。的")
    return tuple(f"{asked_of(p.title, content)}？" for p in policies)


def by_member(text: str) -> list[str]:
    """A和B的目标分别是多少 -> A的目标是多少, B的目标是多少; [] where no members are listed."""
    clause = _CLAUSE.match(text)
    if clause:
        asked = f"{clause['clause']}{clause['tail']}"
        return [f"{member}，{asked}？" for member in re.split(r"[、和与及]", clause["list"])]
    match = _ENTITIES.match(text)
    if not match:
        told = _told(text)
        match = _MEMBERS.match(told) if told != text.strip(_ENDS) else None
    if not match:
        return []
    members = re.split(r"[、和与及]", match["list"])
    asked = f"的{match['asked']}" if match["asked"] else ""
    tail = match["tail"] or ("" if _ASKS.search(asked) else "是什么")
    return [
        f"{match['pre'] if i == 0 else ''}{member}{asked}{tail}？"
        for i, member in enumerate(members)
    ]


def _told(text: str) -> str:
    """The question without its comparing words: 谁的补贴更高 asks 补贴是多少."""
    bare = text.strip(_ENDS)
    match = _MORE.search(bare)
    if match:
        before, after = bare[: match.start()].rstrip(" ，,"), bare[match.end() :]
        asked = f"{'的' if before else ''}{match['a']}" if match["a"] else ""
        if match["by"] in _ORDER.split("|"):
            bare = f"{before}{asked}什么时候{after}"
        elif match["by"] in _MANNER.split("|"):
            bare = f"{before}{asked}{after}是什么"
        else:
            bare = f"{before}{asked}是多少{after}"
    return _DIFFER.sub("", bare).strip(" 的，,")


def _asked_in_chinese(
    text: str, policies: Sequence[str], catalogue: Catalogue, named: Named
) -> list[str]:
    """The question asked of each policy, in the order they are named: A的目标与B的任务, A和B的目标."""
    told = _COMPARING.sub("", _told(normalise(text)))
    before, members = _members(told, policies, catalogue, named)
    before = re.sub(r"^(?:请问?|麻烦)", "", _bare(before))
    split = [_split(_bare(piece), i == len(members) - 1) for i, (_, piece) in enumerate(members)]
    asks = re.search(r"(?:是|有|怎|如何|由).*$", members[-1][1].strip(_ENDS)) if members else None
    found: dict[str, str] = {}
    for place, (policy, _) in enumerate(members):
        rest = next((r for _, r in split[place:] if r), next((r for _, r in split if r), ""))
        title = catalogue.policies[policy].title
        opening, own = (
            "" if len(part) < 2 or loose(part) in loose(title) else part
            for part in (before, split[place][0])
        )
        content = "的".join(part for part in (own, rest) if part)
        content = opening + asked_of(title, content or ("" if opening else "主要内容"))
        if not _ASKS.search(content):
            content += asks.group() if asks else "是什么"
        found.setdefault(policy, f"{content}？")
    return list(found.values())


def _members(
    text: str, policies: Sequence[str], catalogue: Catalogue, named: Named
) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the first name, and each policy named with the text up to the next."""
    names = sorted(named.all_names, key=len, reverse=True)
    spelt = [r"[\s\"'()\[\]·,、-]*".join(map(re.escape, n.replace(" ", ""))) for n in names]
    before, members = text, list[tuple[str, str]]()
    last = 0
    for match in re.finditer("|".join(["《[^》]*》", *spelt]), text):
        own = set(catalogue.find(match.group()).policies)
        policy = next((p for p in policies if p in own), None)
        between = text[last : match.start()]
        if members and (policy is None or policy == members[-1][0]) and len(between) <= _NEAR:
            last = match.end() if not _AT_ONCE.search(between) else last
        elif policy is not None:
            if members:
                members[-1] = (members[-1][0], between)
            else:
                before = between
            members.append((policy, ""))
            last = match.end()
    if members:
        members[-1] = (members[-1][0], text[last:])
    return before, members


def _split(piece: str, last: bool) -> tuple[str, str]:
    """What narrows a name, and what is asked: 直流桩 and 补贴 in 充电办法 直流桩的补贴.

    Behind the `last` name words without 的 are what is asked, unless they end in 办法.
    """
    match = re.match(_OWN, piece)
    own, rest = (match.group(), piece[match.end() :]) if match else ("", piece)
    bare = _CALLED.sub("", own)
    if rest.startswith("的") or own != bare or (own and not rest and not last):
        return bare, rest.lstrip("的")
    return "", piece


def _bare(piece: str) -> str:
    """What is asked between two names, without what only joins, counts or calls them."""
    piece = re.sub(rf"^{_AND}|{_AND}$", "", piece.strip(f'{_ENDS}：:“”"+'))
    piece = re.sub(rf"^(?:{_COUNTED})?{_KIND}", "", piece)
    return re.sub(r"^(?:相?比(?:起来|较)?(?=[，,]))?[里中，,]*", "", piece).strip(" 的，,")


def _asked_english(marked: str, title: str) -> str:
    """The part of one policy: what is compared, of it; else the question with its name."""
    marked = re.sub(r",?\s*\brespectively\b", "", marked, flags=re.IGNORECASE)
    plain = re.sub(r"\s+", " ", marked.replace(_NAME, f" {_NAME} ")).strip().lower()
    for pattern in _ENGLISH:
        match = pattern.search(plain)
        if match and match["x"].strip():
            asked = match["x"].strip()
            return f"What {'are' if asked.endswith('s') else 'is'} the {asked} of {title}?"
    plain = _DIFFER.sub("", _COMPARING.sub("", marked))
    before, _, after = plain.partition(_NAME)
    after = re.split(rf"{_AND}?{_NAME}", after)[0] if _NAME in after and after.strip() else after
    before, after = before.strip(" ,:"), after.replace(_NAME, "").strip(" ,.?")
    asked = re.sub(r"\s+", " ", f"{before} {title} {after}").strip(" ?.")
    asking = re.search(r"\b(?:who|what|when|which|how|why|where)\b", asked, re.IGNORECASE)
    return f"{asked}?" if asking else f"What are {asked}?"


def _marked(text: str, named: Named) -> str:
    """An English question with every run of policy names as one mark."""
    marked = re.sub(r"《[^》]*》", _NAME, normalise(text))
    for name in named.all_names:
        spelt = r"[\s\"'()\[\]·,、-]*".join(map(re.escape, name.replace(" ", "")))
        if name.isascii():
            spelt = rf"(?:the\s+)?(?<![a-z]){spelt}s?(?![a-z])\+?"
        marked = re.sub(spelt, _NAME, marked)
    marked = re.sub(rf"(?:{_NAME}[\s\"'()+]*)+(?:{_KIND}[\s\"']*)?", _NAME, marked)
    marked = re.sub(rf"{_NAME}(?:\s\w+)??(?={_AND}(?:for |of |in )?{_NAME})", _NAME, marked)
    return re.sub(rf"{_NAME}(?:{_AND}(?:for |of |in )?{_NAME})+", _NAME, marked)
