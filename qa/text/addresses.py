"""Which addresses of an article are web addresses: the one place that says so, before anything uses them. Pure."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

LONGEST = 2_000  # characters; what is longer is no address that a person could use
_NEVER = re.compile(r"[\s\x00-\x1f\x7f\\]")


def web_address(url: str | None) -> str | None:
    """`url` where it is a plain http(s) address of a named host, without a user name; else None."""
    if not url or len(url) > LONGEST or _NEVER.search(url):
        return None
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises where it is no number of a port
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return url if plain else None


def host_of(url: str | None) -> str:
    """The host of a web address; "" for anything else."""
    return (urlsplit(url).hostname or "") if url and web_address(url) else ""


def joined(base: str, url: str) -> str | None:
    """The web address that `url` means on the page `base`, without its fragment; None where it is none."""
    try:
        return web_address(urljoin(base, url).split("#", 1)[0])
    except ValueError:
        return None
