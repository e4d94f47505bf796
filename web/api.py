"""The JSON endpoints: questions, search, articles, status, and what operators look at."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Generator
from typing import Any, cast

from flask import Blueprint, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from qa.types import Answer, AnswerSentence, Citation, Query, SearchResult, Status
from web.body import read_json
from web.faults import fault_body, report
from web.metrics import Metrics
from web.replies import answer_json, article_json, articles_json, search_json, sentence_json, status_json
from web.schemas import AnswerIn, ArticlesIn, SearchIn, dumps, parse
from web.service import AnsweringService
from web.stream import EventStream, Slots, event

_KEY = secrets.token_bytes(16)  # of this process: a short question cannot be guessed back from its hash


def reply(data: object, status: int = 200) -> Response:
    return Response(dumps(data), status=status, mimetype="application/json")


def noted(query: Query, *, in_full: bool) -> Query:
    """Put the question into the log line of this request: itself only when the operator asked for that."""
    digest = hashlib.blake2s(query.question.encode(), key=_KEY, digest_size=8).hexdigest()
    g.log = {"question_hash": digest, "question_length": len(query.question)}
    if in_full:
        g.log["question"] = query.question
    return query


def event_stream(
    frames: Generator[bytes], slots: Slots, *, failed: Callable[[dict[str, Any]], bytes], openai: bool = False
) -> Response:
    """Stream `frames`; an error in mid-stream becomes the frame that `failed` makes of its JSON."""
    request_id = g.request_id

    def last(error: Exception) -> bytes:
        return failed(fault_body(report(error, request_id), request_id, openai=openai))

    stream = EventStream(frames, slots, failed=last)
    return Response(stream, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


def blueprint(service: AnsweringService, metrics: Metrics, slots: Slots, *, log_questions: bool) -> Blueprint:
    """The endpoints over `service`."""
    api = Blueprint("api", __name__)

    @api.post("/api/answer")
    def answer() -> Response:
        query = noted(parse(AnswerIn, read_json()).query(), in_full=log_questions)
        return reply(answer_json(service.answer(query)))

    @api.post("/api/answer/stream")
    def answer_stream() -> Response:
        query = noted(parse(AnswerIn, read_json()).query(), in_full=log_questions)
        return event_stream(_frames(service, query), slots, failed=lambda body: event("error", body))

    @api.post("/api/search")
    def search() -> Response:
        query = noted(parse(SearchIn, read_json()).query(), in_full=log_questions)
        return reply(search_json(service.search(query)))

    @api.get("/api/articles")
    def articles() -> Response:
        wanted = parse(ArticlesIn, request.args.to_dict())
        return reply(articles_json(service.articles(**wanted.model_dump())))

    @api.get("/api/articles/<path:article_id>")
    def article(article_id: str) -> Response:
        return reply(article_json(service.article(article_id)))

    @api.get("/api/status")
    def status() -> Response:
        return reply(status_json(service.status(), streams=slots.active))

    @api.get("/healthz")
    def healthz() -> Response:
        return reply({"alive": True})

    @api.get("/readyz")
    def readyz() -> Response:
        return _readiness(service.status())

    @api.get("/metrics")
    def prometheus() -> Response:
        return Response(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    return api


def _readiness(now: Status) -> Response:
    """200 where questions are answered, else 503 with a time to wait."""
    response = reply({"ready": now.ready, "degraded": now.degraded, "reason": now.reason}, 200 if now.ready else 503)
    if not now.ready:
        response.headers["Retry-After"] = "2"
    return response


def _frames(service: AnsweringService, query: Query) -> Generator[bytes]:
    for name, value in service.stream(query):
        if isinstance(value, SearchResult):
            yield event(name, search_json(value))
        elif isinstance(value, Answer):
            yield event(name, answer_json(value))
        else:
            sentence, citations = cast(tuple[AnswerSentence, tuple[Citation, ...]], value)
            yield event(name, sentence_json(sentence, citations))
