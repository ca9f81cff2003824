"""Which policies, issues and bodies a question names, by any of their names."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from corpus.layout.markers import chinese_number
from corpus.records import ParsedDocument
from index import bodies as known_bodies
from index import crosslingual
from index.matching import QUOTED, Kind, Match, hides, is_naming, loosened, standing, table_of
from index.named import By, Named, without_names
from index.naming import Names, add_defined_aliases, add_telling, loose, names_of, policy_texts
from index.normalise import language, normalise
from index.typos import Spelling

__all__ = ["By", "Catalogue", "Named", "loose", "without_names"]

_ISSUE = re.compile(r"第\s*[一二三四五六七八九十百零\d]{1,5}\s*[期号辑]")
_YEAR_BEFORE = re.compile(r"((?:19|20)\d{2})\s*年?\s*$")
_ISSUE_NUMBER = re.compile(r"[一二三四五六七八九十百零]+|\d+")
_WORD = re.compile(r"[a-z]+(?:'s)?")
_ASKED_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
_EARLIER = re.compile(
    r"上一(?:轮|版|期)|旧(?:版|办法|方案|计划)|原(?:版|办法)|previous|earlier|older"
)
_LATER = re.compile(r"新一(?:轮|版)|最新|现行|新(?:版|办法|方案|计划)|latest|current|newest")
_BOTH = re.compile(
    r"新[旧老]|两(?:轮|版|个版本)|变化|相比|比较|对比|区别|分别|各(?:是|自|有)|both|compare|change"
)
_OF_A_PERIOD = re.compile(r"目标|计划|规划|方案|办法|target|goal|plan|measures")
_KINDS: tuple[Kind, ...] = ("title", "short", "alias", "abbreviation", "bare", "keyword")
_LONGEST_QUESTION = 3000
_MOST_WORDS = 5000


class Catalogue:
    """The policies, issues and bodies of a corpus, for finding them in questions."""

    def __init__(self, documents: Sequence[ParsedDocument]) -> None:
        self.policies = {p.id: p for d in documents for p in d.policies}
        self.issues: dict[str, dict[str, str]] = {}
        for document in (d.document for d in documents):
            if document.issue:
                dated = self.issues.setdefault(_issue_key(document.issue), {})
                dated[document.issue] = f"{document.issue} {document.date or ''}"
        self.spelling = Spelling.of(documents)
        self._dates = {p.id: d.document.date or "" for d in documents for p in d.policies}
        self._names = {p.id: names_of(p) for p in self.policies.values()}
        add_defined_aliases(list(self._names.values()), documents)
        add_telling(list(self._names.values()), documents)
        self._table = table_of(self._names.values())
        self._lengths = sorted({len(name) for name in self._table}, reverse=True)
        self._with_articles = {
            s.policy_id for d in documents for s in d.sections if s.kind == "article"
        }
        self._policy_texts = {p: normalise(t) for p, t in policy_texts(documents).items()}
        self._writers: dict[str, frozenset[str]] = {}
        self._questions = _questions_by_policy(documents)
        self._texts = [normalise(d.document.text) for d in documents]
        self.bodies = self._all_bodies()
        self._body_names = known_bodies.calls(self.bodies)
        self._mentioned = {
            loose(title) for d in documents for title in QUOTED.findall(d.document.text)
        }

    def _all_bodies(self) -> list[str]:
        """Issuing bodies, and the national ones that some text speaks of; the longest first."""
        found = {b for p in self.policies.values() for b in p.bodies}
        texts = "\n".join(self._texts)
        found |= {body for body in known_bodies.national() if known_bodies.stands(body, texts)}
        return sorted(found, key=len, reverse=True)

    def questions_of(self, policy: str) -> tuple[str, ...]:
        """The questions that a policy's sections answer, in order."""
        return self._questions.get(policy, ())

    def latest(self, policies: Sequence[str]) -> list[str]:
        """Of the versions of each policy among these only the latest."""
        newest: dict[str, str] = {}
        for policy in sorted(policies, key=self._age):
            newest[self._names[policy].family] = policy
        return [p for p in policies if p in newest.values()]

    def version_meant(self, policy: str, text: str) -> str | None:
        """Another version of a policy, where 上一轮 or 新版 is said; else None."""
        names = self._names.get(policy)
        if names is None:
            return None
        family = [p for p, n in self._names.items() if n.family == names.family]
        if len(family) < 2 or not (_EARLIER.search(text) or _LATER.search(text)):
            return None
        meant = self._of_the_version(family, "title", text)
        return meant[0] if len(meant) == 1 and meant[0] != policy else None

    def _age(self, policy: str) -> tuple[tuple[int, int], str, bool]:
        names = self._names[policy]
        return names.period or (0, 0), self._dates[policy], not names.edition

    def writers(self, word: str) -> frozenset[str]:
        """The policies whose text writes a (normalised) word."""
        known = self._writers.get(word)
        if known is None:
            known = frozenset(p for p, text in self._policy_texts.items() if word in text)
            if len(self._writers) >= _MOST_WORDS:
                self._writers.clear()
            self._writers[word] = known
        return known

    def has_articles(self, policy: str) -> bool:
        """Whether the policy is cut by articles, so that 第六条 is one of them."""
        return policy in self._with_articles

    def find(self, question: str) -> Named:
        """The policies named by the strongest kind of name that matches, and all else named."""
        question = question[:_LONGEST_QUESTION]
        issues, unknown_issues = self._issues(question)
        text, quoted = loosened(question)
        matches = self._matches(text, quoted) + self._foreign(question)
        best, by, others = self._chosen(matches, question)
        return Named(
            policies=best,
            by=by,
            matched=tuple(dict.fromkeys(m.name for m in matches if is_naming(m, best))),
            issues=issues,
            bodies=self._bodies_in(text),
            unknown_titles=tuple(t for t in QUOTED.findall(question) if not self._known(t)),
            unknown_issues=unknown_issues,
            others=others,
            other_names=tuple(dict.fromkeys(m.name for m in matches if not is_naming(m, best))),
        )

    def _matches(self, text: str, quoted: Sequence[tuple[int, int]]) -> list[Match]:
        """Every name in the question, but those inside a longer name of another policy."""
        found: list[Match] = []
        for start in range(len(text)):
            for length in self._lengths:
                name = text[start : start + length]
                for kind, policy in self._table.get(name, ()) if len(name) == length else ():
                    stands = standing(kind, name, start, text, quoted)
                    if stands:
                        found.append(Match(stands, policy, name, start))
        return [m for m in found if not any(hides(other, m) for other in found)]

    def _foreign(self, question: str) -> list[Match]:
        """Policies named in English: the new energy storage plan, AI+, in any language's question."""
        tokens = [(m.group().removesuffix("'s"), m.start()) for m in _words_of(question)]
        if not tokens:
            return []
        table = self._english if language(question) == "en" else self._policy_english
        found: list[Match] = []
        at = 0
        while at < len(tokens):
            for size in range(min(4, len(tokens) - at), 0, -1):
                phrase = " ".join(t for t, _ in tokens[at : at + size])
                hits = table.get(phrase) or table.get(phrase.removesuffix("s"))
                if hits:
                    found += [Match(kind, policy, phrase, tokens[at][1]) for kind, policy in hits]
                    at += size - 1
                    break
            at += 1
        return found

    @cached_property
    def _policy_english(self) -> dict[str, list[tuple[Kind, str]]]:
        return self._named_in(crosslingual.policy_terms())

    @cached_property
    def _english(self) -> dict[str, list[tuple[Kind, str]]]:
        return self._named_in(crosslingual.all_terms()) | self._policy_english

    def _named_in(self, terms: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[Kind, str]]]:
        """English phrases whose first Chinese term is a name of a policy."""
        table: dict[str, list[tuple[Kind, str]]] = {}
        for phrase, chinese in terms.items():
            hits = self._table.get(loose(chinese[0])) if chinese else None
            if hits:
                own = [(kind, policy) for kind, policy in hits if kind not in ("bare", "alias")]
                if own:
                    table[phrase.replace("-", " ")] = own
        return table

    def _chosen(
        self, matches: Sequence[Match], question: str
    ) -> tuple[tuple[str, ...], By | None, tuple[str, ...]]:
        """The best-named policies, how, and the others."""
        by_kind: dict[Kind, list[str]] = {}
        for match in sorted(matches, key=lambda m: m.start):
            group = by_kind.setdefault(match.kind, [])
            if match.policy not in group:
                group.append(match.policy)
        kinds = [k for k in _KINDS if k in by_kind]
        if not kinds:
            return (), None, ()
        kind = kinds[0]
        best = by_kind[kind]
        telling = [p for k in ("short", "abbreviation", "keyword") for p in by_kind.get(k, ())]
        if kind in ("alias", "bare") and telling:
            both = [p for p in best if p in telling]
            if kind == "bare" and not both:
                # 电力装备行动方案 is no other policy's 《行动方案》.
                kind = next(k for k in kinds if k != "bare")
                both = by_kind[kind]
            best = both or best
            if kind == "bare" or _BOTH.search(question):  # a word like 行动计划 tells no version
                families = {self._names[p].family for p in best}
                best = list(
                    dict.fromkeys(best + [p for p in telling if self._names[p].family in families])
                )
        others = [p for k in kinds if k != "bare" for p in by_kind[k]]
        best = self._of_the_version(best, kind, question)
        left = {self._names[p].family for p in best}
        others = [p for p in others if p not in best and self._names[p].family not in left]
        by: By = "alias" if kind == "bare" else kind
        return tuple(best), by, tuple(dict.fromkeys(others))

    def _of_the_version(self, found: list[str], kind: Kind, question: str) -> list[str]:
        """Of several versions of one policy the one that is meant, where that is said."""
        if len({self._names[p].family for p in found}) == len(found) or _BOTH.search(question):
            return found
        text = normalise(question)
        years = {int(y) for y in _ASKED_YEAR.findall(text)}
        if kind == "keyword" and not _OF_A_PERIOD.search(text):
            years = set()
        tests: list[Callable[[Names], bool]] = [
            lambda n: any(n.period and n.period[0] <= y <= n.period[1] for y in years),
            lambda n: bool(n.edition) and n.edition in text,
        ]
        for test in tests:
            fitting = [p for p in found if test(self._names[p])]
            if fitting:
                return fitting
        if _EARLIER.search(text) or _LATER.search(text):
            dated = sorted(found, key=self._age)
            return [dated[0] if _EARLIER.search(text) else dated[-1]]
        return found

    def _bodies_in(self, text: str) -> tuple[str, ...]:
        """The bodies named, by any of their names; none inside the name of another."""
        found: dict[str, None] = {}
        for name in sorted(self._body_names, key=len, reverse=True):
            if known_bodies.stands(name, text):
                found[self._body_names[name]] = None
                text = text.replace(name, "\n")
        return tuple(found)

    def _issues(self, question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        known: list[str] = []
        unknown: list[str] = []
        for match in _ISSUE.finditer(question):
            issues = self.issues.get(_issue_key(match.group()), {})
            year = _YEAR_BEFORE.search(question[: match.start()])
            if year:
                issues = {i: dated for i, dated in issues.items() if year[1] in dated}
            known += issues
            if not issues:
                unknown.append((year.group() if year else "") + match.group())
        return tuple(known), tuple(unknown) if self.issues else ()

    def _known(self, title: str) -> bool:
        """Whether a 《title》 is a policy's name or at least mentioned somewhere."""
        name = loose(title)
        if any(kind != "keyword" for kind, _ in self._table.get(name, ())):
            return True
        mentioned = any(
            name == m or m.endswith(name) or (len(name) >= 4 and name in m) for m in self._mentioned
        )
        if mentioned or len(name) < 4:
            return mentioned
        return any(name in t for n in self._names.values() for t in n.titles) or any(
            name in text for text in self._texts
        )


def _questions_by_policy(documents: Sequence[ParsedDocument]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for document in documents:
        for section in document.sections:
            if section.policy_id and section.question:
                found.setdefault(section.policy_id, []).append(section.question)
    return {policy: tuple(questions) for policy, questions in found.items()}


def _issue_key(issue: str) -> str:
    """第九期, 第9期, 第 09 期 -> 9."""
    plain = normalise(issue)
    named = _ISSUE.search(plain)
    number = _ISSUE_NUMBER.search(named.group() if named else plain)
    if not number:
        return loose(issue)
    raw = number.group()
    return str(int(raw) if raw.isdigit() else chinese_number(raw))


def _words_of(question: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(normalise(question).replace("-", " ")))
