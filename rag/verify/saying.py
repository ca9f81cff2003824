"""Which words of a text another text has to say too, and whether it says them.

A claim is laid over its source character by character: what stands in a run of two or more
characters of the source, in a word of its own, in an equal's stead or in a longer word cut short is
said. Of the rest, function words and light words say nothing; what then remains is new.
"""

import re
from functools import lru_cache
from pathlib import Path

from index.words import STOP_WORDS, tagged, words
from rag.verify.clauses import figures
from rag.verify.meaning import nearest
from rag.verify.names import unfold
from rag.verify.paraphrase import alike, covered

LIGHT_WORDS = Path(__file__).parent / "light_words.txt"
TELLING_WORDS = Path(__file__).parent / "telling_words.txt"

# Words that join or frame and are not compared at all.
GLUE = STOP_WORDS | frozenset(
    "仅 只 之 之一 已达 达 已 达到 达 到 将 要 应 应当 需要 已 已经 进行 方面 其中 同时 此外 包括 主要 分别 以及 并且 提出 明确 规定 指出 要求 政策 文件 根据 按照"
    " 由 及其 可 可获 获 会 个 一 一个 一是 二是 三是 四是 五是 第一 第二 第三 第四 第五 首先 其次 内 截至 截止 全国 全省 我国 该 各 均 为 不 不得 不能 能 "
    " 一家 一名 一条 一项 一种 一类 一份 一位 一座 一所 至 年 月 日 底 正 再 更 且 又 较 很 无 未 没 没有 年底 至少 最少 至多 最多 最高 最低 最长 不少 不低 不高 不少于 不多于 不高于 以上 以下 左右 约 超过 不低于 不超过 力争 预计 目标 计划 上限 下限 不会 不满 不到 未满 不足 须 但 就 必须 允许 鼓励 禁止 得 不再 于 向 每 则 这些 有关 相关 具体 总体 身份 费用 特点".split()
)
_FIGURE = re.compile(r"\d")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ONE = re.compile(r"一(?:所|家|名|条|项|种|类|份|位|座|个|台|辆|支|批|艘|处|笔|套)")
_PARTICLES = frozenset("由率仅只之已将的在和与对是各要后")
_JOINS = re.compile("(?:、|和|与|及|以及)$")
_SMALL = frozenset(
    "由率仅只之已将的在和与对是各要后到比为正把会并即从以于须应被其及或按至达让使各所如请需设个了着过还也都等中时这"
)
_FUNCTION = frozenset("p c u uj ul uz ug y e o".split())  # jieba's tags
_MANNER = frozenset("v vn vd vi a ad an z i l".split())
_WORDING = frozenset("v vd vi a ad d z r q".split())
_POLARITY = re.compile(r"[有无不未非免没减增升降]")
_LEADS = frozenset(
    "最多 最少 最高 最低 最长 至少 至多 不得 不能 不可 不再 须 但 只 仅 需 应 可 要 就 能 会 按 由 每 均 都 各 先 另 不会".split()
)
_TINY = _SMALL | frozenset("近约超满多余")
_WHO = frozenset("人者生")
_LEVELS = frozenset("省市县乡镇村国区")
_NEAR = 0.42  # cosine from which a verb or adjective words another one; opposites are told before


@lru_cache(maxsize=1)
def _light_words() -> frozenset[str]:
    return _read(LIGHT_WORDS)


@lru_cache(maxsize=1)
def _telling_words() -> frozenset[str]:
    return _read(TELLING_WORDS)


