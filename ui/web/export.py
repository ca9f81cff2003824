"""A conversation as a file: Markdown or Word, sources as footnotes."""

import io
import re
from typing import Any

from ui.web.conversations import Kept, turns_of
from ui.web.i18n import Lang, say
from ui.web.rendering.escape import plain

_MARK = re.compile(r"\[(\d{1,3})\]")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|!])")


def _note(cited: dict[str, Any]) -> str:
    policy = f"，《{cited['policy']}》" if cited.get("policy") else ""
    question = f"，{cited['question']}" if cited.get("question") else ""
    quote = " ".join(str(cited["quote"]).split())
    return f"{cited['document']}{policy}{question}：“{quote}”"


def _literal(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return _SPECIAL.sub(r"\\\1", text)


def markdown(kept: Kept, lang: Lang) -> str:
    """The open conversation as Markdown."""
    out, notes = [f"# {say('brand', lang)}", ""], []
    for turn in turns_of(kept):
        out += [f"## {_literal(' '.join(turn['question'].split()))}", ""]
        answer = turn.get("answer")
        if not answer:
            continue
        numbers: dict[int, int] = {}
        for cited in answer["citations"]:
            notes.append(_note(cited))
            numbers[int(cited["number"])] = len(notes)
        out += [_with_footnotes(plain(answer["answer"]), numbers), ""]
    out += [f"[^{n}]: {_literal(note)}" for n, note in enumerate(notes, 1)]
    return "\n".join([*out, "", say("exported_on", lang), ""])


def _with_footnotes(text: str, numbers: dict[int, int]) -> str:
    pieces, at = [], 0
    for mark in _MARK.finditer(text):
        pieces.append(_literal(text[at : mark.start()]))
        number = numbers.get(int(mark[1]))
        pieces.append(f"[^{number}]" if number else "")
        at = mark.end()
    return "".join([*pieces, _literal(text[at:])]).replace("\n", "\n\n")


def docx(kept: Kept, lang: Lang) -> bytes:
    """The open conversation as Word; the sources stand numbered at the end, as endnotes."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.size = Pt(11)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    document.add_heading(say("brand", lang), 0)
    notes: list[str] = []
    for turn in turns_of(kept):
        document.add_heading(" ".join(turn["question"].split())[:300], 2)
        answer = turn.get("answer")
        if not answer:
            continue
        first = len(notes)
        notes += [_note(c) for c in answer["citations"]]
        numbers = {int(c["number"]): first + i for i, c in enumerate(answer["citations"], 1)}
        for line in plain(answer["answer"]).splitlines():
            _paragraph(document.add_paragraph(), line, numbers)
    document.add_heading(say("sources", lang), 1)
    for number, note in enumerate(notes, 1):
        document.add_paragraph(f"[{number}] {note}")
    document.add_paragraph(say("exported_on", lang))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraph(paragraph: Any, line: str, numbers: dict[int, int]) -> None:
    at = 0
    for mark in _MARK.finditer(line):
        paragraph.add_run(line[at : mark.start()])
        if int(mark[1]) in numbers:
            paragraph.add_run(f"[{numbers[int(mark[1])]}]").font.superscript = True
        at = mark.end()
    paragraph.add_run(line[at:])
