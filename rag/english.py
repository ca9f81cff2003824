"""An English line beside a Chinese quotation: its figures, bodies and dates, from the glossary.

It is no translation: what the glossary cannot say is left out, and where nothing is sure
there is no line at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.aliases import core_of, expand_aliases
from corpus.records import Policy
from index.normalise import normalise, to_simplified
from rag.glossary import Glossary, Token, joined
from rag.quantities import Amount, amounts
from rag.when import When, whens

_CLAUSE = re.compile(r"[^，,；;。：:！？!?\n]+")
_STOP = re.compile(r"[；;。！？!?\n]|[一二三四五六七八九十]+是")
_ITEM = re.compile(
    r"^\s*(?:(?:一方面|另一方面|[一二三四五六七八九十]+是|第[一二三四五六七八九十]+|[（(][一二三四五六七八九十\d]+[）)])[，,、]?)"
)
_QUOTES = re.compile(r"[“”\"'‘’]")
_YEARS = re.compile(r"\s*[（(](\d{4})(?:[-—–~至]+(\d{4}))?年?[）)]")
_MOST_FACTS = 4
_LONGEST_UNKNOWN = 8  # Han kept as they are before a label whose head is known
_LONGEST_GIST = 22


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the line says; `order` is where the sentence says it."""

    text: str
    order: int


@dataclass(slots=True)
class _Scope:
    """What holds on from clause to clause: 到2028年底， before several figures; 力争, 预计."""

    when: When | None = None
    mood: str = ""
    facts: list[Fact] = field(default_factory=list)


def english_line(
    sentence: str, question: str, policy: Policy | None, glossary: Glossary
) -> str | None:
    """The key facts of a Chinese sentence in English; None where nothing is sure.

    >>> english_line("2027年底达到1.8亿千瓦以上。", "How much?", None, load_glossary())
    'Capacity — at least 180 GW by the end of 2027.'
    """
    text = _QUOTES.sub("", to_simplified(expand_aliases(sentence, policy)))
    facts = [*_acts(text, glossary), *_figures(text, glossary)]
    if not facts:
        gist = _gist(text, glossary)
        return f"{_capital(gist)}." if gist else None
    chosen = sorted(_closest(facts, question), key=lambda f: f.order)
    return f"{_capital('; '.join(dict.fromkeys(f.text for f in chosen)))}."


def english_title(title: str, glossary: Glossary) -> str | None:
    """A policy's title in English: as the glossary gives it, or composed if it covers it whole."""
    plain = to_simplified(title).strip("《》 ")
    years = _YEARS.search(plain)
    bare = _YEARS.sub("", plain)
    suffix = f" ({'–'.join(y for y in years.groups() if y)})" if years else ""
    known = glossary.titles.get(_QUOTES.sub("", bare)) or glossary.titles.get(bare)
    if known:
        return known + suffix
    kind = next((k for k in sorted(glossary.kinds, key=len, reverse=True) if bare.endswith(k)), "")
    core = glossary.compose(_QUOTES.sub("", core_of(bare)))
    if not kind or core is None:
        return None
    return f"{glossary.kinds[kind]} on {core}{suffix}"


def english_question(question: str, policy: Policy | None, glossary: Glossary) -> str | None:
    """What a section's Chinese question is about, in English, if the glossary covers it."""
    bare = re.sub(r"《[^》]*》", "", to_simplified(question))
    if policy is not None:
        bare = bare.replace(policy.title, "")
    bare = re.sub(r"[？?。，,“”]|(?:具体|主要)?(?:是什么|有哪些|有什么|是如何|如何|哪些)", "", bare)
    english = glossary.compose(bare.strip("的 "))
    return _capital(english) if english else None


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    for match in _CLAUSE.finditer(text):
        yield match.span()


def _figures(text: str, glossary: Glossary) -> list[Fact]:
    """The labelled amounts of a sentence, with hedge, mood and date."""
    scope = _Scope()
    found = amounts(text, glossary)
    dates = whens(text)
    previous = 0
    for start, end in _clauses(text):
        if _STOP.search(text, previous, start) or _STOP.match(text, start):
            scope.mood, scope.when = "", None
        here = [a for a in found if start <= a.start < end and not _in_date(a, dates)]
        _clause_facts(text, (start, end), here, dates, scope, glossary)
        previous = end
    return scope.facts


def _in_date(amount: Amount, dates: Sequence[When]) -> bool:
    return any(d.start <= amount.start and amount.end <= d.end for d in dates)


def _clause_facts(
    text: str,
    clause: tuple[int, int],
    found: Sequence[Amount],
    dates: Sequence[When],
    scope: _Scope,
    glossary: Glossary,
) -> None:
    start, end = clause
    own = [d for d in dates if start <= d.start < end]
    head = re.match(_ITEM, text[start:end])
    at = start + (head.end() if head else 0)
    mood = next((t for t in glossary.tokens(text, at, end) if t.kind == "mood"), None)
    scope.mood = mood.english if mood else scope.mood
    if not found:
        # A clause that is a date and little else dates what follows it.
        if own and (end - start) - (own[-1].end - own[-1].start) <= 4:
            scope.when = own[-1]
        return
    for i, amount in enumerate(found):
        stop = found[i + 1].start if i + 1 < len(found) else end
        left = _left(text, at, amount.start, own, glossary)
        right = glossary.tokens(text, amount.end, stop)
        fact = _fact(amount, left, right, scope.mood, _date_of(own, at, amount.start, scope.when))
        if fact:
            scope.facts.append(Fact(fact, amount.start))
        after = right[0] if right and right[0].kind == "after" else None
        at = after.end if after else amount.end


