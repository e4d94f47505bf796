"""Articles on disk: by row, by id, by page; whatever their fields hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from qa.errors import NotFound
from qa.index.article_table import ArticleTable, ArticleWriter
from qa.types import Article, Copy
from tests.qa.corpus import ARTICLES, FERRY, HARBOUR

MANY = [replace(HARBOUR, id=f"m{n}", title=f"100% of_{n}", published_at=f"2021-{1 + n % 12:02}-01") for n in range(30)]


def written(path: Path, articles: list[Article]) -> Path:
    with ArticleWriter(path) as writer:
        for one in articles:
            writer.add(one)
        writer.add_copies(0, [Copy("copy-1", "Copied", source="Coast Wire")])
    return path


@pytest.fixture
def table(tmp_path: Path) -> Iterator[ArticleTable]:
    with closing(ArticleTable(written(tmp_path / "articles.sqlite", [*ARTICLES, *MANY]))) as found:
        yield found


def test_articles_come_back_whole(table: ArticleTable) -> None:
    assert table.at([1, 0]) == {0: HARBOUR, 1: FERRY}
    assert table.at([]) == {}
    assert table.get(FERRY.id) == FERRY
    assert table.column("id")[:2] == ["a1", "a2"]


def test_a_copy_s_id_finds_its_article(table: ArticleTable) -> None:
    assert table.get("copy-1") == HARBOUR
    assert table.copies(0) == (Copy("copy-1", "Copied", source="Coast Wire"),)


@pytest.mark.parametrize("article_id", ["", "none", "a1' OR '1'='1", "a%", "\x00"])
def test_no_such_article(table: ArticleTable, article_id: str) -> None:
    with pytest.raises(NotFound):
        table.get(article_id)


def test_pages_hold_every_article_once_newest_first(table: ArticleTable) -> None:
    found: list[Article] = []
    cursor: str | None = ""
    while cursor is not None:
        page = table.page(cursor=cursor, limit=7)
        assert page.total == len(ARTICLES) + len(MANY)
        found += page.articles
        cursor = page.cursor
    assert sorted(a.id for a in found) == sorted(a.id for a in (*ARTICLES, *MANY))
    days = [a.published_at or "" for a in found]
    assert days == sorted(days, reverse=True)
    assert not any(a.text for a in found)


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({"query": "FERRY"}, ["a2"]),
        ({"query": "100%"}, 30),
        ({"query": "of_1"}, 11),
        ({"query": "%"}, 30),
        ({"query": "'; DROP TABLE articles; --"}, []),
        ({"source": "Harbour Gazette"}, ["a2"]),
        ({"source": "harbour"}, []),
        ({"published_from": "2022-06-18"}, ["a2"]),
        ({"published_to": "2020-12-31"}, ["a3"]),
        ({"published_from": "2022-06-19"}, []),
    ],
)
def test_filters(table: ArticleTable, filters: dict[str, str], ids: list[str] | int) -> None:
    page = table.page(**filters, limit=100)
    if isinstance(ids, int):
        assert page.total == len(page.articles) == ids
    else:
        assert [a.id for a in page.articles] == ids


@pytest.mark.parametrize("cursor", ["-1", "x", "9" * 30, "²", "1; DROP TABLE articles"])
def test_a_strange_cursor_is_harmless(table: ArticleTable, cursor: str) -> None:
    assert table.page(cursor=cursor).total == len(ARTICLES) + len(MANY)


def test_facets_count_what_the_filters_admit(table: ArticleTable) -> None:
    assert dict(table.page(query="100%").sources) == {"The Lantern": 30}
    months = table.page().months
    assert list(months) == sorted(months) and sum(n for _, n in months) == len(ARTICLES) + len(MANY) - 1


def test_ids_are_unique(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        written(tmp_path / "twins.sqlite", [HARBOUR, HARBOUR])


def test_a_missing_field_name_is_refused(table: ArticleTable) -> None:
    with pytest.raises(ValueError, match="not a field"):
        table.column("id; DROP TABLE articles")


def test_words_are_searched_in_whole_texts_and_each_must_be_there(table: ArticleTable) -> None:
    word = FERRY.text.split()[-1].strip(".")
    page = table.page(query=word.upper())
    assert FERRY.id in [a.id for a in page.articles]
    assert len(page.excerpts) == len(page.articles)
    assert any(word.lower() in excerpt.lower() for excerpt in page.excerpts)
    assert table.page(query=f"{word} zzzz").total == 0
    assert table.page().excerpts == ()


def test_rows_are_found_by_ids_copies_and_tags(tmp_path: Path) -> None:
    tagged = [replace(HARBOUR, category="Ports"), replace(FERRY, category="Boats")]
    with closing(ArticleTable(written(tmp_path / "tagged.sqlite", tagged))) as table:
        assert table.rows_of([FERRY.id], []) == [1]
        assert table.rows_of(["copy-1", "none", "' OR 1"], []) == [0]
        assert table.rows_of([], ["boats", "PORTS"]) == [0, 1]
        assert table.rows_of([HARBOUR.id], ["boats"]) == []
        assert table.page(tag="BOATS").total == 1
        assert table.page().tags == (("Boats", 1), ("Ports", 1))
