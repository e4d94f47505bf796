"""robots.txt as RFC 9309 reads it."""

from __future__ import annotations

import pytest

from qa.articles.fetch.robots import parse_robots

RULES = """\ufeff# a comment
User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.cgi$
Disallow: /search?*q=
Disallow:

User-agent: Quoth
User-agent: other
Disallow: /drafts/
Crawl-delay: 60
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/", True), ("/private", False), ("/private/x", False), ("/private/open/x", True), ("/a.cgi", False), ("/a.cgi?x", True),
     ("/search?a=1&q=2", False), ("/search?a=1", True)],
)  # fmt: skip
def test_for_anybody(path: str, allowed: bool) -> None:
    assert parse_robots(RULES, "somebody").allows(path) is allowed


def test_for_us() -> None:
    ours = parse_robots(RULES, "quoth")
    assert ours.allows("/private") and not ours.allows("/drafts/1") and ours.delay == 10.0


@pytest.mark.parametrize(
    "text", ["", "<html>no robots</html>", "Disallow: /", "User-agent: x\nDisallow: /\nCrawl-delay: soon"]
)
def test_no_rules_are_leave(text: str) -> None:
    assert parse_robots(text, "quoth").allows("/")


def test_hostile_patterns_take_no_time() -> None:
    rules = parse_robots("User-agent: *\nDisallow: /" + "*a" * 5000 + "$", "quoth")
    assert rules.allows("/" + "a" * 4000)
