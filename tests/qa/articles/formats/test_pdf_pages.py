"""Columns are read one after the other; what a browser or a paper prints on every page is left out."""

from __future__ import annotations

from qa.articles.formats.pdf_pages import in_columns, without_running_heads

LEFT = ["The mill at Arlen will", "open again in May, after", "a winter of high water.", "It is very old."]
RIGHT = ["A bear was seen near", "the old station of Bruck", "on Sunday night, the", "forester said."]


def test_two_columns_under_a_heading() -> None:
    pieces = [(50.0, 800.0, 200.0, "ARLEN POST AND MESSENGER OF ALL THE VALLEY BELOW IT")]
    for row, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        pieces += [(50.0, 700.0 - 14 * row, 110.0, left), (300.0, 700.0 - 14 * row, 110.0, right)]
    lines = [line for line in in_columns(pieces) if line]
    assert lines[1:] == [*LEFT, *RIGHT]


def test_one_column_is_left_to_the_reader() -> None:
    assert in_columns([(50.0, 700.0 - 14 * row, 300.0, line) for row, line in enumerate(LEFT)]) == []
    assert in_columns([]) == []


def test_running_heads_and_print_marks() -> None:
    pages = [
        ["3/4/21, 9:15 AM Mill to open - Arlen Post", "Mill to open", LEFT[0], "https://arlen.example/mill 1/2"],
        ["3/4/21, 9:15 AM Mill to open - Arlen Post", LEFT[1], LEFT[2], "https://arlen.example/mill 2/2"],
    ]
    assert without_running_heads(pages) == ([["Mill to open", LEFT[0]], LEFT[1:3]], "https://arlen.example/mill")
    assert without_running_heads([["Chapter", "7"]])[0] == [["Chapter"]]
