"""Why a sentence is not verified, in English: the checks give their reasons in Chinese."""

import re
from functools import lru_cache

# … stands for words of the source or of the answer, which stay as they are.
_ENGLISH = {
    "与引用的原文意思相差太远": "far from what the cited source means",
    "没有引用来源，所给材料也不支持": "cites nothing, and no passage given supports it",
    "没有引用来源": "cites nothing",
    "引用的原文没有这样说": "the cited source does not say so",
    "意思与引用的原文不符": "means something else than the cited source",
    "原文里找不到这句的说法": "the source says nothing like it",
    "没有可核对的内容": "says nothing that could be checked",
    "几个数字的先后与原文不同": "the figures stand in another order in the source",
    "原文是否定的": "the source denies it",
    "原文没有这个否定": "the source does not deny it",
    "否定与原文不同": "what is denied differs from the source",
    "原文有“力争”或“预计”，这里没有说": "the source only aims at it or expects it (力争, 预计)",
    "原文有例外，这里没有说": "the source has an exception that is left out here",
    "原文没有说必须": "the source does not say that it must be",
    "原文的变化方向相反": "in the source it changes the other way",
    "原文的这个数字说的是并列的另一项": "in the source this figure is said of the item beside it",
    "原文的这个数字不是说“…”的": "in the source this figure is not said of “…”",
    "原文说的是“其他”情形": "the source says it of other cases (其他)",
    "原文说的是变化到多少，与变化了多少不同": "the source says how far it changes to, not by how much",
    "原文说的是将来": "the source says it of the future",
    "原文这个数字有日期，这里没有说": "the source gives a date with this figure, which is left out here",
    "引用的原文这里没有这个日期": "the cited source does not have this date here",
    "引用的原文这里没有日期“…”": "the cited source does not have the date “…” here",
    "原文只说“…”的情形": "the source says it only of “…”",
    "原文这里说的不是“…”": "the source does not speak of “…” here",
    "原文把它除外": "the source makes an exception of it",
    "算式与原文的数字对不上": "the calculation does not agree with the source's figures",
    "原文是“…”，这里没有说": "the source says “…”, which is left out here",
    "原文没有“…”这句话": "“…” is not the source's wording",
    "“…”的限定词与原文不同": "“…” is limited differently in the source",
    "“…”是原来的，原文说已有变化": "“…” was so before; the source says that it has changed",
    "引用的原文这里没有“…”": "the cited source does not have “…” here",
    "引用的原文没有提到《…》": "the cited source does not mention 《…》",
    "引用的原文没有“…”": "the cited source does not have “…”",
    "原文的“…”说的不是“…”": "in the source “…” is not said of “…”",
    "原文的“…”只指“…”": "the source's “…” is only “…”",
    "原文中“…”与“…”的关系相反": "in the source “…” and “…” stand the other way round",
    "原文这里说的是“…”占多少": "the source gives here the share of “…”",
    "原文这里说的是“…”": "the source speaks here of “…”",
    "原文这里没有说“…”": "the source does not say “…” here",
    "原文说的不是“…”": "the source does not say “…”",
    "原文说的是“…”的": "the source says “…”",
    "原文说的是“…”": "the source says “…”",
    "原文只说“…”的": "the source says it only of “…”",
    "原文还说了“…”": "the source also says “…”",
    "原文在别处说“…”": "the source says “…” elsewhere",
    "原文没有说“…”": "the source does not say “…”",
    "原文是“…”": "the source has “…”",
}


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile("(.*?)".join(map(re.escape, chinese.split("…"))), re.DOTALL), english)
        for chinese, english in _ENGLISH.items()
    ]


def in_english(reason: str) -> str:
    """The reason in English; as it is where it is none of the known ones."""
    for pattern, english in _patterns():
        if found := pattern.fullmatch(reason):
            for words in found.groups():
                english = english.replace("…", words, 1)
            return english
    return reason
