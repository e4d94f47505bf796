"""Which heading is the title, and what a title is not."""

from __future__ import annotations

import pytest

from qa.cleaning.metadata.page_metadata import read_metadata
from qa.cleaning.tree import parse_markup


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Herald: The old bridge is closed</title><meta property='og:title' content='The old bridge is closed'>",
         "<h1>Herald</h1><h3>The old bridge is closed</h3>", "The old bridge is closed"),
        ("<title>The old bridge is closed | Herald Blog</title>",
         "<h2>The old bridge is closed</h2><h1>What they said is that it will never open again</h1>", "The old bridge is closed"),
        ("<title>Herald! City | herald.example - The old bridge is closed</title>",
         "<h1>City!</h1><h2>The old bridge is closed</h2>", "The old bridge is closed"),
        ("<meta property='og:title' content='The old bridge is closed'>", "<h1>Blog: The old bridge is closed</h1>",
         "The old bridge is closed"),
        ("<meta property='og:title' content='The old bridge is closed - Herald'><meta property='og:site_name' content='Herald'>",
         "<h1>The old bridge is closed <span>(example.org)</span> <b>87</b></h1>", "The old bridge is closed"),
        ("<meta property='og:title' content='The old bridge…'>", "<h1>The old bridge is closed</h1>", "The old bridge is closed"),
        ("<meta property='og:title' content='5 bridges, tested'>", "<h1>After crossing forty bridges, these are the best</h1>",
         "After crossing forty bridges, these are the best"),
    ],
)  # fmt: skip
def test_the_title(head: str, body: str, title: str) -> None:
    assert (
        read_metadata(parse_markup(f"<html><head>{head}</head><body>{body}<p>Text.</p></body></html>")).title == title
    )
