"""A piece of HTML that is all article, as feeds carry it -> paragraphs."""

from __future__ import annotations

from bs4 import BeautifulSoup

from qa.text.characters import one_line

_BLOCKS = [
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "ul",
    "ol",
    "table",
    "div",
    "section",
    "figure",
    "pre",
]


def fragment_text(markup: str) -> str:
    """The visible text, a blank line between paragraphs."""
    if "<" not in markup and "&" not in markup:
        return "\n\n".join(filter(None, map(one_line, markup.split("\n\n"))))
    soup = BeautifulSoup(markup, "lxml")
    for hidden in soup(["script", "style", "template", "noscript", "figure", "iframe"]):
        hidden.decompose()
    for line in soup(["br", "li", "tr"]):
        line.insert_before("\n")
    for block in soup(_BLOCKS):
        block.insert_before("\n\n")
        block.insert_after("\n\n")
    blocks = soup.get_text().split("\n\n")
    return "\n\n".join(filter(None, ("\n".join(filter(None, map(one_line, block.split("\n")))) for block in blocks)))
