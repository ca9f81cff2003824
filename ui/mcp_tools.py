"""The MCP server beside the chat: the same questions, for an assistant that can call tools."""

from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from corpus.errors import PolicyQAError
from rag.events import Final
from ui.contract import document_json, hit_json, named_filters, section_json, turns
from ui.web.workspace import Workspace

_INSTRUCTIONS = (
    "Chinese policy digests with an answer for every question they answer. Every sentence of an"
    " answer is cited; quote it together with its citation. A refusal means that the texts do not say."
)


def mcp_server(workspace: Workspace) -> MCPServer[Any]:
    """The tools `ask`, `search`, `read_section` and `list_documents` over a workspace."""
    server: MCPServer[Any] = MCPServer(
        "policy-qa", title="政策问答 Policy Q&A", instructions=_INSTRUCTIONS, log_level="WARNING"
    )

    @server.tool()
    def ask(
        question: str, history: list[str] | None = None, policies: list[str] | None = None
    ) -> dict[str, Any]:
        """Answer a question, in Chinese or English, with a citation for every sentence.

        `history` are earlier questions of the conversation; `policies` are titles to look within.
        `status` is answered, refused (the texts do not say), or clarify (`options` to choose from).
        """
        try:
            filters = named_filters(workspace.documents(), policies=policies or ())
            for event in workspace.stream(question, turns(history or []), filters):
                if isinstance(event, Final):
                    return event.answer.to_json()
        except PolicyQAError as error:
            raise ToolError(str(error)) from error
        raise ToolError("没有回答 / No answer came.")

    @server.tool()
    def search(question: str, top_k: int = 10) -> list[dict[str, Any]]:
        """The sections that fit a question best, whole and verbatim, best first."""
        try:
            return [hit_json(h) for h in workspace.search(question, max(1, min(top_k, 50)))]
        except PolicyQAError as error:
            raise ToolError(str(error)) from error

    @server.tool()
    def read_section(section_id: str) -> dict[str, Any]:
        """One section whole, by the id that answers and searches give."""
        for parsed in workspace.documents():
            if section := parsed.section(section_id):
                return section_json(parsed, section)
        raise ToolError(f"没有这一节 / No such section: {section_id}.")

    @server.tool()
    def list_documents() -> list[dict[str, Any]]:
        """The documents of the library with their issue, date and policies."""
        return [document_json(d) for d in workspace.documents()]

    return server
