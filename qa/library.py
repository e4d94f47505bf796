"""For programs of others: an index by its folder, and answers from it."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Self

from embeddings.batching import EmbeddingThread
from embeddings.embedder import Embedder, Vectors
from qa import wiring
from qa.answering import answerer
from qa.answering.deadline import left
from qa.index.opened import Index
from qa.index.store import IndexStore
from qa.serving.service import check_model, or_busy
from qa.settings import Settings
from qa.types import Answer, Article, Query, SearchResult


def open_index(folder: str | PathLike[str] | None = None) -> Index:
    """The live build of an index folder (None: QA_INDEX), checked file by file. A later build does not change it."""
    return IndexStore(Path(folder) if folder is not None else Settings.from_env().index).open()[0]


class Answerer:
    """Answers from one open index, in quotes. Safe to share between threads; close it, or use it in a `with`.

    Loading the models takes seconds. `embedder` replaces the one that the QA_ variables name; it must be the one the index
    was built with.
    """

    def __init__(self, index: Index, *, embedder: Embedder | None = None) -> None:
        self.index = index
        settings = Settings.from_env()
        self._thread = EmbeddingThread(lambda: embedder or wiring.open_question_embedder(settings))
        try:
            self._thread.call(lambda loaded: check_model(index, loaded))
            facts: dict[str, str] = {}
            scorer = wiring.open_scorer(settings, self._thread, facts)
        except BaseException:
            self._thread.close()
            raise
        self._answerer = answerer.Answerer(index, self._embed, scorer, reader=facts["reader"])

    def answer(self, question: str | Query) -> Answer:
        """An answer whose every sentence is cited, or a refusal: see `answered`. Busy where the model does not answer."""
        return self._answerer.answer(_query(question))

    def stream(self, question: str | Query) -> Iterator[tuple[str, object]]:
        """("retrieved", SearchResult), each ("sentence", (AnswerSentence, its citations)), ("done", Answer)."""
        return self._answerer.stream(_query(question))

    def search(self, question: str | Query) -> SearchResult:
        """Passages, best first; `Query.limit` of them."""
        return self._answerer.search(_query(question))

    def article(self, article_id: str) -> Article:
        """The article all offsets are into; NotFound where there is none."""
        return self.index.articles.get(article_id)

    def close(self) -> None:
        """End the thread of the model; the index stays open."""
        self._thread.close()

    def _embed(self, text: str) -> Vectors:
        with or_busy():
            return self._thread.embed(text, timeout=left())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()


def _query(question: str | Query) -> Query:
    return Query(question) if isinstance(question, str) else question
