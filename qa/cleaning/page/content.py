"""Which blocks of a page are its article: a base extractor's opinion, weighed with the look of each block."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from trafilatura import bare_extraction

from qa.cleaning.drawn import drawn
from qa.cleaning.inserts import is_insert
from qa.cleaning.page import block_features
from qa.cleaning.page.block_features import block_key
from qa.cleaning.page.blocks import Block, find_blocks
from qa.cleaning.page.completing import completed
from qa.cleaning.smoothing import forest, smoothed
from qa.cleaning.tree import Element

THRESHOLD = 0.5
_WHOLE = ("html", "body")  # their classes say what the page can show, not what it is
_CLASSES = 300  # characters of an element's class and id that are looked at
_TEMPLATE = re.compile(r"lorem ipsum\b", re.IGNORECASE)
_NOTICE = re.compile(
    r"(?:^|[^a-z])(?:gdpr|onetrust|cookie[-_]?(?:law|consent|notice|banner|bar|popup|modal|policy|info|settings)|"
    r"consent[-_]?(?:banner|bar|modal|manager|popup|dialog|tool))",
    re.IGNORECASE,
)
_TERM = 60  # characters of a term that is written before its meaning
_TELLING = 25  # letters from which a block is known again inside a longer text


def describe(root: Element, title: str) -> tuple[list[Block], list[list[float]]]:
    """The blocks of a page and the numbers that describe them."""
    blocks, rows, _ = _described(root, title)
    return blocks, rows


def _described(root: Element, title: str) -> tuple[list[Block], list[list[float]], set[int]]:
    blocks = find_blocks(root)
    kept = _kept_by_base(root, blocks)
    return blocks, block_features.block_features([_drawn(block) for block in blocks], kept, title), kept


def _drawn(block: Block) -> Block:
    """A block as the forest is to see it, whatever its script."""
    shape = drawn(block.text)
    if shape is block.text:
        return block
    return replace(block, text=shape, linked=min(len(shape), block.linked * len(shape) // max(1, len(block.text))))


def choose_blocks(root: Element, title: str) -> tuple[list[Block], list[Block]]:
    """The blocks of the article, and the others."""
    blocks, rows, base = _described(root, title)
    chances = forest("blocks", block_features.NAMES).probabilities(rows)
    main = [chance >= THRESHOLD for chance in smoothed(chances)]
    if any(own := [kept and not _is_furniture(block) for block, kept in zip(blocks, main, strict=True)]):
        main = own  # a page that is nothing but a notice is kept for what follows to name it
    main = completed(blocks, main, base, _is_furniture)
    chosen = [block for block, kept in zip(blocks, main, strict=True) if kept]
    others = [block for block, kept in zip(blocks, main, strict=True) if not kept]
    return chosen, others


def join_blocks(blocks: Sequence[Block]) -> str:
    """Clean text: a blank line between paragraphs, one line for each item of a list or row of a table."""
    text = ""
    for before, block in zip([None, *blocks], blocks, strict=False):
        if before is not None:
            text += _between(before, block)
        text += block.text
    return text


def _between(before: Block, block: Block) -> str:
    """What stands between two blocks of clean text."""
    if before.tag == "dt" and block.tag == "dd":
        short = len(before.text) <= _TERM and before.text[-1:].isalnum()
        return ": " if short else "\n"
    listed = block.tag in ("li", "tr") and before.tag == block.tag
    return "\n" if listed or (block.tag == "dt" and before.tag == "dd") else "\n\n"


def _is_furniture(block: Block) -> bool:
    """Whether a block is surely none of the article: "Also read", text of a template, or in a notice about cookies."""
    if is_insert(block.text) or _TEMPLATE.match(block.text):
        return True
    around = (block.element, *block.element.iterancestors())
    said = (
        f"{element.get('class', '')} {element.get('id', '')}"[:_CLASSES]
        for element in around
        if element.tag not in _WHOLE
    )
    return any(map(_of_a_notice, said))


@lru_cache(maxsize=2_000)
def _of_a_notice(said: str) -> bool:
    return bool(_NOTICE.search(said))


def _kept_by_base(root: Element, blocks: Sequence[Block]) -> set[int]:
    found = bare_extraction(copy.deepcopy(root), include_comments=False, with_metadata=False, fast=True)
    text = found.text or "" if found is not None and not isinstance(found, dict) else ""
    whole, lines = block_key(text), {block_key(line) for line in text.split("\n")}
    keys = [block_key(block.text) for block in blocks]
    return {i for i, key in enumerate(keys) if key and (key in lines or (len(key) >= _TELLING and key in whole))}
