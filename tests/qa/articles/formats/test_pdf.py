"""PDF files made here: text, properties, and files that hold none or are damaged."""

from __future__ import annotations

import pytest

from qa.articles.formats.pdf import read_pdf
from qa.errors import ArticleError

LINES = [
    "Bridge to close",
    "",
    "The council voted on Tuesday to close the old bridge for two years, after engi-",
    "neers found cracks in three of its five arches last winter, the mayor said on",
    "Monday.",
    "Buses will cross the river at the mill until the work is done and the bridge is",
    "open.",
]


def pdf(lines: list[str], properties: str = "") -> bytes:
    """A file of one page, a line of text a line."""
    shown = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
    stream = f"BT /F1 12 Tf 40 720 Td {shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< {properties} >>",
    ]
    data, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    data += f"xref\n0 7\n0000000000 65535 f \n{table}{trailer}"
    return data.encode("latin-1")


def test_text_and_properties() -> None:
    draft = read_pdf(pdf(LINES, "/Title (The bridge) /Author (Ada Reed) /CreationDate (D:20200612101500Z)"))
    assert (draft.title, draft.author, draft.published_at) == ("The bridge", "Ada Reed", "2020-06-12")
    assert "after engineers found cracks" in draft.text
    assert "the bridge is open." in draft.text


def test_without_properties() -> None:
    draft = read_pdf(pdf(LINES))
    assert draft.title.startswith("Bridge to close")
    assert (draft.author, draft.published_at) == (None, None)


@pytest.mark.parametrize(("data", "reason"), [(pdf([]), "empty"), (b"%PDF-1.4 nothing", "damaged"), (b"", "damaged")])
def test_what_cannot_be_read(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError) as refused:
        read_pdf(data)
    assert refused.value.reason == reason
