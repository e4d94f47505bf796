"""What a page, record, feed or archive says of itself may be anything: it costs that field, never the build."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa.articles import read_corpus
from qa.articles.finish import LINE, NAME, NAMES, TITLE, finish
from qa.articles.notes import Draft
from qa.types import Article

PROSE = "The council of Odde voted on Tuesday to close the bridge. Repairs will take two years, engineers said. " * 4
MALFORMED = ["http://[x", "http://a\u2100b/", "https://[::1", "http://x:99999/"]


def page(head: str) -> str:
    return f"<html><head>{head}</head><body><article><h1>The bridge closes</h1><p>{PROSE}</p></article></body></html>"


def archive(url: str) -> str:
    answer = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page('')}"
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(answer.encode())}\r\n\r\n{answer}\r\n\r\n"
    )


def written(url: str) -> dict[str, str]:
    item = f"<item><title>T</title><link>{url}</link><description>{PROSE}</description></item>"
    return {
        "canonical.html": page(f'<link rel="canonical" href="{url}">'),
        "og.html": page(f'<meta property="og:url" content="{url}">'),
        "record.jsonl": json.dumps({"text": PROSE, "url": url}),
        "feed.xml": f"<rss version='2.0'><channel><link>{url}</link>{item}</channel></rss>",
        "front.md": f"---\ntitle: The bridge closes\nurl: {url}\n---\n\n{PROSE}",
        "archive.warc": archive(url),
    }


@pytest.mark.parametrize("url", MALFORMED)
@pytest.mark.parametrize("name", written(""))
def test_a_malformed_address_costs_itself_alone(tmp_path: Path, name: str, url: str) -> None:
    (tmp_path / name).write_bytes(written(url)[name].replace("\r\n", "\n").replace("\n", "\r\n").encode())
    (found,) = read_corpus([tmp_path])
    assert isinstance(found, Article) and found.url is None


def test_a_record_with_a_malformed_address_has_that_of_its_page(tmp_path: Path) -> None:
    html = page('<link rel="canonical" href="https://odde.example/bridge">')
    (tmp_path / "a.jsonl").write_text(json.dumps({"html": html, "url": "http://[x"}))
    (found,) = read_corpus([tmp_path])
    assert isinstance(found, Article) and found.url == "https://odde.example/bridge"


def test_every_field_has_a_limit() -> None:
    long = "long words " * 300_000
    found = finish(Draft(PROSE, title=long, source=long, author=long, category=long, language=long, cut=(long,)), "x")
    article = found.article
    assert len(article.title) <= TITLE and article.title.endswith("words…")
    assert len(article.author or "") <= NAMES and len(found.notes[0].detail) <= LINE
    assert all(len(field or "") <= NAME for field in (article.source, article.category, article.language))


@pytest.mark.parametrize(
    "said", ["0001-01-01", "1499-12-31", "2020-13-01", "2020-02-30", "9999-12-31", "20200612", "", "2020-6-1"]
)
def test_a_day_that_cannot_be_is_none(said: str) -> None:
    article = finish(Draft(PROSE, published_at=said, modified_at=said), "x").article
    assert article.published_at is None and article.modified_at is None


def test_a_day_that_can_be_stays() -> None:
    today = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert finish(Draft(PROSE, published_at=today), "x").article.published_at == today
