"""Records under the names that other programs use."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from qa.articles.formats.containers import articles_of, has_texts, split_mailbox, table_rows
from qa.articles.formats.record import read_record

TEXT = "The mill at Arlen will open again in May, after a winter in which the river stood higher than the wheel."
RECORDS: list[dict[str, Any]] = [
    {"maintext": TEXT, "title": "Mill", "authors": ["Ada Reed"], "date_publish": "2021-05-02 08:00:00"},
    {"text": TEXT, "title": "Mill", "author": "Ada Reed", "date": "2021-05-02", "sitename": "Arlen Post",
     "source": "https://arlen.example/mill"},
    {"content": f"<p>{TEXT}</p>", "title": "Mill", "published_by": ["Ada Reed"], "published_at": "2021-05-02T08:00:00+0000"},
    {"textContent": TEXT, "title": "Mill", "byline": "Ada Reed", "siteName": "Arlen Post", "publishedTime": "2021-05-02T08:00:00Z"},
    {"content": {"rendered": f"<p>{TEXT}</p>"}, "title": {"rendered": "Mill"}, "date": "2021-05-02",
     "author": {"name": "Ada Reed"}},
    {"fields": {"bodyText": TEXT, "byline": "Ada Reed"}, "webTitle": "Mill", "webPublicationDate": "2021-05-02T08:00:00Z"},
    {"_source": {"article_text": TEXT, "headline": "Mill", "author": "Ada Reed", "pub_date": 1619942400}},
    {"abstract": TEXT, "title": "Mill", "author": [{"given": "Ada", "family": "Reed"}], "issued": {"date-parts": [[2021, 5, 2]]}},
    {"body": [TEXT], "headline": "Mill", "creators": [{"firstName": "Ada", "lastName": "Reed"}], "publishedAt": 1619942400000},
]  # fmt: skip


@pytest.mark.parametrize("record", RECORDS)
def test_names_of_other_programs(record: dict[str, Any]) -> None:
    draft = read_record(json.dumps(record).encode())
    assert (draft.text, draft.title, draft.author) == (TEXT, "Mill", "Ada Reed")
    assert (draft.published_at or "")[:10] == "2021-05-02"


def test_an_address_is_no_publisher() -> None:
    draft = read_record(json.dumps(RECORDS[1]).encode())
    assert (draft.url, draft.source) == ("https://arlen.example/mill", "Arlen Post")


def test_markup_and_other_charsets() -> None:
    record = '{"text": "<p>Caf&eacute; am Fluß öffnet.</p><p>Im Mai.</p>"}'.encode("cp1252")
    assert read_record(record).text == "Café am Fluß öffnet.\n\nIm Mai."


@pytest.mark.parametrize(
    "value",
    [
        {"version": "https://jsonfeed.org/version/1.1", "title": "Arlen Post", "items": [{"content_text": TEXT}] * 2},
        {"status": "ok", "articles": [{"content": TEXT}, {"content": TEXT}]},
        {"response": {"results": [{"fields": {"bodyText": TEXT}}, {"text": TEXT}]}},
        {"hits": {"hits": [{"_source": {"text": TEXT}}, {"_source": {"text": TEXT}}]}},
        {"1": {"text": TEXT}, "2": {"text": TEXT}},
        [{"text": TEXT}, {"text": TEXT}],
    ],
)
def test_lists_inside_documents(value: object) -> None:
    assert [read_record(json.dumps(item).encode()).text for item in articles_of(value)] == [TEXT, TEXT]


def test_tables() -> None:
    _, (row,) = table_rows(f'headline;text;date\nMill;"{TEXT}";2021-05-02\n')
    assert read_record(json.dumps(row).encode()).title == "Mill"
    names, _ = table_rows("name,price\nNail,3\n")
    assert not has_texts(names)


def test_mailboxes() -> None:
    letters = b"From a Thu Feb  1 07:00:00 2024\nSubject: 1\n\nFrom the hill\n\nFrom b Thu Feb  1 08:00:00 2024\nSubject: 2\n\ny\n"
    assert [part.split(b"\n")[0] for part in split_mailbox(io.BytesIO(letters))] == [b"Subject: 1", b"Subject: 2"]
