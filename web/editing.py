"""Articles that people bring and take away: the API and the pages of it, for those who may."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, Protocol

from flask import Blueprint, Flask, Response, g, request
from pydantic import AfterValidator, Field, model_validator

from qa.errors import NotFound, UsageError
from qa.types import BuildState
from web.body import MAX_UPLOAD, parse_object
from web.faults import Fault, Refusal, plain_fault
from web.guard import LOCAL
from web.limits import is_loopback
from web.replies import build_json
from web.schemas import Day, Request, SourceName, clean, dumps, parse
from web.service import AnsweringService

MAX_TEXT = 1_000_000  # characters of a pasted article
MAX_FILES = 100
_FORM_MEMORY = 8 * MAX_TEXT  # bytes of the fields of a form, as they are sent
_FIELDS = ("text", "title", "source", "author", "published_at", "category", "url")
_BEFORE_US = ("Via", "X-Real-Ip")  # headers of a proxy: who asked it is not known


class Collecting(Protocol):
    """What the pages need of a collection that can be changed. Errors are those of `qa.errors`."""

    @property
    def fetches(self) -> bool:
        """Whether addresses can be brought."""
        ...

    def bring(
        self,
        *,
        records: Sequence[dict[str, str]] = (),
        urls: Sequence[str] = (),
        files: Sequence[tuple[str, bytes]] = (),
    ) -> BuildState: ...

    def remove(self, article_id: str, title: str = "") -> BuildState: ...

    def restore(self, article_id: str) -> BuildState: ...

    def removed(self) -> list[str]: ...

    def build(self, build_id: str) -> BuildState: ...

    def close(self) -> None: ...


class NoCollection:
    """Where nothing can be changed."""

    fetches = False

    def bring(
        self,
        *,
        records: Sequence[dict[str, str]] = (),
        urls: Sequence[str] = (),
        files: Sequence[tuple[str, bytes]] = (),
    ) -> BuildState:
        raise Refusal(plain_fault(403))

    def remove(self, article_id: str, title: str = "") -> BuildState:
        raise Refusal(plain_fault(403))

    def restore(self, article_id: str) -> BuildState:
        raise Refusal(plain_fault(403))

    def removed(self) -> list[str]:
        return []

    def build(self, build_id: str) -> BuildState:
        raise NotFound("There are no builds here.")

    def close(self) -> None:
        """Nothing is open."""


class LateCollection:
    """Opens a collection when it is first used: its libraries take seconds to import."""

    def __init__(self, open_collection: Callable[[], Collecting]) -> None:
        self._open = open_collection
        self._lock = threading.Lock()
        self._opened: Collecting | None = None

    def open(self) -> Collecting:
        with self._lock:
            if self._opened is None:
                self._opened = self._open()
            return self._opened

    @property
    def fetches(self) -> bool:
        return self.open().fetches

    def bring(
        self,
        *,
        records: Sequence[dict[str, str]] = (),
        urls: Sequence[str] = (),
        files: Sequence[tuple[str, bytes]] = (),
    ) -> BuildState:
        return self.open().bring(records=records, urls=urls, files=files)

    def remove(self, article_id: str, title: str = "") -> BuildState:
        return self.open().remove(article_id, title)

    def restore(self, article_id: str) -> BuildState:
        return self.open().restore(article_id)

    def removed(self) -> list[str]:
        return self.open().removed()

    def build(self, build_id: str) -> BuildState:
        return self.open().build(build_id)

    def close(self) -> None:
        if self._opened is not None:
            self._opened.close()


def _text(text: str) -> str:
    """Without control characters, but with its lines: they are the paragraphs of an article."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


class ArticleIn(Request):
    """An article to take in: its `text`, or the `url` of its page, which is fetched where QA_FETCH is set; or the id of
    a removed one to `restore`.
    """

    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(_text)] = ""
    title: Annotated[str, Field(max_length=500), AfterValidator(clean)] = ""
    source: Annotated[str, Field(max_length=200), AfterValidator(clean)] = ""
    author: Annotated[str, Field(max_length=200), AfterValidator(clean)] = ""
    published_at: Day | None = None
    category: Annotated[str, Field(max_length=200), AfterValidator(clean)] = ""
    url: Annotated[str, Field(max_length=2000)] = ""
    restore: SourceName | None = None

    @model_validator(mode="after")
    def _says_something(self) -> ArticleIn:
        if not (self.text or self.url or self.restore):
            raise ValueError("it has neither text nor url")
        return self

    def record(self) -> dict[str, str]:
        found = self.model_dump(exclude={"restore"}, exclude_none=True)
        return {key: value for key, value in found.items() if value}