def _left(
    text: str, start: int, end: int, dates: Sequence[When], glossary: Glossary
) -> list[Token]:
    """The tokens before an amount, dates left out."""
    tokens: list[Token] = []
    at = start
    for date in dates:
        if at <= date.start and date.end <= end:
            tokens += glossary.tokens(text, at, date.start)
            at = date.end
    return tokens + glossary.tokens(text, at, end)


def _date_of(
    own: Sequence[When], start: int, end: int, carried: When | None
) -> When | None:
    here = [d for d in own if start <= d.start and d.end <= end]
    return here[-1] if here else carried


def _fact(
    amount: Amount,
    left: Sequence[Token],
    right: Sequence[Token],
    mood: str,
    when: When | None,
) -> str | None:
    """label — hedge value date; None where it is not sure what the amount is of."""
    label, hedge = _label(left)
    value = amount.english
    rest = list(right)
    if rest and rest[0].kind == "after":
        hedge = hedge or rest.pop(0).english
    if amount.counted:
        noun = _noun(rest)
        if noun:
            value = f"{value} {noun}"
        elif not label:
            return None
    label = label or amount.label
    if not label and not amount.counted:
        return None
    said = " ".join(p for p in (mood, hedge, value, when.english if when else "") if p)
    return f"{label} — {said}" if label else said


def _label(left: Sequence[Token]) -> tuple[str, str]:
    """What the amount is of, and its hedge: read from the amount to the left.

    The word nearest to the amount must be known; further left, short unknown words stay in
    Chinese.
    """
    hedge = ""
    parts: list[Token] = []
    unknown = 0
    for token in reversed(left):
        if token.kind == "before" and not parts:
            hedge = hedge or token.english
        elif token.kind in ("term", "body"):
            parts.insert(0, token)
        elif token.kind == "unknown" and token.chinese.strip():
            unknown += len(token.chinese)
            if not parts or unknown > _LONGEST_UNKNOWN:
                return ("" if not parts else joined(parts) if unknown == 0 else ""), hedge
            parts.insert(0, token)
        elif token.kind in ("list", "act", "verb") and parts:
            break
        elif token.kind == "list":
            return "", hedge
    return joined(parts), hedge


def _noun(right: Sequence[Token]) -> str:
    """What is counted, where the glossary covers all of it up to the clause's end."""
    taken: list[Token] = []
    for token in right:
        if token.kind == "term":
            taken.append(token)
        elif token.kind in ("list", "after", "verb", "act"):
            break
        elif token.kind == "unknown" and token.chinese.strip():
            return ""
    return joined(taken)


def _acts(text: str, glossary: Glossary) -> list[Fact]:
    """Who did what: bodies right before 印发, 审核, 牵头 and the like."""
    facts = []
    dates = whens(text)
    for start, end in _clauses(text):
        bodies: list[Token] = []
        for token in glossary.tokens(text, start, end):
            if token.kind == "act":
                if any(b.kind == "body" for b in bodies):
                    when = next((d for d in dates if d.full and d.end <= token.start), None)
                    dated = f" ({when.english})" if when else ""
                    facts.append(Fact(f"{token.english}: {joined(bodies)}{dated}", token.start))
                bodies = []
            elif token.kind == "body" or (token.kind == "list" and bodies):
                bodies.append(token)
            elif token.kind == "term" and token.chinese.endswith(("级", "各", "地方")):
                bodies.append(token)
            elif token.kind not in ("skip", "mood"):
                bodies = []
    return facts


def _gist(text: str, glossary: Glossary) -> str | None:
    """The head of a list item or an instruction, if the glossary covers it whole."""
    item = _ITEM.match(text)
    start = item.end() if item else 0
    first = _CLAUSE.match(text, start)
    if not first or len(first.group()) > _LONGEST_GIST:
        return None
    tokens = [t for t in glossary.tokens(text, start, first.end()) if t.chinese.strip()]
    known = all(t.kind in ("term", "verb", "body", "list") for t in tokens)
    if not tokens or not known or not (item or tokens[0].kind == "verb") or len(tokens) < 2:
        return None
    return joined(tokens)


def _closest(facts: Sequence[Fact], question: str) -> list[Fact]:
    """The facts that share most words with the question, at most four."""
    asked = {w[:5] for w in re.findall(r"[a-z]{3,}|\d+", normalise(question))}

    def shared(fact: Fact) -> int:
        return len(asked & {w[:5] for w in re.findall(r"[a-z]{3,}|\d+", fact.text.lower())})

    return sorted(facts, key=lambda f: (-shared(f), f.order))[:_MOST_FACTS]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
