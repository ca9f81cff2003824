"""The names a policy goes by: full and short titles, aliases, abbreviations, telling words."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus.aliases import core_of
from corpus.records import ParsedDocument, Policy
from index.normalise import normalise
from index.words import STOP_WORDS, words

_LOOSE = re.compile(r"[\s\"'()（）《》\[\]\-·,，、]")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_YEARS = re.compile(r"\(?(\d{4})(?:-(\d{4}))?年?\)?")
_EDITION = re.compile(r"试行|暂行|修订|征求意见稿|草案")
_PLACE = re.compile(r"^[\u4e00-\u9fff]{2,4}?(?:省|市|自治区|自治州|县)(?=[\u4e00-\u9fff]{4})")
_OPENING = re.compile(
    r"^(?:深入|加快|进一步|全面|规范|加强|推进|推动|促进|支持|完善|实施|做好|开展|印发)+"
)
_CLOSING = re.compile(r"(?:行动|工作|项目|行业|建设|发展)$")
_KINDS = ("指导意见", "实施意见", "行动方案", "工作方案", "管理办法", "实施方案", "行动计划")
_GENERIC = frozenset(
    "规定 办法 方案 意见 通知 计划 政策 文件 行动 工作 管理 建设 发展 实施 推进 加强 深入 完善 规范 指导 运营"
    " 项目 行业 推动 关于 若干 措施 支持 促进 加快 全面 进一步 有关 重点 保护 政府 国家 合作 规模化 高质量 年"
    " 重大 标准 市场 资金 安全 服务 设施 机制 体系 制度 创新 应用 数据 社会 经济 产业 企业 地区 区域 城市 农村"
    " 工程 技术 人才 生态 绿色 低碳 环境 质量 健康 有序 水平 能力 改革 开放 试点 示范 监督 监管 组织 资源 授权"
    " 提升 提高 优化 改造 提质 升级 专项 三年 综合 基本 公共 基础 人民 全国 全省 地方 深化 强化 提标 特色 领域 增长 智能 社区 物流".split()
)
_DEFINED = re.compile(r"以下(?:统)?[简称]+[:：]?\s*[《“]([^《》“”]{2,12})[》”]")
_LONGEST_PHRASE = 4  # words
_MOST_TEXT = 400_000  # characters of bodies that are counted; a larger corpus tells by its titles


@dataclass(slots=True)
class Names:
    """All names of one policy, loosened; `family` is what its versions have in common.

    `period` are the first and last year of its title, `edition` 试行 and the like.
    """

    policy: Policy
    family: str
    titles: set[str] = field(default_factory=set)
    shorts: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    abbreviations: set[str] = field(default_factory=set)
    keywords: set[str] = field(default_factory=set)
    period: tuple[int, int] | None = None
    edition: str = ""


def loose(text: str) -> str:
    """A normalised text without blanks, quotes, brackets and dashes."""
    return _LOOSE.sub("", normalise(text))


def names_of(policy: Policy) -> Names:
    """The names of a policy, but for the telling words, which need the others to tell."""
    title = normalise(policy.title)
    core = loose(_YEARS.sub("", normalise(core_of(policy.title))))
    names = Names(policy, family=_BRACKETED.sub("", core) or loose(title))
    years = _YEARS.search(title)
    if years:
        first = int(years[1])
        names.period = (first, int(years[2] or first))
    edition = _EDITION.search(title)
    names.edition = edition.group() if edition else ""
    names.titles = _titles(title)
    names.shorts = _shorts(core)
    if policy.alias:
        names.aliases.add(loose(policy.alias))
    else:
        names.aliases.update(kind for kind in _KINDS if loose(title).endswith(kind))
    names.abbreviations = {loose(short) for short, _ in policy.abbreviations if len(short) >= 2}
    return names


def _titles(title: str) -> set[str]:
    """The full title with and without years, brackets and 关于."""
    without_years = _YEARS.sub("", title)
    found = {loose(title), loose(title).removesuffix("年"), loose(without_years)}
    found.add(loose(_BRACKETED.sub("", without_years)))
    found |= {re.sub(r"^.{2,20}?(?=关于.{6,})", "", t) for t in found}
    return {t for t in found | {t.removeprefix("关于") for t in found} if len(t) >= 4}


def _shorts(core: str) -> set[str]:
    """What the title is about, with and without a place before and verbs around it."""
    found: set[str] = set()
    for bare in (core, _PLACE.sub("", core)):
        opened = _OPENING.sub("", bare)
        found |= {bare, opened, _CLOSING.sub("", opened)}
    return {s for s in found if len(s) >= 4 or (len(s) == 3 and not s.isascii())}


def add_defined_aliases(all_names: Sequence[Names], documents: Sequence[ParsedDocument]) -> None:
    """《办法》 where a policy's own articles say 本办法（以下简称《办法》）."""
    texts = _texts_by_policy(documents)
    for names in all_names:
        if names.policy.alias is None:
            _, bodies = texts.get(names.policy.id, ([], []))
            for short in _DEFINED.findall("\n".join(bodies)):
                if loose(names.policy.title).endswith(loose(short)):
                    names.aliases.add(loose(short))


