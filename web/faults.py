"""Every error a client can see: one JSON shape, a sentence that says what to do, nothing of our insides."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from qa.errors import Busy, IndexFault, IndexMissing, ModelMismatch, NotFound, QAError, UsageError
from web.schemas import dumps

log = logging.getLogger(__name__)

_MESSAGES = {
    400: ("bad_request", "The request cannot be read. Compare it with /api/docs."),
    403: ("not_allowed", "This is not allowed here. See SECURITY.md."),
    404: ("not_found", "There is nothing at this address. See /api/docs for those that exist."),
    405: ("method_not_allowed", "This address does not take this method. Use one named in the Allow header."),
    411: ("length_required", "Send the body with a Content-Length header, not chunked."),
    413: (
        "body_too_large",
        "The body is too large: 64 KiB for a question with its history, 32 MiB for articles. Send less.",
    ),
    415: ("unsupported_media_type", "Send the body as application/json."),
    503: ("unavailable", "The service cannot answer now. Try again in a few seconds."),
}
_PROGRAMS = ("/api/", "/v1/", "/static/", "/metrics", "/healthz", "/readyz")  # addresses that only programs ask for
_INTERNAL = "Something went wrong here. Try again; if it stays so, give the request_id to whoever runs this service."


@dataclass(frozen=True, slots=True)
class Fault:
    """What a client is told: `status` is HTTP's, `code` is stable for programs."""

    status: int
    code: str
    message: str
    field: str | None = None
    retry_after: int | None = None


class Refusal(Exception):
    """Raised by the HTTP side itself; carries the fault to report."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def plain_fault(status: int) -> Fault:
    """The fault for a bare HTTP status; one we do not use is told as the nearest that we do."""
    status = status if status in _MESSAGES else 400 if 400 <= status < 500 else 503
    code, message = _MESSAGES[status]
    return Fault(status, code, message)


def fault_of(error: Exception) -> Fault:
    """What to tell the client of `error`. An index fault names paths for the operator: those stay in the log."""
    match error:
        case Refusal():
            return error.fault
        case UsageError():
            return Fault(422, error.code, str(error), error.field)
        case NotFound():
            return Fault(404, "article_not_found", "No article has this id. Find one with GET /api/articles.")
        case Busy():
            return Fault(503, "busy", str(error), retry_after=error.retry_after)
        case IndexFault():
            return Fault(503, "index_unavailable", index_message(error), retry_after=5)
        case QAError():
            return Fault(503, "unavailable", _MESSAGES[503][1], retry_after=5)
        case MemoryError():
            return Fault(
                503, "busy", "There is too little memory for this now. Try again in a few seconds.", retry_after=5
            )
        case HTTPException():
            return plain_fault(error.code or 400)
    return Fault(500, "internal_error", _INTERNAL)


def index_message(error: IndexFault) -> str:
    """An index fault in words that name no path."""
    if isinstance(error, IndexMissing):
        return "There is no index yet. Build one with `make index`."
    if isinstance(error, ModelMismatch):
        return "The index was built with another model. Build it again with `make index`."
    return "The index is damaged. Build it again with `make index`."


def fault_body(fault: Fault, request_id: str, *, openai: bool = False) -> dict[str, Any]:
    """The JSON of an error. Clients of the OpenAI protocol also look for `type` and `param`."""
    error: dict[str, Any] = {"code": fault.code, "message": fault.message, "field": fault.field}
    if openai:
        error["type"] = "server_error" if fault.status >= 500 else "invalid_request_error"
        error["param"] = fault.field
    return {"error": error, "request_id": request_id}


def report(error: Exception, request_id: str) -> Fault:
    """`fault_of`, and the cause in the log where the client is not at fault."""
    fault = fault_of(error)
    if fault.code == "internal_error":
        log.error("unexpected error", exc_info=error, extra={"request_id": request_id})
    elif isinstance(error, QAError) and fault.status == 503 and not isinstance(error, Busy):
        log.warning("%s", error, extra={"request_id": request_id})
    return fault


def wants_page() -> bool:
    """Whether the request is a browser's for a page: it says so in Accept, which programs seldom do."""
    program = request.path.startswith(_PROGRAMS) or request.path.endswith("/stream")
    return request.method in ("GET", "HEAD") and not program and "text/html" in request.headers.get("Accept", "")


def register_faults(app: Flask, page: Callable[[Fault, str], str] | None = None) -> None:
    """Answer every exception of `app` in our shape: JSON, and for a browser the page that `page` makes of it."""

    def reply(error: Exception) -> Response:
        fault = report(error, g.request_id)
        if page and wants_page():
            response = Response(page(fault, g.request_id), status=fault.status, mimetype="text/html")
        else:
            body = fault_body(fault, g.request_id, openai=request.path.startswith("/v1/"))
            response = Response(dumps(body), status=fault.status, mimetype="application/json")
        if fault.retry_after is not None:
            response.headers["Retry-After"] = str(fault.retry_after)
        if isinstance(error, HTTPException):
            response.headers.extend((name, value) for name, value in error.get_headers() if name == "Allow")
        return response

    app.register_error_handler(Exception, reply)
