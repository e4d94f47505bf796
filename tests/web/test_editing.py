"""Bringing and removing articles over HTTP: what comes of it, who may, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest

from tests.web.client import Client, client_of
from tests.web.fake import ARTICLES, FakeService
from tests.web.fake_collection import FakeCollection
from web.keys import Keys, new_key

TEXT = "The lighthouse of Northport was painted red in April. It had been white for a century."


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def collection(service: FakeService) -> FakeCollection:
    return FakeCollection(service)


@pytest.fixture
def client(service: FakeService, collection: FakeCollection) -> Client:
    return client_of(service, collection=collection, editors="1")


def _ended(client: Client, build: dict[str, Any]) -> dict[str, Any]:
    for _ in range(5):
        build = client.get(f"/api/builds/{build['id']}").json
        if build["state"] not in ("waiting", "running"):
            break
    return build


def test_a_pasted_article_is_indexed_and_can_be_asked_about(client: Client) -> None:
    reply = client.post("/api/articles", json={"title": "A red lighthouse", "text": TEXT, "source": "Coast Wire"})
    assert (reply.status_code, reply.json["state"]) == (202, "running")
    assert reply.json["inputs"][0]["state"] == "waiting"
    done = _ended(client, reply.json)
    assert [(one["name"], one["state"]) for one in done["inputs"]] == [("A red lighthouse", "indexed")]
    asked = client.post("/api/answer", json={"question": "When was the lighthouse of Northport painted?"}).json
    assert asked["citations"][0]["article_id"] == done["inputs"][0]["article_id"]


def test_copies_and_rejections_are_told_for_each_input(client: Client) -> None:
    files = [(io.BytesIO(ARTICLES[1].text.encode()), "again.txt"), (io.BytesIO(b"Short."), "short.txt")]
    done = _ended(client, client.post("/api/articles", data={"files": files}).json)
    copy, rejected = done["inputs"]
    assert (copy["state"], copy["of"]) == ("copy", "harbour-2")
    assert (rejected["state"], "too short" in rejected["message"]) == ("rejected", True)


def test_an_article_is_removed_and_restored(client: Client) -> None:
    assert client.delete("/api/articles/bees/2022").status_code == 202
    assert client.get("/api/articles/bees/2022").status_code == 404
    assert client.delete("/api/articles/bees/2022").status_code == 404
    assert _ended(client, client.post("/api/articles", json={"restore": "bees/2022"}).json)["state"] == "done"
    assert client.get("/api/articles/bees/2022").status_code == 200
    assert client.post("/api/articles", json={"restore": "bees/2022"}).status_code == 422


def test_the_pages_do_the_same_without_scripts(client: Client) -> None:
    sent = client.post("/add", data={"text": TEXT, "title": "A red lighthouse"}, content_type="multipart/form-data")
    assert sent.status_code == 303
    first, *_, last = [client.get(sent.headers["Location"]).text for _ in range(4)]
    assert "<progress" in first and 'http-equiv="refresh"' in first
    assert "<progress" not in last and ">indexed" in last
    assert client.post("/remove", data={"id": "tram"}).status_code == 303
    assert 'name="id" value="tram"' in client.get("/add").text
    assert client.post("/restore", data={"id": "tram"}).status_code == 303
    assert 'href="/add"' in client.get("/").text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "articlein_invalid"),
        ({"text": " \n "}, "articlein_invalid"),
        ({"text": "a" * 1_000_001}, "text_too_long"),
        ({"text": TEXT, "published_at": "soon"}, "published_at_invalid"),
        ({"text": TEXT, "colour": "red"}, "unknown_field"),
    ],
)
def test_bad_input_is_told_what_to_do(client: Client, body: dict[str, str], code: str) -> None:
    reply = client.post("/api/articles", json=body)
    assert reply.status_code == 422
    assert reply.json["error"]["code"] == code or code == "articlein_invalid"


def test_what_is_no_article_at_all_is_refused(client: Client) -> None:
    assert client.post("/api/articles", data=b"[]", content_type="application/json").status_code == 400
    assert client.post("/api/articles", data=b"x", content_type="text/plain").status_code == 415
    assert client.post("/api/articles", data={"title": "x"}, content_type="multipart/form-data").status_code == 422
    many = {"files": [(io.BytesIO(b"x"), f"{n}.txt") for n in range(101)]}
    assert client.post("/api/articles", data=many).json["error"]["code"] == "too_many_files"
    assert client.get("/api/builds/none").json["error"]["code"] == "build_not_found"
    assert client.get("/builds/none").status_code == 404


def test_more_bytes_than_one_request_may_have_are_refused(client: Client) -> None:
    big = {"files": [(io.BytesIO(b"x" * (33 * 2**20)), "big.txt")]}
    assert client.post("/api/articles", data=big).status_code == 413
    assert client.post("/api/answer", data=b"x" * 70_000, content_type="application/json").status_code == 413


@pytest.mark.parametrize(
    "asked",
    [
        {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}},
        {"headers": {"Host": "quoth.example"}},
        {"headers": {"Via": "1.1 proxy"}},
        {"headers": {"X-Real-IP": "192.0.2.7"}},
    ],
    ids=str,
)
def test_without_keys_only_this_machine_may(service: FakeService, collection: FakeCollection, asked: Any) -> None:
    client = client_of(service, collection=collection, editors="1", hosts=["quoth.example"])
    for reply in (
        client.post("/api/articles", json={"text": TEXT}, **asked),
        client.delete("/api/articles/tram", **asked),
        client.post("/remove", data={"id": "tram"}, **asked),
        client.get("/add", **asked),
    ):
        assert reply.status_code == 403
    assert 'href="/add"' not in client.get("/", **asked).text
    assert client.get("/api/articles/tram").status_code == 200


def test_nobody_may_where_it_is_off(service: FakeService, collection: FakeCollection) -> None:
    client = client_of(service, collection=collection, editors="0")
    assert client.post("/api/articles", json={"text": TEXT}).status_code == 403


def test_with_keys_only_who_has_one_may(service: FakeService, collection: FakeCollection) -> None:
    key, digest = new_key()
    client = client_of(service, collection=collection, editors="1", keys=Keys({"ada": digest}))
    assert client.post("/api/articles", json={"text": TEXT}).status_code == 401
    sent = {"Authorization": f"Bearer {key}"}
    assert client.post("/api/articles", json={"text": TEXT}, headers=sent).status_code == 202


@pytest.mark.parametrize("path", ["/api/articles", "/add", "/remove", "/restore"])
def test_another_site_cannot_bring_or_remove_anything(client: Client, path: str) -> None:
    form = {"text": TEXT, "id": "tram"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        sent = client.post(path, data=form, content_type="multipart/form-data", headers=headers)
        assert (sent.status_code, sent.json["error"]["code"]) == (400, "cross_site")
    assert client.get("/api/articles/tram").status_code == 200


def test_an_address_is_taken_only_where_pages_are_fetched(service: FakeService) -> None:
    client = client_of(service, collection=FakeCollection(service, fetches=True), editors="1")
    assert client.post("/api/articles", json={"url": "https://example.org/a"}).status_code == 202
    assert 'name="url"' in client.get("/add").text
