"""Which policies, issues and bodies a question names, by any of their names."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.aliases import core_of
from corpus.records import ParsedDocument, Policy
from index.normalise import normalise
from index.words import STOP_WORDS, words

By = Literal["title", "short", "alias", "abbreviation", "keyword"]

_QUOTED = re.compile(r"《([^《》]{2,80})》")
_ISSUE = re.compile(r"第\s*[一二三四五六七八九十百零\d]{1,5}\s*[期号辑]")
_LOOSE = re.compile(r"[\s\"'()（）《》\[\]\-·,，、]")
_YEARS = re.compile(r"\(?\d{4}(?:-\d{2,4})?年?\)?")
_BARE_ALIASES = ("指导意见", "实施意见", "行动方案", "工作方案", "管理办法", "实施方案", "行动计划")
_GENERIC = re.compile(
    r"^(?:规定|办法|方案|意见|通知|计划|政策|文件|行动|工作|管理|建设|发展|实施|推进|加强|深入|完善|规范|指导"
    r"|运营|项目|行业|推动|关于|若干|措施|支持|促进|加快|全面|进一步|有关|重点|保护|政府|国家|合作|规模化|高质量|年)$"
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names.

    `policies` are the ids of the best-matching ones and `by` how; `matched` are the words of
    the (normalised) question that name them. `unknown_titles` and `unknown_issues` are
    named in the question but not in the corpus. `others` are policies that a weaker kind of
    name points to as well: for questions that compare.
    """

    policies: tuple[str, ...] = ()
    by: By | None = None
    matched: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    unknown_titles: tuple[str, ...] = ()
    unknown_issues: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class _Names:
    """All names of one policy, normalised and loosened."""

    policy: Policy
    titles: set[str] = field(default_factory=set)
    shorts: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    abbreviations: set[str] = field(default_factory=set)
    contractions: set[str] = field(default_factory=set)
    keywords: set[str] = field(default_factory=set)


def loose(text: str) -> str:
    """A normalised text without blanks, quotes, brackets and dashes."""
    return _LOOSE.sub("", normalise(text))


def without_names(text: str, named: Named) -> str:
    """The question less the names of the policies it names: what is asked about them."""
    bare = re.sub(r"《[^》]*》", " ", normalise(text))
    for name in sorted(named.matched, key=len, reverse=True):
        spelt = r"[\s\"'()\[\]·,、-]*".join(map(re.escape, name))
        bare = re.sub(spelt, " ", bare)
    return re.sub(r"\s+", " ", bare).strip(" 的,、") or normalise(text)


