"""A conversation as a Word file whose sources are real footnotes.

python-docx knows no footnotes, so the part that holds them is written here: word/footnotes.xml
with Word's two separators and one note a source, its relationship, its entry in the settings,
and the two styles. A source that is cited again points to its first note (a NOTEREF field).
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from ui.web.conversations import Turn
from ui.web.export import MARK, answer_text, printable, source_note
from ui.web.i18n import Lang, say

_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)
_REFERENCE = '<w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr>'


def docx(turns: Sequence[Turn], lang: Lang) -> bytes:
    """A conversation as a .docx file."""
    document = Document()
    _styles(document)
    document.add_heading(say("brand", lang), 0)
    notes = _Notes()
    for turn in turns:
        document.add_heading(printable(turn["question"])[:300], 2)
        if answer := turn.get("answer"):
            notes.begin(answer["citations"])
            for line in answer_text(answer, lang).splitlines():
                _written(document.add_paragraph(), line, notes)
    document.add_paragraph(say("exported_on", lang))
    _attach(document, notes.xml())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class _Notes:
    """Footnotes in the order of their first marks, numbered through the whole file."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._ids: dict[int, int] = {}
        self._cited: dict[int, dict[str, Any]] = {}

    def begin(self, citations: list[dict[str, Any]]) -> None:
        """Another answer, whose marks count from 1 again."""
        self._cited = {int(c["number"]): c for c in citations}
        self._ids = {}

    def marks(self, number: int) -> Iterator[str]:
        """The elements that stand for a mark in the text; none for an unknown number."""
        if number not in self._cited:
            return
        if number in self._ids:
            yield _again(self._ids[number])
            return
        self._texts.append(source_note(self._cited[number]))
        identifier = self._ids[number] = len(self._texts)
        name = f'w:id="{identifier}" w:name="_Ref{identifier}"'
        yield f"<w:bookmarkStart {nsdecls('w')} {name}/>"
        yield (f'<w:r {nsdecls("w")}>{_REFERENCE}<w:footnoteReference w:id="{identifier}"/></w:r>')
        yield f'<w:bookmarkEnd {nsdecls("w")} w:id="{identifier}"/>'

    def xml(self) -> str:
        """word/footnotes.xml."""
        notes = "".join(
            f'<w:footnote w:id="{n}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
            f"<w:r>{_REFERENCE}<w:footnoteRef/></w:r>"
            f'<w:r><w:t xml:space="preserve"> {escape(printable(text))}</w:t></w:r></w:p></w:footnote>'
            for n, text in enumerate(self._texts, 1)
        )
        return f"<w:footnotes {nsdecls('w')}>{_SEPARATORS}{notes}</w:footnotes>"


def _again(identifier: int) -> str:
    """A cross-reference to a note that stands already; a note has one reference only."""
    return (
        f'<w:fldSimple {nsdecls("w")} w:instr=" NOTEREF _Ref{identifier} \\f \\h ">'
        f"<w:r>{_REFERENCE}<w:t>{identifier}</w:t></w:r></w:fldSimple>"
    )


def _written(paragraph: Paragraph, line: str, notes: _Notes) -> None:
    at = 0
    for mark in MARK.finditer(line):
        paragraph.add_run(printable(line[at : mark.start()], strip=False))
        for element in notes.marks(int(mark[1])):
            paragraph._p.append(parse_xml(element))
        at = mark.end()
    paragraph.add_run(printable(line[at:], strip=False))


def _styles(document: WordDocument) -> None:
    normal = document.styles["Normal"]
    normal.font.size = Pt(11)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    text = document.styles.add_style("footnote text", WD_STYLE_TYPE.PARAGRAPH)
    text.base_style, text.font.size = normal, Pt(9)
    mark = document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True
    # What the notes name them by; python-docx derives other ids from the names.
    text.element.set(qn("w:styleId"), "FootnoteText")
    mark.element.set(qn("w:styleId"), "FootnoteReference")


def _attach(document: WordDocument, xml: str) -> None:
    """The footnotes as a part of the package, named in the document's relationships and settings."""
    blob = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}'.encode()
    part = Part(
        PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, blob, document.part.package
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    settings = document.settings.element
    names = parse_xml(
        f'<w:footnotePr {nsdecls("w")}><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
    )
    # The schema orders settings; these stand before the compatibility ones.
    after = next((e for e in settings if e.tag in (qn("w:endnotePr"), qn("w:compat"))), None)
    settings.append(names) if after is None else after.addprevious(names)
