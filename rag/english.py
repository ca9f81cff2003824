"""An English line beside a Chinese quotation: its figures, bodies and dates, from the glossary.

It is no translation: what the glossary cannot say is left out, and where nothing is sure
there is no line at all.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.aliases import expand_aliases
from corpus.records import Policy
from index.normalise import normalise, to_simplified
from rag.english_titles import capitalised
from rag.glossary import Glossary, Token, joined
from rag.quantities import Amount, amounts
from rag.when import When, whens

_CLAUSE = re.compile(r"(?:[^，,；;。：:！？!?\n]|(?<=\d),(?=\d{3}))+")
_STOP = re.compile(r"[；;。！？!?\n]|[一二三四五六七八九十]+是")
_ITEM = re.compile(
    r"^\s*(?:(?:一方面|另一方面|[一二三四五六七八九十]+是|第[一二三四五六七八九十百]+条?|[（(][一二三四五六七八九十\d]+[）)])[，,、]?)"
)
_QUOTES = re.compile(r"[“”\"'‘’]")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％＋", "0123456789.%+")
_BEFORE_BODIES = ("由", "将")
_FROM = ("由", "从")
_TO = re.compile(r"[到至为]")
_RELATIVE = re.compile(r"[^，,；;。《]*的")
_IN_FORCE = re.compile(r"起?(?:正式)?(?:施行|实施|执行|生效)")
_MOST_FACTS = 4
_LONGEST_UNKNOWN = 4  # Han kept as they are before a label whose head is known
_LONGEST_GIST = 22


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing the line says; `order` is where the sentence says it, `when` its date or ""."""

    text: str
    order: int
    when: str = ""


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
    plain = to_simplified(expand_aliases(sentence, policy)).translate(_HALF_WIDTH)
    text = _QUOTES.sub("", plain)
    facts = [*_acts(text, glossary), *_figures(text, glossary)]
    if not facts:
        gist = _gist(text, glossary)
        return f"{capitalised(gist)}." if gist else None
    return f"{capitalised(_said(_closest(facts, question)))}."


def _said(facts: Sequence[Fact]) -> str:
    """The facts in the order of the sentence; a date that all share is said once, first."""
    ordered = sorted(facts, key=lambda f: f.order)
    shared = {f.when for f in ordered}
    if len(ordered) > 1 and len(shared) == 1 and "" not in shared:
        return f"{shared.pop()}: {'; '.join(f.text for f in ordered)}"
    return "; ".join(dict.fromkeys(f"{f.text} {f.when}".rstrip() for f in ordered))


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
        following = found[i + 1] if i + 1 < len(found) else None
        if following and amount.start < at:
            continue  # said already, as the end of a change from ... to ...
        left = _left(text, at, amount.start, own, glossary)
        right = glossary.tokens(text, amount.end, following.start if following else end)
        when = _date_of(own, at, amount.start, scope.when)
        changed = _changed(text, amount, following)
        fact = _fact(changed or amount, left, [] if changed else right, scope.mood)
        if fact:
            scope.facts.append(Fact(fact, amount.start, when.english if when else ""))
        after = right[0] if right and right[0].kind == "after" else None
        at = following.end if changed and following else after.end if after else amount.end


def _changed(text: str, amount: Amount, following: Amount | None) -> Amount | None:
    """由三年延长到五年 as one amount: from 3 years to 5 years."""
    if following is None or text[amount.start - 1 : amount.start] not in _FROM:
        return None
    if not _TO.search(text, amount.end, following.start):
        return None
    english = f"from {amount.english} to {following.english}"
    return replace(amount, english=english, counted=False, end=following.end)


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


def _date_of(own: Sequence[When], start: int, end: int, carried: When | None) -> When | None:
    here = [d for d in own if start <= d.start and d.end <= end]
    return here[-1] if here else carried


def _fact(amount: Amount, left: Sequence[Token], right: Sequence[Token], mood: str) -> str | None:
    """label — hedge value; None where it is not sure what the amount is of."""
    label, hedge, listed = _label(left)
    value = amount.english
    rest = list(right)
    if rest and rest[0].kind == "after":
        hedge = hedge or rest.pop(0).english
    if amount.counted:
        noun = _noun(rest)
        if noun is None:
            return None
        label = "" if listed else label
        value = f"{value} {_plural(noun, value)}" if noun else value
        if not (noun or label):
            return None
    elif not label and "%" not in value and rest and rest[0].kind == "term" and _noun(rest):
        value = f"{value} {_noun(rest)}"
    elif value.endswith("%") and label and left[-1].chinese == "的":
        value, label = f"{value} of {label}{_given(rest)}", ""
    else:
        label = label or amount.label
        if not label:
            return None
    said = " ".join(p for p in (mood, hedge, value) if p)
    return f"{label} — {said}" if label else said


