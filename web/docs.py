"""OpenAPI 3.1, generated from the models that validate requests, and a page that shows it to a person."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Blueprint, Response, render_template
from markupsafe import Markup
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode

from qa.types import Answer, BuildState
from web import replies, schemas
from web.api import reply
from web.editing import ArticleIn
from web.guard import OPEN
from web.openai import ChatIn, ChatOut, ModelsOut

_REF = "#/components/schemas/{model}"
_JSON, _EVENTS, _TEXT, _HTML = "application/json", "text/event-stream", "text/plain", "text/html"
_LIMITS = {
    "format": "as a",
    "minLength": "characters at least",
    "maxLength": "characters at most",
    "minimum": "at least",
    "maximum": "at most",
    "default": "default",
}
_STRING = {"type": "string"}
_KEYS = {"bearer": {"type": "http", "scheme": "bearer"}, "password": {"type": "http", "scheme": "basic"}}
_ALWAYS = ("400", "503")
_GUARDED = ("401", "429")
_BODY = ("411", "413", "415", "422")
_SAID = {
    "400": "The request cannot be read, or its Host or Origin is not ours",
    "401": "The server asks for a key, and this is none of its keys",
    "403": "Who asks may not change the collection",
    "404": "No such article, or build",
    "411": "No Content-Length",
    "413": "The body is larger than 64 KiB, or 32 MiB where articles are brought",
    "415": "The body is not application/json",
    "422": "A field is unknown, missing or out of range; `field` names it",
    "429": "More requests in a minute than one client may send; Retry-After says when to go on",
    "503": "Loading, busy or stopping; Retry-After says when to try again",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route. `body`, `query` and `answer` are models; `answer` None is something other than JSON."""

    method: str
    path: str
    summary: str
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: Any = None
    media: tuple[str, ...] = (_JSON,)
    unready: Any = None  # what 503 holds, where that is not an error
    status: str = "200"
    edits: bool = False

    @property
    def errors(self) -> tuple[str, ...]:
        found: tuple[str, ...] = ("404",) if "{" in self.path else ()
        found += ("403",) if self.edits else ()
        checked = ("422",) if self.query else ()
        guarded = () if self.path in OPEN else _GUARDED
        return tuple(sorted((*_ALWAYS, *guarded, *found, *(_BODY if self.body else checked))))


OPERATIONS = (
    Operation(
        method="post",
        path="/api/answer",
        summary="Answer a question with verbatim citations, or refuse",
        body=schemas.AnswerIn,
        answer=Answer,
    ),
    Operation(
        method="post",
        path="/api/answer/stream",
        summary="The same as events: `retrieved` (as /api/search), `sentence`, `done` (as /api/answer), `error`",
        body=schemas.AnswerIn,
        media=(_EVENTS,),
    ),
    Operation(
        method="post",
        path="/api/search",
        summary="The passages nearest to a question, best first",
        body=schemas.SearchIn,
        answer=replies.SearchOut,
    ),
    Operation(
        method="get",
        path="/api/articles",
        summary="List the articles",
        query=schemas.ArticlesIn,
        answer=replies.ArticlesOut,
    ),
    Operation(
        method="get",
        path="/api/articles/{article_id}",
        summary="One article as indexed; all offsets are into its `text`",
        answer=replies.ArticleOut,
    ),
    Operation(
        method="post",
        path="/api/articles",
        summary="Bring an article, or as multipart/form-data `files` and the same fields; a build follows",
        body=ArticleIn,
        answer=BuildState,
        status="202",
        edits=True,
    ),
    Operation(
        method="delete",
        path="/api/articles/{article_id}",
        summary="Take an article away; `POST /api/articles` with `restore` puts it back",
        answer=BuildState,
        status="202",
        edits=True,
    ),
    Operation(
        method="get",
        path="/api/builds/{build_id}",
        summary="How far a build is, and what became of each input",
        answer=BuildState,
    ),
    Operation(
        method="get", path="/api/status", summary="Index, model and counts, degraded or not", answer=replies.StatusOut
    ),
    Operation(
        method="post",
        path="/v1/chat/completions",
        summary="The OpenAI chat protocol: the last user message is the question; `stream` as there",
        body=ChatIn,
        answer=ChatOut,
        media=(_JSON, _EVENTS),
    ),
    Operation(method="get", path="/v1/models", summary="The one model there is", answer=ModelsOut),
    Operation(
        method="get", path="/healthz", summary="The process is alive; never touches the model", answer=replies.HealthOut
    ),
    Operation(
        method="get",
        path="/readyz",
        summary="The index is loaded and the model warm",
        answer=replies.ReadyOut,
        unready=replies.ReadyOut,
    ),
    Operation(method="get", path="/metrics", summary="Metrics for Prometheus", media=(_TEXT,)),
    Operation(method="get", path="/api/openapi.json", summary="This description", answer=dict[str, Any]),
    Operation(method="get", path="/api/docs", summary="This description as a page", media=(_HTML,)),
)


