"""What Chromium shows of a page, as words, and which words of an article are none of them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from playwright.sync_api import BrowserContext

_WORD = re.compile(r"[^\W_]+")
# The text that the page shows, with what is folded away behind a summary opened; then each piece of text by itself, so that
# two pieces that touch in the markup alone make no word; then the words that stand for pictures.
_SHOWN = """() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const pieces = [document.body ? document.body.innerText : ""];
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  const apart = [];
  while (walker.nextNode()) apart.push(walker.currentNode.data);
  for (const element of document.querySelectorAll("[alt], [aria-label], [value]"))
    for (const name of ["alt", "aria-label", "value"]) apart.push(element.getAttribute(name) || "");
  return [pieces.join("\\n"), apart];
}"""


def shown(context: BrowserContext, markup: str) -> tuple[set[str], set[str]]:
    """The words that a page shows, and those of its single pieces of text. Nothing is fetched and no script runs."""
    page = context.new_page()
    try:
        page.set_content(markup, wait_until="domcontentloaded", timeout=20_000)
        text, apart = page.evaluate(_SHOWN)
    finally:
        page.close()
    return set(words(text)), {word for piece in apart for word in words(piece)}


def words(text: str) -> list[str]:
    """Words in small letters, without signs; raised figures as plain ones."""
    plain = unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\u200b", "")
    return [word.casefold() for word in _WORD.findall(plain)]


def unseen(text: str, seen: tuple[set[str], set[str]]) -> list[str]:
    """The words of a text that a page neither shows nor holds in one piece, most frequent first."""
    return [word for word, _ in Counter(w for w in words(text) if w not in seen[0] and w not in seen[1]).most_common()]
