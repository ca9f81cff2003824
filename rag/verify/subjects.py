"""What a clause is about: what a source says of one thing may not be said of another."""

import re
from itertools import pairwise

from rag.verify.clauses import Clause, figures
from rag.verify.names import unfold
from rag.verify.roles import ORDINAL
from rag.verify.saying import content, says, share, weighty
from rag.verify.wording import GAINS

_OWN_SUBJECT = re.compile(
    r"(?P<subject>[^，,、]{2,16}?)(?=负责|承担|由|是(?!否)|为(?!了)|属于|应当|可以|不得|须)"
)
_COUNTED = re.compile(r"的([\u4e00-\u9fff]{2})占")
_BASE = re.compile(r"([\u4e00-\u9fff]{2})(?:当?中|里)(?=[，,]|有?\d)")
_LEAST = 0.5  # of a subject's words, by characters, that a sentence has to say
_MANNER = "[^，,、。可应由获对按给把将向与和或]{0,2}"


def told(claim: str, whole: str) -> str:
    """A sentence as far as one of its clauses, normalised."""
    at = whole.find(claim)
    return unfold(whole[: at + len(claim)] if at >= 0 else whole + claim)


def names_something(text: str) -> bool:
    """Whether a clause has a word of its own that counts."""
    return any(len(w) > 1 for w in content(text))


def spoken_of(claim: str, whole: str, asked: str) -> str:
    """What a sentence has spoken of by a clause of it; if of nothing, what was asked before it."""
    so_far = told(claim, whole)
    return so_far if names_something(so_far) else unfold(asked)


def another_subject(claim: str, whole: str, clause: Clause, context: str, asked: str) -> str | None:
    """What a clause says of its own subject, or of that of the clause before, said of another one."""
    if GAINS.search(claim):
        return None  # said from the side of who is given
    said = told(claim, whole) + context
    if not names_something(clause.text):  # 是2022年的4倍多: of what the clause before speaks of
        last = re.split(r"[，,：:]", unfold(clause.before).rstrip("，,：:"))[-1]
        words, known = content(_upto_figure(last)), spoken_of(claim, whole, asked)
        if words and known and share(words, known) < _LEAST:
            return f"原文这里说的是“{''.join(words[:2])}”"
        return None
    found = _OWN_SUBJECT.match(ORDINAL.sub("", clause.plain))
    words = content(found["subject"]) if found else []
    ours = [w for w in content(claim) if len(w) > 1]
    if not words or not ours or (share(words, said) >= _LEAST and says(words[-1], said)):
        return None
    if says(ours[0], clause.plain + context):
        return None
    return f"原文这里说的是“{found['subject']}”" if found else None


def another_base(claim: str, whole: str, clause: Clause) -> str | None:
    """自办食堂的学校占71%, said of 学生: a share is one of what the source counts."""
    counted, base = _COUNTED.search(clause.plain), _BASE.search(told(claim, whole))
    if not counted or not base or not any(q.unit == "%" for q in figures(claim)):
        return None
    return None if base[1] == counted[1] else f"原文这里说的是“{counted[1]}”占多少"


def _upto_figure(text: str) -> str:
    shown = [q.shown for q in figures(text)]
    return text[: text.find(shown[0])] if shown else text


def continued(claim: str, whole: str, clause: Clause, asked: str) -> str | None:
    """最高50万元, which names nothing itself, is of what the sentence spoke of."""
    if names_something(claim):
        return None
    about = content(clause.before) or content(clause.text)
    known = spoken_of(claim, whole, asked)
    if about and known and not any(says(w, known) for w in about):
        return f"原文这里说的是“{about[0]}”"
    return None


def substituted(claim: str, clause: Clause) -> str | None:
    """A noun from before the clause in the stead of the clause's own: 农业增加值 for 工业增加值."""
    told = unfold(claim)
    own = {b[0]: a for a, b in pairwise(weighty(clause.text)) if _stand_close(a, b, clause.plain)}
    for noun, after in pairwise(weighty(claim)):
        other = own.get(after[0])
        if (
            other
            and _stand_close(noun, after, told)
            and not says(noun[0], clause.plain)
            and not says(other[0], told)
        ):
            return f"原文这里说的是“{other[0]}{after[0]}”"
    return None


def _stand_close(noun: tuple[str, str], after: tuple[str, str], text: str) -> bool:
    """Whether a noun stands before a word with nothing but a manner between: 电网侧主要考虑."""
    return (
        noun[1].startswith("n")
        and len(noun[0]) > 1
        and bool(
            re.search(
                f'(?<!通过)(?<!通过"){re.escape(noun[0])}{_MANNER}{re.escape(after[0])}', text
            )
        )
    )
