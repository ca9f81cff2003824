"""What the page's scripts fetch: sections as HTML. Same origin; nothing here changes the library."""

from typing import Any

from fastapi import APIRouter

from corpus.errors import PolicyQAError, in_language
from corpus.records import ParsedDocument, Section
from ui.web.i18n import as_lang
from ui.web.rendering.source import document_html, gone_html, parse_spans, section_html
from ui.web.workspace import Workspace


def find(workspace: Workspace, section_id: str) -> tuple[ParsedDocument, Section] | None:
    """The section with this id and its document."""
    for parsed in workspace.documents():
        section = parsed.section(section_id)
        if section is not None:
            return parsed, section
    return None


def routes(workspace: Workspace) -> APIRouter:
    """The endpoints below /pages."""
    router = APIRouter(prefix="/pages")

    @router.get("/section")
    def section(id: str, at: str = "", lang: str = "zh") -> dict[str, Any]:
        found = find(workspace, id)
        if found is None:
            return {"found": False, "html": gone_html(as_lang(lang))}
        parsed, wanted = found
        return {"found": True, "html": section_html(parsed, wanted, parse_spans(at), as_lang(lang))}

    @router.get("/document")
    def document(id: str = "", section: str = "", at: str = "", lang: str = "zh") -> dict[str, Any]:
        found = find(workspace, section) if section else None
        parsed = (
            found[0]
            if found
            else next((d for d in workspace.documents() if d.document.id == id), None)
        )
        if parsed is None:
            return {"found": False, "html": gone_html(as_lang(lang))}
        return {
            "found": True,
            "html": document_html(parsed, section or None, parse_spans(at), as_lang(lang)),
        }

    @router.post("/check-llm")
    def check_llm(lang: str = "zh") -> dict[str, str]:
        """Asks the model that the server's configuration names; takes no address."""
        try:
            return {"said": in_language(workspace.check_llm(), as_lang(lang))}
        except PolicyQAError as error:
            return {"said": error.told(as_lang(lang))}

    return router
