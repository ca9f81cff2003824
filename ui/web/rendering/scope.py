"""Where to ask, as a list of checkboxes: issues, documents, policies."""

from collections.abc import Sequence
from itertools import groupby

from corpus.records import ParsedDocument
from ui.web import scope
from ui.web.i18n import Lang, say
from ui.web.rendering.escape import esc


def scope_html(documents: Sequence[ParsedDocument], lang: Lang) -> str:
    """One fieldset a kind, each choice a checkbox."""
    out = []
    choices = scope.choices(documents)
    for kind, group in groupby(choices, key=lambda c: c.value.partition(":")[0]):
        boxes = "".join(
            f'<label><input type="checkbox" value="{esc(c.value)}" data-label="{esc(c.label)}">'
            f"<span>{esc(c.label)}</span></label>"
            for c in group
        )
        out.append(
            f"<fieldset><legend>{esc(say('scope_' + kind, lang))}</legend>{boxes}</fieldset>"
        )
    return "".join(out) or f'<p class="notice">{esc(say("no_documents", lang))}</p>'
