"""A page's tree -> its blocks of text, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from qa.cleaning.tree import Element

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr picture img button amp-img hl".split()
)
_ROW_CHARACTERS = 600  # a longer table row is layout, not data
_SPACES = re.compile(r"\s+")
_SENTENCE = re.compile(r"(?:\S+\s+){5,}\S+[.!?…][\"”’')]*$")  # a cell that is a paragraph


@dataclass(slots=True)
class Block:
    """A run of text with no block boundary in it. `tag` is that of the element that makes the block."""

    text: str
    tag: str
    element: Element
    linked: int = 0  # characters inside links


def find_blocks(root: Element) -> list[Block]:
    """Every block of text under `root`."""
    return _Walker().walk(root)


class _Walker:
    """Gathers text until a block boundary."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._parts: list[str] = []
        self._linked = 0
        self._links = 0  # depth of open links
        self._owners: list[Element] = []

    def walk(self, root: Element) -> list[Block]:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            if not isinstance(element.tag, str):
                continue
            if event == "start":
                self._open(walker, element)
            else:
                self._close(element)
        self._flush()
        return self._blocks

    def _open(self, walker: etree.iterwalk, element: Element) -> None:
        tag = element.tag
        if tag == "br":
            self._add("\n")
        elif tag == "a":
            self._links += 1
        elif tag not in _INLINE:
            self._flush()
            self._owners.append(element)
            if tag == "tr" and self._row(element):
                walker.skip_subtree()
                return
        self._add(element.text)

    def _close(self, element: Element) -> None:
        tag = element.tag
        if tag == "a":
            self._links = max(0, self._links - 1)
        elif tag != "br" and tag not in _INLINE:
            self._flush()
            if self._owners and self._owners[-1] is element:
                self._owners.pop()
        self._add(element.tail)

    def _row(self, row: Element) -> bool:
        if row.find(".//table") is not None:
            return False
        cells = [" ".join(block.text for block in find_blocks(cell)) for cell in row if cell.tag in ("td", "th")]
        text = " | ".join(filter(None, cells))
        if not text or len(text) > _ROW_CHARACTERS or len(cells) < 2 or sum(map(bool, map(_SENTENCE.match, cells))) > 1:
            return False
        linked = sum(len("".join(link.itertext()).strip()) for link in row.iter("a"))
        self._blocks.append(Block(text, "tr", row, min(linked, len(text))))
        return True

    def _add(self, text: str | None) -> None:
        if text:
            self._parts.append(text if text == "\n" else _SPACES.sub(" ", text))
            if self._links:
                self._linked += len(text.strip())

    def _flush(self) -> None:
        if self._parts:
            whole = "".join(self._parts)
            linked = self._linked
            self._parts, self._linked = [], 0
            owner = self._owners[-1] if self._owners else None
            if owner is None or not whole.strip():
                return
            # One line break is a matter of layout; two are a paragraph.
            pieces = [" ".join(piece.split()) for piece in re.split(r"\n\s*\n", whole)]
            pieces = [piece for piece in pieces if piece]
            size = sum(map(len, pieces))
            for piece in pieces:
                share = min(len(piece), linked * len(piece) // max(1, size))
                self._blocks.append(Block(piece, owner.tag, owner, share))
