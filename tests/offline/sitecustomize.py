"""No network but this machine's own, in every Python process of a test run: found by way of PYTHONPATH."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys


def _is_here(host: object) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _is_number(host: object) -> bool:
    try:
        ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return True


def _refuse(event: str, args: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[-1]
        if isinstance(address, tuple) and not _is_here(address[0]):
            raise OSError(errno.ENETUNREACH, f"the tests have no network, and asked for {address[0]}")
    elif event == "socket.getaddrinfo" and not (_is_here(args[0]) or _is_number(args[0])):
        raise socket.gaierror(socket.EAI_AGAIN, f"the tests have no network, and asked for {args[0]!r}")


sys.addaudithook(_refuse)
