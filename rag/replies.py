"""Answers put together: refusals, questions back, lists of policies, and what stands around quotes."""

from collections.abc import Sequence
from dataclasses import replace

from index.hits import Hit
from index.names import without_names
from index.search import SearchIndex
from rag import clarify
from rag.answer import Answer, Option, Sentence
from rag.assemble import Numbering, heading_of, shown_question, written
from rag.english import english_line
from rag.evidence import groups_of
from rag.extract import Picked
from rag.gate.signals import evidence_of
from rag.glossary import load_glossary
from rag.listing import list_policies
from rag.messages import say
from rag.premise import contradicted
from rag.question import Understanding
from rag.versions import Superseded

NEAREST = 4  # sections offered with a refusal
_NEXT = 3  # questions suggested after an answer


def refused(
    understood: Understanding,
    hits: Sequence[Hit],
    key: str,
    what: str = "",
    confidence: float = 0.0,
) -> Answer:
    """A refusal, by the message `key`, with the nearest sections named and as options."""
    options = tuple(clarify.option_of(h) for h in hits[:NEAREST])
    lines = [say(key, understood.language, what=what), *map(_offered, options)]
    return Answer(
        question=understood.original,
        status="refused",
        text="\n".join(dict.fromkeys(lines)),
        options=options,
        confidence=round(confidence, 3),
        hits=tuple(hits),
    )


def asked_back(understood: Understanding, doubtful: Sequence[Hit], hits: Sequence[Hit]) -> Answer:
    """Asks which policy is meant, with the best section of each as options."""
    options = tuple(clarify.option_of(h) for h in doubtful)
    lines = [say("clarify", understood.language)]
    lines += map(_offered, options)
    return Answer(
        question=understood.original,
        status="clarify",
        text="\n".join(lines),
        options=options,
        hits=tuple(hits),
    )


def _offered(option: Option) -> str:
    """An option on a line: 《policy》 — question, or its one sentence."""
    said = option.question or option.preview or ""
    names = [f"《{option.policy}》" if option.policy else "", said]
    return "- " + (" — ".join(n for n in names if n) or option.section_id)


def listed(understood: Understanding, index: SearchIndex) -> Answer | None:
    """Which policies: one cited sentence for each that fits; None where none can be told."""
    groups = groups_of(understood.text, understood.language, index)
    found = list_policies(understood.named, groups, index)
    if not found:
        return None
    numbering = Numbering()
    sentences = [
        Sentence(
            span.text,
            (numbering.cite(parsed.document, policy, section, span),),
            "verbatim",
            paragraph=True,
        )
        for parsed, policy, section, span in found
    ]
    head = say("policies", understood.language, count=len(sentences))
    return Answer(
        question=understood.original,
        status="answered",
        text=f"{head}\n{written(sentences)}",
        sentences=tuple(sentences),
        citations=numbering.citations,
        confidence=1.0,
    )


def english_of(understood: Understanding, picked: Picked) -> tuple[str, ...]:
    """What the glossary can say in English of each quoted sentence, for an English question."""
    if understood.language != "en":
        return ()
    policy, glossary = picked.hit.policy, load_glossary()
    lines = (english_line(s.text, understood.text, policy, glossary) for s in picked.spans)
    return tuple(dict.fromkeys(line for line in lines if line))


def opened(understood: Understanding, picked: Picked, index: SearchIndex) -> str:
    """What our code says before the quoted sentences."""
    text = heading_of(picked.hit, understood.language) + "\n"
    if understood.intent == "whether":
        quoted = " ".join(s.text for s in picked.spans)
        asked = without_names(understood.asked, understood.named)
        wrong = contradicted(asked, quoted, evidence_of(picked.hit, index))
        key = "premise" if wrong else "as_written"
        text += say(key, understood.language, what="、".join(wrong)) + "\n"
    return text


def notices(
    understood: Understanding, picked: Picked, superseded: Sequence[Superseded]
) -> tuple[str, ...]:
    """Remarks beside an answer: a list shorter than announced, an earlier version."""
    language = understood.language
    found = []
    if picked.announced is not None:
        found.append(say("count", language, announced=picked.announced, found=picked.found))
    for policy, newer, older in superseded:
        if picked.hit.policy == policy:
            found.append(
                say(
                    "newer",
                    language,
                    title=policy.title,
                    newer=newer.display_title,
                    older=older.display_title,
                )
            )
    return tuple(found)


def next_questions(hit: Hit, index: SearchIndex) -> tuple[Option, ...]:
    """The questions beside the one that was answered, as suggestions."""
    parsed = next(d for d in index.documents if d.document.id == hit.document.id)
    beside = [s for s in parsed.sections if s.policy_id == hit.section.policy_id and s.question]
    place = next((i for i, s in enumerate(beside) if s.id == hit.section.id), -1)
    chosen = [s for i, s in enumerate(beside) if i != place]
    chosen.sort(key=lambda s: abs(beside.index(s) - place))
    policy = hit.policy.title if hit.policy else None
    return tuple(
        Option(policy, shown_question(replace(hit, section=s)), s.id) for s in chosen[:_NEXT]
    )
