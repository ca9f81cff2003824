"""Follow-up questions: the policy carried on, swapped, or a list item referred to."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.layout.markers import chinese_number
from index.crosslingual import phrase_groups
from index.names import Catalogue, Named
from index.normalise import language, normalise
from index.synonyms import load as load_synonyms
from index.words import asking_words, content_words
from rag.answer import Turn
from rag.aspects import ASPECT, asked_of, is_generic, is_polite

TopicOf = Callable[[str], str | None]

_REFERS = re.compile(
    r"它们?|其(?:中|余|他)?(?=[\u4e00-\u9fff])|这(?:个|份|项|部|些|一|里)|该(?:政策|文件|办法|方案|意见|通知|规划)|那(?:个|份|项|部|些)|上述|前面|刚才|前者|后者|上面|此(?:项|次|政策|文件)"
    r"|\b(?:it|its|they|their|them|that|those|this|these|the (?:same|policy|plan|document|measure))\b"
)
_OPENS = re.compile(
    r"^(?:(?:再|还|也)?(?:请)?(?:说说|讲讲|谈谈|介绍一?下|问一?下)|那么?(?!个|份|项|部|些|年|时|里)|还有|另外|此外|再|然后|以及|顺便(?:问一?下)?|对了|所以"
    r"|and\b|what about|how about|also\b|then\b|so\b|but\b)[，,\s]*"
)
_TRAILS = re.compile(r"(?:的)?(?:情况)?(?:又)?呢[？?。]*$|(?<=[\u4e00-\u9fff])怎么样[？?]*$")
_POINTS = re.compile(
    r"^(?:在)?(?:它们?|这(?:个|份|项|部)?(?:政策|文件|办法|方案|意见)?|那(?:个|份|项|部)(?:政策|文件|办法|方案|意见)?"
    r"|该(?:政策|文件|办法|方案|意见|通知|规划)|其)(?:里面?|中)?的?"
)
_ITEM = re.compile(
    r"第\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*(?P<unit>条|点|项|个|方面|款|部分|类|种)"
    r"|\b(?:the )?(first|second|third|fourth|fifth|sixth)\b(?: (?:one|point|item|measure))?|(?:point|item|number) (\d{1,2})"
)
_MORE = re.compile(
    r"展开|详细|具体(?:说|讲|内容|是)|细说|怎么说|说说|讲讲|是什么|指什么|elaborate|detail|more|explain|expand"
)
_TAIL = re.compile(
    r"(?:分别)?(?:是|有|由|要|应该?|可以|能|怎|如何|哪|什么|多少|何|谁|为什么|包括|规定|达到).*$"
)
_ASPECT_END = re.compile(
    rf"(?:{ASPECT}|方案|金额|比例|规模|增速|装机|投资|容量|价格|补贴|补助|标准)$"
)
_QUANTITY = re.compile(r"多少|几|how (?:much|many)")
_ARTICLE = re.compile(r"第[一二三四五六七八九十百\d]{1,4}条")
_VERSION = re.compile(r"(?:上一|新一|旧|老|原)(?:轮|版|期)?的?(?:办法|方案|计划)?")
_NEW_SUBJECT = re.compile(
    r"(?:what|how) about the .+ (?:plan|policy|opinions?|measures?|notice|rules?)\b"
)
_IT = re.compile(
    r"\b(?:it|(?:this|that|the same|the) (?:policy|plan|document|notice|initiative))\b",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"对比|比较|相比|比呢|比一比|\bcompare|\bversus\b|\bvs\b", re.IGNORECASE)
_YEARS = re.compile(r"(?:到|至|截至)?(?:19|20)\d{2}(?:\s*[-—–~至]+\s*\d{4})?年?(?:底|末)?")
_YEAR_ONLY = re.compile(r"(?:到|至)?(?:19|20)\d{2}年?(?:底|末)?$")
_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
# What points back to a policy beyond doubt, unlike 这个 in 这个周末.
_POINTS_BACK = re.compile(
    r"它们?(?!山)|其(?:中|余|他)?(?=[\u4e00-\u9fff])|(?:这|那)(?:个|份|项|部|些)(?:政策|文件|办法|方案|意见|通知|规划|规定)"
    r"|该(?:政策|文件|办法|方案|意见|通知|规划)|上述|前者|后者|\b(?:the (?:same|policy|plan|document|measure))\b"
)
_IDIOM = re.compile(
    r"\bwhat time is it\b|\bhow are you\b|\bhow is it going\b|\bis it (?:raining|cold|hot)\b"
)
_WHENEVER = re.compile(
    r"[今明后昨前]天|现在|目前|最近|周末|今晚|晚上|早上|上午|下午|[今明去]年|\d+年?$"
)
_SHORT = 14
_SHORT_ENGLISH = 8  # words
_MOST_TURNS = 12
_LONGEST = 400  # a long question stands alone


@dataclass(frozen=True, slots=True)
class Followed:
    """A question that stands alone; `policy` is the one an earlier turn was about."""

    text: str
    changed: bool
    policy: str | None
    item: int | None = None


def resolve(
    question: str,
    history: Sequence[Turn],
    catalogue: Catalogue,
    topic_of: TopicOf = lambda question: None,
) -> Followed:
    """The question with what it leaves out taken from the turns before it.

    A complete new question comes back as it is, with the earlier policy beside it in case
    it turns out to fit several.
    """
    if not history or len(question) > _LONGEST:
        return Followed(question, False, None)
    before, policy = _last_complete(history[-_MOST_TURNS:], catalogue, topic_of)
    return _after(question, before, policy, catalogue)


def _last_complete(
    history: Sequence[Turn], catalogue: Catalogue, topic_of: TopicOf
) -> tuple[str, str | None]:
    """The last earlier question standing alone, and the policy it was about."""
    text, policy = "", None
    for i, turn in enumerate(history):
        asked = turn.question[:_LONGEST]
        text = _after(asked, text, policy, catalogue).text if i else asked
        named = catalogue.find(text)
        latest = catalogue.latest(named.policies)
        if len(latest) == 1:
            policy = latest[0]
        elif i == len(history) - 1 or policy is None:
            policy = topic_of(text) or policy
    return text, policy


def _after(question: str, before: str, policy: str | None, catalogue: Catalogue) -> Followed:
    """A question resolved against the one before it, whose text and policy are known."""
    text = normalise(question)
    named = catalogue.find(question)
    item = _item(text, policy, catalogue)
    if item is not None and not named.policies and (_MORE.search(text) or len(text) <= _SHORT):
        return Followed(before, True, policy, item)
    opened, trailed = bool(_OPENS.match(text)), bool(_TRAILS.search(text))
    if named.unknown_titles or named.unknown_issues:
        return Followed(question, False, policy)
    named = named if named.policies or named.others else _bare_alias(text, catalogue) or named
    if named.policies or named.others:
        target = (named.policies or named.others)[0]
        if policy and target != policy and _COMPARES.search(text):
            return Followed(_compared(before, policy, target, catalogue), True, target)
        if not _asks(text, named):
            return Followed(_swapped(before, named, catalogue), True, target)
        return Followed(question, False, target)
    if is_polite(text) or _another(text):
        return Followed(question, False, policy)
    version = catalogue.version_meant(policy, text) if policy else None
    if version:
        rest = _VERSION.sub("", question)
        return Followed(_carried(rest, before, version, catalogue), True, version)
    if policy and not _POINTS_BACK.search(text) and _elsewhere(text, policy, catalogue):
        return Followed(question, False, policy)
    if policy and (
        opened or trailed or _REFERS.search(text) or _incomplete(text, policy, catalogue)
    ):
        return Followed(_carried(question, before, policy, catalogue), True, policy)
    return Followed(question, False, policy)


def _incomplete(text: str, policy: str, catalogue: Catalogue) -> bool:
    """Whether a question without any mark of a follow-up still cannot stand alone.

    It asks for an aspect only, or it is short and every word that the corpus knows is
    written by the policy that was talked about.
    """
    named = catalogue.find(text)
    if named.bodies or named.issues:
        return False
    if is_generic(text) or (_ARTICLE.search(text) and catalogue.has_articles(policy)):
        return True
    if language(text) == "en" or len(text) > _SHORT:
        return False
    synonyms = load_synonyms()
    writers: list[frozenset[str]] = [
        frozenset().union(*(catalogue.writers(w) for w in (word, *synonyms.get(word, ()))))
        for word in content_words(text)
        if len(word) >= 2 or word in synonyms
    ]
    known = [found for found in writers if found]
    return bool(known) and all(policy in found for found in known)


def _elsewhere(text: str, policy: str, catalogue: Catalogue) -> bool:
    """Whether most of what a question speaks of is written nowhere: 今天天气怎么样 is no follow-up."""
    if language(text) == "en":
        groups = [g for g in phrase_groups(text) if g and not is_generic(g[0])]
        known = sum(any(catalogue.writers(term) for term in g) for g in groups)
        return bool(_IDIOM.search(text)) or len(groups) > 2 * known
    synonyms = load_synonyms()
    content = [
        w
        for w in content_words(text)
        if len(w) >= 2 and w not in asking_words() and not (_WHENEVER.match(w) or is_generic(w))
    ]
    known = sum(
        any(policy in catalogue.writers(w) for w in (word, *synonyms.get(word, ())))
        for word in content
    )
    heard = sum(any(catalogue.writers(w) for w in (x, *synonyms.get(x, ()))) for x in content)
    return len(content) - heard > known


def _another(text: str) -> bool:
    """What about the X plan, where the corpus has no X: not to be asked of the earlier policy."""
    return bool(_NEW_SUBJECT.search(text)) and not _REFERS.search(text)


def _asks(text: str, named: Named) -> bool:
    """Whether anything is asked beside the names: 那电力装备的呢 asks nothing of its own."""
    bare = re.sub(r"《[^》]*》", "", _TRAILS.sub("", _OPENS.sub("", text)))
    for name in named.all_names:
        spelt = r"[\s\"'()·,、-]*".join(map(re.escape, name.replace(" ", "")))
        bare = re.sub(spelt, "", bare)
    bare = re.sub(
        r"(?:行业|领域|方面|政策|文件|方案|办法|意见|通知|计划|行动|项目|稳增长|的|\bthe\b|\bfor\b|\bin\b|\bon\b|\bof\b|\bplan\b"
        r"|\bpolic(?:y|ies)\b|\bsector\b|\bopinions?\b|\bmeasures?\b|\baction\b|\W)+",
        "",
        bare,
    )
    return len(bare) > (1 if language(text) == "zh" else 3)


def _bare_alias(text: str, catalogue: Catalogue) -> Named | None:
    """那方案的呢: the policy that is called 《方案》; in a follow-up the marks may be left out."""
    core = _TRAILS.sub("", _OPENS.sub("", text)).strip(" ，,。？?的")
    named = catalogue.find(f"《{core}》") if 2 <= len(core) <= 6 else None
    return named if named and named.policies and named.by == "alias" else None


def _compared(before: str, policy: str, other: str, catalogue: Catalogue) -> str:
    """The earlier question asked of both policies."""
    titles = [catalogue.policies[p].title for p in (policy, other)]
    content = _without_names(before, catalogue.find(before)).strip(" 的，,、？?。")
    if language(before) == "en":
        return f"Compare 《{titles[0]}》 and 《{titles[1]}》: {content.strip(' ?.')}?"
    return f"对比《{titles[0]}》和《{titles[1]}》的{content or '主要内容'}"


def _swapped(before: str, named: Named, catalogue: Catalogue) -> str:
    """The earlier question asked of the newly named policy."""
    content = _without_names(before, catalogue.find(before))
    targets = named.policies or named.others[:1]
    title = catalogue.policies[catalogue.latest(targets)[0]].title
    content = re.sub(r"\b(?:of|for|in|on)(?:\s+the)?\s*(?=[?.]?$)", "", content.strip(" 的，,、"))
    if language(before) == "en":
        return f"{content.strip(' ?.')} of 《{title}》?"
    return asked_of(title, content)


def _without_names(text: str, named: Named) -> str:
    """The question less its policies' names and the kind words behind them."""
    content = re.sub(r"《[^》]*》", "", text)
    for name in named.all_names:
        spelt = r"[\s\"'“”()（）\[\]·—–+-]*".join(map(re.escape, name.replace(" ", ""))) + r"\+?"
        content = re.sub(spelt, "", content, flags=re.IGNORECASE)
    return re.sub(
        r"^[\s“”+]*(?:行业|领域)?(?:[^的，,？?有是]{0,6}?(?:方案|意见|办法|通知|计划|规划|政策|文件))?(?=的|\S)"
        r"|\b(?:of|for|in|on)\s+the\s+(?:action |growth |work )?(?:plan|policy|opinions?|measures?)?\s*(?=[?.]|$)",
        "",
        content,
    )


