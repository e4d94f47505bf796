"""What a site's robots.txt allows (RFC 9309): the longest rule that fits wins, `*` and `$` have their meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

_SLOWEST = 10.0  # seconds between two requests that a site may ask for
_LINES = 20_000


@dataclass(slots=True)
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[tuple[str, bool]] = field(default_factory=list)  # pattern, allowed
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one site for one agent."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allows(self, path: str) -> bool:
        """Whether the path, with its query, may be fetched."""
        fitting = [(len(pattern), allowed) for pattern, allowed in self.rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


NOTHING = Robots((("/", False),))
EVERYTHING = Robots()


def parse_robots(text: str, agent: str) -> Robots:
    """The rules of a robots.txt for `agent`: those of the groups that name it, else those for all."""
    groups = list(_groups(text))
    ours = [group for group in groups if agent.lower() in group.agents] or [g for g in groups if "*" in g.agents]
    rules = tuple(rule for group in ours for rule in group.rules)
    return Robots(rules, max((group.delay for group in ours), default=0.0))


def _groups(text: str) -> Iterator[_Group]:
    group = _Group()
    for line in text.lstrip("\ufeff").splitlines()[:_LINES]:
        name, _, value = line.split("#", 1)[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if group.rules or group.delay:
                yield group
                group = _Group()
            group.agents.append(value.lower())
        elif name in ("allow", "disallow") and value:
            group.rules.append((value, name == "allow"))
        elif name == "crawl-delay":
            group.delay = _seconds(value)
    yield group


def _seconds(value: str) -> float:
    try:
        return max(0.0, min(_SLOWEST, float(value)))
    except ValueError:
        return 0.0


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits the beginning of a path; in linear time, whatever the pattern."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not anchored or path == first
    at = len(first)
    for piece in rest[:-1] if anchored else rest:
        at = path.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return not anchored or (path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at)
