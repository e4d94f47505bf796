"""The JSON endpoints keep the contract, and their errors say what to do and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest

from qa.errors import Busy, IndexDamaged, IndexMissing, QAError, UsageError
from qa.types import Answer, Article, Query
from tests.web.client import Client, client_of
from tests.web.fake import ARTICLES, FakeService

CLOSED = "When did the Northport harbour close?"


def events(body: str) -> list[tuple[str, Any]]:
    """The events of a stream; each must be one event line and one data line."""
    found = []
    for block in body.split("\n\n")[:-1]:
        if block.startswith(":"):
            continue
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_answer_has_the_fields_of_the_contract(client: Client, service: FakeService) -> None:
    reply = client.post("/api/answer", json={"question": CLOSED})
    assert reply.status_code == 200
    found = reply.json
    assert found["question"] == found["standalone_question"] == CLOSED
    assert found["answered"] is True and found["answer"].endswith("[2]")
    assert set(found) >= {"sentences", "related", "confidence", "generator", "index", "receipt", "timings_ms"}
    assert set(found["index"]) == {"id", "built_at", "articles", "passages", "published_from", "published_to"}
    first = found["citations"][0]
    assert set(first) >= {"number", "title", "url", "source", "author", "published_at", "link", "reader", "score"}
    text = client.get(f"/api/articles/{first['article_id']}").json["text"]
    assert text[first["start"] : first["end"]] == first["quote"] == found["sentences"][0]["text"]
    assert found["sentences"][0]["citations"] == [1]


def test_refusal_names_what_is_near(client: Client) -> None:
    found = client.post("/api/answer", json={"question": "Who won the world cup?"}).json
    assert (found["answered"], found["citations"], found["sentences"]) == (False, [], [])
    assert found["related"][0].keys() >= {"article_id", "title", "url", "published_at"}


def test_everything_asked_reaches_the_service(service: FakeService) -> None:
    asked: list[Query] = []

    class Listening(FakeService):
        def answer(self, query: Query) -> Answer:
            asked.append(query)
            return super().answer(query)

    body = {
        "question": "  And\twhat did\u202e IBM do? ",
        "history": [{"question": "why?", "answer": "because"}, {"question": "who?"}],
        "filters": {"published_from": "2020-01-01", "published_to": "2020-12-31", "source": ["Reuters"]},
        "limit": 3,
        "generator": "openai",
        "question_date": "2021-01-01",
    }
    assert client_of(Listening()).post("/api/answer", json=body).status_code == 200
    query = asked[0]
    assert query.question == "And what did IBM do?"
    assert [(turn.question, turn.answer) for turn in query.history] == [("why?", "because"), ("who?", "")]
    assert query.filters.sources == ("Reuters",) and query.filters.published_to == "2020-12-31"
    assert (query.limit, query.generator, query.question_date) == (3, "openai", "2021-01-01")


INVALID: list[tuple[dict[str, Any], str, str]] = [
    ({}, "question_missing", "question"),
    ({"question": ""}, "question_empty", "question"),
    ({"question": " \u200b\u202e\n"}, "question_empty", "question"),
    ({"question": "x" * 2001}, "question_too_long", "question"),
    ({"question": None}, "question_invalid", "question"),
    ({"question": 7}, "question_invalid", "question"),
    ({"question": ["x"]}, "question_invalid", "question"),
    ({"question": "x", "foo": 1}, "unknown_field", "foo"),
    ({"question": "x", "limit": 0}, "limit_invalid", "limit"),
    ({"question": "x", "limit": 11}, "limit_invalid", "limit"),
    ({"question": "x", "limit": "5"}, "limit_invalid", "limit"),
    ({"question": "x", "limit": 5.5}, "limit_invalid", "limit"),
    ({"question": "x", "limit": True}, "limit_invalid", "limit"),
    ({"question": "x", "history": [{"question": "y"}] * 21}, "history_too_long", "history"),
    ({"question": "x", "history": {}}, "history_invalid", "history"),
    ({"question": "x", "history": [{"answer": "y"}]}, "question_missing", "history.0.question"),
    ({"question": "x", "history": [{"question": "y", "z": 1}]}, "unknown_field", "history.0.z"),
    ({"question": "x", "filters": []}, "filters_invalid", "filters"),
    ({"question": "x", "filters": {"publisher": "y"}}, "unknown_field", "filters.publisher"),
    ({"question": "x", "filters": {"source": "Reuters"}}, "source_invalid", "filters.source"),
    ({"question": "x", "filters": {"source": ["y"] * 51}}, "source_too_long", "filters.source"),
    (
        {"question": "x", "filters": {"published_from": "12/06/2020"}},
        "published_from_invalid",
        "filters.published_from",
    ),
    (
        {"question": "x", "filters": {"published_from": "2020-13-01"}},
        "published_from_invalid",
        "filters.published_from",
    ),
    ({"question": "x", "filters": {"published_to": "٢٠٢٠-٠١-٠١"}}, "published_to_invalid", "filters.published_to"),
    (
        {"question": "x", "filters": {"published_from": "2021-01-01", "published_to": "2020-01-01"}},
        "filters_invalid",
        "filters",
    ),
    ({"question": "x", "generator": "../etc"}, "generator_invalid", "generator"),
    ({"question": "x", "question_date": "tomorrow"}, "question_date_invalid", "question_date"),
]


@pytest.mark.parametrize(("body", "code", "field"), INVALID)
@pytest.mark.parametrize("path", ["/api/answer", "/api/answer/stream"])
def test_invalid_fields_are_422_and_named(
    client: Client, path: str, body: dict[str, Any], code: str, field: str
) -> None:
    reply = client.post(path, json=body)
    assert reply.status_code == 422
    assert (reply.json["error"]["code"], reply.json["error"]["field"]) == (code, field)
    assert reply.json["error"]["message"].endswith(".")


def test_question_of_the_full_length_is_taken(client: Client) -> None:
    assert client.post("/api/answer", json={"question": "x" * 2000}).status_code == 200


def test_stream_sends_passages_sentences_and_the_whole_answer(client: Client) -> None:
    reply = client.post("/api/answer/stream", json={"question": CLOSED})
    assert reply.mimetype == "text/event-stream"
    assert (reply.headers["X-Accel-Buffering"], reply.headers["Cache-Control"]) == ("no", "no-store")
    found = events(reply.text)
    assert [name for name, _ in found] == ["retrieved", "sentence", "sentence", "done"]
    assert found[0][1]["passages"][0]["article_id"] == "harbour-1"
    assert found[1][1]["sentence"]["citations"] == [found[1][1]["citations"][0]["number"]] == [1]
    assert found[-1][1] == client.post("/api/answer", json={"question": CLOSED}).json


def test_search_returns_passages_that_stand_in_their_articles(client: Client) -> None:
    found = client.post("/api/search", json={"question": "harbour", "limit": 1}).json
    assert set(found) == {"passages", "index"} and len(found["passages"]) == 1
    passage = found["passages"][0]
    assert set(passage) == {"article_id", "title", "url", "source", "published_at", "text", "start", "end", "score"}
    assert client.post("/api/search", json={"question": "harbour", "history": []}).status_code == 422


def test_articles_are_listed_page_by_page(client: Client) -> None:
    first = client.get("/api/articles?query=harbour&from=2021-01-01&to=&limit=1").json
    assert (first["total"], len(first["articles"])) == (2, 1)
    assert "text" not in first["articles"][0] and "origin" not in first["articles"][0]
    assert first["sources"][0] == {"source": "Northport Courier", "articles": 1}
    assert first["months"] == [{"month": "2021-03", "articles": 2}]
    second = client.get(f"/api/articles?query=harbour&limit=1&cursor={first['cursor']}").json
    assert second["articles"][0]["article_id"] == "harbour-2" and second["cursor"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [("from=2020", "from"), ("limit=0", "limit"), ("limit=x", "limit"), ("publisher=x", "publisher")],
)
def test_invalid_query_strings_are_422(client: Client, query: str, field: str) -> None:
    reply = client.get(f"/api/articles?{query}")
    assert (reply.status_code, reply.json["error"]["field"]) == (422, field)


def test_article_is_found_by_any_id() -> None:
    odd = [Article(id=name, title="t", text="x") for name in ("/2020/06", "https://example.org/a//b", "ä b?c#d")]
    client = client_of(FakeService((*ARTICLES, *odd)))
    for article in odd:
        path = article.id.replace(" ", "%20").replace("?", "%3F").replace("#", "%23")
        assert client.get(f"/api/articles/{path}").json["article_id"] == article.id
    assert client.get("/api/articles/bees/2022").json["source"] == "Northport Courier"
    missing = client.get("/api/articles/none")
    assert (missing.status_code, missing.json["error"]["code"]) == (404, "article_not_found")


def test_readiness_follows_the_service(client: Client, service: FakeService) -> None:
    assert client.get("/readyz").json == {"ready": True, "degraded": False, "reason": ""}
    service.ready = False
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json["ready"], reply.headers["Retry-After"]) == (503, False, "2")
    assert reply.json["reason"] == "The model is warming up."
    assert client.get("/healthz").json == {"alive": True}


def test_status_counts_streams(client: Client) -> None:
    found = client.get("/api/status").json
    assert (found["ready"], found["streams"], found["index"]["id"]) == (True, 0, "fake-1")


class Failing(FakeService):
    """Raises `error` from everything it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def _raise(self, *_: object, **__: object) -> NoReturn:
        raise self.error

    answer = search = article = articles = _raise

    def stream(self, query: Query) -> Iterator[tuple[str, object]]:
        yield from self._raise()


