"""What the page shows at once or after a click is read, wherever its markup holds it; what it hides is not."""

from __future__ import annotations

import html

import pytest

from qa.articles.formats.page import read_page

FIRST = "<p>The orchard above the lake gave nine tonnes of pears this year, twice as many as the year before.</p>"
SECOND = (
    "<p>The cooperative that runs it has hired eleven pickers from the valley and wants to plant plums as well.</p>"
)
MORE = "The road up to the orchard stays closed until the end of April, the forestry office said on Monday."
HEAD = (
    "<html lang='en'><head><title>Pears above the lake</title></head><body><main><article><h1>Pears above the lake</h1>"
)
TAIL = "</article></main></body></html>"


def text_of(inner: str, before: str = FIRST + SECOND) -> str:
    return read_page(f"{HEAD}{before}{inner}{TAIL}").text


@pytest.mark.parametrize(
    "inner",
    [
        f'<x-rest><template shadowrootmode="open"><p>{MORE}</p></template></x-rest>',
        f'<x-rest><template shadowrootmode="open"><div><slot></slot></div></template><p>{MORE}</p></x-rest>',
        f'<iframe srcdoc="{html.escape(f"<p>{MORE}</p>")}"></iframe>',
        f'<button>Read more</button><div style="display:none"><p>{MORE}</p></div>',
        f'<div class="read-more-text" style="display: none"><p>{MORE}</p></div>',
        f'<a href="#rest">All of it</a><div id="rest" hidden><p>{MORE}</p></div>',
        f'<div data-aos="fade-up" style="opacity:0"><p>{MORE}</p></div>',
        f'<div style="opacity: 0; transform: translateY(30px)"><p>{MORE}</p></div>',
        f"<details><summary>The road</summary><p>{MORE}</p></details>",
    ],
)
def test_unfolded(inner: str) -> None:
    assert MORE in text_of(inner)


@pytest.mark.parametrize(
    "inner",
    [
        f'<div style="display:none"><p>{MORE}</p></div>',
        f'<button>Close</button><div class="newsletter-popup" style="display:none"><p>{MORE}</p></div>',
        f'<div style="opacity:0"><p>{MORE}</p></div>',
        f"<template><p>{MORE}</p></template>",
        f"<noscript><p>{MORE}</p></noscript>",
    ],
)
def test_hidden_stays_hidden(inner: str) -> None:
    assert MORE not in text_of(inner)


def test_a_page_whose_text_is_in_noscript() -> None:
    inside = f"<div id='app'></div><noscript><article>{FIRST}{SECOND}</article></noscript>"
    page = f"<html><head><title>Pears</title></head><body>{inside}</body></html>"
    assert "nine tonnes" in read_page(page).text


def test_a_table_is_whole_and_a_layout_table_is_no_table() -> None:
    rows = "".join(
        f"<tr><td>{town}</td><td>{count}</td></tr>" for town, count in (("Arlen", 40), ("Bruck", 7), ("Corn", 12))
    )
    assert "Arlen | 40\nBruck | 7\nCorn | 12" in text_of(f"<table>{rows}</table>")
    cells = "<td>The mill at Arlen will open again in May.</td><td>A bear was seen near the old station.</td>"
    letter = f"<table><tr>{cells}</tr></table>"
    assert "|" not in text_of(letter)


def test_a_list_of_terms_says_what_each_means() -> None:
    assert "Height: 900 metres\nArea: 4 hectares" in text_of(
        "<dl><dt>Height</dt><dd>900 metres</dd><dt>Area</dt><dd>4 hectares</dd></dl>", before=FIRST * 2 + SECOND
    )


def test_short_sections_beside_each_other_are_an_article() -> None:
    steps = "".join(f"<div class='step'><h3>Step {i}</h3><p>{what}</p></div>" for i, what in enumerate(
        ("Wash the jars well.", "Cut the pears in four.", "Boil them in wine.", "Fill the jars at once."), 1))  # fmt: skip
    text = text_of(steps, before="")
    assert "Cut the pears in four." in text and "Fill the jars at once." in text
