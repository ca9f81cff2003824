"""Whether a sentence is supported by the passages it cites, and by which words of them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.normalise import language
from rag.answer import Quote, Support
from rag.verify import binding, derived, names
from rag.verify.apart import taken_apart
from rag.verify.clauses import Clause, clauses_of, figures, joined, split
from rag.verify.doubts import Doubt
from rag.verify.english import check_english
from rag.verify.frames import unframed
from rag.verify.names import unfold
from rag.verify.passages import Passage
from rag.verify.reading import read
from rag.verify.saying import content
from rag.verify.wording import overstated

_LIST = re.compile(r"(?<=[\u4e00-\u9fff])(?:、|以及|和|及)(?=[\u4e00-\u9fff]{2})")
_HALVES = re.compile("(?<=.{4})(?:[，,]|并(?!且|网|联|入|购|轨))(?=.{4})")
_MOST_QUOTES = 6
# Log odds of the reading: from which it overrules a doubt, and below which it denies. Chosen on the half
# of the written statements that is not kept for measuring, and so that the bench holds.
_OVERRULES = {"zh": 2.3, "en": 1.25}
_DENIES = -1.3


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of checking a sentence: `reason` says why it is unsupported, else None."""

    support: Support
    quotes: tuple[Quote, ...] = ()
    reason: str | None = None
    derived: bool = False


def check(sentence: str, evidence: Sequence[Passage], asked: str = "") -> Verdict:
    """Check a sentence against the passages it cites. Any doubt makes it unsupported, but one of
    wording that a reading of the whole overrules.

    `asked` is the question and the answer so far: a condition said there needs not be said again.
    """
    verdict = by_rules(sentence, evidence, asked)
    if verdict.support == "verbatim" or verdict.derived or not may_be_read(verdict):
        return verdict
    surest, quote = read(sentence, evidence)
    if holds(sentence, verdict, surest):
        return Verdict("supported", verdict.quotes or ((quote,) if quote else ()))
    return Verdict("unsupported", reason=verdict.reason or "意思与引用的原文不符")


def may_be_read(verdict: Verdict) -> bool:
    """Whether the rules leave it open: nothing is against it, or its wording alone."""
    return verdict.reason is None or isinstance(verdict.reason, Doubt)


def holds(sentence: str, verdict: Verdict, surest: float) -> bool:
    """Whether a sentence is supported by what the rules say of it and how sure its reading is."""
    if not may_be_read(verdict):
        return False
    return surest >= (_OVERRULES[language(sentence)] if verdict.reason else _DENIES)


def by_rules(sentence: str, evidence: Sequence[Passage], asked: str = "") -> Verdict:
    """What the rules alone say of a sentence."""
    if not evidence:
        return Verdict("unsupported", reason="没有引用来源")
    if found := _verbatim(sentence, evidence):
        return Verdict("verbatim", (found,))
    if reason := _names(sentence, evidence) or _quoted(sentence, evidence):
        return Verdict("unsupported", reason=reason)
    if derived.is_calculation(sentence):
        return _calculated(sentence, evidence)
    if language(sentence) == "en":
        clauses, reason = check_english(sentence, evidence)
    else:
        clauses, reason = _clauses(sentence, evidence, asked)
    if reason:
        return Verdict("unsupported", reason=reason)
    return Verdict("supported", _quotes(clauses, evidence))


def _verbatim(sentence: str, evidence: Sequence[Passage]) -> Quote | None:
    """A whole sentence or list item of a source, word for word; a part of one may mislead."""
    bare = re.sub(r"\s", "", sentence).rstrip("。；;")
    if len(bare) < 6:
        return None
    for passage in evidence:
        for clause in clauses_of(passage):
            whole = passage.document.text[clause.start : clause.end]
            said = re.sub(r"\s", "", whole).rstrip("。；;")
            if bare == said:
                return Quote(passage.number, whole, clause.start, clause.end)
    return None


def _names(sentence: str, evidence: Sequence[Passage]) -> str | None:
    known = set().union(*(names.known_titles(p) for p in evidence))
    if invented := names.titles(sentence) - known:
        return f"引用的原文没有提到《{min(invented)}》"
    numbered = set().union(*(names.numbered(p.text) for p in evidence))
    titles = "".join(p.policy.title for p in evidence if p.policy)
    if wrong := names.numbered(sentence) - numbered - names.numbered(titles):
        return f"引用的原文没有“{min(wrong)}”"
    return None


def _quoted(sentence: str, evidence: Sequence[Passage]) -> str | None:
    """Words in quotation marks are the source's own, to the character."""
    sources = re.sub(r"\W", "", "".join(unfold(p.text) + _context(p) for p in evidence))
    for quoted in re.findall(r'"([^"]{2,})"', unfold(sentence)):
        if re.search(r"[\u4e00-\u9fff]", quoted) and re.sub(r"\W", "", quoted) not in sources:
            return f"原文没有“{quoted}”这句话"
    return None


