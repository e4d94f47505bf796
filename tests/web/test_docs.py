"""The description of the API describes all of it, truly, and its page asks nothing of anyone else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.web.client import Client
from tests.web.fake import FakeService
from web import create_app
from web.docs import openapi


def resolve(schema: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference into the components."""
    if "$ref" not in schema:
        return schema
    found: dict[str, Any] = openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return found


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether `value` has the described shape: types, required fields, items."""
    schema = resolve(schema)
    if "anyOf" in schema:
        return any(fits(value, choice) for choice in schema["anyOf"])
    kinds: dict[str, Any] = {"string": str, "boolean": bool, "null": type(None), "array": list, "object": dict}
    kind = schema.get("type")
    if kind == "object":
        known = schema.get("properties", {})
        return (
            isinstance(value, dict)
            and set(schema.get("required", [])) <= set(value)
            and ("additionalProperties" in schema or not known or set(value) <= set(known))
            and all(fits(item, known[key]) for key, item in value.items() if key in known)
        )
    if kind == "array":
        return isinstance(value, list) and all(fits(item, schema.get("items", {})) for item in value)
    if kind in ("integer", "number"):
        return isinstance(value, int if kind == "integer" else (int, float)) and not isinstance(value, bool)
    return kind is None or isinstance(value, kinds[kind])


def test_every_route_is_described_and_nothing_else() -> None:
    rules = create_app(FakeService()).url_map.iter_rules()
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in rules
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.endpoint.startswith("pages.") and rule.endpoint != "static"
    }
    described = {(method, path) for path, methods in openapi()["paths"].items() for method in methods}
    assert described == routes


def test_every_reference_leads_somewhere(client: Client) -> None:
    found = client.get("/api/openapi.json")
    assert found.json == openapi() and found.json["openapi"].startswith("3.1")
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', found.text))
    assert names <= set(found.json["components"]["schemas"]) and len(names) > 15


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("post", "/api/answer", {"question": "When did the Northport harbour close?"}),
        ("post", "/api/answer", {"question": "Who won the world cup?"}),
        ("post", "/api/answer", {"question": ""}),
        ("post", "/api/search", {"question": "harbour"}),
        ("post", "/v1/chat/completions", {"messages": [{"role": "user", "content": "harbour close"}]}),
        ("get", "/api/articles", None),
        ("get", "/api/articles/harbour-1", None),
        ("get", "/api/articles/none", None),
        ("get", "/api/status", None),
        ("get", "/v1/models", None),
        ("get", "/healthz", None),
        ("get", "/readyz", None),
    ],
)
def test_replies_fit_their_description(client: Client, method: str, path: str, body: Any) -> None:
    reply = client.open(path, method=method.upper(), json=body)
    pattern = "/api/articles/{article_id}" if path.startswith("/api/articles/") else path
    described = openapi()["paths"][pattern][method]["responses"][str(reply.status_code)]
    assert fits(reply.json, described["content"]["application/json"]["schema"])


def test_request_limits_are_described() -> None:
    question = openapi()["components"]["schemas"]["AnswerIn"]["properties"]["question"]
    assert (question["minLength"], question["maxLength"]) == (1, 2000)
    assert openapi()["components"]["schemas"]["AnswerIn"]["additionalProperties"] is False
    names = {parameter["name"] for parameter in openapi()["paths"]["/api/articles"]["get"]["parameters"]}
    assert names == {"query", "source", "author", "tag", "from", "to", "cursor", "limit"}


def test_the_page_shows_every_route_and_needs_no_one_else(client: Client) -> None:
    page = client.get("/api/docs").text
    for path, methods in openapi()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert "<script" not in page and "style=" not in page and "<style" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page
