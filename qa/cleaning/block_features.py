"""What a block of a page looks like, as numbers: its text, its place in the tree, its neighbours."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from functools import lru_cache

from qa.cleaning.blocks import Block
from qa.cleaning.line_features import SHAPE_NAMES, line_shape
from qa.cleaning.tree import Element

_TAGS = ("p", "li", "tr", "pre", "blockquote", "figcaption", "dt", "dd", "td", "div", "section")
_AROUND = ("article", "main", "nav", "header", "footer", "aside", "form", "figure", "table", "ul", "ol", "blockquote")
_WORDS = {
    "body": "article|content|post|entry|body|story|text|main|blog|prose|rich|copy",
    "list": "related|recommend|popular|trending|latest|more|read-?next|also|similar|teaser|card|grid|carousel|slider|tile",
    "act": "share|social|follow|subscri|newsletter|sign-?up|signin|login|cta|promo|banner|popup|modal|offer|button|btn",
    "menu": "nav|menu|breadcrumb|toc|table-of-contents|tabs?|pagination|pager|skip|search|toolbar|sidebar|side-bar|widget",
    "foot": "footer|copyright|legal|disclaim|cookie|consent|gdpr|privacy|terms|address|contact",
    "who": "author|byline|bio|avatar|meta|date|time|tags?|categor|topic|label|reading",
    "talk": "comment|reply|respond|disqus|discussion|reaction|rating|review|forum|vote|like",
    "ad": "ads?|advert|sponsor|affiliate|commerce|product|shop|price|cart|buy",
    "picture": "caption|credit|figure|image|gallery|photo|media|video|player",
    "lead": "lead|intro|summary|standfirst|dek|deck|subtitle|abstract|excerpt|description|headline|title|hero",
    "note": "takeaway|faq|accordion|footnote|reference|source|citation|callout|note|tip|quote",
}
_LEXICON = {name: re.compile(rf"(?:^|[^a-z])(?:{words})(?:$|[^a-z])") for name, words in _WORDS.items()}
_MOST_PROSE = 0.55  # the innermost element with this share of the prose is the body
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NAMES = (
    *SHAPE_NAMES,
    "linked", "level", "position", "from_title", "kept", "kept_near", "kept_before", "kept_after", "to_kept", "inside_kept",
    "depth", "group_size", "group_chars", "group_kept", "group_linked", "parent_chars", "parent_linked", "grand_chars",
    "grand_linked", "grand_kept", "repeated", "near_chars", "near_linked", "share_of_page",
    "prose", "parent_prose", "grand_prose", "great_prose", "in_body", "below_body", "kept_of_page", "page_prose",
    *(f"tag_{tag}" for tag in _TAGS), *(f"in_{tag}" for tag in _AROUND),
    *(f"{name}_{reach}" for name in _WORDS for reach in ("near", "far")),
)  # fmt: skip


@lru_cache(maxsize=10_000)
def _meanings(said: str) -> tuple[int, ...]:
    """Which groups of _WORDS the class, id and role of an element name."""
    said = _CAMEL.sub("-", said).lower()
    return tuple(i for i, pattern in enumerate(_LEXICON.values()) if pattern.search(said)) if said else ()


class _Paths:
    """What the ancestors of an element say; each is looked at once a page."""

    def __init__(self) -> None:
        self._own: dict[Element, tuple[int, ...]] = {}
        self._path: dict[Element, tuple[list[Element], list[float]]] = {}

    def of(self, element: Element) -> tuple[list[Element], list[float]]:
        found = self._path.get(element)
        if found is None:
            found = self._path[element] = self._look(element)
        return found

    def _look(self, element: Element) -> tuple[list[Element], list[float]]:
        chain = [element, *element.iterancestors()]
        tags = {ancestor.tag for ancestor in chain}
        near = [0.0] * len(_WORDS)
        far = [0.0] * len(_WORDS)
        for distance, ancestor in enumerate(chain):
            if ancestor.tag in ("body", "html"):
                continue
            for i in self._words(ancestor):
                (near if distance < 3 else far)[i] += 1.0
        words = [min(3.0, count) for pair in zip(near, far, strict=True) for count in pair]
        tag = element.tag
        return chain, [1.0 if tag == name else 0.0 for name in _TAGS] + [
            1.0 if name in tags else 0.0 for name in _AROUND
        ] + words

    def _words(self, element: Element) -> tuple[int, ...]:
        found = self._own.get(element)
        if found is None:
            said = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".strip()
            found = self._own[element] = _meanings(said[:300])
        return found


def block_features(blocks: Sequence[Block], kept: Set[int], title: str) -> list[list[float]]:
    """A row of numbers a block, in the order of NAMES; `kept` are the blocks that the base extractor kept."""
    paths = _Paths()
    sizes = [len(block.text) for block in blocks]
    total = sum(sizes) or 1
    chars: Counter[Element] = Counter()
    linked: Counter[Element] = Counter()
    saved: Counter[Element] = Counter()
    groups: dict[tuple[Element, str], list[int]] = defaultdict(list)
    chains: list[list[Element]] = []
    for i, block in enumerate(blocks):
        chain, _ = paths.of(block.element)
        chains.append(chain)
        for ancestor in chain[1:5]:
            chars[ancestor] += sizes[i]
            linked[ancestor] += block.linked
            saved[ancestor] += sizes[i] * (i in kept)
        groups[_group(chain)].append(i)
    prose = [size if is_prose(block) else 0 for block, size in zip(blocks, sizes, strict=True)]
    all_prose = sum(prose) or 1
    held: Counter[Element] = Counter()
    for i, chain in enumerate(chains):
        if prose[i]:
            for ancestor in chain:
                held[ancestor] += prose[i]
    body = min(
        (e for e in held if held[e] >= _MOST_PROSE * all_prose),
        key=lambda e: held[e] - 0.001 * len(paths.of(e)[0]),
        default=None,
    )
    kept_of_page = sum(prose[i] for i in kept) / all_prose
    times = Counter(block.text for block in blocks)
    first, last = min(kept, default=0), max(kept, default=len(blocks))
    start = _title_at(blocks, title)
    distance = _distances(len(blocks), kept)
    rows: list[list[float]] = []
    seen = 0
    for i, block in enumerate(blocks):
        chain = chains[i]
        group = groups[_group(chain)]
        parent = chain[1] if len(chain) > 1 else chain[0]
        grand = chain[2] if len(chain) > 2 else parent
        size = sum(sizes[j] for j in group) or 1
        near = range(max(0, i - 2), min(len(blocks), i + 3))
        near_size = sum(sizes[j] for j in near) or 1
        rows.append([
            *line_shape(block.text),
            block.linked / max(1, sizes[i]),
            float(block.tag[1]) if len(block.tag) == 2 and block.tag[0] == "h" and block.tag[1].isdigit() else 0.0,
            seen / total,
            max(-50.0, min(300.0, float(i - start))),
            float(i in kept),
            sum(sizes[j] for j in near if j in kept) / near_size,
            float(i - 1 in kept) + float(i - 2 in kept),
            float(i + 1 in kept) + float(i + 2 in kept),
            float(distance[i]),
            float(first <= i <= last),
            float(len(chain)),
            math.log1p(len(group)),
            math.log(size / len(group) + 1),
            sum(sizes[j] for j in group if j in kept) / size,
            sum(blocks[j].linked for j in group) / size,
            math.log1p(chars[parent]),
            linked[parent] / max(1, chars[parent]),
            math.log1p(chars[grand]),
            linked[grand] / max(1, chars[grand]),
            saved[grand] / max(1, chars[grand]),
            float(min(5, times[block.text])),
            math.log1p(near_size),
            sum(blocks[j].linked for j in near) / near_size,
            sizes[i] / total,
            float(prose[i] > 0),
            held[parent] / all_prose,
            held[grand] / all_prose,
            held[chain[3] if len(chain) > 3 else grand] / all_prose,
            float(body in chain),
            float(chain.index(body)) if body in chain else -1.0,
            kept_of_page,
            math.log(all_prose),
            *paths.of(block.element)[1],
        ])  # fmt: skip
        seen += sizes[i]
    return rows


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
    far = 60
    out = [far] * count
    for order in (range(count), range(count - 1, -1, -1)):
        away = far
        for i in order:
            away = 0 if i in kept else min(far, away + 1)
            out[i] = min(out[i], away)
    return out
