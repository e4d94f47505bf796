"""What the HTTP side asks of the service behind it, and a stand-in for one that is still loading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, Unpack

from qa.errors import Busy
from qa.types import Answer, Article, ArticlePage, ArticlesWanted, Query, SearchResult, Status

LOADING = "The model and the index are being loaded"


class AnsweringService(Protocol):
    """Answers questions; safe to call from any thread. Errors are those of `qa.errors`."""

    @property
    def ready(self) -> bool: ...

    def answer(self, query: Query) -> Answer: ...

    def stream(self, query: Query) -> Iterator[tuple[str, object]]:
        """Yield "retrieved" SearchResult, each "sentence" (AnswerSentence, tuple[Citation, ...]), "done" Answer."""
        ...

    def search(self, query: Query) -> SearchResult: ...

    def articles(self, **wanted: Unpack[ArticlesWanted]) -> ArticlePage: ...

    def article(self, article_id: str) -> Article: ...

    def status(self) -> Status: ...

    def close(self) -> None: ...


class LateService:
    """Refuses politely until `put` hands it the real service, so that the server can listen at once."""

    def __init__(self) -> None:
        self.reason = LOADING
        self._service: AnsweringService | None = None

    def put(self, service: AnsweringService) -> None:
        self._service = service

    @property
    def ready(self) -> bool:
        return self._service is not None and self._service.ready

    def answer(self, query: Query) -> Answer:
        return self._loaded().answer(query)

    def stream(self, query: Query) -> Iterator[tuple[str, object]]:
        return self._loaded().stream(query)

    def search(self, query: Query) -> SearchResult:
        return self._loaded().search(query)

    def articles(self, **wanted: Unpack[ArticlesWanted]) -> ArticlePage:
        return self._loaded().articles(**wanted)

    def article(self, article_id: str) -> Article:
        return self._loaded().article(article_id)

    def status(self) -> Status:
        if self._service is not None:
            return self._service.status()
        return Status(ready=False, degraded=False, reason=self.reason, index=None, model={}, counts={})

    def close(self) -> None:
        if self._service is not None:
            self._service.close()

    def _loaded(self) -> AnsweringService:
        if self._service is None:
            raise Busy(f"{self.reason}. Try again in a few seconds.", retry_after=2)
        return self._service
