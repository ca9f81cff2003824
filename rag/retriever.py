"""The search as a LangChain retriever; import this module only where LangChain is used."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from index.hits import Filters, Hit
from rag.engine import Engine


class PolicyRetriever(BaseRetriever):
    """Sections as LangChain documents: the whole section verbatim, its id, policy and score.

    >>> PolicyRetriever(engine=engine, top_k=5).invoke("装机目标是多少？")  # doctest: +SKIP
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    engine: Engine
    top_k: int = 10
    filters: Filters | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [document_of(hit) for hit in self.engine.search(query, self.top_k, self.filters)]


def document_of(hit: Hit) -> Document:
    """One hit as LangChain's document."""
    return Document(
        id=hit.section.id,
        page_content=hit.text,
        metadata={
            "section_id": hit.section.id,
            "document": hit.document.display_title,
            "policy": hit.policy.title if hit.policy else None,
            "question": hit.section.question,
            "start": hit.section.start,
            "end": hit.section.end,
            "score": hit.score,
            "rank": hit.rank,
        },
    )
