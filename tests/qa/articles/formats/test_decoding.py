"""Bytes in every charset that pages come in, and text that was decoded wrongly before it was saved."""

from __future__ import annotations

import pytest

from qa.articles.formats.decoding import decode

TEXT = "Investor’s “Guide” – café, 10 € 👩"


def test_utf8_read_as_latin1_and_saved_again() -> None:
    assert decode(TEXT.encode().decode("latin-1").encode()) == TEXT


def test_utf8_read_as_windows_1252_and_saved_again() -> None:
    assert decode("It’s the café – and “so".encode().decode("cp1252").encode()) == "It’s the café – and “so"


@pytest.mark.parametrize("text", [TEXT, "Ãndré et Âge", "plain", "SÃO PAULO – 10 €", "Â» so"])
def test_other_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "cp1252"])
def test_charsets(charset: str) -> None:
    assert decode("Investor’s “Guide” – café".encode(charset)) == "Investor’s “Guide” – café"
