"""Quoth as a Haystack component: `QuothRetriever(answerer).run(query="…")`. Needs haystack-ai."""

from __future__ import annotations

from haystack import Document, component

from qa import Answerer, FoundPassage, Query


@component
class QuothRetriever:
    """Passages as documents; `meta` says where in which article each stands."""

    def __init__(self, answerer: Answerer, limit: int = 5) -> None:
        self._answerer = answerer
        self._limit = limit

    @component.output_types(documents=list[Document])
    def run(self, query: str) -> dict[str, list[Document]]:
        found = self._answerer.search(Query(query, limit=self._limit))
        return {"documents": [_document(passage) for passage in found.passages]}


def _document(found: FoundPassage) -> Document:
    article = found.article
    meta = {
        "article_id": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "published_at": article.published_at,
        "start": found.start,
        "end": found.end,
    }
    return Document(content=found.text, meta=meta, score=found.score)


if __name__ == "__main__":
    import sys

    from haystack import Pipeline

    from qa import open_index

    with Answerer(open_index()) as answerer:
        pipeline = Pipeline()
        pipeline.add_component("quoth", QuothRetriever(answerer))
        documents = pipeline.run({"quoth": {"query": " ".join(sys.argv[1:])}})["quoth"]["documents"]
        for document in documents:
            print(document.meta["title"], document.content, sep="\n", end="\n\n")
