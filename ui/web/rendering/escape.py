"""The one way in which text becomes HTML."""

import html
import re

# What could make a browser fetch or run something has no business in text shown to people;
# escaping alone makes it harmless, control characters are dropped so that it stays readable.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\((?:https?:|//|data:|javascript:)[^)\n]*\)", re.IGNORECASE)


def esc(value: object) -> str:
    """Text made harmless, for elements and for attributes in double quotes."""
    return html.escape(_CONTROL.sub("", str(value)), quote=True)


def plain(text: str) -> str:
    """A model's text without Markdown images and with links reduced to their words."""
    return _LINK.sub(r"\1", _IMAGE.sub(r"\1", text)).replace("**", "")


def button(act: str, label: str, css: str = "", **data: object) -> str:
    """A button that app.js handles: `act` says what it does, `data` with what."""
    attributes = "".join(f' data-{k.replace("_", "-")}="{esc(v)}"' for k, v in data.items())
    return f'<button type="button" class="{css}" data-act="{act}"{attributes}>{esc(label)}</button>'


def icon(
    act: str, picture: str, label: str, css: str = "", pressed: bool | None = None, **data: object
) -> str:
    """A button that shows a picture (a class of app.css) and says its label to screen readers."""
    attributes = "".join(f' data-{k.replace("_", "-")}="{esc(v)}"' for k, v in data.items())
    if pressed is not None:
        attributes += f' aria-pressed="{str(pressed).lower()}"'
    return (
        f'<button type="button" class="icon {esc(picture)} {css}" data-act="{act}"'
        f' aria-label="{esc(label)}" title="{esc(label)}"{attributes}></button>'
    )