ERRORS: list[tuple[Exception, int, str]] = [
    (Busy("The queue is full. Try again in 3 seconds.", retry_after=3), 503, "busy"),
    (IndexMissing("No index at /srv/secret/index."), 503, "index_unavailable"),
    (IndexDamaged("/srv/secret/index/vectors.bin is short."), 503, "index_unavailable"),
    (
        UsageError("No such generator. Use extractive.", code="generator_unknown", field="generator"),
        422,
        "generator_unknown",
    ),
    (QAError("/srv/secret"), 503, "unavailable"),
    (RuntimeError("/srv/secret/qa.py: Flask 3.1"), 500, "internal_error"),
    (MemoryError("/srv/secret"), 503, "busy"),
    (UnicodeEncodeError("utf-8", "/srv/secret", 0, 1, "bad"), 500, "internal_error"),
]
ASKING = [
    ("POST", "/api/answer"),
    ("POST", "/api/answer/stream"),
    ("POST", "/api/search"),
    ("GET", "/api/articles"),
    ("GET", "/api/articles/x"),
]


@pytest.mark.parametrize(("error", "status", "code"), ERRORS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize(("method", "path"), ASKING)
def test_errors_tell_what_to_do_and_nothing_of_our_insides(
    error: Exception, status: int, code: str, method: str, path: str
) -> None:
    client = client_of(Failing(error))
    reply = client.open(path, method=method, json={"question": "x"} if method == "POST" else None)
    assert (reply.status_code, reply.json["error"]["code"]) == (status, code)
    assert set(reply.json) == {"error", "request_id"} and set(reply.json["error"]) == {"code", "message", "field"}
    assert "secret" not in reply.text and "Traceback" not in reply.text and "Flask" not in reply.text
    assert ("Retry-After" in reply.headers) == (status == 503)


def test_a_number_that_json_cannot_hold_is_an_error_not_nan(service: FakeService) -> None:
    class Lost(FakeService):
        def answer(self, query: Query) -> Answer:
            found = super().answer(query)
            found.timings_ms["embed"] = float("nan")
            return found

    reply = client_of(Lost()).post("/api/answer", json={"question": CLOSED})
    assert reply.status_code == 500 and "NaN" not in reply.text


def test_metrics_count_what_happened(client: Client) -> None:
    client.post("/api/answer", json={"question": CLOSED})
    client.post("/api/answer/stream", json={"question": "Who won the world cup?"}).get_data()
    client.post("/api/answer", json={"question": ""}).close()
    page = client.get("/metrics").text
    assert 'quoth_questions_total{outcome="answered"} 1.0' in page
    assert 'quoth_questions_total{outcome="refused"} 1.0' in page
    assert 'quoth_stage_seconds_count{stage="embed"} 2.0' in page
    assert 'quoth_http_requests_total{method="POST",route="/api/answer",status="422"} 1.0' in page
    assert 'quoth_index_info{built_at="2023-01-02T03:04:05+00:00",id="fake-1"} 1.0' in page
    assert "quoth_ready 1.0" in page


def test_metrics_count_a_full_queue() -> None:
    client = client_of(Failing(Busy("The queue is full. Try again.")))
    client.post("/api/answer", json={"question": "x"})
    page = client.get("/metrics").text
    assert "quoth_queue_full_total 1.0" in page and 'quoth_questions_total{outcome="unavailable"} 1.0' in page
