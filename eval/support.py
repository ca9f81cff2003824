"""What an answer's citations are worth, looked up again: what it says of itself is not believed.

Citation recall and precision are ALCE's (Gao et al., 2023), sentence by sentence, with the
deterministic support check of `rag.verify` in the place of an NLI model.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.records import ParsedDocument
from index.normalise import normalise, to_simplified
from rag.answer import Answer, Citation, Quote, Sentence
from rag.verify import Passage, check

_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Soundness:
    """Shares over one answer, None where it has nothing of the kind.

    `located`: quotes that stand in the section they name, at the offsets they give; `recall`:
    sentences that the sections they cite support; `precision`: citations that their sentence
    needs (it is supported, and this section alone supports it or the others do not);
    `verbatim`: sentences called verbatim that are; `wrong_figures`: how many figures of
    sentences their quotes lack; `supported`: by sentence, whether it is.
    """

    located: float | None
    recall: float | None
    precision: float | None
    verbatim: float | None
    wrong_figures: int
    supported: tuple[bool, ...]


def soundness(answer: Answer, documents: Sequence[ParsedDocument]) -> Soundness:
    """Check every sentence and quote of an answer on the documents themselves."""
    sources = passages_of(answer, documents)
    quotes = [q for s in answer.sentences for q in s.quotes]
    shown = {c.number: c for c in answer.citations}
    supported = tuple(_holds(s.text, _cited(s, sources)) for s in answer.sentences)
    needed = [
        held and _needed(s, n, sources)
        for s, held in zip(answer.sentences, supported, strict=True)
        for n in s.citations
    ]
    claimed = [s for s in answer.sentences if s.support == "verbatim"]
    return Soundness(
        located=_share([_stands(q, shown, sources) for q in quotes]),
        recall=_share(supported),
        precision=_share(needed),
        verbatim=_share([_verbatim(s) for s in claimed]),
        wrong_figures=sum(len(_figures(s.text) - _figures(_quoted(s))) for s in answer.sentences),
        supported=supported,
    )


def passages_of(answer: Answer, documents: Sequence[ParsedDocument]) -> dict[int, Passage]:
    """The sections that an answer's citations name, by number; unknown ones are left out."""
    out = {}
    for citation in answer.citations:
        for parsed in documents:
            section = parsed.section(citation.section_id)
            if section is not None:
                policy = parsed.policy(section.policy_id)
                out[citation.number] = Passage(citation.number, section, policy, parsed.document)
    return out


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None


def _quoted(sentence: Sentence) -> str:
    return " ".join(q.quote for q in sentence.quotes)


def _cited(sentence: Sentence, sources: Mapping[int, Passage]) -> list[Passage]:
    return [sources[n] for n in sentence.citations if n in sources]


def _holds(text: str, passages: Sequence[Passage]) -> bool:
    """Whether these sections support a sentence."""
    if not passages:
        return False
    if normalise(text) in normalise(" ".join(p.text for p in passages)):
        return True
    # A sentence in traditional characters rests on a simplified source.
    return check(to_simplified(text), passages).support != "unsupported"


def _needed(sentence: Sentence, number: int, sources: Mapping[int, Passage]) -> bool:
    """Whether a supported sentence would miss this citation."""
    if number not in sources:
        return False
    others = [sources[n] for n in sentence.citations if n in sources and n != number]
    return _holds(sentence.text, [sources[number]]) or not _holds(sentence.text, others)


def _stands(quote: Quote, shown: Mapping[int, Citation], sources: Mapping[int, Passage]) -> bool:
    """Whether a quote stands where it says, in the section that is shown."""
    source = sources.get(quote.number)
    if source is None or quote.quote not in shown[quote.number].text:
        return False
    inside = source.section.start <= quote.start < quote.end <= source.section.end
    return inside and source.document.text[quote.start : quote.end] == quote.quote


def _verbatim(sentence: Sentence) -> bool:
    return any(normalise(sentence.text) == normalise(q.quote) for q in sentence.quotes)


def _figures(text: str) -> set[str]:
    return set(_FIGURE.findall(normalise(text)))
