"""A conversation as Markdown with sources as footnotes; `ui.web.word` writes the Word file."""

import re
from collections.abc import Sequence
from typing import Any

from ui.web.conversations import Turn
from ui.web.i18n import Lang, say
from ui.web.rendering.escape import plain

MARK = re.compile(r"\[(\d{1,3})\]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")
# What XML 1.0 cannot hold.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def source_note(cited: dict[str, Any]) -> str:
    """One source in a line: document, date, policy, kind of text, who speaks, question, quote."""
    date = f"（{cited['date']}）" if cited.get("date") else ""
    kind = cited.get("source_type") or ""
    policy = f"，《{cited['policy']}》{kind}" if cited.get("policy") else ""
    speaker = f"（{cited['speaker']}）" if cited.get("speaker") else ""
    question = f"，{cited['question']}" if cited.get("question") else ""
    quote = " ".join(str(cited["quote"]).split())
    return f"{cited['document']}{date}{policy}{speaker}{question}：“{quote}”"


def printable(text: str, strip: bool = True) -> str:
    """Text on one line, without the characters that a file format cannot hold."""
    text = _UNPRINTABLE.sub("", text)
    return " ".join(text.split()) if strip else text


def _literal(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _SPECIAL.sub(r"\\\1", text)


def answer_text(answer: dict[str, Any], lang: Lang) -> str:
    """The answer with its [n] marks; what no source supports is said to be so."""
    text, out = str(answer["answer"]), []
    for sentence in answer["sentences"]:
        if sentence.get("support") != "unsupported":
            continue
        before, found, text = text.partition(sentence["text"])
        if not found:  # the text has passed it already
            text = before
            continue
        marks = re.match(r"(?:\s*\[\d{1,3}\])*", text)
        assert marks is not None
        out += [before, found, marks[0], f"（{say('unsupported', lang)}）"]
        text = text[marks.end() :]
    return plain("".join([*out, text]))


def markdown(turns: Sequence[Turn], lang: Lang) -> str:
    """A conversation as Markdown."""
    out, notes = [f"# {say('brand', lang)}", ""], []
    for turn in turns:
        out += [f"## {_literal(printable(turn['question']))}", ""]
        answer = turn.get("answer")
        if not answer:
            continue
        numbers: dict[int, int] = {}
        for cited in answer["citations"]:
            notes.append(source_note(cited))
            numbers[int(cited["number"])] = len(notes)
        out += [_with_footnotes(answer_text(answer, lang), numbers), ""]
    out += [f"[^{n}]: {_literal(note)}" for n, note in enumerate(notes, 1)]
    return "\n".join([*out, "", say("exported_on", lang), ""])


def _with_footnotes(text: str, numbers: dict[int, int]) -> str:
    pieces, at = [], 0
    for mark in MARK.finditer(text):
        pieces.append(_literal(text[at : mark.start()]))
        number = numbers.get(int(mark[1]))
        pieces.append(f"[^{number}]" if number else "")
        at = mark.end()
    return "".join([*pieces, _literal(text[at:])]).replace("\n", "\n\n")
