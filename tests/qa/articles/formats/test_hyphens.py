"""Words cut at the end of a line are whole again; those that are written with a hyphen keep it."""

from __future__ import annotations

import pytest

from qa.articles.formats.hyphens import rejoined


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("the gar-\ndeners", "the gardeners"),
        ("a well-\npaid job", "a well-paid job"),
        ("a newly-\nbuilt mill", "a newly-built mill"),
        ("Die Ver-\nwaltung", "Die Verwaltung"),
        ("the co-op and the co-\nop again", "the co-op and the co-op again"),
        ("gardeners, then gar-\ndeners", "gardeners, then gardeners"),
        ("Anglo-\nSaxon", "Anglo-Saxon"),
        ("1914-\n1918", "1914-\n1918"),
        ("no cut", "no cut"),
    ],
)
def test_rejoined(text: str, whole: str) -> None:
    assert rejoined(text) == whole
