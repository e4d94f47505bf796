"""How many requests one client may send, where others than this machine can reach the server."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from web.faults import Fault, Refusal


class Allowance:
    """A number of requests a minute for each client; two counters a client, dropped when it is gone."""

    def __init__(self, a_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(a_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, client: str) -> None:
        """Count a request of `client`; a Refusal with 429 when it is one too many."""
        if self._limiter.hit(self._limit, client):
            return
        wait = self._limiter.get_window_stats(self._limit, client).reset_time - time.time()
        message = f"More than {self._limit.amount} requests in a minute. Wait, then send fewer."
        raise Refusal(Fault(429, "too_many_requests", message, retry_after=min(60, max(1, math.ceil(wait)))))


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own; what is no address is not."""
    try:
        return ipaddress.ip_address(address.partition("%")[0]).is_loopback
    except ValueError:
        return False


def network(address: str | None) -> str:
    """Who an address is: itself, or for IPv6 its /64, as one machine there has all addresses of it."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
