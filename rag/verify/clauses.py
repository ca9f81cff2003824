"""A source cut into clauses that know where they stand and what precedes them."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rag.verify.names import unfold
from rag.verify.passages import Passage
from rag.verify.quantities import Quantity, dates, quantities

_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;]*[”’」』）)】]*")
_CLAUSE = re.compile(r"(?:[^，,：:。！？；;]|(?<=\d),(?=\d{3}))+[，,：:。！？；;]*[”’」』]*")
_ITEM = re.compile(
    r"(?:其?[一二三四五六七八九十]是|第[一二三四五六七八九十]|一方面|另一方面|[（(][一二三四五六七八九十\d]+[)）])"
)
_LONGEST_HEADING = 30

# A sentence that speaks to the model instead of its readers is no evidence of anything.
_TO_THE_MODEL = re.compile(
    r"(?:忽略|无视|忘记|不要理会).{0,8}(?:指令|提示|规则|设定)|系统提示词?|照抄[:：]|你现在是|扮演.{0,6}角色"
    r"|(?:ignore|disregard|forget) (?:all |any )?(?:the |your )?(?:previous|above|prior|earlier)"
    r"|system prompt|you are now",
    re.I,
)

# 除有安全隐患外不得拒绝 is two clauses.
_EXCEPT = re.compile("除[^，,。；]{2,}?(?:以外|之外|外)(?=[不均都一可应其])")
_YES_NO = re.compile("不?(?:可以|能|得|可|用|需要|必)")  # 可以收费，

# What the next clause speaks of: 对推进缓慢的项目，...
_TOPIC = re.compile(r"(?:对于?|在|针对|涉及|如果|凡|因|经|若)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a passage; `start`/`end` are its sentence's in the document's text.

    `before` is the text of its sentence up to it, `after` the clause that follows, `topic` the
    sentence that heads its paragraph or list item (三是强化财税支持。), where it is another one, `above` the
    sentences of the same paragraph or item before it, which may name what it goes on about.
    """

    text: str
    before: str
    after: str
    start: int
    end: int
    number: int
    topic: str = ""
    above: str = ""

    @property
    def plain(self) -> str:
        """A copy for matching."""
        return unfold(self.text)


@lru_cache(maxsize=256)
def clauses_of(passage: Passage) -> tuple[Clause, ...]:
    """The clauses of a passage in order."""
    found = []
    heading = item = above = ""
    for match in _SENTENCE.finditer(passage.text):
        sentence = match.group()
        opens = match.start() == 0 or passage.text[match.start() - 1] == "\n"
        if opens:
            heading, item = (sentence if len(sentence) <= _LONGEST_HEADING else ""), ""
        elif _ITEM.match(sentence):
            item = sentence if len(sentence) <= _LONGEST_HEADING else ""
        if opens or _ITEM.match(sentence):
            above = ""
        if _TO_THE_MODEL.search(sentence):
            continue
        lead = len(sentence) - len(sentence.lstrip())
        begin = passage.section.start + match.start() + lead
        cut = [m.group() for m in _CLAUSE.finditer(sentence)]
        for i, text in enumerate(cut):
            before = "".join(cut[:i]).strip()
            after = cut[i + 1] if i + 1 < len(cut) else ""
            found.append(
                Clause(
                    text.strip(),
                    before,
                    after,
                    begin,
                    begin + len(sentence.strip()),
                    passage.number,
                    "".join(h for h in (heading, item) if h != sentence),
                    above,
                )
            )
        above += sentence
    return tuple(found)


@lru_cache(maxsize=256)
def joined(passage: Passage) -> tuple[tuple[Clause, Clause, Clause], ...]:
    """Every two neighbouring clauses of a sentence as one, with the two."""
    return tuple(
        (replace(a, text=a.text + b.text, after=b.after), a, b)
        for a, b in pairwise(clauses_of(passage))
        if a.start == b.start
    )


def split(sentence: str) -> list[str]:
    """The clauses of a sentence of an answer; one that only says when joins the next."""
    out: list[str] = []
    held = ""
    for match in _CLAUSE.finditer(_EXCEPT.sub(r"\g<0>，", sentence)):
        text = held + match.group()
        if (
            text.endswith(("，", ","))
            and not held
            and len(text.strip("，, ")) <= 4
            and not _YES_NO.match(text)
        ):
            held = text  # 需求侧，
            continue
        if _TOPIC.match(text) and text.endswith(("，", ",")) and not held and len(text) < 24:
            held = text
            continue
        if (
            len(
                re.sub(
                    r"[\d\W年月日底到截至在于我们自从对]|其中|同时|此外|因此|例如|包括", "", text
                )
            )
            <= 1
        ):
            held = text
            continue
        out.append(text.strip())
        held = ""
    if held and out:
        out[-1] += held
    elif held:
        out.append(held)
    return out


@lru_cache(maxsize=4096)
def figures(text: str) -> tuple[Quantity, ...]:
    """The figures of a clause."""
    return tuple(quantities(text))


@lru_cache(maxsize=4096)
def years(text: str) -> frozenset[str]:
    """The dates of a clause."""
    return frozenset(dates(text))
