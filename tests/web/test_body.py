"""Bodies that a stranger may send: one stable answer to each."""

from __future__ import annotations

import pytest

from tests.web.client import Client, client_of
from tests.web.fake import FakeService
from web.body import MAX_BODY, MAX_KEYS, parse_object

EXTREMES = {
    "nested arrays": b'{"question":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "nested objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "unclosed nesting": b"[" * 60_000,
    "long integer": b'{"limit":' + b"9" * 5_000 + b"}",
    "NaN": b'{"question":"x","limit":NaN}',
    "Infinity": b'{"question":"x","limit":Infinity}',
    "minus Infinity": b'{"question":"x","limit":-Infinity}',
    "1e999": b'{"question":"x","limit":1e999}',
    "-1e999": b'{"question":"x","limit":-1e999}',
    "lone surrogate": b'{"question":"\\ud800"}',
    "lone low surrogate in a key": b'{"\\udc00":"x"}',
    "surrogate in a list": b'{"history":[{"question":"\\ud800","answer":""}]}',
    "surrogate as raw bytes": b'{"question":"\xed\xa0\x80"}',
    "NUL escaped": b'{"question":"a\\u0000b"}',
    "NUL raw": b'{"question":"a\x00b"}',
    "raw control character": b'{"question":"a\x01b"}',
    "duplicate keys": b'{"question":"a","question":"b"}',
    "duplicate keys inside": b'{"question":"a","filters":{"source":[],"source":[]}}',
    "many keys": b"{" + b",".join(b'"%d":1' % n for n in range(MAX_KEYS + 1)) + b"}",
    "byte order mark": b'\xef\xbb\xbf{"question":"x"}',
    "UTF-16": '{"question":"x"}'.encode("utf-16"),
    "UTF-16 without mark": '{"question":"x"}'.encode("utf-16-le"),
    "UTF-32": '{"question":"x"}'.encode("utf-32"),
    "latin-1": '{"question":"é"}'.encode("latin-1"),
    "overlong UTF-8": b'{"question":"\xc0\xaf"}',
    "array": b'[{"question":"x"}]',
    "null": b"null",
    "string": b'"question"',
    "number": b"1",
    "white space": b"   ",
    "trailing comma": b'{"question":"x",}',
    "two objects": b'{"question":"x"}{"question":"y"}',
    "comment": b'{"question":"x"} // why',
    "single quotes": b"{'question':'x'}",
    "cut": b'{"question":"x',
}


@pytest.fixture(scope="module")
def client() -> Client:
    return client_of(FakeService())


@pytest.mark.parametrize("body", EXTREMES.values(), ids=EXTREMES.keys())
@pytest.mark.parametrize("path", ["/api/answer", "/api/answer/stream", "/api/search", "/v1/chat/completions"])
def test_extreme_json_is_400_with_one_code(client: Client, path: str, body: bytes) -> None:
    reply = client.post(path, data=body, content_type="application/json")
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "invalid_json")
    assert reply.json["error"]["message"] and len(reply.json["request_id"]) == 16


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", ""],
)
def test_other_types_are_415(client: Client, kind: str) -> None:
    reply = client.post("/api/answer", data=b'{"question":"x"}', headers={"Content-Type": kind})
    assert (reply.status_code, reply.json["error"]["code"]) == (415, "unsupported_media_type")


def test_compressed_body_is_415(client: Client) -> None:
    reply = client.post(
        "/api/answer", data=b"\x1f\x8b", content_type="application/json", headers={"Content-Encoding": "gzip"}
    )
    assert reply.status_code == 415


def test_charset_parameter_is_allowed(client: Client) -> None:
    reply = client.post("/api/search", data='{"question":"café"}', content_type="application/json; charset=utf-8")
    assert reply.status_code == 200


def test_empty_body_is_400(client: Client) -> None:
    reply = client.post("/api/answer", content_type="application/json", environ_overrides={"CONTENT_LENGTH": "0"})
    assert (reply.status_code, reply.json["error"]["code"]) == (400, "invalid_json")


def test_no_length_is_411(client: Client) -> None:
    reply = client.post("/api/answer", content_type="application/json")
    assert (reply.status_code, reply.json["error"]["code"]) == (411, "length_required")


def test_too_large_is_413(client: Client) -> None:
    body = b'{"question":"' + b"x" * MAX_BODY + b'"}'
    reply = client.post("/api/answer", data=body, content_type="application/json")
    assert (reply.status_code, reply.json["error"]["code"]) == (413, "body_too_large")


def test_the_largest_body_is_read(client: Client) -> None:
    body = b'{"question":"harbour"' + b" " * (MAX_BODY - 22) + b"}"
    assert len(body) == MAX_BODY
    assert client.post("/api/search", data=body, content_type="application/json").status_code == 200


def test_sound_json_is_read_as_it_is() -> None:
    assert parse_object('{"a": [1, -2.5, true, null, "\\ud83d\\udc1d", "é"]}'.encode()) == {
        "a": [1, -2.5, True, None, "🐝", "é"]
    }
