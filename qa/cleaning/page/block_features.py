"""What a block of a page looks like, as numbers: its text, its place in the tree, its neighbours."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from itertools import accumulate

from qa.cleaning.line_features import SHAPE_NAMES, line_shape
from qa.cleaning.page.blocks import Block
from qa.cleaning.page.element_words import PLACE_NAMES, Places
from qa.cleaning.tree import Element

_MOST_PROSE = 0.55  # the innermost element with this share of the prose is the body
_FAR = 60  # blocks
NAMES = (
    *SHAPE_NAMES,
    "linked", "level", "position", "from_title", "kept", "kept_near", "kept_before", "kept_after", "to_kept", "inside_kept",
    "depth", "group_size", "group_chars", "group_kept", "group_linked", "parent_chars", "parent_linked", "grand_chars",
    "grand_linked", "grand_kept", "repeated", "near_chars", "near_linked", "share_of_page",
    "prose", "parent_prose", "grand_prose", "great_prose", "in_body", "below_body", "kept_of_page", "page_prose",
    *PLACE_NAMES,
)  # fmt: skip


class _Sum:
    """Characters of some blocks: all, in links, kept by the base extractor."""

    __slots__ = ("chars", "count", "kept", "linked")

    def __init__(self) -> None:
        self.count = self.chars = self.linked = self.kept = 0

    def add(self, size: int, linked: int, kept: bool) -> None:
        self.count += 1
        self.chars += size
        self.linked += linked
        self.kept += size * kept

    def shares(self) -> list[float]:
        """What of it is kept, and what is in links."""
        return [self.kept / (self.chars or 1), self.linked / (self.chars or 1)]


class _Page:
    """Sums over a page that its blocks are seen against."""

    def __init__(self, blocks: Sequence[Block], kept: Set[int]) -> None:
        self.places = Places()
        self.sizes = [len(block.text) for block in blocks]
        self.before = list(accumulate(self.sizes, initial=0))
        self.chains = [self.places.chain(block.element) for block in blocks]
        self.around: dict[Element, _Sum] = defaultdict(_Sum)
        self.groups: dict[tuple[Element, str], _Sum] = defaultdict(_Sum)
        self.prose = [size if is_prose(block) else 0 for block, size in zip(blocks, self.sizes, strict=True)]
        self.all_prose = sum(self.prose) or 1
        self.held: Counter[Element] = Counter()
        for i, (block, chain) in enumerate(zip(blocks, self.chains, strict=True)):
            for ancestor in chain[1:5]:
                self.around[ancestor].add(self.sizes[i], block.linked, i in kept)
            self.groups[_group(chain)].add(self.sizes[i], block.linked, i in kept)
            for ancestor in chain if self.prose[i] else ():
                self.held[ancestor] += self.prose[i]
        self.body = min(
            (element for element in self.held if self.held[element] >= _MOST_PROSE * self.all_prose),
            key=lambda element: self.held[element] - 0.001 * len(self.places.chain(element)),
            default=None,
        )

    def prose_in(self, element: Element) -> float:
        """The share of the page's prose that an element holds."""
        return self.held[element] / self.all_prose


def block_features(blocks: Sequence[Block], kept: Set[int], title: str) -> list[list[float]]:
    """A row of numbers a block, in the order of NAMES; `kept` are the blocks that the base extractor kept."""
    page = _Page(blocks, kept)
    kept_of_page = sum(page.prose[i] for i in kept) / page.all_prose
    times = Counter(block.text for block in blocks)
    start = _title_at(blocks, title)
    near_kept = _by_the_kept(page.sizes, kept)
    rows: list[list[float]] = []
    for i, block in enumerate(blocks):
        level = block.tag[1] if len(block.tag) == 2 and block.tag[0] == "h" and block.tag[1].isdigit() else 0
        near = range(max(0, i - 2), min(len(blocks), i + 3))
        near_size = sum(page.sizes[j] for j in near) or 1
        rows.append([
            *line_shape(block.text),
            block.linked / max(1, page.sizes[i]),
            float(level),
            page.before[i] / (page.before[-1] or 1),
            max(-50.0, min(300.0, float(i - start))),
            *near_kept[i],
            *_in_the_tree(page, page.chains[i]),
            float(min(5, times[block.text])),
            math.log1p(near_size),
            sum(blocks[j].linked for j in near) / near_size,
            page.sizes[i] / (page.before[-1] or 1),
            float(page.prose[i] > 0),
            *_in_the_prose(page, page.chains[i]),
            kept_of_page,
            math.log(page.all_prose),
            *page.places.numbers(block.element),
        ])  # fmt: skip
    return rows


