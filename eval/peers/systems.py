"""The same texts searched by other people's stock recipes, each with this project's encoder.

Every system is made from whole texts and gives, for a question, the texts it found, best first.
Its library is imported when it is made: `make peers` installs them.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

from eval.engines import build_engine
from index.static import StaticEncoder
from index.store import IndexSettings

TOP_K = 10
_CHUNK, _OVERLAP = 500, 50


class System(Protocol):
    """Something that finds texts."""

    def search(self, question: str) -> list[str]:
        """The best texts, at most `TOP_K`, best first."""
        ...


Make = Callable[[Sequence[str], StaticEncoder], System]


class Ours:
    """This project, over a digest of its own."""

    def __init__(self, home: Path, digest: str | None) -> None:
        self._engine = build_engine(home, digest, IndexSettings())

    def search(self, question: str) -> list[str]:
        hits = self._engine.search(question, TOP_K)
        return [h.text for h in hits]


class LangChain:
    """Recursive splitter, FAISS and BM25 in an ensemble, half and half."""

    def __init__(
        self, texts: Sequence[str], encoder: StaticEncoder, split: Callable[[str], list[str]] | None = None
    ) -> None:  # fmt: skip
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever
        from langchain_community.vectorstores import FAISS
        from langchain_core.embeddings import Embeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        class Encoded(Embeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return encoder.encode_document(texts).tolist()

            def embed_query(self, text: str) -> list[float]:
                return encoder.encode_query([text])[0].tolist()

        splitter = RecursiveCharacterTextSplitter(chunk_size=_CHUNK, chunk_overlap=_OVERLAP)
        chunks = splitter.create_documents(list(texts))
        options = {"preprocess_func": split} if split else {}
        words = BM25Retriever.from_documents(chunks, **options)
        words.k = TOP_K
        store = FAISS.from_documents(chunks, Encoded())
        vectors = store.as_retriever(search_kwargs={"k": TOP_K})
        self._retriever = EnsembleRetriever(retrievers=[words, vectors], weights=[0.5, 0.5])

    def search(self, question: str) -> list[str]:
        return [d.page_content for d in self._retriever.invoke(question)[:TOP_K]]


def langchain_jieba(texts: Sequence[str], encoder: StaticEncoder) -> LangChain:
    """The same with Chinese words for its BM25."""
    import rjieba

    return LangChain(texts, encoder, rjieba.Jieba().cut)


class LlamaIndex:
    """Sentence splitter as it comes, vectors and BM25 fused by reciprocal rank."""

    def __init__(self, texts: Sequence[str], encoder: StaticEncoder) -> None:
        from llama_index.core import Document, VectorStoreIndex
        from llama_index.core.base.embeddings.base import BaseEmbedding
        from llama_index.core.llms import MockLLM
        from llama_index.core.node_parser import SentenceSplitter
        from llama_index.core.retrievers import QueryFusionRetriever
        from llama_index.retrievers.bm25 import BM25Retriever

        class Encoded(BaseEmbedding):
            def _get_query_embedding(self, query: str) -> list[float]:
                return encoder.encode_query([query])[0].tolist()

            def _get_text_embedding(self, text: str) -> list[float]:
                return encoder.encode_document([text])[0].tolist()

            async def _aget_query_embedding(self, query: str) -> list[float]:
                return self._get_query_embedding(query)

        nodes = SentenceSplitter().get_nodes_from_documents([Document(text=t) for t in texts])
        index = VectorStoreIndex(nodes, embed_model=Encoded())
        top_k = min(TOP_K, len(nodes))  # its BM25 refuses to be asked for more
        self._retriever = QueryFusionRetriever(
            [
                index.as_retriever(similarity_top_k=top_k),
                BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=top_k),
            ],
            llm=MockLLM(),
            similarity_top_k=TOP_K,
            num_queries=1,
            mode="reciprocal_rerank",
            use_async=False,
        )

    def search(self, question: str) -> list[str]:
        return [n.node.get_content() for n in self._retriever.retrieve(question)]


class Haystack:
    """Recursive splitter, BM25 and embeddings in memory, joined by reciprocal rank."""

    def __init__(self, texts: Sequence[str], encoder: StaticEncoder) -> None:
        from haystack import Document
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.preprocessors import RecursiveDocumentSplitter
        from haystack.components.retrievers.in_memory import (
            InMemoryBM25Retriever,
            InMemoryEmbeddingRetriever,
        )
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        splitter = RecursiveDocumentSplitter(
            split_length=_CHUNK,
            split_overlap=_OVERLAP,
            split_unit="char",
            separators=["\n\n", "\n", " "],
        )
        chunks = splitter.run([Document(content=t) for t in texts])["documents"]
        encoded = encoder.encode_document([c.content for c in chunks]).tolist()
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(
            [Document(content=c.content, embedding=e, meta={"n": n})
             for n, (c, e) in enumerate(zip(chunks, encoded, strict=True))]
        )  # fmt: skip
        self._encoder = encoder
        self._words: Any = InMemoryBM25Retriever(store, top_k=TOP_K)
        self._vectors: Any = InMemoryEmbeddingRetriever(store, top_k=TOP_K)
        self._joiner: Any = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=TOP_K)

    def search(self, question: str) -> list[str]:
        vector = self._encoder.encode_query([question])[0].tolist()
        found = [
            self._words.run(query=question)["documents"],
            self._vectors.run(query_embedding=vector)["documents"],
        ]
        return [d.content for d in self._joiner.run(documents=found)["documents"]]


PEERS: dict[str, Make] = {
    "langchain": LangChain,
    "langchain + jieba": langchain_jieba,
    "llama-index": LlamaIndex,
    "haystack": Haystack,
}
