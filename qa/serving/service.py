"""A running service: the live index, the model's thread, and a watcher that swaps in a new build by itself."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Unpack

from embeddings.batching import EmbeddingThread, ModelStopped, QueueFull
from embeddings.embedder import Embedder, Vectors
from qa.answering.answerer import Answerer, Event, Writer
from qa.answering.deadline import left
from qa.answering.evidence import EvidenceScorer
from qa.answering.receipts import OFF
from qa.errors import Busy, IndexFault, ModelMismatch, UsageError
from qa.index.opened import Index
from qa.index.probes import check_probes
from qa.index.searching import Searches
from qa.index.store import IndexStore
from qa.serving.answer_cache import AnswerCache
from qa.types import EXTRACTIVE, WRITTEN, Answer, Article, ArticlePage, ArticlesWanted, Query, SearchResult, Status

log = logging.getLogger(__name__)

WATCH_S = 1.0
AGAIN_S = 30.0  # until a build that could not be opened is tried again: a model that was busy, or a file put right
_START_ATTEMPTS = 8  # further times a start is tried while the model does not answer in time
_SUGGESTED = 4  # questions to begin with
_WARM_UP = "What happened last year, and why did it matter?"


class Service:
    """Answers from the live index of a store; each request keeps the build it began with."""

    def __init__(
        self, store: IndexStore, thread: EmbeddingThread, model: EvidenceScorer, facts: dict[str, str], *,
        cache: AnswerCache | None = None, searches: Callable[[Index], Searches] | None = None,
        writer: Writer | None = None,
    ) -> None:  # fmt: skip
        self._store = store
        self.cache = cache or AnswerCache(0)
        self._searches = searches
        self._thread = thread
        self._model = model
        self._facts = facts  # about the models, for the status
        self._writer = writer
        self._degraded = ""
        self._suggestions: tuple[str, ...] = ()
        self._name: str | None = None
        self._answerer: Answerer = self._open_first()
        self._closing = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="index-watcher", daemon=True)
        self._watcher.start()

    @property
    def ready(self) -> bool:
        return self._thread.works and not self._closing.is_set()

    @property
    def index(self) -> Index:
        """The build that answers now."""
        return self._answerer.index

    def answer(self, query: Query) -> Answer:
        self._check(query)
        return self.cache.answer(self._answerer, query)

    def stream(self, query: Query) -> Iterator[Event]:
        self._check(query)
        return self.cache.stream(self._answerer, query)

    def search(self, query: Query) -> SearchResult:
        return self._answerer.search(query)

    def articles(self, **wanted: Unpack[ArticlesWanted]) -> ArticlePage:
        return self._answerer.index.articles.page(**wanted)

    def article(self, article_id: str) -> Article:
        return replace(self._answerer.index.articles.get(article_id), origin="")

    def status(self) -> Status:
        return Status(
            ready=self.ready,
            degraded=bool(self._degraded),
            reason=self._degraded,
            index=self._answerer.index.info,
            model=dict(self._facts),
            suggestions=self._suggestions,
            counts={
                "waiting": self._thread.waiting,
                "busy_s": int(self._thread.busy_s),
                "sentences": len(self._answerer.index.sentences),
                "cache_hits": self.cache.hits,
                "cache_misses": self.cache.misses,
            },
        )

    def close(self) -> None:
        self._closing.set()
        self._thread.close()

    def embed(self, text: str) -> Vectors:
        """The unit vector of a question; Busy where the model has no time."""
        with or_busy():
            return self._thread.embed(text, timeout=left())

    def _open_first(self) -> Answerer:
        """The live build; a machine that is busy elsewhere may need more than one question's time to warm it up."""
        for _ in range(_START_ATTEMPTS):
            try:
                return self._open()
            except Busy:
                log.warning("the model is slow to start; trying again")
        return self._open()

    def _open(self) -> Answerer:
        """The live build, checked against the model and warmed."""
        name = self._store.current()
        index, degraded = self._store.open()
        if self._searches:
            index.searches = self._searches(index)
        self._thread.call(lambda embedder: check_model(index, embedder))
        answerer = Answerer(index, self.embed, self._model, self._writer, reader=self._facts.get("reader", OFF))
        answerer.answer(Query(_WARM_UP, generator=EXTRACTIVE))
        self._suggestions = tuple(islice(_answered(answerer, index.manifest["suggestions"]), _SUGGESTED))
        self._name, self._degraded = name, degraded
        return answerer

    def _watch(self) -> None:
        """Look for a new build each second; the old one is freed when the last request drops it."""
        refused, again = "", 0.0
        while not self._closing.wait(WATCH_S):
            try:
                name = self._store.current()
            except OSError as error:  # a disk that fails: it may come back
                log.warning("the folder of the index cannot be read: %s", error)
                continue
            if name in (self._name, None) or (name == refused and time.monotonic() < again):
                continue
            try:
                self._answerer = self._open()
                self.cache.clear()
                log.info("serving a new build", extra={"build": self._name})
            except Exception as error:  # the build that serves now must go on serving, whatever the new one is
                if name != refused:
                    log.exception("the newest build was refused")
                refused, again = name, time.monotonic() + AGAIN_S
                self._degraded = str(error) if isinstance(error, IndexFault) else "The newest build cannot be opened."

    def _check(self, query: Query) -> None:
        known = (EXTRACTIVE, WRITTEN) if self._writer else (EXTRACTIVE,)
        if query.generator not in (None, *known):
            raise UsageError(
                f"There is no generator {query.generator!r} here. Use {' or '.join(known)}.",
                code="unknown_generator",
                field="generator",
            )


def _answered(answerer: Answerer, proposed: Iterable[str]) -> Iterator[str]:
    """Of the questions that a build proposes those that it answers. None of them may keep a server from starting."""
    for question in proposed:
        try:
            if answerer.answer(Query(question, generator=EXTRACTIVE)).answered:
                yield question
        except Busy:
            log.warning("the model has no time for the questions to begin with")
            return
        except Exception:
            log.exception("a question to begin with was left out")


@contextmanager
def or_busy() -> Iterator[None]:
    """Raise Busy where the model's thread has no time, or has ended."""
    try:
        yield
    except QueueFull:
        raise Busy("Too many questions are waiting. Try again in a second.", retry_after=1) from None
    except TimeoutError:
        raise Busy("The model did not answer in time. Try again in a few seconds.", retry_after=5) from None
    except ModelStopped as error:
        raise Busy(str(error), retry_after=30) from None


def check_model(index: Index, embedder: Embedder) -> None:
    """Raise ModelMismatch unless the index was built with this very model; say which field differs.

    A model says of itself what can differ: the packaged one has one file, and is known by its name.
    """
    built, mine = index.manifest["fingerprint"], embedder.fingerprint
    for key in sorted(built.keys() & mine.keys()):
        if built.get(key) != mine.get(key):
            raise ModelMismatch(
                f"The index was built with another model ({key}: {built.get(key)!r}, now {mine.get(key)!r}). "
                "Build it again: make index."
            )
    check_probes(index, embedder)
