"""What is seen before the first question: a greeting, and questions drawn from the corpus."""

from collections.abc import Iterable, Sequence

from corpus.aliases import expand_aliases
from corpus.records import ParsedDocument
from ui.web.i18n import Lang, say
from ui.web.rendering.escape import button, esc


def examples(documents: Sequence[ParsedDocument], most: int = 4) -> list[str]:
    """Questions drawn from the corpus: one of each policy first, the shorter ones of each."""
    by_policy = []
    for parsed in documents:
        for policy in parsed.policies:
            asked = [
                expand_aliases(s.question, policy)
                for s in parsed.sections
                if s.policy_id == policy.id and s.question
            ]
            named = [q for q in asked if policy.title in q and len(q) <= 60] or asked
            by_policy.append(sorted(named, key=len))
    rounds: Iterable[str] = (
        questions[n] for n in range(most) for questions in by_policy if n < len(questions)
    )
    return list(dict.fromkeys(rounds))[:most]


def greeting_html(documents: Sequence[ParsedDocument], lang: Lang) -> str:
    """What is seen before the first question."""
    if not documents:
        open_library = button("library", say("open_library", lang), "primary")
        return (
            f'<div class="hello"><h1>{esc(say("hello", lang))}</h1>'
            f"<p>{esc(say('hello_empty', lang))}</p>{open_library}</div>"
        )
    buttons = "".join(button("ask", q, "example", text=q) for q in examples(documents))
    return (
        f'<div class="hello"><h1>{esc(say("hello", lang))}</h1><p>{esc(say("hello_more", lang))}</p>'
        f'<div class="examples"><h2>{esc(say("examples", lang))}</h2>{buttons}</div></div>'
    )
