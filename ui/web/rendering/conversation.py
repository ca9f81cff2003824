"""The conversation, its greeting, and the list of earlier ones."""

from collections.abc import Iterable, Sequence
from typing import Any

from corpus.aliases import expand_aliases
from corpus.records import ParsedDocument
from ui.web.i18n import Lang, say
from ui.web.rendering.answer import turn_html
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
        return f'<div class="hello"><h1>{esc(say("hello", lang))}</h1><p>{esc(say("hello_empty", lang))}</p></div>'
    buttons = "".join(button("ask", q, "example", text=q) for q in examples(documents))
    return (
        f'<div class="hello"><h1>{esc(say("hello", lang))}</h1><p>{esc(say("hello_more", lang))}</p>'
        f'<div class="examples"><h2>{esc(say("examples", lang))}</h2>{buttons}</div></div>'
    )


def transcript_html(
    turns: Sequence[dict[str, Any]], documents: Sequence[ParsedDocument], lang: Lang
) -> str:
    """All turns that are over, or the greeting where there are none."""
    return "".join(turn_html(t, lang) for t in turns) if turns else greeting_html(documents, lang)


def history_html(conversations: Sequence[dict[str, Any]], current: str, lang: Lang) -> str:
    """The earlier conversations, newest first, each a button."""
    rows = []
    for talk in conversations:
        title = talk["turns"][0]["question"] if talk["turns"] else say("new", lang)
        here = ' aria-current="true"' if talk["id"] == current else ""
        rows.append(
            f'<li><button type="button" data-act="open-talk" data-talk="{esc(talk["id"])}"{here}>{esc(title[:60])}</button></li>'
        )
    return f'<ul class="talks">{"".join(rows)}</ul>'
