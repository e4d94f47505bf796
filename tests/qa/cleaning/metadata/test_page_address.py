"""The address of a saved page, whoever saved it."""

from __future__ import annotations

import pytest

from qa.articles.formats.page import read_page
from qa.cleaning.metadata.page_address import original, saved_from

BODY = (
    "<p>The ferry across the fjord was sold on Monday to a company that wants to sail it on the lake instead.</p>" * 3
)


@pytest.mark.parametrize(
    ("note", "address"),
    [
        ("<!--\n Page saved with SingleFile \n url: https://fjord.example/a/1 \n saved date: x\n-->", "https://fjord.example/a/1"),
        ("<!-- saved from url=(0025)https://fjord.example/a/1 -->", "https://fjord.example/a/1"),
        ("<!-- Mirrored from fjord.example/a/1 by HTTrack Website Copier -->", "https://fjord.example/a/1"),
        ("<!-- nothing of the kind -->", None),
    ],
)  # fmt: skip
def test_notes_of_programs(note: str, address: str | None) -> None:
    assert saved_from(f"<!doctype html><html>{note}<head></head>") == address


@pytest.mark.parametrize(
    ("address", "inner"),
    [
        ("https://web.archive.org/web/20200101000000/https://fjord.example/a", "https://fjord.example/a"),
        ("https://web.archive.org/web/2020id_/http:/fjord.example/a", "http://fjord.example/a"),
        ("https://fjord-example.cdn.ampproject.org/c/s/fjord.example/a", "https://fjord.example/a"),
        ("https://fjord.example/web/2020/a", "https://fjord.example/web/2020/a"),
        (None, None),
    ],
)  # fmt: skip
def test_archives_and_caches(address: str | None, inner: str | None) -> None:
    assert original(address) == inner


def test_a_reading_view_names_its_page_and_author() -> None:
    head = '<a class="domain reader-domain" href="https://fjord.example/a/1">fjord.example</a><h1>Ferry sold</h1>'
    credit = "<div class='credits reader-credits'>Ole Brandt</div>"
    page = f"<html><head><title>Ferry sold</title></head><body>{head}{credit}<div>{BODY}</div></body></html>"
    draft = read_page(page)
    assert (draft.url, draft.author, draft.source) == ("https://fjord.example/a/1", "Ole Brandt", "fjord.example")
