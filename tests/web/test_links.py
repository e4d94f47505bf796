"""Only http and https addresses of a named host become links."""

import pytest

from web.links import page_link, safe_url


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=c#:~:text=d", "http://example.org", "HTTPS://EXAMPLE.ORG/", "https://[::1]/"]
)
def test_addresses_that_are_links(url: str) -> None:
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", " https://example.org", "java\nscript:1", "data:text/html,x", "file:///etc/passwd",
     "//example.org", "/local", "https:///x", "https://a@example.org", "https://a:b@example.org", "https://exa mple.org",
     "https:\\\\example.org", "https://[::1", "vbscript:x", "\u2028https://example.org", "ftp://example.org"],
)  # fmt: skip
def test_addresses_that_are_not(url: str | None) -> None:
    assert safe_url(url) is None


def test_a_query_string_is_changed_and_encoded() -> None:
    assert page_link("/articles", {"source": "A & B", "cursor": "9"}, cursor="") == "/articles?source=A+%26+B"
    assert page_link("/", {}) == "/"
    assert page_link("/articles/a?b#c d", {}, lang="de") == "/articles/a%3Fb%23c%20d?lang=de"
