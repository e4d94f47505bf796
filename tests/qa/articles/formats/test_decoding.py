"""Bytes in every charset that pages come in, and text that was decoded wrongly before it was saved."""

from __future__ import annotations

import pytest

from qa.articles.formats.decoding import charset_of, decode

TEXT = "Investor’s “Guide” – café, 10 € 👩"


def test_utf8_read_as_latin1_and_saved_again() -> None:
    assert decode(TEXT.encode().decode("latin-1").encode()) == TEXT


def test_utf8_read_as_windows_1252_and_saved_again() -> None:
    assert decode("It’s the café – and “so".encode().decode("cp1252").encode()) == "It’s the café – and “so"


@pytest.mark.parametrize("text", [TEXT, "Ãndré et Âge", "plain", "SÃO PAULO – 10 €", "Â» so"])
def test_other_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize("charset", ["iso2022_jp", "cp932", "euc_jp"])
def test_declared_charsets(charset: str) -> None:
    name = {"cp932": "x-sjis", "iso2022_jp": "iso-2022-jp", "euc_jp": "euc-jp"}[charset]
    page = f'<html><head><!-- {"x" * 5000} --><meta charset="{name}"></head>湖の水位が下がった。</html>'
    assert decode(page.encode(charset), markup=True) == page


def test_a_charset_that_came_beside_the_bytes() -> None:
    assert charset_of("text/html; charset=Windows-1250") == "windows-1250"
    assert decode("že prodá".encode("cp1250"), charset="windows-1250") == "že prodá"


def test_a_wrong_declaration_is_not_believed() -> None:
    assert decode('<?xml encoding="utf-8"?> The café closed.'.encode("cp1252"), markup=True).endswith(
        "The café closed."
    )


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "cp1252"])
def test_charsets(charset: str) -> None:
    assert decode("Investor’s “Guide” – café".encode(charset)) == "Investor’s “Guide” – café"