class Catalogue:
    """The policies, issues and bodies of a corpus, for finding them in questions."""

    def __init__(self, documents: Sequence[ParsedDocument]) -> None:
        self.policies = {p.id: p for d in documents for p in d.policies}
        self.issues = {
            loose(d.document.issue): d.document.issue for d in documents if d.document.issue
        }
        self.bodies = sorted(
            {b for p in self.policies.values() for b in p.bodies}, key=len, reverse=True
        )
        self._names = [_names_of(p) for p in self.policies.values()]
        self._add_keywords(documents)
        self._mentioned = {
            loose(title) for d in documents for title in _QUOTED.findall(d.document.text)
        }

    def _add_keywords(self, documents: Sequence[ParsedDocument]) -> None:
        """Words of a title or of questions that stand in one policy's and in no other's."""
        counts: Counter[str] = Counter()
        own: list[set[str]] = []
        texts = _texts_by_policy(documents)
        for names in self._names:
            found = {w for w in words(core_of(names.policy.title)) if _telling(w)}
            own.append(found)
            body = set(words(texts.get(names.policy.id, "")))
            counts.update(body | found)
        everything = "\n".join(texts.values())
        for names, found in zip(self._names, own, strict=True):
            names.keywords = {w for w in found if counts[w] == 1}
            # What the texts themselves write (永久) is a word of its own, no contraction.
            names.abbreviations |= {c for c in names.contractions if c not in everything}

    def find(self, question: str) -> Named:
        """The policies named by the strongest kind of name that matches, and all else named."""
        text = loose(question)
        issues, unknown_issues = self._issues(question)
        bodies = tuple(b for b in self.bodies if loose(b) in text)
        unknown = tuple(t for t in _QUOTED.findall(question) if not self._known(t))
        best = Named()
        weaker: dict[str, None] = {}
        matched: list[str] = []
        for by in _POOLS:
            ids, names = self._matching(text, question, by)
            if ids and best.by is None:
                best = Named(ids, by, names)
            elif ids:
                weaker.update(dict.fromkeys(i for i in ids if i not in best.policies))
            matched += [n for n in names if n not in matched]
        return replace(
            best,
            matched=tuple(matched),
            issues=issues,
            bodies=bodies,
            unknown_titles=unknown,
            unknown_issues=unknown_issues,
            others=tuple(weaker),
        )

    def _issues(self, question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        known: list[str] = []
        unknown: list[str] = []
        for match in _ISSUE.findall(question):
            issue = self.issues.get(loose(match))
            (known if issue else unknown).append(issue or match)
        return tuple(known), tuple(unknown) if self.issues else ()

    def _known(self, title: str) -> bool:
        """Whether a 《title》 is a policy's name or at least mentioned somewhere."""
        name = loose(title)
        if any(name == m or (len(name) >= 4 and name in m) for m in self._mentioned):
            return True
        return any(
            name in names.titles | names.shorts | names.aliases
            or any(len(name) >= 4 and name in t for t in names.titles)
            for names in self._names
        )

    def _matching(
        self, text: str, question: str, by: By
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The policies whose names of this kind stand in the question, longest names winning."""
        found: list[tuple[int, str, str]] = []
        for names in self._names:
            pool: set[str] = getattr(names, _POOLS[by])
            best = max(
                (n for n in pool if self._stands(n, text, question, by)), key=len, default=""
            )
            if best:
                found.append((len(best), names.policy.id, best))
        if by in ("alias", "title"):
            longest = max((n for n, _, _ in found), default=0)
            found = [f for f in found if f[0] == longest or not _inside(f[2], found)]
        return tuple(f[1] for f in found), tuple(f[2] for f in found)

    def _stands(self, name: str, text: str, question: str, by: By) -> bool:
        if by == "alias":
            quoted = [loose(t) for t in _QUOTED.findall(question)]
            return name in quoted or (len(name) >= 3 and name in text)
        if by == "abbreviation" and name.isascii():
            return bool(re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z])", text))
        return name in text


_POOLS: dict[By, str] = {
    "title": "titles",
    "short": "shorts",
    "alias": "aliases",
    "abbreviation": "abbreviations",
    "keyword": "keywords",
}


def _inside(name: str, found: list[tuple[int, str, str]]) -> bool:
    return any(name != other and name in other for _, _, other in found)


def _names_of(policy: Policy) -> _Names:
    names = _Names(policy)
    title = loose(policy.title)
    names.titles.add(title)
    without_years = loose(_YEARS.sub("", normalise(policy.title)))
    names.titles.add(without_years)
    names.titles.add(re.sub(r"^关于", "", without_years))
    core = loose(_YEARS.sub("", normalise(core_of(policy.title))))
    if len(core) >= 4:
        names.shorts.add(core)
        bare = re.sub(
            r"^(?:深入|加快|进一步|全面|规范|加强|推进|推动|促进|支持|完善|实施)+", "", core
        )
        if len(bare) >= 4:
            names.shorts.add(bare)
            names.shorts.add(re.sub(r"(?:行动|工作|项目|行业)$", "", bare))
    names.shorts = {s for s in names.shorts if len(s) >= 3}
    if policy.alias:
        names.aliases.add(loose(policy.alias))
    if policy.alias is None:
        names.aliases.update(_implied_aliases(title))
    names.abbreviations = {loose(short) for short, _ in policy.abbreviations if len(short) >= 2}
    names.contractions = _contractions(core)
    return names


def _implied_aliases(title: str) -> set[str]:
    """What a policy that defines no short name is called: 指导意见, 管理办法, 办法.

    指导意见 is not called 意见: that is another policy's alias.
    """
    implied = {a for a in _BARE_ALIASES if title.endswith(a)}
    plain = re.search(
        r"(?<!指导)(?<!实施)(?<!行动)(?<!工作)(意见|方案|办法|规定|条例|通知|规划)$", title
    )
    return implied | ({plain.group(1)} if plain else set())


def _contractions(core: str) -> set[str]:
    """永久基本农田 -> 永农 and the like: a long compound's first character with a later one."""
    compounds = [w for w in words(core) if len(w) >= 5]
    return {c[0] + other for c in compounds for other in c[1:]}


def _texts_by_policy(documents: Sequence[ParsedDocument]) -> dict[str, str]:
    texts: dict[str, list[str]] = {}
    for document in documents:
        for section in document.sections:
            if section.policy_id and section.kind != "heading":
                texts.setdefault(section.policy_id, []).append(document.text_of(section))
    return {policy: "\n".join(parts) for policy, parts in texts.items()}


def _telling(word: str) -> bool:
    return (
        len(word) >= 2
        and word not in STOP_WORDS
        and not _GENERIC.match(word)
        and not word.isdigit()
    )