def may_edit(who: str, *, keys: bool) -> bool:
    """Whether this request may change the collection. `who` is QA_EDIT, with auto made 0 or 1."""
    if who == "0":
        return False
    if keys:
        return "key" in g
    named = request.host.rpartition(":")[0] or request.host
    direct = not any(name in request.headers for name in _BEFORE_US)
    return who == "1" and direct and named in LOCAL and is_loopback(request.remote_addr or "")


def register(app: Flask, service: AnsweringService, collection: Collecting, *, who: str, keys: bool) -> None:
    """Add the routes to `app`, and `g.may_edit` for its pages."""

    @app.before_request
    def look() -> None:
        g.may_edit = may_edit(who, keys=keys)

    app.register_blueprint(_api(service, collection))


def allowed() -> None:
    """Refuse who may not change the collection."""
    if not g.get("may_edit"):
        message = (
            "Here nobody may change the collection without a key. "
            "Ask whoever runs this service, or open it on its own machine with QA_EDIT=1."
        )
        raise Refusal(Fault(403, "not_allowed", message))


def _api(service: AnsweringService, collection: Collecting) -> Blueprint:
    api = Blueprint("editing", __name__)

    @api.post("/api/articles")
    def bring() -> Response:
        allowed()
        return _build_reply(service, take(collection), 202)

    @api.delete("/api/articles/<path:article_id>")
    def remove(article_id: str) -> Response:
        allowed()
        return _build_reply(service, collection.remove(article_id, service.article(article_id).title), 202)

    @api.get("/api/builds/<build_id>")
    def build(build_id: str) -> Response:
        try:
            return _build_reply(service, collection.build(build_id))
        except NotFound as error:
            raise Refusal(Fault(404, "build_not_found", str(error))) from None

    return api


def take(collection: Collecting) -> BuildState:
    """Bring what the request holds: JSON, or a form with fields and files."""
    request.max_content_length, request.max_form_memory_size = MAX_UPLOAD, _FORM_MEMORY
    if request.mimetype == "multipart/form-data":
        return _from_form(collection)
    if request.mimetype != "application/json":
        raise Refusal(plain_fault(415))
    try:
        given = parse(ArticleIn, parse_object(request.get_data(cache=False)))
    except (ValueError, RecursionError):
        raise Refusal(Fault(400, "invalid_json", "The body is not one plain JSON object in UTF-8. Send one.")) from None
    if given.restore:
        return collection.restore(given.restore)
    return collection.bring(records=[given.record()]) if given.text else collection.bring(urls=[given.url])


def _from_form(collection: Collecting) -> BuildState:
    files = [(file.filename or "file", file.read()) for file in request.files.getlist("files") if file.filename]
    if len(files) > MAX_FILES:
        message = f"More than {MAX_FILES} files at once. Send fewer, or put them into the folder that is watched."
        raise UsageError(message, code="too_many_files", field="files")
    fields: dict[str, Any] = {name: value for name in _FIELDS if (value := request.form.get(name, "").strip())}
    if not fields.keys() & {"text", "url"}:
        if not files:
            raise UsageError("There is nothing to add. Paste a text or choose files.", code="nothing", field="text")
        return collection.bring(files=files)
    given = parse(ArticleIn, fields)
    return collection.bring(
        records=[given.record()] if given.text else (), urls=() if given.text else [given.url], files=files
    )


def seen(service: AnsweringService, build: BuildState) -> BuildState:
    """A build is done when its index answers; until then the service opens it."""
    index = service.status().index
    if build.state == "done" and build.built_at and index and index.built_at < build.built_at:
        return replace(build, state="running", stage="opening", done=0, total=None)
    return build


def _build_reply(service: AnsweringService, build: BuildState, status: int = 200) -> Response:
    return Response(dumps(build_json(seen(service, build))), status=status, mimetype="application/json")
