"""One rule for all addresses: a plain web address, or none; never an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.text.addresses import LONGEST, host_of, joined, web_address

MALFORMED = ["http://[x", "https://[::1", "http://a\u2100b/", "http://x:99999/", "http://x:y/", "http://", "https:///a", "x",
             "ftp://a.example/", "javascript:alert(1)", "//a.example/", "http://u@a.example/", "http://a.example/a b",
             "http://a.example/\\b", "http://a.example/\x00", "http://a.example/" + "a" * LONGEST, ""]  # fmt: skip


@pytest.mark.parametrize("url", MALFORMED)
def test_what_is_none(url: str) -> None:
    assert web_address(url) is None and host_of(url) == ""


@pytest.mark.parametrize("url", ["http://a.example", "https://[2001:db8::1]:8080/x?y#z", "http://bücher.example/ü"])
def test_what_is_one(url: str) -> None:
    assert web_address(url) == url and host_of(url)


def test_where_a_link_leads() -> None:
    assert joined("https://a.example/b/c", "../d#e") == "https://a.example/d"
    assert joined("https://a.example/b", "http://[x") is None and joined("https://a.example/b", "//a\u2100b/") is None


@given(st.text(alphabet=st.sampled_from("htps:/[]@?#.a1%\u2100\u0130 \\\n")), st.text(max_size=20))
def test_no_text_is_an_error(most: str, rest: str) -> None:
    for url in (most + rest, f"http://{most}{rest}", f"http://[{most}{rest}"):
        host_of(url)
        joined("https://a.example/", url)
