"""Which words of a text another text has to say too, and whether it says them."""

import re
from collections.abc import Iterable

from index.words import STOP_WORDS, words
from rag.verify.clauses import figures
from rag.verify.names import unfold
from rag.verify.paraphrase import alike, covered

# Words that join or frame and say nothing that a source would have to say.
GLUE = STOP_WORDS | frozenset(
    "仅 只 之 之一 已达 达 已 达到 达 到 将 要 应 应当 需要 已 已经 进行 方面 其中 同时 此外 包括 主要 分别 以及 并且 提出 明确 规定 指出 要求 政策 文件 根据 按照"
    " 由 及其 可 可获 获 会 个 一 一个 一是 二是 三是 四是 五是 第一 第二 第三 第四 第五 首先 其次 内 截至 截止 全国 全省 我国 该 各 均 为 不 不得 不能 能 "
    " 一家 一名 一条 一项 一种 一类 一份 一位 一座 至 年 月 日 底 正 再 更 且 又 较 很 无 未 没 没有 年底 以上 以下 左右 约 超过 不低于 不超过 力争 预计 目标 必须 允许 鼓励 禁止 得 于 向 每 则 这些 有关 相关 具体 总体 身份 费用 特点".split()
)
# Words that a paraphrase may bring along without saying more.
_LIGHT = frozenset(
    "任务 措施 举措 工作 内容 组织 建设 开展 实施 推动 实行 采取 通过 进行 其中 一个 共有 一共 来源 来自 资金 身份 费用 增加 新增 获得 得到 取得 享受 属于"
    " 成为 作为 规定 部署 设定 目的 目前 当前 有助 有助于 方式 情况 单位 部门 主管部门 有关部门 相关部门 印发 发布 出台 制定 加强 确立 还有 以外 之外 从而 因而 因此 所以 并且 而且 如果 这个 这份 这些 它们 上述 城市 地区 文件 政策 政策文件".split()
)
_PARTICLES = frozenset("由率仅只之已将的在和与对是各要后")
_FIGURE = re.compile(r"\d")
_SMALL = frozenset(
    "由率仅只之已将的在和与对是各要后到比为正把会并即从以于须应被其及或按至达让使各所如请需设个了着过还也都等中时这"
)


def content(text: str) -> list[str]:
    """The words of a clause that its source has to say too."""
    plain = unfold(text)
    for quantity in figures(text):
        plain = plain.replace(quantity.shown, " ")
    return [w for w in dict.fromkeys(words(plain)) if w not in GLUE and not _FIGURE.search(w)]


def says(word: str, text: str) -> bool:
    """Whether a text says a word: as it is, in an equal's stead, or parted by the splitter."""
    if word in text or any(len(o) > 1 and o in text for o in alike().get(word, ())):
        return True
    if len(word) == 2 and any(
        c in _PARTICLES and rest in text for c, rest in ((word[0], word[1]), (word[1], word[0]))
    ):
        return True  # a particle that the splitter glued to a word: 由省, 率仅
    return len(word) > 3 and word[:2] in text and word[-2:] in text


def unsaid(claim: str, needed: Iterable[str], text: str) -> list[str]:
    """Which of the words of a claim a text does not say.

    The splitter may join what belongs apart (占/比到), so a word also counts as said where
    each of its characters stands in a run that the text has, or is a particle.
    """
    plain = unfold(claim)
    mask = covered(plain, text)
    return [w for w in needed if not says(w, text) and not _pieced(w, plain, mask)]


def telling(word: str) -> bool:
    """A missing word that adds something, not one that only words it otherwise."""
    return len(word) >= 2 and not word.isascii() and word not in _LIGHT


def light(word: str) -> bool:
    """Whether a paraphrase may bring the word along without saying more."""
    return word in _LIGHT


def simple(needed: list[str]) -> list[str]:
    """The words without the compounds whose parts are among them."""
    return [w for w in needed if not any(o != w and o in w for o in needed)]


def share(needed: list[str], text: str) -> float:
    """The share of the words, by characters, that a text says; 1.0 of none.

    Of a compound only its parts count, where the splitter gave both.
    """
    parts = simple(needed)
    total = sum(map(len, parts))
    return sum(len(w) for w in parts if says(w, text)) / total if total else 1.0


def _pieced(word: str, plain: str, mask: list[bool]) -> bool:
    at = plain.find(word)
    if at < 0 or not any(mask[at : at + len(word)]):
        return False
    small = _SMALL | {"有"} if len(word) > 2 else _SMALL  # 有偿 is not 无偿
    return all(mask[at + i] or c in small for i, c in enumerate(word))
