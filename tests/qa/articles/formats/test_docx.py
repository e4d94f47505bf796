"""Word documents, with their tables and what they say of themselves."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from qa.articles.formats.docx import read_docx
from qa.errors import ArticleError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TEXT = "The mill at Arlen will open again in May, after a winter of high water."


def document(body: str) -> bytes:
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>Mill</dc:title>'
        "<dc:creator>Ada Reed</dc:creator><dcterms:created>2021-05-02T08:00:00Z</dcterms:created></cp:coreProperties>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return file.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_text_tables_and_properties() -> None:
    cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("Arlen", "40"))
    draft = read_docx(document(f"{paragraph('Mill')}{paragraph(TEXT)}<w:tbl><w:tr>{cells}</w:tr></w:tbl>"))
    assert (draft.text, draft.title, draft.author) == (f"{TEXT}\n\nArlen | 40", "Mill", "Ada Reed")
    assert (draft.published_at or "")[:10] == "2021-05-02"


@pytest.mark.parametrize("data", [b"PK", b"PK\x03\x04 damaged", b""])
def test_damaged(data: bytes) -> None:
    with pytest.raises(ArticleError) as refused:
        read_docx(data)
    assert refused.value.reason == "damaged"


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mammoth", None)
    with pytest.raises(ArticleError, match=r"quoth\[docx\]"):
        read_docx(document(paragraph(TEXT)))
