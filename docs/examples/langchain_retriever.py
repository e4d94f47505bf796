"""Quoth as a LangChain retriever: `QuothRetriever(answerer=…).invoke("…")`. Needs langchain-core."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from qa import Answerer, FoundPassage, Query


class QuothRetriever(BaseRetriever):
    """Passages as documents; `metadata` says where in which article each stands."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    answerer: Answerer
    limit: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        found = self.answerer.search(Query(query, limit=self.limit))
        return [_document(passage) for passage in found.passages]


def _document(found: FoundPassage) -> Document:
    article = found.article
    metadata = {
        "article_id": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "published_at": article.published_at,
        "start": found.start,
        "end": found.end,
        "score": found.score,
    }
    return Document(page_content=found.text, metadata=metadata)


if __name__ == "__main__":
    import sys

    from qa import open_index

    with Answerer(open_index()) as answerer:
        for document in QuothRetriever(answerer=answerer).invoke(" ".join(sys.argv[1:])):
            print(document.metadata["title"], document.page_content, sep="\n", end="\n\n")