def _carried(question: str, before: str, policy: str, catalogue: Catalogue) -> str:
    """The question asked of the policy that the conversation is about."""
    title = catalogue.policies[policy].title
    text = re.sub(_OPENS.pattern, "", question.strip(), flags=re.IGNORECASE)
    if language(question) == "en":
        return _carried_english(text.strip(" ,.?，。？"), title)
    year = _YEAR_ONLY.match(_TRAILS.sub("", text).strip(" ，,。？?"))
    if year:
        asked = _without_names(_YEARS.sub("", before), catalogue.find(before))
        return f"{asked_of(title, year.group() + '的' + asked.strip(' 的，,。？?'))}？"
    trailed = bool(_TRAILS.search(text))
    text = _POINTS.sub("", _TRAILS.sub("", text)).strip(" ，,。？?")
    if trailed and not _TAIL.search(text):
        text += _tail_of(before, text, catalogue)
    elif is_generic(text) and _QUANTITY.search(text):
        text = _topic_of(before, catalogue) + text
    return f"{asked_of(title, text)}？"


def _carried_english(text: str, title: str) -> str:
    """Who issued it -> Who issued 《title》; its targets -> the targets of 《title》."""
    pointed = _IT.sub(f"《{title}》", text, count=1)
    if pointed != text:
        return f"{pointed}?"
    return f"{re.sub(r'^its |(?<= )its ', 'the ', text)} of 《{title}》?"


