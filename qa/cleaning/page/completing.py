"""Blocks that belong to the article because of where they stand: the rest of a list, table or live blog, and all was lost."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from itertools import islice

from qa.cleaning.drawn import drawn
from qa.cleaning.elements import Element, named
from qa.cleaning.page.blocks import Block

_UPDATE = re.compile(r"(?:^|[^a-z])live-?(?:blog-?)?(?:post|update|entry|item)(?:[^a-z]|$)", re.IGNORECASE)
_ASIDE = re.compile(
    r"related|recommend|popular|promo|newsletter|share|social|comment|author|bio(?:[^a-z]|$)|teaser|sidebar|widget|advert|"
    r"cookie|nav|menu|footer|subscri|sign-?up|tags?(?:[^a-z]|$)|most-read|cta",
    re.IGNORECASE,
)
_OUTSIDE = ("nav", "header", "footer", "aside", "form", "figure", "figcaption", "button")
_ENDS = (".", "!", "?", "…", "”", '"', "’", ")", ":")
_LOST = 0.25  # of the base extractor's text: below it the choice is not believed
_CHOSEN = 0.5  # share of a group from which all of it is the article's
_SENTENCE = 15  # characters
_LINKED = 0.5  # share of links of a block that is none of the article


def completed(
    blocks: Sequence[Block], main: list[bool], base: Set[int], is_furniture: Callable[[Block], bool]
) -> list[bool]:
    """`main` with what was left out of a choice that is surely too small, of a table, and of a live blog."""
    main = _unlost(blocks, main, base, is_furniture)
    for i, block in enumerate(blocks):
        if not main[i] and _is_unfolded(block) and not is_furniture(block):
            main[i] = True
    groups: dict[Element, list[int]] = defaultdict(list)
    for i, block in enumerate(blocks):
        if (holder := _group(block)) is not None:
            groups[holder].append(i)
    for inside in (*groups.values(), *_paragraphs(blocks).values()):
        size = sum(len(blocks[i].text) for i in inside)
        chosen = sum(len(blocks[i].text) for i in inside if main[i])
        if chosen >= _CHOSEN * size:
            for i in inside:
                main[i] = main[i] or not (is_furniture(blocks[i]) or _is_links(blocks[i]))
    return main


def _unlost(
    blocks: Sequence[Block], main: list[bool], base: Set[int], is_furniture: Callable[[Block], bool]
) -> list[bool]:
    """Where next to nothing was chosen: what the base extractor kept, and the sentences of the page's one article."""
    chosen = sum(len(block.text) for block, kept in zip(blocks, main, strict=True) if kept)
    inside = {i for i, block in enumerate(blocks) if _is_sentence_of_article(block)}
    wanted = sum(len(blocks[i].text) for i in base | inside if not is_furniture(blocks[i]))
    if wanted < 2 * _SENTENCE or chosen >= _LOST * wanted:
        return main
    return [kept or ((i in base or i in inside) and not is_furniture(blocks[i]) and not _is_links(blocks[i]))
            for i, kept in enumerate(main)]  # fmt: skip


def _is_sentence_of_article(block: Block) -> bool:
    """Whether a block is a sentence inside an `article` or `main`, and not in a part of it that is something else."""
    if len(drawn(block.text)) < _SENTENCE or drawn(block.text)[-1:] not in _ENDS or _is_links(block):
        return False
    for element in (block.element, *block.element.iterancestors()):
        if element.tag in ("article", "main"):
            return True
        if element.tag in _OUTSIDE or _ASIDE.search(named(element)):
            return False
    return False


def _is_unfolded(block: Block) -> bool:
    """Whether a block is a sentence of the article that a click on its heading shows."""
    around = islice(block.element.iterancestors(), 5)
    return any(e.tag in ("details", "amp-accordion") for e in around) and _is_sentence_of_article(block)


def _paragraphs(blocks: Sequence[Block]) -> dict[Element, list[int]]:
    """The sentences of the article that stand side by side, by the element that holds them."""
    beside: dict[Element, list[int]] = defaultdict(list)
    for i, block in enumerate(blocks):
        if block.tag == "p" and (holder := block.element.getparent()) is not None:
            beside[holder].append(i)
    return {
        holder: [i for i in found if _is_sentence_of_article(blocks[i])]
        for holder, found in beside.items()
        if len(found) > 1
    }


def _group(block: Block) -> Element | None:
    """The table or the live blog that a block is a part of."""
    for element in (block.element, *islice(block.element.iterancestors(), 6)):
        if element.tag == "table" and block.tag == "tr":
            return element
        if "liveBlogUpdate" in element.get("itemprop", "") or _UPDATE.search(named(element)):
            return element.getparent()
    return None


def _is_links(block: Block) -> bool:
    return block.linked >= _LINKED * max(1, len(block.text))
