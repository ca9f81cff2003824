"""What becomes of a question that is understood: which kind of answer it gets."""

from rag.addressed import only_addressed
from rag.answer import Answer
from rag.course import Course
from rag.question import Understanding
from rag.replies import NEAREST, listed, refused
from rag.several import several
from rag.single import single


def decide(understood: Understanding, course: Course) -> Answer:
    """The extractive answer, a refusal, or a question back."""
    if only_addressed(understood.original):
        return refused(understood, (), "refused_role")
    named = understood.named
    if named.unknown_titles or named.unknown_issues:
        what = "、".join([*(f"《{t}》" for t in named.unknown_titles), *named.unknown_issues])
        hits = course.index.search(understood.text, NEAREST, course.filters)
        course.clock.mark("retrieve")
        return refused(understood, hits, "refused_title", what)
    if understood.intent == "which_policies":
        answer = listed(understood, course.index)
        course.clock.mark("write")
        if answer is not None:
            return answer
    if len(understood.parts) > 1:
        return several(understood, course)
    return single(understood, course)
