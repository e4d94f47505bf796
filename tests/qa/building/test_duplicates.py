"""Copies of one text are found; other texts on the same subject are not."""

from __future__ import annotations

import random

import pytest

from qa.building.duplicates import cluster
from qa.types import Article

WORDS = [f"word{i}" for i in range(800)]


def prose(seed: int, length: int = 400) -> list[str]:
    return random.Random(seed).choices(WORDS, k=length)  # noqa: S311


def article(name: str, words: list[str], published: str | None = None) -> Article:
    return Article(name, f"Title of {name}", " ".join(words), published_at=published)


def test_an_exact_copy_under_another_title() -> None:
    assert cluster([article("a", prose(1)), article("b", prose(1))]) == {"b": "a"}


def test_the_earliest_published_is_canonical_then_the_longest() -> None:
    wire = prose(1)
    copies = [article("late", wire + prose(9, 30), "2020-02-02"), article("early", wire, "2020-01-01")]
    assert cluster(copies) == {"late": "early"}
    assert cluster([article("short", wire[:350]), article("long", wire)]) == {"short": "long"}


@pytest.mark.parametrize("seed", range(8))
def test_a_wire_text_with_local_edits(seed: int) -> None:
    wire = prose(seed)
    edited = prose(100 + seed, 30) + wire[:150] + prose(200 + seed, 20) + wire[150:300]
    assert cluster([article("wire", wire), article("local", edited)]) == {"local": "wire"}


@pytest.mark.parametrize("seed", range(8))
def test_a_short_copy_of_the_opening(seed: int) -> None:
    whole = prose(seed, 1500)
    assert cluster([article("whole", whole), article("stub", whole[:160])]) == {"stub": "whole"}


def test_other_articles_that_quote_the_same_speech_are_kept() -> None:
    speech = prose(7, 60)
    articles = [article(str(i), prose(i, 150) + speech + prose(50 + i, 150)) for i in range(20)]
    assert cluster(articles) == {}


def test_short_texts_are_copies_only_when_equal() -> None:
    assert cluster([article("a", prose(1, 20)), article("b", prose(1, 20)), article("c", prose(1, 19))]) == {"b": "a"}


def test_a_chain_of_updates_is_one_cluster() -> None:
    """Of a long one only the first and the newest are compared with, which is enough."""
    for count in (4, 150):
        text = prose(3, 60 * count + 300)
        versions = [article(f"v{i}", text[i * 60 : i * 60 + 300], f"2021-01-01T00:00:{i:03}") for i in range(count)]
        found = cluster(versions)
        assert len(found) == count - 1 and set(found.values()) == {"v0"}
