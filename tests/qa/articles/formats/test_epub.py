"""Books: a chapter is an article; what is no book is a rejection."""

from __future__ import annotations

import io
import zipfile

import pytest

from qa.articles.formats.epub import read_epub
from qa.articles.notes import Draft
from qa.errors import ArticleError

CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Bridges</dc:title><dc:creator>Ada Reed</dc:creator><dc:creator>Ben Holt</dc:creator>
<dc:publisher>River Press</dc:publisher>
<dc:date>2020-06-12</dc:date><dc:language>en-GB</dc:language></metadata><manifest>
<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/><item id="pic" href="a.png" media-type="image/png"/>
<item id="two" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="cover"/><itemref idref="one"/><itemref idref="two"/>
<itemref idref="pic"/><itemref idref="none"/></spine></package>"""
SENTENCE = "The bridge was built of oak by people who had never seen a bridge before. "


def chapter(heading: str) -> str:
    return f"<html><head><title>no text</title></head><body><h1>{heading}</h1><p>{SENTENCE * 4}</p><script>x</script></body></html>"


def book(**files: str | bytes) -> bytes:
    parts: dict[str, str | bytes] = {
        "META-INF/container.xml": CONTAINER, "OEBPS/book.opf": PACKAGE, "OEBPS/cover.xhtml": "<body><p>Bridges</p></body>",
        "OEBPS/text/one.xhtml": chapter("Oak"), "OEBPS/text/two b.xhtml": chapter("Iron"),
    }  # fmt: skip
    parts |= {name.replace("__", "/").replace("_dot_", "."): data for name, data in files.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def test_chapters_in_reading_order() -> None:
    drafts = [draft for draft in read_epub(book()) if isinstance(draft, Draft)]
    assert [draft.title for draft in drafts] == ["Bridges: Oak", "Bridges: Iron"]
    first = drafts[0]
    assert first.text == f"Oak\n\n{(SENTENCE * 4).strip()}"
    assert (first.author, first.source, first.published_at, first.language) == (
        "Ada Reed, Ben Holt",
        "River Press",
        "2020-06-12",
        "en",
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK no zip", "damaged"),
        (book(OEBPS__book_dot_opf="<package>"), "bad_xml"),
        (book(OEBPS__book_dot_opf="<package/>"), "empty"),
        (book(OEBPS__book_dot_opf='<!DOCTYPE x [<!ENTITY a "b">]><package>&a;</package>'), "hostile_xml"),
        (book(OEBPS__text__one_dot_xhtml=b"a" * 9 * 2**20), "too_large"),
        (book(**{"META-INF__container_dot_xml": "<container/>"}), "damaged"),
    ],
)
def test_what_is_no_book(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as refused:
        read_epub(data)
    assert refused.value.reason == reason
