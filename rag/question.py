"""What a question means, without a model: follow-ups resolved, parts split, policies named."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from index.names import Catalogue, Named
from index.normalise import is_traditional, language, normalise, to_simplified
from rag.answer import Turn
from rag.comparison import by_member
from rag.compound import SpeaksOf, split_parts
from rag.dates import resolve_years
from rag.followup import resolve
from rag.intent import Intent, intent_of

_ASKS_POLICIES = re.compile(
    r"(?:哪[些个项份部]|几[个项份部]|什么)新?(?:政策|文件|办法|方案|意见|规定|通知)|which|what (?:polic|doc)"
)

# Tells which policy an earlier question was about when it named none: the search's best guess.
TopicOf = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question as everything after this takes it.

    `text` stands alone (follow-ups resolved, simplified characters), `asked` is it before
    今年 became a year; `changed` tells that
    it says more than was typed; `parts` are standalone questions, one where it is not
    compound, and `members` tells that they are members of one list; `carried` is the policy that an earlier turn was about; `item` is the number
    of a list item that is asked to be told in full; `dates` says how 今年 was read.
    """

    original: str
    text: str
    asked: str
    changed: bool
    language: Literal["zh", "en"]
    traditional: bool
    intent: Intent
    named: Named
    parts: tuple[str, ...]
    carried: str | None = None
    item: int | None = None
    dates: tuple[str, ...] = ()
    members: bool = False


def understand(
    question: str,
    history: Sequence[Turn],
    catalogue: Catalogue,
    today: datetime.date,
    topic_of: TopicOf = lambda question: None,
    speaks_of: SpeaksOf = lambda policy, part: True,
) -> Understanding:
    """Resolve, name and split a question."""
    typed = to_simplified(question.strip()).replace("甚么", "什么")
    mended = catalogue.spelling.correct(typed)
    typed = mended or typed
    dated, dates = resolve_years(typed, today)
    followed = resolve(dated, history, catalogue, topic_of)
    text = followed.text
    named = catalogue.find(text)
    parts = split_parts(text, named, catalogue, speaks_of)
    return Understanding(
        original=question,
        text=text,
        asked=typed if dates else text,
        changed=followed.changed or bool(dates) or mended is not None,
        language=language(question),
        traditional=is_traditional(question),
        intent=_intent(text, named),
        named=named,
        parts=parts,
        carried=followed.policy,
        item=followed.item,
        dates=dates,
        members=1 < len(parts) == len(by_member(text)),
    )


def _intent(text: str, named: Named) -> Intent:
    """The intent; what is said in a policy that is named is no question for policies."""
    intent = intent_of(normalise(text))
    inside = named.policies and named.by != "keyword" and not named.issues
    if intent == "which_policies" and inside and not _ASKS_POLICIES.search(normalise(text)):
        return "list"
    return intent