def _by_the_kept(sizes: Sequence[int], kept: Set[int]) -> list[list[float]]:
    """For each block, whether the base extractor kept it, and how it stands to those it kept."""
    first, last = min(kept, default=0), max(kept, default=len(sizes))
    distance = _distances(len(sizes), kept)
    rows: list[list[float]] = []
    for i in range(len(sizes)):
        near = range(max(0, i - 2), min(len(sizes), i + 3))
        rows.append([
            float(i in kept),
            sum(sizes[j] for j in near if j in kept) / (sum(sizes[j] for j in near) or 1),
            float(i - 1 in kept) + float(i - 2 in kept),
            float(i + 1 in kept) + float(i + 2 in kept),
            float(distance[i]),
            float(first <= i <= last),
        ])  # fmt: skip
    return rows


def _in_the_tree(page: _Page, chain: list[Element]) -> list[float]:
    parent, grand, _ = _elders(chain)
    group, by_parent, by_grand = page.groups[_group(chain)], page.around[parent], page.around[grand]
    return [
        float(len(chain)),
        math.log1p(group.count),
        math.log((group.chars or 1) / group.count + 1),
        *group.shares(),
        math.log1p(by_parent.chars),
        by_parent.linked / max(1, by_parent.chars),
        math.log1p(by_grand.chars),
        by_grand.linked / max(1, by_grand.chars),
        by_grand.kept / max(1, by_grand.chars),
    ]


def _in_the_prose(page: _Page, chain: list[Element]) -> list[float]:
    inside = page.body in chain
    return [*map(page.prose_in, _elders(chain)), float(inside), float(chain.index(page.body)) if inside else -1.0]


def _elders(chain: list[Element]) -> tuple[Element, Element, Element]:
    """Parent, grandparent and great-grandparent, as far as there are any."""
    parent = chain[min(1, len(chain) - 1)]
    grand = chain[2] if len(chain) > 2 else parent
    return parent, grand, chain[3] if len(chain) > 3 else grand


def is_prose(block: Block) -> bool:
    """A block of whole sentences that is not a list of links."""
    return (
        len(block.text) >= 80 and block.linked < 0.5 * len(block.text) and block.text.rstrip("\"”’')")[-1:] in ".!?:…"
    )


def _group(chain: list[Element]) -> tuple[Element, str]:
    """Blocks of one tag with one grandparent: the items of a list, the paragraphs of a body."""
    return (chain[2] if len(chain) > 2 else chain[-1], chain[0].tag)


def _title_at(blocks: Sequence[Block], title: str) -> int:
    headings = [i for i, block in enumerate(blocks) if block.tag == "h1"]
    same = [i for i in headings if title and block_key(blocks[i].text) == block_key(title)]
    return (same or headings or [0])[0]


def block_key(text: str) -> str:
    """The letters and digits of a text, for comparing across formatting."""
    return re.sub(r"[\W_]+", "", text).lower()


def _distances(count: int, kept: Set[int]) -> list[int]:
    out = [_FAR] * count
    for order in (range(count), range(count - 1, -1, -1)):
        away = _FAR
        for i in order:
            away = 0 if i in kept else min(_FAR, away + 1)
            out[i] = min(out[i], away)
    return out
