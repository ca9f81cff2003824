"""A question of one part: retrieve, ask back or refuse where need be, else quote."""

from collections.abc import Sequence
from dataclasses import replace

from index.search import SearchIndex
from rag import clarify
from rag.answer import Answer
from rag.aspects import is_generic, own_words
from rag.assemble import Numbering, sentences_of, written
from rag.course import Course
from rag.evidence import Group, groups_of
from rag.extract import pick
from rag.gate import load_gate
from rag.gate.signals import lacking_years, signals_of
from rag.messages import say
from rag.question import Understanding
from rag.replies import asked_back, english_of, next_questions, notices, opened, refused
from rag.versions import prefer_later

_DEPTH = 30  # hits that the gate and the asking back look at
_FOREIGN = 2  # times as sure the gate must be where no word of the question is known
_SAME_QUESTION = 0.95


def single(understood: Understanding, course: Course, asking: bool = True) -> Answer:
    """The answer to a question of one part; `asking` False: never a question back."""
    index, clock = course.index, course.clock
    hits, superseded = prefer_later(
        understood.text, index.search(understood.text, _DEPTH, course.filters)
    )
    clock.mark("retrieve")
    if not hits:
        return refused(understood, hits, "refused")
    groups = groups_of(understood.text, understood.language, index)
    foreign = _is_foreign(understood, groups, index)
    if foreign and not groups:
        return refused(understood, hits, "refused")
    asking = asking and not foreign
    doubtful = clarify.candidates(understood, hits, groups, index) if asking else []
    if len(doubtful) >= 2:
        if understood.carried and understood.carried in index.catalogue.policies:
            return _carried(understood, course)
        clock.mark("gate")
        return asked_back(understood, doubtful, hits)
    picked = pick(understood, hits, groups, index)
    if picked is None:
        return refused(understood, hits, "refused")
    gate = load_gate()
    signals = signals_of(understood, hits, picked, groups, index)
    confidence = gate.confidence(signals)
    # What a section is asked in the text it answers, however little its words tell the gate.
    sure = picked.certain or (signals.same_question >= _SAME_QUESTION and not foreign)
    unknown = lacking_years(understood, picked.hit, index)
    clock.mark("gate")
    if unknown:
        return refused(understood, hits, "refused_figures", "、".join(sorted(unknown)))
    if confidence < gate.threshold * (_FOREIGN if foreign else 1) and not sure:
        return refused(understood, hits, "refused", confidence=confidence)
    numbering = Numbering()
    sentences = sentences_of(picked, numbering, understood.traditional)
    english = english_of(understood, picked)
    text = opened(understood, picked, index) + written(sentences)
    if english:
        text += "\n\n" + say("english", "en") + "".join(f"\n- {line}" for line in english)
    clock.mark("write")
    return Answer(
        question=understood.original,
        status="answered",
        text=text,
        sentences=tuple(sentences),
        citations=numbering.citations,
        options=next_questions(picked.hit, index),
        notices=notices(understood, picked, superseded),
        english=english,
        confidence=round(confidence, 3),
        hits=tuple(hits),
    )


def _is_foreign(understood: Understanding, groups: Sequence[Group], index: SearchIndex) -> bool:
    """Whether no word of a Chinese question stands in any policy, in any form: 股票现在能买吗."""
    named = understood.named
    if named.policies or named.others or named.bodies or named.issues or understood.carried:
        return False
    if understood.language != "zh" or is_generic(understood.text):
        return False
    forms = [g.terms for g in groups] or [(w,) for w in own_words(understood.text)]
    return not any(index.policy_texts.policies_with(f) for f in forms)


def _carried(understood: Understanding, course: Course) -> Answer:
    """A question that fits several policies, asked of the one that was talked about."""
    policy = course.index.catalogue.policies[understood.carried or ""]
    text = f"《{policy.title}》{understood.text}"
    named = course.index.catalogue.find(text)
    again = replace(understood, text=text, changed=True, named=named)
    return replace(single(again, course, asking=False), understood=text)