def _tail_of(before: str, content: str, catalogue: Catalogue) -> str:
    """What the earlier question asked of its subject, to be asked of another: 怎么推进."""
    if _ASPECT_END.search(content):
        return "是什么"
    bare = _without_names(before, catalogue.find(before)).strip(" ，,。？?的")
    asked = _TAIL.search(bare)
    if not asked:
        return ""
    subject = bare[: asked.start()]
    aspect = subject.rpartition("的")[2] if "的" in subject else ""
    return f"{'的' if aspect else ''}{aspect}{asked.group()}"


def _topic_of(before: str, catalogue: Catalogue) -> str:
    """The words of the earlier question that tell what was counted: 装机."""
    bare = _without_names(before, catalogue.find(before))
    return "".join(
        w
        for w in content_words(bare)
        if len(w) >= 2 and not w[0].isdigit() and catalogue.writers(w)
    )[:12]


def _item(text: str, policy: str | None, catalogue: Catalogue) -> int | None:
    """The number of the list item that is referred to; 第六条 of a law is no list item."""
    match = _ITEM.search(text)
    if not match:
        return None
    if match.group(1):
        if match["unit"] in "条款" and policy and catalogue.has_articles(policy):
            return None
        return chinese_number(match.group(1)) or None
    if match.group(3):
        return _ENGLISH_ORDINALS.index(match.group(3)) + 1
    return int(match.group(4))