def _given(right: Sequence[Token]) -> str:
    """给予补助 behind a share: as subsidy."""
    if len(right) == 2 and right[0].chinese in ("给予", "作为") and right[1].kind == "term":
        return f" as {right[1].english}"
    return ""


def _plural(noun: str, value: str) -> str:
    if value == "1" or noun.endswith(("s", ")")):
        return noun
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _label(left: Sequence[Token]) -> tuple[str, str, bool]:
    """What the amount is of, its hedge, and whether the label ends a list of several things.

    Read from the amount to the left. The word nearest to the amount must be known; before
    the known ones, a short unknown beginning stays in Chinese.
    """
    hedge = ""
    parts: list[Token] = []
    for i in range(len(left) - 1, -1, -1):
        token = left[i]
        if token.kind == "before":
            if parts:
                return "", hedge, False  # A超过B的1%: the amount is not simply B's
            hedge = hedge or token.english
        elif token.kind in ("term", "body"):
            parts.insert(0, token)
        elif token.kind == "unknown" and token.chinese.strip():
            whole = i == 0 or left[i - 1].kind in ("break", "verb", "act", "list")
            if not parts or not whole or len(token.chinese) > _LONGEST_UNKNOWN:
                return "", hedge, False
            parts.insert(0, token)
        elif token.kind == "list":
            return joined(parts), hedge, bool(parts) and i > 0
        elif token.kind in ("act", "verb", "break") and parts:
            break
    return joined(parts), hedge, False


def _noun(right: Sequence[Token]) -> str | None:
    """What is counted: "" where nothing follows, None where the glossary lacks some of it."""
    taken: list[Token] = []
    for token in right:
        if token.kind == "term":
            taken.append(token)
        elif token.kind == "unknown" and token.chinese.strip():
            return None
        elif token.kind != "skip":
            break
    return joined(taken)


def _acts(text: str, glossary: Glossary) -> list[Fact]:
    """Who did what: bodies right before 印发, 审核, 牵头 and the like; and when it takes effect."""
    dates = whens(text)
    facts = [
        Fact(f"in force {d.english}", d.start)
        for d in dates
        if d.full and _IN_FORCE.match(text, d.end)
    ]
    for start, end in _clauses(text):
        bodies: list[Token] = []
        for token in glossary.tokens(text, start, end):
            if token.kind == "act":
                # 国务院批准的项目: that is a kind of project, nothing that is said to happen.
                if any(b.kind == "body" for b in bodies) and not _RELATIVE.match(text, token.end):
                    when = next((d for d in dates if d.full and d.end <= token.start), None)
                    said = f"{token.english}: {joined(bodies)}"
                    facts.append(Fact(said, token.start, when.english if when else ""))
                bodies = []
            elif token.kind == "body" or (token.kind == "list" and bodies) or _level(token):
                bodies.append(token)
            elif token.kind not in ("skip", "mood") and token.chinese not in _BEFORE_BODIES:
                bodies = []
    return facts


def _level(token: Token) -> bool:
    """县级, 县级以上: the first words of a body's name."""
    return token.kind == "term" and token.chinese.endswith(("级", "级以上", "各省"))


def _gist(text: str, glossary: Glossary) -> str | None:
    """The head of a list item, or a short instruction, if the glossary covers it whole."""
    item = _ITEM.match(text)
    start = item.end() if item else 0
    first = _CLAUSE.match(text, start)
    if not first or len(first.group()) > _LONGEST_GIST:
        return None
    if not item and text[first.end() :].strip("。 "):
        return None
    tokens = [t for t in glossary.tokens(text, start, first.end()) if t.chinese.strip()]
    if len(tokens) < 2 or tokens[0].kind != "verb":
        return None
    known = all(t.kind in ("term", "body", "list") for t in tokens[1:])
    return joined(tokens) if known else None


def _closest(facts: Sequence[Fact], question: str) -> list[Fact]:
    """The facts that share most words with the question, at most four."""
    asked = {w[:5] for w in re.findall(r"[a-z]{3,}|\d+", normalise(question))}

    def shared(fact: Fact) -> int:
        return len(asked & {w[:5] for w in re.findall(r"[a-z]{3,}|\d+", fact.text.lower())})

    return sorted(facts, key=lambda f: (-shared(f), f.order))[:_MOST_FACTS]