def _calculated(sentence: str, evidence: Sequence[Passage]) -> Verdict:
    if not derived.holds(sentence, evidence):
        return Verdict("unsupported", reason="算式与原文的数字对不上")
    keys = {q.key for q in figures(sentence)}
    used = [c for p in evidence for c in clauses_of(p) if keys & {q.key for q in figures(c.text)}]
    return Verdict("supported", _quotes(used, evidence), derived=True)


def _clauses(
    sentence: str, evidence: Sequence[Passage], asked: str
) -> tuple[list[Clause], str | None]:
    found: list[Clause] = []
    substance = False
    for claim in split(_outside_titles(unframed(sentence))):
        substance = substance or bool(content(claim) or figures(claim))
        clauses, reason = _claim(claim, sentence, evidence, asked)
        if reason:
            return [], reason
        found.extend(clauses)
    return found, None if substance else "没有可核对的内容"


def _claim(
    claim: str, whole: str, evidence: Sequence[Passage], asked: str
) -> tuple[list[Clause], str | None]:
    best = _best(claim, whole, evidence, asked)
    if best is not None and best.reason is None:
        return [best.clause], None
    if each := taken_apart(claim):
        matches = [_best(one, whole.replace(claim, one), evidence, asked) for one in each]
        if all(m is not None and m.reason is None for m in matches):
            return [m.clause for m in matches if m is not None], None
        return [], best.reason if best is not None else Doubt("引用的原文没有这样说")
    if halves := _halved(claim, whole, evidence, asked):
        return halves, None
    parts = [p for p in _LIST.split(_uncounted(claim)) if content(p)]
    itemised = whole[: whole.find(claim)].rstrip().endswith(("：", ":"))  # 三个条件：A、B、C
    if itemised:
        parts = [p for p in claim.split("、") if content(p)]
    each_measured = all(map(figures, parts))
    if len(parts) > 1 and (
        itemised or each_measured or not (figures("、".join(parts)) or names.bodies(claim))
    ):
        matches = [_best(part, whole, evidence, asked, in_list=True) for part in parts]
        if all(m is not None and m.reason is None and m.covered == 1 for m in matches):
            return [m.clause for m in matches if m is not None], None
    return [], best.reason if best is not None else Doubt("引用的原文没有这样说")


def _halved(claim: str, whole: str, evidence: Sequence[Passage], asked: str) -> list[Clause] | None:
    """The clauses of one sentence of a source, in its order, that say the two halves of a claim."""
    for cut in _HALVES.finditer(claim):
        halves = claim[: cut.start()] + "，", claim[cut.end() :]
        if halves[0].endswith("的，") or not all(map(content, halves)):
            continue  # a condition stays with what it governs
        found = [_best(half, whole, evidence, asked) for half in halves]
        first, second = (m.clause if m and m.reason is None else None for m in found)
        if first and second and first.start == second.start and first.before in second.before:
            return [first, second]
    return None


def _uncounted(claim: str) -> str:
    """Without the count that closes a list of as many: A、B和C三个方面."""
    for quantity in figures(claim):
        lead, shown, tail = claim.partition(quantity.shown)
        if shown and len(content(tail)) <= 1 and len(_LIST.split(lead)) == quantity.value:
            return lead
    return claim


def _best(
    claim: str, whole: str, evidence: Sequence[Passage], asked: str, in_list: bool = False
) -> binding.Match | None:
    best: binding.Match | None = None
    for passage in evidence:
        context, text = "" if in_list else _context(passage), unfold(passage.text)
        for clause in clauses_of(passage):
            match = binding.match(claim, whole, clause, text, context, asked)
            if best is None or _rank(match) > _rank(best):
                best = match
        if best is None or best.reason is None or len(figures(claim)) < 2 or in_list:
            continue
        for clause, first, second in joined(passage):
            if binding.spread(claim, first, second) and not (
                overstated(claim, first.text) or overstated(claim, second.text)
            ):
                match = binding.match(claim, whole, clause, text, context, asked)
                if match.reason is None:
                    return match
    return best


def _rank(match: binding.Match) -> tuple[bool, float, float]:
    return match.reason is None, match.covered, match.own


def _context(passage: Passage) -> str:
    policy = passage.policy
    named = "" if policy is None else f"{policy.title} {policy.alias or ''}"
    question = re.sub(r"与[^，,]{2,16}相比", "", passage.section.question or "")  # is another thing
    return unfold(f"{named} {question}")


def _outside_titles(sentence: str) -> str:
    """Without 《titles》: they are checked by name, and their years are none of the sentence's."""
    return re.sub(r"《[^《》]*》", "", sentence)


def _quotes(clauses: Sequence[Clause], evidence: Sequence[Passage]) -> tuple[Quote, ...]:
    documents = {p.number: p.document.text for p in evidence}
    spans = dict.fromkeys((c.number, c.start, c.end) for c in clauses)
    return tuple(Quote(n, documents[n][a:b], a, b) for n, a, b in list(spans)[:_MOST_QUOTES])
