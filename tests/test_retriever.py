"""The LangChain face of the search."""

from rag.engine import Engine
from rag.retriever import PolicyRetriever


def test_sections_as_langchain_documents(engine: Engine) -> None:
    documents = PolicyRetriever(engine=engine, top_k=3).invoke("新型储能2027年装机目标是多少？")
    assert len(documents) == 3
    first = documents[0]
    assert first.metadata["question"] == "《行动方案》的总体目标是什么？"
    assert "1.8亿千瓦以上" in first.page_content
