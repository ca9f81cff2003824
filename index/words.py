"""Chinese and Latin text to index terms: words by rjieba, and character bigrams beside them."""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.normalise import normalise

if TYPE_CHECKING:
    import rjieba

DOMAIN_WORDS = Path(__file__).parent / "domain_words.txt"
# Words that ask for a kind of answer, or fill a spoken question, and stand for no topic of their own.
ASKING_WORDS = Path(__file__).parent / "asking_words.txt"

_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_TERM = re.compile(r"[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]")

# Words that only make a question or hold a sentence together: they tell nothing of the topic.
STOP_WORDS = frozenset(
    "的 了 是 在 和 与 及 或 对 就 也 都 而 吗 呢 吧 啊 么 请问 请 一下 什么 哪些 哪 哪个 哪几 几"
    " 多少 怎么 怎样 如何 为什么 为何 谁 是否 有 有没有 能否 可以 可否 这 那 这个 那个 它 其 我 我们"
    " 你 您 要 会 被 把 让 从 到 以 将 于 为 并 等 中 上 下 里 吗 想 知道 告诉 关于 呀 嘛 the a an of"
    " is are was were do does did what which who how why when where in on for to and or it its"
    " this that please tell me about by with be will there any has have been being had having"
    " must may might can could should would shall cannot not no if whether than then so such as but"
    " their they them he she we you i my our your his her him us at from into onto over under between"
    " among within without during per via out up down off along whom whose these those one ones each"
    " every all some both also just only even get gets got go goes went going say says said do doing done"
    " make makes made take takes taken give gives given let lets happen happens happened don't isn't"
    " doesn't aren't won't didn't what's who's year years".split()
)


@lru_cache(maxsize=1)
def asking_words() -> frozenset[str]:
    """Words that only ask or fill: they stand for no topic of their own."""
    return frozenset(ASKING_WORDS.read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _splitter() -> "rjieba.Jieba":
    import rjieba

    jieba = rjieba.Jieba()
    for line in DOMAIN_WORDS.read_text(encoding="utf-8").split():
        jieba.add_word(line, 2000, "n")
    return jieba


def words(text: str) -> list[str]:
    """The words of `text`, normalised, long compounds with their parts; no punctuation."""
    return [w for w in _splitter().cut_for_search(normalise(text)) if _TERM.search(w)]


def tagged(text: str) -> list[tuple[str, str]]:
    """The words of `text`, normalised, in order, each with jieba's tag of its part of speech."""
    return [(w, tag) for w, tag in _splitter().tag(normalise(text)) if _TERM.search(w)]


def segments(text: str) -> list[str]:
    """`text`, normalised, cut into words, each once; all of it, but blanks."""
    return [w for w in _splitter().cut(normalise(text)) if w.strip()]


def bigrams(text: str) -> list[str]:
    """Every two neighbouring Han characters of `text`, normalised; a lone one stands alone."""
    terms: list[str] = []
    for run in _HAN_RUN.findall(normalise(text)):
        terms.extend(run[i : i + 2] for i in range(len(run) - 1))
        if len(run) == 1:
            terms.append(run)
    return terms


def content_words(text: str) -> list[str]:
    """The words of `text` that carry its topic, each once, in order."""
    return [w for w in dict.fromkeys(words(text)) if w not in STOP_WORDS]
