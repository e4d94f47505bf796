"""Fetching: in turn, with leave, only what changed, within limits, and every redirect checked like a first request."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from qa.articles.fetch.addresses import Target
from qa.articles.fetch.fetched import FetchedPages
from qa.articles.fetch.fetching import REDIRECTS, Fetcher
from qa.errors import ArticleError

HOSTS = {"news.example": "93.184.216.34", "other.example": "1.1.1.1", "inside.example": "10.0.0.1"}
NO_RULES = "HTTP/1.1 404 No\r\n\r\n"
PAGE = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello</p>"


class Web:
    """Answers by path, from a table; remembers what was asked of whom, and how long was waited."""

    def __init__(self, **replies: str) -> None:
        self.replies = {f"/{path}": reply for path, reply in replies.items()}
        self.asked: list[tuple[str, str]] = []
        self.sent: list[str] = []
        self.waited: list[float] = []
        self.now = 0.0

    def fetcher(self, pages: FetchedPages | None = None, page_bytes: int = 10_000) -> Fetcher:
        return Fetcher(
            pages,
            resolve=self.resolve,
            connect=self.connect,
            sleep=self.sleep,
            clock=lambda: self.now,
            page_bytes=page_bytes,
        )

    def resolve(self, host: str, port: int) -> list[str]:
        return [HOSTS.get(host, host)]

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.now += seconds

    def connect(self, target: Target) -> socket.socket:
        self.asked.append((target.addresses[0], target.path))
        ours, theirs = socket.socketpair()
        ours.settimeout(2)
        reply = self.replies.get(target.path, NO_RULES)
        theirs.sendall(reply.encode())
        theirs.shutdown(socket.SHUT_WR)
        self._other_ends = [*getattr(self, "_other_ends", []), theirs]
        return ours

    def requests(self) -> list[str]:
        found = []
        for end in self._other_ends:
            end.settimeout(2)
            found.append(end.recv(65536).decode())
            end.close()
        return found


def test_a_page() -> None:
    web = Web(a=PAGE)
    fetched = web.fetcher().fetch("http://news.example/a")
    assert (fetched.url, fetched.content_type, fetched.data) == ("http://news.example/a", "text/html", b"<p>Hello</p>")
    assert web.asked == [("93.184.216.34", "/robots.txt"), ("93.184.216.34", "/a")]
    last = web.requests()[-1]
    assert "Host: news.example\r\n" in last and "User-Agent: quoth/" in last and "Accept-Encoding: identity" in last


def test_one_request_a_second_and_robots_asked_once() -> None:
    web = Web(a=PAGE, b=PAGE)
    fetcher = web.fetcher()
    fetcher.fetch("http://news.example/a")
    fetcher.fetch("http://news.example/b")
    assert web.waited == [1.0, 1.0]
    assert [path for _, path in web.asked] == ["/robots.txt", "/a", "/b"]
    web.requests()


@pytest.mark.parametrize(
    "rules",
    ["HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /a", "HTTP/1.1 503 Busy\r\n\r\n", "HTTP/1.1 429 Slow\r\n\r\n"],
)
def test_without_leave_nothing_is_fetched(rules: str) -> None:
    web = Web(**{"robots.txt": rules, "a": PAGE})
    with pytest.raises(ArticleError) as refused:
        web.fetcher().fetch("http://news.example/a")
    assert refused.value.reason == "robots" and len(web.asked) == 1
    web.requests()


@pytest.mark.parametrize(
    "to",
    ["http://inside.example/", "http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "file:///etc/passwd", "//10.0.0.1/",
     "http://169.254.169.254/latest/meta-data", "http://user@other.example/", "http://other.example:22/"],
)  # fmt: skip
def test_a_redirect_is_checked(to: str) -> None:
    web = Web(a=f"HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n")
    with pytest.raises(ArticleError):
        web.fetcher().fetch("http://news.example/a")
    assert {address for address, _ in web.asked} == {"93.184.216.34"}
    web.requests()


def test_a_redirect_to_another_public_host_is_followed_with_its_own_leave() -> None:
    web = Web(a="HTTP/1.1 301 Moved\r\nLocation: http://other.example/b\r\n\r\n", b=PAGE)
    assert web.fetcher().fetch("http://news.example/a").url == "http://other.example/b"
    assert ("1.1.1.1", "/robots.txt") in web.asked
    web.requests()


def test_circles_end() -> None:
    web = Web(a="HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n")
    with pytest.raises(ArticleError) as refused:
        web.fetcher().fetch("http://news.example/a")
    assert refused.value.reason == "redirects" and len(web.asked) == 2 + REDIRECTS
    web.requests()


def test_a_name_that_changes_its_address_is_asked_for_once_a_request() -> None:
    answers = iter(["93.184.216.34", "93.184.216.34", "127.0.0.1"])
    web = Web(a=PAGE)
    Fetcher(resolve=lambda host, port: [next(answers)], connect=web.connect, sleep=web.sleep).fetch(
        "http://news.example/a"
    )
    assert {address for address, _ in web.asked} == {"93.184.216.34"}
    web.requests()


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("HTTP/1.1 404 Not Found\r\n\r\n", "http_error"),
        ("HTTP/1.1 500 Error\r\n\r\n", "http_error"),
        ("HTTP/1.1 304 Same\r\n\r\n", "http_error"),
        ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nx", "encoded"),
        ("nonsense", "unreachable"),
        ("", "unreachable"),
        ("HTTP/1.1 302 Found\r\n\r\n", "redirects"),
    ],
)
def test_what_is_no_page(reply: str, reason: str) -> None:
    web = Web(a=reply)
    with pytest.raises(ArticleError) as refused:
        web.fetcher().fetch("http://news.example/a")
    assert refused.value.reason == reason
    web.requests()


def test_too_large() -> None:
    web = Web(a=PAGE + "x" * 100)
    with pytest.raises(ArticleError) as refused:
        web.fetcher(page_bytes=50).fetch("http://news.example/a")
    assert refused.value.reason == "too_large"
    web.requests()


def test_only_what_changed_is_sent_again(tmp_path: Path) -> None:
    pages = FetchedPages(tmp_path / "fetched.sqlite")
    tagged = PAGE.replace("\r\n\r\n", '\r\nETag: "v1"\r\nLast-Modified: Fri, 12 Jun 2020 10:00:00 GMT\r\n\r\n', 1)
    first = Web(a=tagged)
    first.fetcher(pages).fetch("http://news.example/a")
    first.requests()
    again = Web(a="HTTP/1.1 304 Not Modified\r\n\r\n")
    assert again.fetcher(pages).fetch("http://news.example/a").data == b"<p>Hello</p>"
    last = again.requests()[-1]
    assert 'If-None-Match: "v1"' in last and "If-Modified-Since: Fri, 12 Jun 2020 10:00:00 GMT" in last


@pytest.mark.parametrize("to", ["http://[x", "http://a\u2100b/", "//[::1", "http://other.example:99999/"])
def test_a_redirect_to_a_malformed_address_is_told_of(to: str) -> None:
    web = Web(a=f"HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n")
    with pytest.raises(ArticleError) as refused:
        web.fetcher().fetch("http://news.example/a")
    assert refused.value.reason in ("redirects", "bad_address")
    web.requests()


def test_what_broke_off_is_not_kept(tmp_path: Path) -> None:
    pages = FetchedPages(tmp_path / "fetched.sqlite")
    web = Web(a=PAGE.replace("\r\n\r\n", '\r\nETag: "v1"\r\nContent-Length: 500\r\n\r\n', 1))
    with pytest.raises(ArticleError) as refused:
        web.fetcher(pages).fetch("http://news.example/a")
    assert refused.value.reason == "broken_off" and pages.find("http://news.example/a") is None
    web.requests()