def _read(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(w for line in lines if not line.startswith("#") for w in line.split())


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
    if len(word) == 2 and any(o in word and o in text for o in alike().get(word, ())):
        return True  # 车 of 车辆
    if len(word) == 2 and any(
        c in _PARTICLES and rest in text for c, rest in ((word[0], word[1]), (word[1], word[0]))
    ):
        return True  # a particle that the splitter glued to a word: 由省, 率仅
    return len(word) > 3 and word[:2] in text and word[-2:] in text


def unsaid(claim: str, text: str, here: str, context: str = "", free: int = 0) -> list[str]:
    """The stretches of a claim that a text does not say; `here` is the clause it rests on.

    Up to `free` characters of words of manner that tell nothing apart may be the claim's own.

    `context` goes without saying, but not as a member of a list.
    """
    plain = _blanked(claim)
    mask, framed = covered(plain, text), covered(plain, text + context)
    left: list[str] = []
    at = 0
    in_order = tagged(plain)
    for (word, tag), following in zip(in_order, [*in_order[1:], ("", "")], strict=True):
        at = plain.index(word, at)
        span = range(at, at + len(word))
        at += len(word)
        listed = plain[span.stop : span.stop + 1] == "、" or (
            "、" in plain and bool(_JOINS.search(plain[: span.start]))
        )
        framing = not listed and (
            all(framed[i] for i in span)
            or says(word, text + context)
            or (len(word) > 2 and not _POLARITY.search(word) and _cut_short(word, context))
        )
        if framing or _said(word, tag, text, here, [mask[i] for i in span], listed):
            for i in span:
                mask[i] = True
        elif free >= len(word) and not listed and _only_wording(word, tag, following):
            free -= len(word)
            for i in span:
                mask[i] = True
        elif len(word) > 1:
            left.append(word)  # one character of a word is enough to make it another
    return [*left, *(r for r in _rest(plain, mask) if len(r) > 1 or r in _LEVELS)]


def _only_wording(word: str, tag: str, following: tuple[str, str]) -> bool:
    """Whether a word that a source lacks may be but another wording of what it says.

    What stands before a noun (脱贫户, 后续贷款) tells which one.
    """
    return (
        tag in _WORDING
        and not following[1].startswith(("n", "q"))
        and (len(following[0]) != 1 or following[0] in _SMALL)
        and not _POLARITY.search(word)
        and word not in _telling_words()
    )


def borrowed(claim: str, near: str, above: str) -> list[tuple[str, str]]:
    """The words of a claim, with their tags, that only the sentences `above` say."""
    plain, at, out = _blanked(claim), 0, []
    mask = covered(plain, near)
    for word, tag in tagged(plain):
        at = plain.index(word, at)
        inside = all(mask[at : at + len(word)])
        at += len(word)
        known = word in GLUE or tag in _FUNCTION or word in _light_words()
        if len(word) > 1 and not inside and not known and not says(word, near) and word in above:
            listed = _JOINS.search(plain[: at - len(word)]) or plain[at : at + 1] == "、"
            out.append((word, "listed" if listed else tag))
    return out


def _blanked(text: str) -> str:
    """A copy for matching without figures, as long as with them."""
    plain = unfold(text)
    for quantity in figures(text):
        plain = plain.replace(quantity.shown, "□" * len(quantity.shown))
    return _ONE.sub("□□", plain)


def _rest(plain: str, mask: list[bool]) -> list[str]:
    left = "".join(c if _HAN.match(c) and not mask[i] else " " for i, c in enumerate(plain))
    return [r for r in left.split() if not set(r) <= _TINY]


def _said(word: str, tag: str, text: str, here: str, mask: list[bool], listed: bool) -> bool:
    if all(mask) or (word in GLUE and not listed) or tag in _FUNCTION or set(word) <= _TINY:
        return True
    if any(mask):
        small = _SMALL | {"有"} if len(word) > 2 else _SMALL  # 有偿 is not 无偿
        if all(m or c in small for m, c in zip(mask, word, strict=True)):
            return True
    if says(word, text) and (len(word) > 1 or word in here):
        return True
    if listed:
        return False
    if word in _light_words():
        return True
    if len(word) > 2 and word[-1] in _WHO and word[:-1] in text:
        return True  # who 举报 is a 举报人
    for i in range(1, len(word)):  # 最多补: what the splitter glued together
        if word[:i] in _LEADS and (
            says(word[i:], here) or word[i:] in GLUE or word[i:] in _light_words()
        ):
            return True
    if len(word) > 1 and not _POLARITY.search(word) and _cut_short(word, text):
        return True
    return tag in _MANNER and not _POLARITY.search(word) and nearest(word, here) >= _NEAR


def _cut_short(word: str, text: str) -> bool:
    """到校 of 到学校: its characters in order within a short stretch."""
    reach = 3 if len(word) == 2 else 4
    between = f"[\u4e00-\u9fff]{{0,{reach}}}"
    return bool(re.search(between.join(map(re.escape, word)), text))


def weighty(text: str) -> list[tuple[str, str]]:
    """The words of a text that count, in order, each with its tag."""
    return [(w, t) for w, t in tagged(unfold(text)) if w not in GLUE and w not in _light_words()]


def whole_words(text: str) -> list[str]:
    """The words of a text that count, each once, compounds unparted, without figures and light words."""
    found = [w for w, _ in tagged(_blanked(text)) if w not in GLUE and not _FIGURE.search(w)]
    return [w for w in dict.fromkeys(found) if _HAN.search(w) and w not in _light_words()]


def share(needed: list[str], text: str) -> float:
    """The share of the words, by characters, that a text says; 1.0 of none.

    Of a compound only its parts count, where the splitter gave both.
    """
    parts = [w for w in needed if not any(o != w and o in w for o in needed)]
    total = sum(map(len, parts))
    return sum(len(w) for w in parts if says(w, text)) / total if total else 1.0
