"""Which addresses may be fetched: plain http(s) URLs whose host has public addresses only."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from qa.errors import ArticleError

Resolve = Callable[[str, int], Sequence[str]]

_ODD = re.compile(r"[\x00-\x20\x7f\\]")
_NAME = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)")  # a host whose last part is one is an address, in one notation or another
_PORTS = {"http": 80, "https": 443}
_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_NEVER = ipaddress.IPv4Network("192.0.0.0/24")  # for protocols; older Pythons take most of it for public
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that was checked, and the addresses it may be fetched from."""

    url: str
    scheme: str
    host: str
    port: int
    path: str  # with its query
    addresses: tuple[str, ...]


def system_resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(url: str, resolve: Resolve = system_resolve) -> Target:
    """The target of `url`; an ArticleError when it is not to be fetched. The host is resolved here, once."""
    scheme, host, port, path = _parts(url)
    try:
        addresses = tuple(resolve(host, port))
    except (OSError, UnicodeError) as error:
        raise ArticleError("unreachable", f"The host {host} is not known. Check the address.") from error
    if not addresses or not all(map(is_public, addresses)):
        raise ArticleError("private_address", "It leads to a private or reserved address, which is never fetched.")
    return Target(url, scheme, host, port, path, addresses)


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet, also where it carries another one inside."""
    try:
        found: _Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(one.is_global and not (one.is_multicast or one.is_reserved or one in _NEVER) for one in _all_of(found))


def _all_of(address: _Address) -> list[_Address]:
    """The address and those that it embeds."""
    found: list[_Address] = [address]
    if isinstance(address, ipaddress.IPv4Address):
        return found
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    if address.is_site_local or int(address) >> 32 == 0:
        return [ipaddress.IPv4Address(0)]
    if address.sixtofour:
        found.append(address.sixtofour)
    if address.teredo:
        found.extend(address.teredo)
    if any(address in network for network in _NAT64):
        found = [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    return found


def _parts(url: str) -> tuple[str, str, int, str]:
    if _ODD.search(url) or len(url) > 2000:
        raise _refused("holds spaces, control characters or backslashes, or is too long")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise _refused("is not valid") from error
    if parts.scheme not in _PORTS:
        raise _refused("is neither http nor https")
    if "@" in parts.netloc:
        raise _refused("holds a user name")
    if port not in (None, *_PORTS.values()):
        raise _refused("names an unusual port")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.startswith("/") or not path.isascii():
        raise _refused("has an odd path")
    return parts.scheme, _host(host, parts.netloc), port or _PORTS[parts.scheme], path


def _host(host: str, netloc: str) -> str:
    """The host in the form in which it is resolved; addresses only in their usual notation."""
    if netloc.startswith("["):
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError as error:
            raise _refused("names no valid host") from error
    try:
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise _refused("names no valid host") from error
    if not _NAME.fullmatch(name):
        raise _refused("names no valid host")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError as error:
            raise _refused("hides an address in an unusual notation") from error
    return name


def _refused(why: str) -> ArticleError:
    return ArticleError("bad_address", f"The address {why}. Correct it, or save the page as a file.")
