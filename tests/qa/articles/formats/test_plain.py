"""Markdown with what its programs add, poems, and what press archives give out as text."""

from __future__ import annotations

import textwrap

import pytest

from qa.articles.formats.plain import read_prose, read_text, read_texts
from qa.articles.notes import Draft

TEXT = "The mill at Arlen will open again in May, after a winter in which the river stood higher than the wheel."
FRONTS = [
    f'---\ntitle: "Mill"\nauthor:\n  - "[[Ada Reed]]"\npublished: 2021-05-02\nsource: "https://arlen.example/mill"\n---\n{TEXT}',
    f'+++\ntitle = "Mill"\ndate = 2021-05-02T09:00:00+02:00\n[params]\nauthor = "Ada Reed"\nurl = "https://arlen.example/mill"\n+++\n\n{TEXT}',
    f"---\ntitle: Mill: again\nauthor: Ada Reed\ndate: 2 May 2021\nurl: https://arlen.example/mill\n---\n\n{TEXT}\n",
]  # fmt: skip


@pytest.mark.parametrize("text", FRONTS)
def test_front_matter(text: str) -> None:
    draft = read_text(text, markdown=True)
    assert (draft.text, draft.author, draft.url) == (TEXT, "Ada Reed", "https://arlen.example/mill")
    assert draft.title.startswith("Mill") and (draft.published_at or "")[:10] == "2021-05-02"


@pytest.mark.parametrize(
    ("markdown", "shown"),
    [
        ("It costs ~~£40~~ £60 a night.", "It costs £60 a night."),
        ("The ==old== wheel of [[Bruck|the town]] and [[Arlen]].", "The old wheel of the town and Arlen."),
        ("It holds 40 people.[^1]\n\n[^1]: In 2021.", "It holds 40 people."),
        ("> [!tip] Hours\n> Open from nine.", "Hours\n\nOpen from nine."),
        ('It turns.\n\n{{< figure src="a.jpg" >}}', "It turns."),
        ("In 1998<sup>2</sup> it burnt<sup>3</sup> and in 2001<sup>4</sup> too.", "In 1998 it burnt and in 2001 too."),
        ("2. Mai ist der Tag der Feier.", "2. Mai ist der Tag der Feier."),
        ("1. Salt\n2. Oil", "Salt\nOil"),
    ],
)
def test_markdown(markdown: str, shown: str) -> None:
    assert read_text(f"# The valley\n\n{TEXT}\n\n{markdown}", markdown=True).text == f"{TEXT}\n\n{shown}"


def test_a_long_table_is_no_menu() -> None:
    rows = "\n".join(f"| {year} | {3 * year} |" for year in range(1990, 2020))
    text = read_text(f"# Harvest\n\n{TEXT}\n\n| Year | Kilos |\n|---|---:|\n{rows}\n\n{TEXT}", markdown=True).text
    assert "Year | Kilos\n1990 | 5970" in text and text.count(TEXT) == 2


@pytest.mark.parametrize("markdown", [True, False])
def test_a_table_without_outer_bars(markdown: bool) -> None:
    rows = "\n".join(f"{year} | {3 * year}" for year in range(1990, 2020))
    text = read_text(f"# Harvest\n\n{TEXT}\n\nYear | Kilos\n--- | ---:\n{rows}\n\n{TEXT}", markdown=markdown).text
    assert "Year | Kilos\n1990 | 5970\n1991 | 5973" in text and text.count(TEXT) == 2


POEM = (
    "The wheel goes round\nThe apples fall\nThe juice runs down and feeds us all\nThe frost may bite\nThe hail may come"
)


def test_a_poem_keeps_its_lines() -> None:
    assert read_text(f"Song of the press\n\n{POEM}\n\n{POEM}\n").text == f"{POEM}\n\n{POEM}"
    assert read_prose(f"{POEM}\n\n{TEXT}").text == f"{POEM}\n\n{TEXT}"


@pytest.mark.parametrize("width", [30, 45, 60, 72])
def test_prose_that_was_broken_at_a_margin_is_joined(width: int) -> None:
    wrapped = textwrap.fill(f"{TEXT} {TEXT}", width)
    assert read_text(f"The mill\n\n{wrapped}\n").text == f"{TEXT} {TEXT}"


def test_many_articles_of_a_press_archive() -> None:
    parts = [
        f"{n} of 2 DOCUMENTS\n\nArlen Post\n\nMay {n}, 2021 Sunday\n\nMill {n}\n\nBYLINE: Ada Reed\n\n"
        f"LENGTH: 20 words\n\n{TEXT}\n\n"
        f"LOAD-DATE: June 1, 2021\n\nCopyright 2021 Arlen Post\n\n"
        for n in (1, 2)
    ]  # fmt: skip
    one, two = read_texts("".join(parts))
    assert isinstance(one, Draft) and isinstance(two, Draft)
    assert (one.text, one.title, one.author, one.source) == (TEXT, "Mill 1", "Ada Reed", "Arlen Post")
    assert (one.published_at, two.published_at) == ("2021-05-01", "2021-05-02")
