"""Pages that were fetched before: found again, and a file that cannot be used is told of once."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa.articles.fetch.fetched import FetchedPages, Kept

PAGE = Kept("https://news.example/", "text/html", b"<p>", "tag")


def test_a_kept_page_is_found(tmp_path: Path) -> None:
    pages = FetchedPages(tmp_path / "new" / "pages.sqlite")
    pages.keep("https://news.example", PAGE)
    assert pages.find("https://news.example") == PAGE
    assert pages.find("https://other.example") is None


def test_a_file_that_is_no_database_keeps_nothing_and_is_logged_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "pages.sqlite"
    path.write_bytes(b"not a database" * 100)
    pages = FetchedPages(path)
    pages.keep("https://news.example", PAGE)
    assert pages.find("https://news.example") is None
    assert [r.levelname for r in caplog.records] == ["WARNING"] and str(path) in caplog.text
