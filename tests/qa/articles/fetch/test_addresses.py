"""No form of an address that leads into a private network is ever connected to."""

from __future__ import annotations

import socket

import pytest

from qa.articles.fetch.addresses import Target, check, is_public
from qa.articles.fetch.fetching import Fetcher
from qa.errors import ArticleError

NAMES = {
    "public.example": ["93.184.216.34"],
    "localhost": ["127.0.0.1"],
    "private.example": ["10.0.0.5"],
    "mixed.example": ["93.184.216.34", "192.168.1.1"],
    "six.example": ["::1"],
    "mapped.example": ["::ffff:10.0.0.1"],
    "metadata.internal": ["169.254.169.254"],
    "nothing.example": [],
    "strange.example": ["not an address"],
    "xn--bcher-kva.example": ["127.0.0.1"],
}
REFUSED = """
http://127.0.0.1/ http://127.0.0.1:80/ http://127.1/ http://127.0.1/ http://2130706433/ http://0x7f000001/ http://0x7f.1/
http://0177.0.0.1/ http://017700000001/ http://0x7f.0x0.0x0.0x1/ http://127.0.0.1./ http://0/ http://0.0.0.0/ http://00/
http://10.0.0.1/ http://10.255.255.255/ http://172.16.0.1/ http://172.31.255.255/ http://192.168.0.1/ http://169.254.169.254/
http://100.64.0.1/ http://192.0.0.8/ http://192.0.2.1/ http://198.18.0.1/ http://198.51.100.1/ http://203.0.113.1/
http://224.0.0.1/ http://240.0.0.1/ http://255.255.255.255/ http://[::]/ http://[::1]/ http://[0:0:0:0:0:0:0:1]/
http://[::ffff:127.0.0.1]/ http://[::ffff:7f00:1]/ http://[::127.0.0.1]/ http://[64:ff9b::7f00:1]/ http://[64:ff9b::a00:1]/
http://[2002:7f00:1::]/ http://[2002:a00:1::1]/ http://[2001:0:7f00:1::]/ http://[fe80::1]/ http://[fe80::1%25eth0]/
http://[fc00::1]/ http://[fd12:3456::1]/ http://[fec0::1]/ http://[ff02::1]/ http://[2001:db8::1]/ http://[::ffff:0:127.0.0.1]/
http://localhost/ http://LOCALHOST/ http://localhost./ http://private.example/ http://mixed.example/ http://six.example/
http://mapped.example/ http://metadata.internal/latest http://nothing.example/ http://strange.example/ http://unknown.example/
http://bücher.example/ http://127.0.0.1\\@public.example/ http://public.example\\@127.0.0.1/ http://user@public.example/
http://public.example@127.0.0.1/ http://user:word@127.0.0.1/ http://public.example:22/ http://public.example:6379/
http://public.example:99999/ http://%31%32%37.0.0.1/ http://127。0。0。1/ http://①②⑦.0.0.1/ http://public.example%00.private/
file:///etc/passwd ftp://public.example/ gopher://127.0.0.1/ dict://127.0.0.1/ data:text/html,x javascript:1 //127.0.0.1/
http:///etc/passwd http:// https:127.0.0.1 http://[::1 http://[127.0.0.1]/ http://-public.example/ http://256.256.256.256/
http://1.2.3.4.5/ http://0xffffffffff/
""".split()
ODD = [
    "http://public.example/a b",
    "http://public.example/\r\nHost: x",
    " http://127.0.0.1/",
    "http://public.example\t/",
    "http://127.0.0.1\n/",
]


def resolve(host: str, port: int) -> list[str]:
    """Names by the table; numbers as `getaddrinfo` would read them, were it asked."""
    if host in NAMES:
        return NAMES[host]
    try:
        return [socket.inet_ntoa(socket.inet_aton(host))]
    except OSError:
        if ":" in host:
            return [host]
        raise


def refuse_to_connect(target: Target) -> socket.socket:
    raise AssertionError(f"connected to {target}")


@pytest.mark.parametrize("url", [*REFUSED, *ODD])
def test_no_form_is_connected_to(url: str) -> None:
    with pytest.raises(ArticleError):
        Fetcher(resolve=resolve, connect=refuse_to_connect).fetch(url)


def test_there_are_enough_forms() -> None:
    assert len({*REFUSED, *ODD}) >= 60


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("http://public.example", "public.example", 80, "/"),
        ("https://PUBLIC.example./a?b=c", "public.example", 443, "/a?b=c"),
        ("http://public.example:80/x#part", "public.example", 80, "/x"),
        ("http://93.184.216.34/", "93.184.216.34", 80, "/"),
        ("http://[2606:2800:220:1::1]/", "2606:2800:220:1::1", 80, "/"),
    ],
)
def test_public_addresses_pass(url: str, host: str, port: int, path: str) -> None:
    target = check(url, resolve)
    assert (target.host, target.port, target.path) == (host, port, path)


def test_addresses() -> None:
    assert is_public("1.1.1.1") and is_public("2606:4700:4700::1111") and is_public("::ffff:1.1.1.1")
    assert not is_public("") and not is_public("1.1.1.1.") and not is_public("fe80::1%eth0")
