"""Chinese and Latin text to index terms: words by rjieba, and character bigrams beside them."""

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.normalise import normalise

if TYPE_CHECKING:
    import rjieba

DOMAIN_WORDS = Path(__file__).parent / "domain_words.txt"

_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_TERM = re.compile(r"[0-9a-z\u3400-\u4dbf\u4e00-\u9fff]")

# Words that only make a question or hold a sentence together: they tell nothing of the topic.
STOP_WORDS = frozenset(
    "的 了 是 在 和 与 及 或 对 就 也 都 而 吗 呢 吧 啊 么 请问 请 一下 什么 哪些 哪 哪个 哪几 几"
    " 多少 怎么 怎样 如何 为什么 为何 谁 是否 有 有没有 能否 可以 可否 这 那 这个 那个 它 其 我 我们"
    " 你 您 要 会 被 把 让 从 到 以 将 于 为 并 等 中 上 下 里 吗 想 知道 告诉 关于 呀 嘛 the a an of"
    " is are was were do does did what which who how why when where in on for to and or it its"
    " this that please tell me about by with be will there any has have".split()
)

# Words that ask for a kind of answer and stand for no topic of their own.
ASKING_WORDS = frozenset(
    "主要 具体 内容 方面 情况 规定 要求 提出 相关 有关 问题 包括 进行 政策 文件 办法 方案 意见 行动 工作 时候 时间"
    " 多 大 高 长 第 个 条 项 点 年 月 日 目前 现在 需要 应该 应当 可能 是不是 到底 究竟 分别 各 该 此 全国 我国 国家 里面 说 讲 说明 介绍"
    " 解释 展开 详细 一共 总共 一个 哪里 咋 干嘛 怎么样 如果 那么 政府 来 去 做 用 给 才 还 又 再 按 按照 根据 通过 之后 以后 以前 以上 以下 左右".split()
)


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
