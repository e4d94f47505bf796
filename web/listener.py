"""waitress with our limits: no chunked bodies, errors in our JSON, a bounded queue, health checks that never queue."""

from __future__ import annotations

import logging
import secrets
import socket
import time
from typing import Any

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import Error, RequestEntityTooLarge, ServerNotImplemented

from web.body import MAX_BODY, MAX_UPLOAD, UPLOADS
from web.faults import Fault, fault_body, plain_fault
from web.guard import ARRIVED, HEADERS, PROBES, access
from web.schemas import dumps

WORKERS = 16  # threads that answer; they only wait for the model
SPARE = 8  # threads for probes, static files and refusals
QUEUE = 64  # requests that may wait for a worker
STREAMS = WORKERS - 4  # so that plain answers go on beside long streams

LIMITS: dict[str, Any] = {
    "connection_limit": 1000,
    "asyncore_use_poll": True,  # select() ends at 1024 descriptors
    "channel_timeout": 20,  # seconds of silence
    "cleanup_interval": 5,
    "max_request_body_size": MAX_UPLOAD + 1,  # waitress refuses from this size on
    "max_request_header_size": 32 * 1024,  # a page without JavaScript asks by GET: 2,000 characters of any script
    "backlog": 512,
    "ident": None,
    "expose_tracebacks": False,
    "channel_request_lookahead": 0,
    "clear_untrusted_proxy_headers": True,
}


class LengthRequired(Error):  # type: ignore[misc]
    code = 411
    reason = "Length Required"


class Overloaded(Error):  # type: ignore[misc]
    code = 503
    reason = "Service Unavailable"


class Parser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses a chunked body, and one too large for its address, at its header: waitress would read it first."""

    chunked: bool
    content_length: int

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.chunked:
            self.body_rcv = None
            self.error = LengthRequired("")
        elif self.content_length > MAX_BODY and self.path not in UPLOADS:
            self.body_rcv = None
            self.error = RequestEntityTooLarge("")


class FaultTask(ErrorTask):  # type: ignore[misc]
    """Says what waitress refuses as the app says its own errors."""

    def execute(self) -> None:
        fault, request_id = _fault(self.request.error), secrets.token_hex(8)
        body = dumps(fault_body(fault, request_id)).encode()
        self.status = f"{fault.status} {self.request.error.reason}"
        headers = HEADERS | {
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            "X-Request-Id": request_id,
        }
        if fault.retry_after is not None:
            headers["Retry-After"] = str(fault.retry_after)
        self.response_headers.extend(headers.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
        access.info("refused", extra={"request_id": request_id, "status": fault.status, "code": fault.code})


class TimedTask(WSGITask):  # type: ignore[misc]
    """Tells the app when the request arrived, which may be long before a worker was free for it."""

    def get_environment(self) -> dict[str, Any]:
        environ: dict[str, Any] = super().get_environment()
        environ[ARRIVED] = self.request.arrived
        return environ


class Channel(HTTPChannel):  # type: ignore[misc]
    parser_class = Parser
    task_class = TimedTask
    error_task_class = FaultTask


class Pools(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Workers behind a bounded queue, and spare threads that answer at once whatever needs no work."""

    def __init__(self) -> None:
        super().__init__()
        self.spare = ThreadedTaskDispatcher()
        self.spare.set_thread_count(SPARE)
        self.set_thread_count(WORKERS)

    def add_task(self, task: Any) -> None:
        request = task.requests[0]
        request.arrived = time.monotonic()
        light = request.error or request.path in PROBES or request.path.startswith("/static/")
        if not light and len(self.queue) >= QUEUE:
            request.error = light = Overloaded("")
        if light:
            self.spare.add_task(task)
        else:
            super().add_task(task)

    def shutdown(self, cancel_pending: bool = True, timeout: int = 5) -> Any:
        self.spare.shutdown(cancel_pending, timeout)
        return super().shutdown(cancel_pending, timeout)


def bind(host: str, port: int) -> socket.socket:
    """A bound socket, IPv4 where the name has both. OSError says why not."""
    if not 0 <= port <= 65_535:
        raise OverflowError(port)  # getaddrinfo would take the remainder
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = sorted(found)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError:
        listener.close()
        raise
    return listener


def listen(app: Any, listener: socket.socket, sockets: dict[int, Any]) -> Any:
    """A waitress server on `listener` whose sockets are in `sockets`; the caller runs the loop."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is no news: it is bounded and measured
    server = create_server(app, map=sockets, sockets=[listener], _dispatcher=Pools(), **LIMITS)
    server.channel_class = Channel
    return server


def idle(server: Any) -> bool:
    """Whether no request is being answered and every byte has been sent."""
    return not any(channel.requests or channel.total_outbufs_len for channel in server.active_channels.values())


def _fault(error: Error) -> Fault:
    if isinstance(error, Overloaded):
        return Fault(503, "busy", "Too many questions are waiting. Try again in a second.", retry_after=1)
    if isinstance(error, ServerNotImplemented):
        return plain_fault(411)
    if error.code == 500:
        return Fault(500, "internal_error", "Something went wrong here. Try again.")
    return plain_fault(error.code)
