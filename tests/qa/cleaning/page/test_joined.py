"""Property: whatever elements words stand in, no two of them become one, and none is said that is not there."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from qa.articles.formats.fragment import fragment_text
from qa.cleaning.page.blocks import find_blocks
from qa.cleaning.page.content import join_blocks
from qa.cleaning.tree import drop_unseen, parse_markup

BLOCKS = (
    "p",
    "div",
    "section",
    "article",
    "h2",
    "li",
    "ul",
    "ol",
    "blockquote",
    "pre",
    "dd",
    "dt",
    "dl",
    "figcaption",
    "address",
)
INLINE = ("b", "i", "em", "span", "a", "small", "mark", "time", "cite")
WORD = re.compile(r"w\d+x")


@st.composite
def markup(draw: st.DrawFn, depth: int = 3) -> str:
    """Elements that touch: blocks beside blocks, cells beside cells, and inline elements with a space between them."""
    kind = draw(st.sampled_from(("text", "block", "inline", "table", "break") if depth else ("text",)))
    inside = [draw(markup(depth - 1)) for _ in range(draw(st.integers(1, 3)))] if depth and kind != "text" else []
    if kind == "block":
        tag = draw(st.sampled_from(BLOCKS))
        return "".join(f"<{tag}>{part}</{tag}>" for part in inside)
    if kind == "inline":
        tag = draw(st.sampled_from(INLINE))
        return " ".join(f"<{tag}>{part}</{tag}>" for part in inside)
    if kind == "table":
        return f"<table><tr>{''.join(f'<td>{part}</td>' for part in inside)}</tr><tr><td>W</td><td>W</td></tr></table>"
    if kind == "break":
        return "<br>".join(inside)
    return "W"


def numbered(text: str) -> tuple[str, int]:
    """Every place for a word filled with a word of its own, and how many there are."""
    first, *rest = text.split("W")
    return first + "".join(f"w{n}x{part}" for n, part in enumerate(rest)), len(rest)


@settings(max_examples=60, deadline=None)
@given(st.lists(markup(), min_size=1, max_size=4))
def test_no_two_words_are_joined(parts: list[str]) -> None:
    whole, count = numbered("".join(f"<div>{part}</div>" for part in parts))
    root = parse_markup(f"<html><body>{whole}</body></html>")
    assert root is not None
    drop_unseen(root)
    for text in (join_blocks(find_blocks(root)), fragment_text(whole)):
        said = re.findall(r"[^\W_]+", text)
        assert all(WORD.fullmatch(word) for word in said), text
        assert len(set(said)) <= count
