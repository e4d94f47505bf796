"""The loss alarm."""

from __future__ import annotations

from qa.cleaning.second_reading import is_loss, prose_shown

PARAGRAPH = "The council voted on Tuesday to close the old bridge for two years, after engineers found cracks in it."


def test_prose_is_counted_and_the_rest_is_not() -> None:
    markup = f"<head><title>{PARAGRAPH}</title></head><ul><li>Home<li>World</ul><p>{PARAGRAPH}</p><script>{PARAGRAPH}</script>"
    assert prose_shown(markup) == len(PARAGRAPH)
    assert prose_shown(f"<p>{PARAGRAPH.replace('old', '<b>old</b>')}</p>") == len(PARAGRAPH)


def test_depth_hides_nothing_from_it() -> None:
    assert prose_shown("<div>" * 100_000 + PARAGRAPH) == len(PARAGRAPH)


def test_when_it_rings() -> None:
    assert is_loss(100, 1000)
    assert not is_loss(500, 1000)
    assert not is_loss(0, 100)
