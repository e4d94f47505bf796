"""What programs of readers export: references with abstracts, highlights, and addresses without texts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qa.articles import read_articles
from qa.types import Article, Rejection

SAID = (
    "The observatory at Skarne recorded 312 clear nights in 2023, the most since the dome was built, its director said."
)
BIBTEX = f"""
@string{{post = "Skarne Post"}}
@article{{lind2024,
  title = {{Clear skies over {{Skarne}} in S{{\\"u}}dland}},
  author = {{Lind, Petra and Marsh, Hilde}},
  journal = post, year = {{2024}}, month = jan, doi = {{10.1000/skarne.7}},
  abstract = {{{SAID}}},
  file = {{Full Text PDF:files/12/skarne.pdf:application/pdf}}
}}
@book{{bare, title = {{A book without an abstract}}, year = 1987}}
"""


def read(folder: Path, name: str, text: str) -> list[Article | Rejection]:
    (folder / name).write_text(text, encoding="utf-8")
    return list(read_articles([folder / name]))


def test_references_with_their_abstracts(tmp_path: Path) -> None:
    article, bare = read(tmp_path, "library.bib", BIBTEX)
    assert isinstance(article, Article) and isinstance(bare, Rejection)
    assert (article.title, article.text, article.author) == (
        "Clear skies over Skarne in Südland",
        SAID,
        "Petra Lind, Hilde Marsh",
    )
    assert (article.source, article.published_at, article.url) == (
        "Skarne Post", "2024-01-01", "https://doi.org/10.1000/skarne.7",
    )  # fmt: skip
    assert bare.reason == "empty"


@pytest.mark.parametrize("text", ["", "no entry at all", "@article{broken, title = {"])
def test_a_bibliography_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    (found,) = read(tmp_path, "library.bib", text)
    assert isinstance(found, Rejection) and found.message.endswith(".")


def test_highlights_are_gathered_under_what_was_read(tmp_path: Path) -> None:
    rows = [
        f'"{SAID}",Clear skies,Petra Lind,',
        "Other words.,Another,Ada Reed,",
        "More of it.,Clear skies,Petra Lind,",
    ]
    table = "\n".join(["Highlight,Book Title,Book Author,Note", *rows])
    first, second = read(tmp_path, "readwise.csv", table)
    assert isinstance(first, Article) and isinstance(second, Article)
    assert (first.title, first.author, first.text) == ("Clear skies", "Petra Lind", f"{SAID}\n\nMore of it.")
    assert second.title == "Another"


def test_highlights_as_the_interface_of_readwise_gives_them(tmp_path: Path) -> None:
    book = {"title": "Clear skies", "author": "Petra Lind", "source_url": "https://skarne.example/clear",
            "highlights": [{"text": SAID, "note": ""}, {"text": "More of it."}]}  # fmt: skip
    (found,) = read(tmp_path, "readwise.json", json.dumps({"count": 1, "results": [book]}))
    assert isinstance(found, Article)
    assert (found.text, found.url) == (f"{SAID}\n\nMore of it.", "https://skarne.example/clear")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pocket.csv", "title,url,time_added,tags,status\nClear,https://skarne.example/clear,1706691600,,unread\n"),
        (
            "ril_export.html",
            "<!DOCTYPE html><html><head><title>Pocket Export</title></head><body><h1>Unread</h1><ul>"
            '<li><a href="https://skarne.example/clear" time_added="1706691600" tags="">Clear</a></li></ul></body></html>',
        ),
        (
            "bookmarks.html",
            "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<TITLE>Bookmarks</TITLE><H1>Bookmarks</H1><DL><p>"
            '<DT><A HREF="https://skarne.example/clear">Clear</A></DL>',
        ),
    ],
)
def test_a_list_of_addresses_says_how_to_get_the_texts(tmp_path: Path, name: str, text: str) -> None:
    (found,) = read(tmp_path, name, text)
    assert isinstance(found, Rejection)
    assert (found.reason, "1 addresses" in found.message, "QA_FETCH=1" in found.message) == ("not_fetched", True, True)


def test_a_table_of_nothing_known_is_refused(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "a.csv", "a,b\n1,2\n")
    assert isinstance(found, Rejection) and found.reason == "unsupported"