@cache
def openapi() -> dict[str, Any]:
    """The description of every route of the API."""
    described, definitions = _schemas()
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _described(operation, described)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Quoth",
            "version": "1",
            "description": "Answers from a collection of articles, each sentence with the verbatim quotes it rests on.",
        },
        "paths": paths,
        "components": {"schemas": definitions, "securitySchemes": _KEYS},
        "security": [{}, *({name: []} for name in _KEYS)],  # keys are asked for only where the operator set them
    }


def blueprint() -> Blueprint:
    """The description and its page, made once."""
    docs, description = Blueprint("docs", __name__), openapi()

    @docs.get("/api/openapi.json")
    def openapi_json() -> Response:
        return reply(description)

    @docs.get("/api/docs")
    def page() -> str:
        return render_template("api_docs.html", api=description, shape=_shape, marked=_marked, errors=_SAID)

    return docs


def _schemas() -> tuple[dict[tuple[Any, JsonSchemaMode], Any], dict[str, Any]]:
    wanted: list[tuple[Any, JsonSchemaMode, TypeAdapter[Any]]] = []
    for operation in OPERATIONS:
        for model, mode in _models(operation):
            if all(model is not known for known, _, _ in wanted):
                wanted.append((model, mode, TypeAdapter(model)))
    wanted.append((replies.SentenceOut, "serialization", TypeAdapter(replies.SentenceOut)))
    wanted.append((replies.ErrorOut, "serialization", TypeAdapter(replies.ErrorOut)))
    described, shared = TypeAdapter.json_schemas(wanted, ref_template=_REF)
    return described, shared.get("$defs", {})


def _models(operation: Operation) -> list[tuple[Any, JsonSchemaMode]]:
    models: list[tuple[Any, JsonSchemaMode]] = []
    if operation.body is not None:
        models.append((operation.body, "validation"))
    if operation.query is not None:
        models.append((operation.query, "validation"))
    if operation.answer is not None:
        models.append((operation.answer, "serialization"))
    return models


def _described(operation: Operation, described: dict[tuple[Any, JsonSchemaMode], Any]) -> dict[str, Any]:
    def content(model: Any, media: tuple[str, ...] = (_JSON,)) -> dict[str, Any]:
        json = {"schema": described[model, "serialization"]} if model is not None else {}
        other = {_EVENTS: {}, _TEXT: {"schema": _STRING}, _HTML: {"schema": _STRING}}
        return {kind: other.get(kind, json) for kind in media}

    responses: dict[str, Any] = {
        operation.status: {"description": "Done", "content": content(operation.answer, operation.media)}
    }
    for status in operation.errors:
        model = operation.unready if status == "503" and operation.unready else replies.ErrorOut
        responses[status] = {"description": _SAID[status], "content": content(model)}
    found: dict[str, Any] = {"summary": operation.summary, "operationId": _name(operation), "responses": responses}
    if operation.body is not None:
        schema = described[operation.body, "validation"]
        found["requestBody"] = {"required": True, "content": {_JSON: {"schema": schema}}}
    if operation.query is not None:
        found["parameters"] = _parameters(operation.query)
    if "{" in operation.path:
        name = operation.path.partition("{")[2].rstrip("}")
        found["parameters"] = [{"name": name, "in": "path", "required": True, "schema": _STRING}]
    return found


def _parameters(model: type[BaseModel]) -> list[dict[str, Any]]:
    properties = model.model_json_schema(by_alias=True)["properties"]
    return [{"name": name, "in": "query", "required": False, "schema": schema} for name, schema in properties.items()]


def _shape(schema: dict[str, Any]) -> Markup:
    """A JSON schema in a few words, with links to the shapes it names."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return Markup('<a href="#{0}">{0}</a>').format(name)
    if "anyOf" in schema:
        return Markup(" or ").join(_shape(choice) for choice in schema["anyOf"])
    if "const" in schema:
        return Markup("{}").format(schema["const"] if schema["const"] != "" else "empty")
    if schema.get("type") == "array":
        return Markup("list of {}").format(_shape(schema.get("items", {})))
    limits = (f"{word} {schema[key]}" for key, word in _LIMITS.items() if schema.get(key, "") != "")
    return Markup(", ").join((str(schema.get("type", "anything")), *limits))


def _marked(text: str) -> Markup:
    """Text with its `names` as code."""
    parts = [
        Markup("<code>{}</code>").format(part) if i % 2 else Markup.escape(part)
        for i, part in enumerate(text.split("`"))
    ]
    return Markup("").join(parts)


def _name(operation: Operation) -> str:
    words = operation.path.replace("{", "").replace("}", "").replace(".", "/").strip("/").split("/")
    return "_".join((operation.method, *words))
