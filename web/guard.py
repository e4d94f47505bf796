"""Stands before and behind every request: hosts, origin, keys, allowance, draining, request ids, headers, the log line."""

from __future__ import annotations

import ipaddress
import logging
import re
import secrets
import threading
import time
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

from qa.answering.deadline import since
from web.faults import Fault, Refusal
from web.keys import Keys
from web.limits import Allowance, network
from web.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

access = logging.getLogger("web.access")

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANY_ADDRESS = "*ip"  # among the hosts: any IP address will do, as DNS rebinding needs a name
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9_.-]{1,253})(?::\d{1,5})?")
ARRIVED = "quoth.arrived"  # in the environment of WSGI: the time.monotonic() at which the request was there
PROBES = frozenset({"/healthz", "/readyz", "/metrics", "/api/status"})
OPEN = frozenset({"/healthz", "/readyz"})  # these need no key: who starts servers asks them, and they tell nothing


def trusted(host: str, hosts: Collection[str]) -> bool:
    """Whether the Host header `host` names us."""
    match = _HOST.fullmatch(host.lower())
    if match is None:
        return False
    name = match[1].rstrip(".")
    return name in LOCAL or name in hosts or (ANY_ADDRESS in hosts and _is_address(name.strip("[]")))


def same_origin(site: str | None, origin: str | None, host: str) -> bool:
    """Whether a browser, if it was one, sent this from our own page. Other programs send neither header.

    A form of ours comes with `Origin: null`, because of our Referrer-Policy; only `Sec-Fetch-Site` tells it apart.
    """
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is None or (origin == "null" and site is not None):
        return True
    return origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")


def check_origin(hosts: Collection[str], *, stopping: bool) -> None:
    """Raise Refusal for a host name that is not ours, while the server stops, and for what another site sends."""
    host = request.headers.get("Host", "")
    if not trusted(host, hosts):
        message = "This server does not answer to that host name. Add it to QA_TRUSTED_HOSTS if it should."
        raise Refusal(Fault(400, "untrusted_host", message))
    if stopping and request.path not in PROBES:
        message = "The server is stopping. Send the request again in a few seconds."
        raise Refusal(Fault(503, "stopping", message, retry_after=5))
    if request.method not in ("GET", "HEAD") and not same_origin(
        request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin"), host
    ):
        message = "Another site may not send this request. Open the page of this server itself and ask there."
        raise Refusal(Fault(400, "cross_site", message))


def let_in(keys: Keys | None, allowance: Allowance | None) -> None:
    """Refuse who has no key where keys are asked for, and who asks too often; a wrong key counts as well."""
    if request.path in OPEN or request.path.startswith("/static/"):
        return
    holder = keys.holder(request.authorization) if keys else None
    if allowance is not None:
        allowance.take(holder or network(request.remote_addr))
    if holder:
        g.key = holder
    elif keys is not None:
        message = (
            "This server asks for a key. Send yours as `Authorization: Bearer …`, or as the password of a browser."
        )
        raise Refusal(Fault(401, "key_required", message))


def timed(app: WSGIApplication) -> WSGIApplication:
    """The app, its waits limited from when a request arrived."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with since(environ.get(ARRIVED, time.monotonic())):
            return app(environ, start_response)

    return call


def install(
    app: Flask,
    metrics: Metrics,
    *,
    hosts: Collection[str],
    draining: threading.Event,
    keys: Keys | None = None,
    allowance: Allowance | None = None,
) -> None:
    """Put the guard around every route of `app`, static files and errors included."""

    @app.before_request
    def admit() -> None:
        g.request_id, g.started = secrets.token_hex(8), time.perf_counter()
        metrics.in_flight.inc()
        check_origin(hosts, stopping=draining.is_set())
        let_in(keys, allowance)

    @app.after_request
    def seal(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers["X-Request-Id"] = g.request_id
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="Quoth", charset="UTF-8"'
        if not (request.endpoint or "").endswith("static"):
            response.headers.setdefault("Cache-Control", "no-store")
        route = request.url_rule.rule if request.url_rule else "none"
        labels = (request.method if request.method in ("GET", "HEAD", "POST") else "other", route, response.status_code)
        line = {"request_id": g.request_id, "method": labels[0], "route": route, "status": response.status_code}
        line |= g.get("log", {})
        line |= {"key": g.key} if "key" in g else {}
        started = g.started

        def finish() -> None:
            metrics.in_flight.dec()
            metrics.requests.labels(*labels).inc()
            access.info("request", extra=line | {"ms": round((time.perf_counter() - started) * 1000, 1)})

        response.call_on_close(finish)
        return response


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
