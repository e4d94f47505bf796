"""What Prometheus sees, and the wrapper around the service that counts it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Unpack

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from qa.errors import Busy, IndexFault, UsageError
from qa.types import Answer, Article, ArticlePage, ArticlesWanted, IndexInfo, Query, SearchResult, Status
from web.service import AnsweringService

_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15)


class Metrics:
    """One registry per app; nothing global."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.questions = Counter("quoth_questions", "Questions by outcome", ["outcome"], registry=self.registry)
        self.fallbacks = Counter(
            "quoth_fallbacks",
            "Answers in quotes because the writer model failed",
            ["reason"],
            registry=self.registry,
        )
        self.stages = Histogram(
            "quoth_stage_seconds", "Time of an answer by stage", ["stage"], buckets=_SECONDS, registry=self.registry
        )
        self.queue_full = Counter(
            "quoth_queue_full", "Requests refused because the service was busy or not ready", registry=self.registry
        )
        self.in_flight = Gauge("quoth_requests_in_flight", "HTTP requests being answered", registry=self.registry)
        self.requests = Counter(
            "quoth_http_requests", "HTTP requests", ["method", "route", "status"], registry=self.registry
        )
        ProcessCollector(registry=self.registry)  # memory, processor time, open files

    def observe(self, answer: Answer) -> None:
        self.questions.labels("answered" if answer.answered else "refused").inc()
        if answer.fallback:
            self.fallbacks.labels(answer.fallback).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self.stages.labels(stage).observe(milliseconds / 1000)


class StatusCollector(Collector):
    """Reads the state of the service when scraped."""

    def __init__(self, service: AnsweringService) -> None:
        self._service = service

    def collect(self) -> Iterable[Metric]:
        status = self._service.status()
        yield GaugeMetricFamily("quoth_ready", "1 when questions are answered", value=status.ready)
        yield GaugeMetricFamily("quoth_degraded", "1 when an older index is served", value=status.degraded)
        waiting = status.counts.get("waiting", 0)
        yield GaugeMetricFamily("quoth_queue_length", "Questions that wait for the embedding model", value=waiting)
        counts = GaugeMetricFamily("quoth_count", "Counts of /api/status", labels=["name"])
        for name, count in status.counts.items():
            counts.add_metric([name], count)
        yield counts
        if status.index is not None:
            yield from _index_metrics(status.index)


class MeasuredService:
    """The service as the web uses it: the same answers, counted."""

    def __init__(
        self, service: AnsweringService, metrics: Metrics, also: Callable[[Answer], None] | None = None
    ) -> None:
        self._service = service
        self._metrics = metrics
        self._also = also  # is told of every answer too

    @property
    def ready(self) -> bool:
        return self._service.ready

    def answer(self, query: Query) -> Answer:
        with self._counted():
            answer = self._service.answer(query)
        self._observe(answer)
        return answer

    def stream(self, query: Query) -> Iterator[tuple[str, object]]:
        with self._counted():
            for name, value in self._service.stream(query):
                if isinstance(value, Answer):
                    self._observe(value)
                yield name, value

    def search(self, query: Query) -> SearchResult:
        with self._counted():
            return self._service.search(query)

    def articles(self, **wanted: Unpack[ArticlesWanted]) -> ArticlePage:
        return self._service.articles(**wanted)

    def article(self, article_id: str) -> Article:
        return self._service.article(article_id)

    def status(self) -> Status:
        return self._service.status()

    def close(self) -> None:
        self._service.close()

    def _observe(self, answer: Answer) -> None:
        self._metrics.observe(answer)
        if self._also:
            self._also(answer)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        try:
            yield
        except (Busy, IndexFault):
            self._metrics.queue_full.inc()
            self._metrics.questions.labels("unavailable").inc()
            raise
        except UsageError:
            self._metrics.questions.labels("invalid").inc()
            raise
        except Exception:
            self._metrics.questions.labels("failed").inc()
            raise


def _index_metrics(index: IndexInfo) -> Iterator[Metric]:
    info = GaugeMetricFamily("quoth_index_info", "The index that answers", labels=["id", "built_at"])
    info.add_metric([index.id, index.built_at], 1)
    yield info
    yield GaugeMetricFamily("quoth_index_articles", "Articles of the index", value=index.articles)
    yield GaugeMetricFamily("quoth_index_passages", "Passages of the index", value=index.passages)
    built = datetime.fromisoformat(index.built_at)
    built = built if built.tzinfo else built.replace(tzinfo=UTC)
    yield GaugeMetricFamily("quoth_index_age_seconds", "Age of the index", value=time.time() - built.timestamp())
