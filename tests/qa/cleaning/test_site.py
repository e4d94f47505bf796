"""Site learning: what repeats goes, what is an article's own stays."""

from __future__ import annotations

import pytest

from qa.cleaning import site
from qa.cleaning.site import SiteLearner

LINE = "The Example Herald is an independent newspaper. Write to us at the mill."


def body(i: int) -> str:
    return "\n\n".join(
        f"Sentence {j} of article {i} says something that no other article of the site says." for j in range(6)
    )


def learned(texts: list[str]) -> SiteLearner:
    learner = SiteLearner()
    for text in texts:
        learner.observe("example.org", text)
    return learner


def test_a_line_of_every_article_is_cut() -> None:
    texts = [f"{body(i)}\n\n{LINE}" for i in range(10)]
    assert learned(texts).split("example.org", texts[3]) == (body(3), (LINE,))


def test_a_line_of_few_articles_or_of_another_site_stays() -> None:
    texts = [f"{body(i)}\n\n{LINE}" for i in range(4)]
    assert learned(texts).split("example.org", texts[3]) == (texts[3], ())
    assert learned([f"{body(i)}\n\n{LINE}" for i in range(10)]).split("other.org", texts[3]) == (texts[3], ())


def test_copies_of_one_article_do_not_empty_it() -> None:
    copies = [f"{body(1)}\n\nVersion {i}." for i in range(10)]
    assert learned(copies).split("example.org", copies[0]) == (copies[0], ())
    assert learned([body(1)] * 50).split("example.org", body(1)) == (body(1), ())


def test_versions_of_one_article_count_once() -> None:
    opening = "The observatory at Skarne recorded 312 clear nights in 2023, its director said."
    versions = [f"{opening}\n\n{body(i)}" for i in range(10)]
    learner = SiteLearner()
    for text in versions:
        learner.observe("example.org", text, name="https://example.org/clear")
    assert learner.split("example.org", versions[0]) == (versions[0], ())


def test_a_common_heading_stays() -> None:
    texts = [("Background\n\n" if i % 5 == 0 else "") + body(i) for i in range(40)]
    assert learned(texts).split("example.org", texts[0]) == (texts[0], ())


def test_of_more_lines_than_there_is_room_for_those_of_every_article_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "LINES", 200)
    texts = [f"{body(i // 2)}\n\nVersion {i} of it.\n\n{LINE}" for i in range(200)]
    assert learned(texts).split("example.org", texts[-1])[1] == (LINE,)
