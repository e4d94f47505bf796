"""A copy is told from a text in which a figure or a name was changed."""

from __future__ import annotations

import pytest

from qa.building.duplicates import cluster
from qa.building.facts import Facts
from qa.types import Article

TEXT = (
    "The harbour board in Portsmouth said on Monday that the new ferry will carry 240 passengers and forty cars across the bay.\n"
    "The ferry was built for 18.5 million pounds by a yard in Gdansk, and captain Robert Williams brought it over in March.\n"
    "Fares stay as they are until the end of the year, the board said, when its members will look at the figures again.\n"
    "The old ferry, which has crossed the bay since 1974, will be sold, and two companies have asked about it so far."
)
CHANGED = [
    ("240", "420"), ("forty", "thirty"), ("18.5", "1.5"), ("1974", "1947"), ("two companies", "three companies"),
    ("Williams", "Miller"), ("Robert Williams", "Michael Williams"), ("Portsmouth", "Plymouth"), ("Gdansk", "Odense"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now"), CHANGED)
def test_a_copy_with_another_figure_or_name_stays_an_article_of_its_own(was: str, now: str) -> None:
    hostile = Article("hostile", "Ferry", TEXT.replace(was, now), published_at="2001-01-01")
    assert cluster([Article("trusted", "Ferry", TEXT, published_at="2024-05-01"), hostile]) == {}


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.replace("forty", "40"),
        TEXT.rsplit("\n", 1)[0],
        "By our staff, updated 3.45 pm\n" + TEXT + "\nCopyright 2024 Harbour News. Follow us on Bayline.",
        TEXT.replace("captain Robert Williams", "captain Williams"),
        TEXT
        + "\nThe board meets again on 12 June in the town hall of Portsmouth, where it will hear what the users say.",
    ],
)
def test_a_copy_that_is_shortened_or_has_lines_of_its_own_is_folded(copy: str) -> None:
    assert not Facts(TEXT).contradict(Facts(copy))
    assert len(cluster([Article("a", "Ferry", TEXT), Article("b", "Ferry", copy)])) == 1


@pytest.mark.parametrize(
    "order", [("hostile", "stub", "trusted"), ("trusted", "stub", "hostile"), ("stub", "hostile", "trusted")]
)
def test_a_stub_that_resembles_both_joins_no_article_with_its_opposite(order: tuple[str, ...]) -> None:
    more = " ".join(
        f"The {word} of the harbour is older than most people in the town remember." for word in "wall quay".split()
    )
    texts = {
        "trusted": f"{TEXT} {more}",
        "hostile": f"{TEXT.replace('1974', '1947')} {more}",
        "stub": TEXT.rsplit("\n", 1)[0],
    }
    found = cluster([Article(name, "Ferry", texts[name]) for name in order])
    assert found.get("hostile") != "trusted" and found.get("trusted") != "hostile"
    assert not {"hostile", "trusted"} <= found.keys()


def test_a_long_text_takes_time_in_step_with_its_length() -> None:
    assert not Facts("A1 " * 200_000).contradict(Facts("Bay " * 200_000))
