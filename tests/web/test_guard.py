"""Who may talk to the server, what every reply carries, and which routes exist at all."""

from __future__ import annotations

import threading
import time

import pytest

from qa.answering.deadline import SECONDS, left
from qa.types import Answer, Query
from tests.web.client import Client, client_of
from tests.web.fake import FakeService
from web import create_app
from web.guard import ANY_ADDRESS, ARRIVED, HEADERS, trusted

ROUTES = {
    ("GET", "/api/articles"),
    ("GET", "/api/articles/<path:article_id>"),
    ("GET", "/api/docs"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/status"),
    ("GET", "/healthz"),
    ("GET", "/metrics"),
    ("GET", "/readyz"),
    ("GET", "/v1/models"),
    ("POST", "/api/articles"),
    ("DELETE", "/api/articles/<path:article_id>"),
    ("GET", "/api/builds/<build_id>"),
    ("POST", "/api/answer"),
    ("POST", "/api/answer/stream"),
    ("POST", "/api/search"),
    ("POST", "/v1/chat/completions"),
}
PAGES = {
    ("GET", "/"),
    ("POST", "/"),  # the chat page without JavaScript
    ("GET", "/articles"),
    ("GET", "/articles/<path:article_id>"),
    ("GET", "/add"),
    ("POST", "/add"),
    ("POST", "/remove"),
    ("POST", "/restore"),
    ("GET", "/builds/<build_id>"),
    ("GET", "/static/<path:filename>"),
}
GOOD_HOSTS = ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:8000", "[::1]:8000", "localhost.", "qa.example"]
BAD_HOSTS = [
    "evil.example",
    "",
    "localhost.evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "127.0.0.2",
    "localhost@evil.example",
    "localhost/evil.example",
    "evil.example#localhost",
    "localhost evil.example",
    "localhost:8000:9",
    "[::2]",
    "*ip",
    "löcalhost",
]
SITES: list[tuple[dict[str, str], bool]] = [
    ({}, True),
    ({"Sec-Fetch-Site": "same-origin"}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),  # our own form, under our Referrer-Policy
    ({"Origin": "http://localhost"}, True),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, False),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, False),
    ({"Origin": "https://evil.example"}, False),
    ({"Origin": "http://localhost.evil.example"}, False),
    ({"Origin": "http://localhost:81"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
]
EVERYWHERE = ["/", "/healthz", "/api/status", "/api/openapi.json", "/static/none.css", "/nowhere", "/v1/models"]


@pytest.fixture(scope="module")
def client() -> Client:
    return client_of(FakeService())


@pytest.fixture(scope="module")
def named() -> Client:
    return client_of(FakeService(), hosts=["qa.example"])


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_our_hosts_are_answered(named: Client, host: str) -> None:
    assert named.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("host", ["evil.example", ""])
def test_other_hosts_are_refused_everywhere(named: Client, host: str, path: str) -> None:
    reply = named.get(path, headers={"Host": host})
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "untrusted_host")


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_lookalike_hosts_are_refused(host: str) -> None:
    assert not trusted(host, {"qa.example"})


def test_bound_to_every_address_any_address_will_do_but_no_name() -> None:
    assert trusted("192.168.1.7:8000", {ANY_ADDRESS}) and trusted("[fe80::1]", {ANY_ADDRESS})
    assert not trusted("evil.example", {ANY_ADDRESS}) and not trusted("1.2.3.4.evil.example", {ANY_ADDRESS})


@pytest.mark.parametrize(("headers", "allowed"), SITES)
def test_other_sites_cannot_post(client: Client, headers: dict[str, str], allowed: bool) -> None:
    reply = client.post("/api/search", json={"question": "harbour"}, headers=headers)
    assert reply.status_code == (200 if allowed else 400)
    assert allowed or reply.json["error"]["code"] == "cross_site"
    assert not any(name.lower().startswith("access-control") for name, _ in reply.headers)


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_reply_carries_the_headers(client: Client, path: str) -> None:
    reply = client.get(path)
    assert HEADERS.items() <= dict(reply.headers).items()
    assert "'unsafe" not in reply.headers["Content-Security-Policy"]
    assert "Server" not in reply.headers
    assert len(reply.headers["X-Request-Id"]) == 16
    assert path.startswith("/static") or reply.headers["Cache-Control"] == "no-store"


def test_request_ids_differ(client: Client) -> None:
    assert len({client.get("/healthz").headers["X-Request-Id"] for _ in range(20)}) == 20


def test_there_is_no_other_route() -> None:
    rules = create_app(FakeService()).url_map.iter_rules()
    found = {(method, rule.rule) for rule in rules for method in (rule.methods or set()) - {"HEAD"}}
    assert found == ROUTES | PAGES


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "CONNECT"])
@pytest.mark.parametrize("path", ["/", "/healthz", "/api/answer", "/api/articles/harbour-1", "/static/none.css"])
def test_other_methods_are_405_and_name_those_allowed(client: Client, method: str, path: str) -> None:
    if (method, path) == ("DELETE", "/api/articles/harbour-1"):
        pytest.skip("the one thing that can be deleted: see test_editing.py")
    reply = client.open(path, method=method)
    assert (reply.status_code, reply.json["error"]["code"]) == (405, "method_not_allowed")
    assert set(reply.headers["Allow"].split(", ")) <= {"GET", "HEAD", "POST", "DELETE"}


@pytest.mark.parametrize(
    "path",
    [
        "/static/../../etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/..%2f..%2fetc%2fpasswd",
        "/static/..%5c..%5cweb%5capi.py",
        "/static//etc/passwd",
        "/static/%00",
        "//evil.example/",
        "//evil.example/healthz",
        "/\\evil.example",
        "/healthz/",
        "/HEALTHZ",
        "/console",
        "/static/",
        "/.git/config",
        "/api",
        "/api/",
        "/api/articles/..%2f..%2fetc%2fpasswd",
        "/api/articles/%00",
        "/api/articles/%ff%fe",
        "/" + "a" * 8000,
    ],
)
def test_strange_paths_end_here(client: Client, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code in (400, 404)
    assert b"root:" not in reply.data and "Location" not in reply.headers


def test_while_draining_only_probes_are_answered() -> None:
    draining = threading.Event()
    client = client_of(FakeService(), draining=draining)
    draining.set()
    reply = client.post("/api/answer", json={"question": "x"})
    assert (reply.status_code, reply.json["error"]["code"], reply.headers["Retry-After"]) == (503, "stopping", "5")
    assert client.get("/").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_a_question_is_timed_from_when_it_arrived() -> None:
    had: list[float] = []

    class Timed(FakeService):
        def answer(self, query: Query) -> Answer:
            had.append(left())
            return super().answer(query)

    client = create_app(Timed()).test_client()
    body = {"question": "Why did the harbour close?"}
    client.post("/api/answer", json=body, headers={"Host": "localhost"})
    client.post(
        "/api/answer", json=body, headers={"Host": "localhost"}, environ_overrides={ARRIVED: time.monotonic() - 10}
    )
    assert SECONDS - 1 < had[0] <= SECONDS
    assert SECONDS - 11 < had[1] <= SECONDS - 10
