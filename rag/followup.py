"""Follow-up questions: the policy carried on, swapped, or a list item referred to."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.layout.markers import chinese_number
from index.names import Catalogue, Named
from index.normalise import language, normalise
from rag.answer import Turn

_REFERS = re.compile(
    r"它们?|其(?:中|余|他)?(?=[\u4e00-\u9fff])|这(?:个|份|项|部|些|一|里)|该(?:政策|文件|办法|方案|意见|通知|规划)|那(?:个|份|项|部|些)|上述|前面|刚才|前者|后者|上面|此(?:项|次|政策|文件)"
    r"|\b(?:it|its|they|their|them|that|those|this|these|the (?:same|policy|plan|document|measure))\b"
)
_OPENS = re.compile(
    r"^(?:那么?|还有|另外|此外|再|然后|以及|顺便|对了|所以|and\b|what about|how about|also\b|then\b|so\b|but\b)[，,\s]*"
)
_TRAILS = re.compile(r"(?:的)?(?:情况)?(?:又)?呢[？?。]*$|(?:怎么样|如何)[？?]*$")
_ITEM = re.compile(
    r"第\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*(?:条|点|项|个|方面|款|部分|类)"
    r"|\b(?:the )?(first|second|third|fourth|fifth|sixth)\b(?: (?:one|point|item|measure))?|(?:point|item|number) (\d{1,2})"
)
_MORE = re.compile(
    r"展开|详细|具体(?:说|讲|内容|是)|细说|怎么说|说说|讲讲|是什么|elaborate|detail|more|explain|expand"
)
_ENGLISH_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth")
_SHORT = 14


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
    topic_of: Callable[[str], str | None] = lambda question: None,
) -> Followed:
    """The question with what it leaves out taken from the turns before it.

    A complete new question comes back as it is, with the earlier policy beside it in case
    it turns out to fit several.
    """
    if not history:
        return Followed(question, False, None)
    earlier = _last_complete(history, catalogue, topic_of)
    if earlier is None:
        return Followed(question, False, None)
    before, policy = earlier
    text = normalise(question)
    named = catalogue.find(question)
    item = _item(text)
    if item is not None and not named.policies and (_MORE.search(text) or len(text) <= _SHORT):
        return Followed(before, True, policy, item)
    opened, trailed = bool(_OPENS.match(text)), bool(_TRAILS.search(text))
    if named.policies or named.others:
        if (opened or trailed) and not _asks(text, named):
            return Followed(_swapped(before, named, catalogue), True, named.policies[0])
        return Followed(question, False, named.policies[0] if named.policies else policy)
    if named.unknown_titles or named.unknown_issues:
        return Followed(question, False, policy)
    if policy and (opened or trailed or _REFERS.search(text)):
        return Followed(_carried(question, policy, catalogue), True, policy)
    return Followed(question, False, policy)


def _last_complete(
    history: Sequence[Turn],
    catalogue: Catalogue,
    topic_of: Callable[[str], str | None],
) -> tuple[str, str | None] | None:
    """The last earlier question standing alone, and the policy it was about."""
    text: str | None = None
    policy: str | None = None
    for i, turn in enumerate(history):
        followed = resolve(turn.question, (), catalogue)
        if text is not None:
            followed = _again(turn.question, text, policy, catalogue)
        named = catalogue.find(followed.text)
        text = followed.text
        if len(named.policies) == 1:
            policy = named.policies[0]
        elif i == len(history) - 1 or policy is None:
            policy = topic_of(text) or policy
    return None if text is None else (text, policy)


def _again(question: str, before: str, policy: str | None, catalogue: Catalogue) -> Followed:
    """One turn resolved against the one before it, whose text and policy are known."""
    return resolve(question, [Turn(before)], catalogue, lambda _: policy)


def _asks(text: str, named: Named) -> bool:
    """Whether anything is asked beside the names: 那电力装备的呢 asks nothing of its own."""
    bare = re.sub(r"《[^》]*》", "", _TRAILS.sub("", _OPENS.sub("", text)))
    for name in named.all_names:
        bare = bare.replace(name, "")
    bare = re.sub(
        r"(?:行业|领域|方面|政策|文件|方案|办法|意见|项目|的|the|for|in|on|of|plan|policy|policies|sector|\W)+",
        "",
        bare,
    )
    return len(bare) > (3 if language(text) == "zh" else 8)


def _swapped(before: str, named: Named, catalogue: Catalogue) -> str:
    """The earlier question asked of the newly named policy."""
    old = catalogue.find(before)
    content = re.sub(r"《[^》]*》", "", before)
    for name in old.all_names:
        pattern = r"[\s\"'“”()（）\[\]·—–-]*".join(map(re.escape, name))
        content = re.sub(pattern, "", content, flags=re.IGNORECASE)
    titles = "".join(
        f"《{catalogue.policies[p].title}》" for p in named.policies[:1] or named.others[:1]
    )
    content = content.strip(" 的，,")
    return f"{content} {titles}" if language(before) == "en" else f"{titles}的{content}"


def _carried(question: str, policy: str, catalogue: Catalogue) -> str:
    """The question asked of the policy that the conversation is about."""
    title = f"《{catalogue.policies[policy].title}》"
    english = language(question) == "en"
    text = re.sub(_OPENS.pattern, "", question.strip(), flags=re.IGNORECASE)
    text = _TRAILS.sub("", text) or text
    text = re.sub(
        r"^(?:它们?|这(?:个|份|项|部)?(?:政策|文件|办法|方案|意见)?|该(?:政策|文件|办法|方案|意见)|其)的?",
        "",
        text,
    )
    text = text.strip(" ，,。？?")
    return f"{text} {title}?" if english else f"{title}的{text}？"


def _item(text: str) -> int | None:
    """The number of the list item that is referred to."""
    match = _ITEM.search(text)
    if not match:
        return None
    if match.group(1):
        return chinese_number(match.group(1))
    if match.group(2):
        return _ENGLISH_ORDINALS.index(match.group(2)) + 1
    return int(match.group(3))