def add_telling(all_names: Sequence[Names], documents: Sequence[ParsedDocument]) -> None:
    """Give every policy the words that point to it, or to its versions, and to no other."""
    texts = _texts_by_policy(documents)
    bodies = {p: loose(" ".join(b)) for p, (_, b) in texts.items()}
    small = sum(map(len, bodies.values())) <= _MOST_TEXT
    families = {n.policy.id: n.family for n in all_names}
    phrases = {n.policy.id: _phrases(core_of(n.policy.title)) for n in all_names}
    places: dict[str, set[str]] = {}
    for policy, own_phrases in phrases.items():
        for phrase in own_phrases:
            places.setdefault(phrase, set()).add(policy)
    asked = _counts(places, {p: loose(" ".join(q)) for p, (q, _) in texts.items()})
    written = _counts(places, bodies if small else {})
    for names in all_names:
        for phrase in phrases[names.policy.id]:
            own = {p for p in places[phrase] if families[p] == names.family}
            if own == places[phrase] >= asked[phrase].keys() and _mostly(
                phrase, own, written[phrase]
            ):
                names.keywords.add(phrase)
        names.abbreviations |= _contractions(names, bodies.values() if small else ())


def _counts(phrases: Iterable[str], texts: dict[str, str]) -> dict[str, Counter[str]]:
    """How often each policy's text writes each phrase; one pass over the texts."""
    counts: dict[str, Counter[str]] = {phrase: Counter() for phrase in phrases}
    lengths = sorted({len(phrase) for phrase in counts})
    for policy, text in texts.items():
        for length in lengths:
            for start in range(len(text) - length + 1):
                found = counts.get(text[start : start + length])
                if found is not None:
                    found[policy] += 1
    return counts


def _phrases(core: str) -> set[str]:
    """Words and neighbouring words of a title, those left out that any policy might have."""
    run = _compounds(words(_PLACE.sub("", core)))
    found = set()
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + _LONGEST_PHRASE) + 1):
            part = run[start:end]
            phrase = "".join(part)
            if part[0] in STOP_WORDS or part[-1] in STOP_WORDS or len(phrase) < 2:
                continue
            if any(_telling(w) for w in part):
                found.add(phrase)
                found |= {w for w in _heads(part[-1]) if len(part) == 1 and _telling(w)}
    return {loose(p) for p in found if p not in _GENERIC}


def _compounds(split: Sequence[str]) -> list[str]:
    """The words of a title without the parts that `words` gives beside each compound."""
    kept: list[str] = []
    pending: list[str] = []
    for word in split:
        pending.append(word)
        if len(word) > 2 and any(p in word for p in pending[:-1]):
            while len(pending) > 1 and pending[-2] in word:
                pending.pop(-2)
    kept.extend(pending)
    return kept


def _heads(compound: str) -> list[str]:
    """新型储能 -> 储能, 永久基本农田 -> 农田: what the compound is a kind of."""
    return [w for w in words(compound) if w != compound and compound.endswith(w)]


def _telling(word: str) -> bool:
    return len(word) >= 2 and word not in STOP_WORDS and word not in _GENERIC and not word.isdigit()


def _mostly(phrase: str, own: set[str], counts: Counter[str]) -> bool:
    """Whether hardly any other policy writes the phrase; a short word must be rarer still."""
    share = 0.9 if len(phrase) == 2 else 0.75
    return sum(counts[p] for p in own) >= share * counts.total()


def _contractions(names: Names, texts: Iterable[str]) -> set[str]:
    """永久基本农田 -> 永农: first characters of a long compound's words, if no text writes them."""
    found = set()
    for compound in _compounds(words(core_of(names.policy.title))):
        parts = [w for w in words(compound) if w != compound and len(w) <= 3]
        if len(compound) >= 5 and len(parts) >= 2:
            found |= {parts[0][0] + other[0] for other in parts[1:] if _telling(other)}
    return {c for c in found if not any(c in text for text in texts)}


def policy_texts(documents: Sequence[ParsedDocument]) -> dict[str, str]:
    """Each policy's text, section by section."""
    return {p: "\n".join(bodies) for p, (_, bodies) in _texts_by_policy(documents).items()}


def _texts_by_policy(
    documents: Sequence[ParsedDocument],
) -> dict[str, tuple[list[str], list[str]]]:
    """Each policy's questions and texts."""
    texts: dict[str, tuple[list[str], list[str]]] = {}
    for document in documents:
        for section in document.sections:
            if section.policy_id and section.kind != "heading":
                questions, bodies = texts.setdefault(section.policy_id, ([], []))
                questions.append(section.question or "")
                bodies.append(document.text_of(section))
    return texts
