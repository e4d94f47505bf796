"""What stands inside a sentence is written as a reader sees it: note marks, exponents, struck words, formulas, signs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.cleaning.page.blocks import find_blocks
from qa.cleaning.tree import drop_unseen, parse_markup

LONG = "<p>" + "The council of the valley met again on Thursday. " * 6 + "</p>"


def shown(inner: str) -> str:
    """The text of the last paragraph of a page."""
    root = parse_markup(f"<html><body>{LONG}<div>{inner}</div></body></html>")
    drop_unseen(root)
    return "\n".join(block.text for block in find_blocks(root)[1:])


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>in 1998<sup>7</sup>, at €30<sup>8</sup> a head for 900<sup>9</sup> guests</p>",
         "in 1998, at €30 a head for 900 guests"),
        ('<p>a third<sup><a href="#fn2">2</a></sup> of it</p>', "a third of it"),
        ('<p>9,100 people<sup class="reference">[12]</sup> live there<sup>[citation needed]</sup></p>',
         "9,100 people live there"),
        ("<p>the lake*<sup>†</sup> froze</p>", "the lake* froze"),
        ("<p>the bridge<sup>a</sup> fell</p>", "the bridge fell"),
        ("<p>about 10<sup>9</sup> stars</p>", "about 10⁹ stars"),
        ("<p>some 10<sup>-12</sup> of it</p>", "some 10⁻¹² of it"),
        ("<p>a room of 30 m<sup>2</sup> and x<sup>3</sup></p>", "a room of 30 m² and x³"),
        ("<p>with 3<sup>2</sup> = 9 tiles</p>", "with 3² = 9 tiles"),
        ("<p>the 21<sup>st</sup> of May, M<sup>me</sup> Roy</p>", "the 21st of May, Mme Roy"),
        ("<p>2<sup>3</sup>/<sub>8</sub> inches</p>", "2 3/8 inches"),
        ("<p>CO<sub>2</sub> fell</p>", "CO2 fell"),
    ],
)  # fmt: skip
def test_raised(markup: str, text: str) -> None:
    assert shown(markup) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>It opens <del>in June</del> <ins>in July</ins> again.</p>", "It opens in July again."),
        ('<p>For <span style="text-decoration: line-through">$90</span> $60 today.</p>', "For $60 today."),
        ("<p>He said <q>no <q>never</q></q> twice.</p>", "He said “no ‘never’” twice."),
        ("<p>the word <ruby>湖<rt>mizuumi</rt></ruby> there</p>", "the word 湖(mizuumi) there"),
        ('<ol start="7"><li>Salt</li><li><p>Oil</p></li></ol>', "7. Salt\n8. Oil"),
        ("<p>a share of <math><mn>12.5</mn><mo>%</mo></math> each</p>", "a share of 12.5% each"),
        ("<p>where <math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mn>1</mn><mn>4</mn></mfrac></math> holds</p>",
         "where x² = 1/4 holds"),
        ('<p>filled to <meter value="0.4">four tenths</meter> by noon</p>', "filled to four tenths by noon"),
        ('<p>filled to <progress value="40" max="80"></progress> by noon</p>', "filled to 50% by noon"),
        ('<p>They won <img class="emoji" alt="🏆" src="t.svg"> at last.</p>', "They won 🏆 at last."),
        ('<p>It costs <img alt="€" width="12" src="e.gif">40 a night.</p>', "It costs €40 a night."),
        ("<p>The figure was <canvas></canvas> in the end.</p>", "The figure was [⋯] in the end."),
        ('<p>A tile is <span aria-hidden="true">$</span><span aria-hidden="true">5</span>'
         '<span class="sr-only">five dollars</span> today.</p>', "A tile is $5 today."),
    ],
)  # fmt: skip
def test_written_as_it_is_seen(markup: str, text: str) -> None:
    assert shown(markup) == text


def test_a_photograph_is_not_said_in_the_middle_of_a_sentence() -> None:
    markup = '<p>The mayor <img alt="The mayor in front of the town hall on a rainy day" src="m.jpg"> spoke.</p>'
    assert shown(markup) == "The mayor spoke."


def test_a_page_that_is_struck_out_as_a_whole_is_kept() -> None:
    root = parse_markup(f"<html><body><del>{LONG}</del></body></html>")
    drop_unseen(root)
    assert root is not None and "council" in "".join(root.itertext())


@given(st.lists(st.text("abcdefgh", min_size=2, max_size=6), min_size=2, max_size=8), st.data())
def test_words_of_two_elements_are_never_joined(words: list[str], data: st.DataObject) -> None:
    tags = [data.draw(st.sampled_from(["td", "li", "p", "div", "dt", "h2"])) for _ in words]
    cells = {"td": "<table><tr><td>{}</td><td>x</td></tr></table>", "li": "<ul><li>{}</li></ul>"}
    inner = "".join(cells.get(tag, f"<{tag}>{{}}</{tag}>").format(word) for tag, word in zip(tags, words, strict=True))
    found = shown(inner).replace("|", " ").split()
    assert [word for word in found if word != "x"] == [word for word in words if word != "x"]
