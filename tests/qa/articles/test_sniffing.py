"""The kind of a file is what it says, then what it is called."""

from __future__ import annotations

import pytest

from qa.articles.sniffing import kind_of

MAIL = b"From: A <a@x.example>\nTo: b@x.example\nSubject: News\nMIME-Version: 1.0\n\nText"


@pytest.mark.parametrize(
    ("name", "head", "kind"),
    [
        ("a.php", b"<!DOCTYPE html><html>", "page"),
        ("index.html@p=3", b"\n<html lang='en'>", "page"),
        ("a.txt", b"<!-- saved -->\n<html>", "page"),
        ("a.xml", b"<?xml version='1.0'?><html xmlns='x'>", "page"),
        ("noname", b"<?xml version='1.0'?>\n<rss version='2.0'>", "feed"),
        ("a.txt", b"%PDF-1.7", "pdf"),
        ("a.txt", MAIL, "mail"),
        ("a", b"From a@x.example Thu Feb  1 07:00:00 2024\nSubject: x\n", "mailbox"),
        ("a.wet.gz"[:-3], b"WARC/1.0\r\n", "archive"),
        ("a", b'{"title": "x"}', "records"),
        ("a.json", b'{"html": "<html>"}', "records"),
        ("README", b"Plain text", "text"),
        ("a.markdown", b"# Title", "markdown"),
        ("a.ndjson", b"{}", "records"),
        ("a.docx", b"no archive at all", "docx"),
        (".DS_Store", b"\0\0\0\1Bud1", None),
        (".gitignore", b"var/", None),
        ("a.css", b"body {}", None),
        ("a.jpg", b"\xff\xd8\xff", None),
        ("a.zip", b"PK\x03\x04....pictures", None),
        ("a.txt", b"From the hill: a view.\nSubject to change.\nDate palms grow.", "text"),
    ],
)  # fmt: skip
def test_kind(name: str, head: bytes, kind: str | None) -> None:
    assert kind_of(name, head) == kind
