"""Find the paragraphs that one site repeats in many articles, such as notices and menus, and cut them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from hashlib import blake2b

_LONGEST = 400  # characters; a longer paragraph that repeats is a copied article's
_FEWEST = 5  # articles that must hold a line before it is taken for furniture
_SHARE = 0.05  # of a site's articles, up to _ALWAYS articles
_ALWAYS = 20
_HEADING_SHARE = 0.3  # "Background" may head many an article without being furniture
_MOST_CUT = 0.4  # share of an article above which its lines are those of its copies
LINES = 200_000  # remembered in all; then those seen least are forgotten


class SiteLearner:
    """Counts, for each site, in how many different articles each short paragraph stands."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[bytes]] = defaultdict(Counter)
        self._articles: Counter[str] = Counter()
        self._seen: set[bytes] = set()
        self._lines = 0

    def observe(self, site: str, text: str, *, name: str = "") -> None:
        """Count the paragraphs of one article. A text seen before counts once; so do versions of one article,
        which share a `name`: its address, or else its title."""
        marks = {_digest(text), *([_digest(f"{site}\n{name}")] if name else ())}
        if marks & self._seen:
            return
        self._seen |= marks
        self._articles[site] += 1
        counts = self._counts[site]
        before = len(counts)
        counts.update({_digest(line) for line in text.split("\n\n") if line and len(line) <= _LONGEST})
        self._lines += len(counts) - before
        if self._lines > LINES:
            self._forget()

    def split(self, site: str, text: str) -> tuple[str, Sequence[str]]:
        """The text without what its site repeats, and the paragraphs cut."""
        counts, articles = self._counts.get(site, Counter()), self._articles[site]
        paragraphs = text.split("\n\n")
        cut = {line for line in paragraphs if self._repeats(line, counts[_digest(line)], articles)}
        size = sum(len(line) for line in paragraphs if line in cut)
        if not cut or size > _MOST_CUT * len(text):
            return text, ()
        return "\n\n".join(line for line in paragraphs if line not in cut), tuple(sorted(cut))

    def _repeats(self, line: str, count: int, articles: int) -> bool:
        if count < _FEWEST or len(line) > _LONGEST:
            return False
        if not line.endswith((".", "!", "?")) and len(line) < 40:
            return count >= _HEADING_SHARE * articles
        return count >= min(_ALWAYS, _SHARE * articles)

    def _forget(self) -> None:
        """Drop the lines seen least, until half the room is free: a forgetting after each article would take for ever."""
        seen = 1
        while self._lines > LINES // 2:
            for site, counts in self._counts.items():
                self._counts[site] = Counter({line: count for line, count in counts.items() if count > seen})
            self._lines = sum(map(len, self._counts.values()))
            seen *= 2


def _digest(text: str) -> bytes:
    return blake2b(" ".join(text.split()).encode(), digest_size=8).digest()
