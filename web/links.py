"""Which addresses may become links, and how an address of ours is written."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit


def safe_url(url: str | None) -> str | None:
    """`url` if it is an http or https address of a named host without credentials, else None."""
    if not url or url != url.strip() or any(c <= " " or c == "\\" or c == "\x7f" for c in url):
        return None
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.username is None and parts.password is None
    except ValueError:
        return None
    return url if named and parts.scheme in ("http", "https") else None


def page_link(path: str, values: dict[str, str], **changed: str) -> str:
    """`path` with the query string `values`, some of them `changed`; empty ones are left out."""
    wanted = {key: value for key, value in {**values, **changed}.items() if value}
    return f"{quote(path)}?{urlencode(wanted)}" if wanted else quote(path)
