"""Pages from the web, politely and safely: robots.txt, one request a second and host, nothing private, all of it capped.

A host is resolved once a request and its address used for the connection, so that no second answer of its name server
can lead elsewhere. Every redirect is a new request with all checks.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from qa.articles.fetch.addresses import Resolve, Target, check, system_resolve
from qa.articles.fetch.fetched import FetchedPages, Kept
from qa.articles.fetch.robots import EVERYTHING, NOTHING, Robots, parse_robots
from qa.articles.opening import PAGE_BYTES
from qa.errors import ArticleError
from qa.text.addresses import joined

AGENT = "quoth"
SECONDS = 20.0  # for one request, all in all
REDIRECTS = 3
_CONNECT = 5.0  # seconds
_PAUSE = 1.0  # seconds between two requests to one host
_ROBOTS_BYTES = 500_000
_MOVED = (301, 302, 303, 307, 308)
_TYPES = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml, text/plain, application/pdf"

Connect = Callable[[Target], socket.socket]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a URL gave. `url` is where the last redirect led."""

    url: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: http.client.HTTPMessage
    data: bytes


def system_connect(target: Target) -> socket.socket:
    """A connection to the first of the checked addresses that answers."""
    failure: OSError = OSError("it has no address")
    for address in target.addresses:
        try:
            raw = socket.create_connection((address, target.port), timeout=_CONNECT)
        except OSError as error:
            failure = error
            continue
        if target.scheme == "http":
            return raw
        return ssl.create_default_context().wrap_socket(raw, server_hostname=target.host)
    raise failure


class Fetcher:
    """Fetches one URL at a time."""

    def __init__(
        self,
        pages: FetchedPages | None = None,
        *,
        resolve: Resolve = system_resolve,
        connect: Connect = system_connect,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        page_bytes: int = PAGE_BYTES,
    ) -> None:
        self._pages = pages or FetchedPages(None)
        self._resolve, self._connect, self._sleep, self._clock = resolve, connect, sleep, clock
        self._page_bytes = page_bytes
        self._robots: dict[tuple[str, str, int], Robots] = {}
        self._next: dict[str, float] = {}

    def fetch(self, url: str) -> Fetched:
        """What `url` gives; an ArticleError says why not. Nothing is sent again that has not changed."""
        known = self._pages.find(url)
        at = url
        for _ in range(REDIRECTS + 1):
            target = check(at, self._resolve)
            robots = self._rules(target)
            if not robots.allows(target.path):
                raise ArticleError("robots", "The site's robots.txt asks not to fetch it. Save the page as a file.")
            reply = self._ask(target, known if at == url else None, robots.delay)
            if reply.status in _MOVED:
                at = _moved(target, reply)
                continue
            return self._settled(url, at, reply, known)
        raise ArticleError("redirects", f"It redirects more than {REDIRECTS} times. Check the address.")

    def _settled(self, url: str, at: str, reply: _Reply, known: Kept | None) -> Fetched:
        if reply.status == 304 and known:
            return Fetched(known.url, known.content_type, known.data)
        if reply.status != 200:
            raise ArticleError("http_error", f"The server answered with status {reply.status}. Try again later.")
        content_type = reply.headers.get_content_type()
        tags = (reply.headers.get("ETag") or "", reply.headers.get("Last-Modified") or "")
        if any(tags):
            self._pages.keep(url, Kept(at, content_type, reply.data, *tags))
        return Fetched(at, content_type, reply.data)

    def _rules(self, target: Target) -> Robots:
        """The site's robots.txt: none is leave, an error of the server is no leave."""
        site = (target.scheme, target.host, target.port)
        if site not in self._robots:
            self._robots[site] = self._read_rules(target)
        return self._robots[site]

    def _read_rules(self, target: Target) -> Robots:
        at = urljoin(target.url, "/robots.txt")
        try:
            for _ in range(REDIRECTS + 1):
                one = check(at, self._resolve)
                reply = self._ask(one, None, 0.0, limit=_ROBOTS_BYTES)
                if reply.status not in _MOVED:
                    break
                at = _moved(one, reply)
        except ArticleError as error:
            if error.reason == "too_large":
                return NOTHING
            raise
        if reply.status == 200:
            return parse_robots(reply.data.decode("utf-8", "replace"), AGENT)
        return EVERYTHING if reply.status < 500 and reply.status != 429 else NOTHING

    def _ask(self, target: Target, known: Kept | None, delay: float, *, limit: int | None = None) -> _Reply:
        """One request, in its turn."""
        wait = self._next.get(target.host, 0.0) - self._clock()
        if wait > 0:
            self._sleep(wait)
        try:
            return self._exchange(target, known, limit or self._page_bytes)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ArticleError(
                "unreachable", f"It could not be fetched ({type(error).__name__}). Try again later."
            ) from error
        finally:
            self._next[target.host] = self._clock() + max(_PAUSE, delay)

    def _exchange(self, target: Target, known: Kept | None, limit: int) -> _Reply:
        line = self._connect(target)
        timer = threading.Timer(SECONDS, _hang_up, [line])  # a server may drip bytes for ever without a timeout
        timer.daemon = True
        timer.start()
        connection = http.client.HTTPConnection(target.host, target.port)
        connection.sock = line  # so it connects nowhere by itself
        connection.auto_open = 0
        try:
            connection.request("GET", target.path, headers=_headers(target, known))
            with contextlib.closing(connection.getresponse()) as reply:  # until then it keeps the socket open
                return _Reply(reply.status, reply.headers, _body(reply, limit))
        finally:
            timer.cancel()
            connection.close()


def _body(reply: http.client.HTTPResponse, limit: int) -> bytes:
    if (reply.getheader("Content-Encoding") or "identity").lower() != "identity":
        raise ArticleError("encoded", "The server sends it compressed though asked not to. Save it as a file.")
    promised = reply.length  # None where the server did not say
    data = reply.read(limit + 1)
    if len(data) > limit:
        raise ArticleError("too_large", f"It is larger than {limit // 2**20} MB. Save the part you need.")
    if promised is not None and len(data) < promised:
        raise ArticleError("broken_off", "The connection broke off within it. Try again later.")
    return data


def _headers(target: Target, known: Kept | None) -> dict[str, str]:
    host = f"[{target.host}]" if ":" in target.host else target.host
    headers = {"Host": host, "User-Agent": f"{AGENT}/1.0", "Accept": f"{_TYPES}, */*;q=0.1",
               "Accept-Encoding": "identity", "Connection": "close"}  # fmt: skip
    if known and known.etag:
        headers["If-None-Match"] = known.etag
    if known and known.modified:
        headers["If-Modified-Since"] = known.modified
    return headers


def _moved(target: Target, reply: _Reply) -> str:
    """Where a redirect leads; never from https back to http."""
    said = reply.headers.get("Location") or ""
    to = joined(target.url, said) if said else None
    if not to or (target.scheme == "https" and to.startswith("http:")):
        raise ArticleError("redirects", "It redirects to nowhere, or to an unprotected address. Check the address.")
    return to


def _hang_up(line: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        line.shutdown(socket.SHUT_RDWR)
