"""Letters and pages that were saved as mail."""

from __future__ import annotations

import plistlib
from email.message import EmailMessage

import pytest

from qa.articles.formats.mail import read_mail, read_webarchive
from qa.errors import ArticleError

ONE = "The glass works of Sellin will close its last furnace in autumn, the owners told the staff on Thursday."
TWO = "About ninety people work there, and the union wants to talk about a second life for the old hall."
PAGE = f"<html><head><title>Furnace</title></head><body><article><h1>Furnace</h1><p>{ONE}</p><p>{TWO}</p></article></body></html>"


def letter(html: bool = True, plain: bool = True) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Sellin Weekly <news@sellin.example>", "reader@x.example"
    message["Subject"], message["Date"] = "Fwd: Glasöfen – das Ende", "Thu, 06 May 2021 07:00:00 +0200"
    if plain:
        message.set_content(f"{ONE}\n\n{TWO}\n")
    if html:
        message.add_alternative(PAGE, subtype="html")
    return bytes(message)


@pytest.mark.parametrize(("html", "plain"), [(True, True), (False, True), (True, False)])
def test_letters(html: bool, plain: bool) -> None:
    draft = read_mail(letter(html, plain))
    assert ONE in draft.text and TWO in draft.text and "Content-Type" not in draft.text
    assert (draft.title, draft.source) == ("Glasöfen – das Ende", "Sellin Weekly")
    assert (draft.published_at or "").startswith("2021-05-06")


def test_a_page_saved_by_a_browser() -> None:
    head = "From: <Saved by Blink>\nSnapshot-Content-Location: https://sellin.example/furnace\nMIME-Version: 1.0\n"
    kind = 'Content-Type: multipart/related; type="text/html"; boundary="b"'
    parts = f"{kind}\n\n--b\nContent-Type: text/html\n\n{PAGE}\n--b--\n"
    draft = read_mail((head + parts).encode())
    assert (draft.text, draft.url, draft.source) == (
        f"{ONE}\n\n{TWO}",
        "https://sellin.example/furnace",
        "sellin.example",
    )


def test_a_letter_without_text() -> None:
    with pytest.raises(ArticleError):
        read_mail(b"From: a@x.example\nSubject: x\nMIME-Version: 1.0\n\n")


def test_webarchives() -> None:
    url = "https://sellin.example/furnace"
    page = {"WebResourceData": PAGE.encode(), "WebResourceURL": url, "WebResourceTextEncodingName": "UTF-8"}
    assert read_webarchive(plistlib.dumps({"WebMainResource": page}, fmt=plistlib.FMT_BINARY)).text == f"{ONE}\n\n{TWO}"
    with pytest.raises(ArticleError):
        read_webarchive(b"bplist00 damaged")
