"""What a sentence shows on its face."""

from __future__ import annotations

import pytest

from qa.text.marks import SAYS_NOTHING, Mark, marks


@pytest.mark.parametrize(
    ("sentence", "shown", "hidden"),
    [
        ("It closed on 3 March because the wall had cracked.", Mark.REASON | Mark.DATE | Mark.NUMBER | Mark.PRONOUN, Mark.QUOTE),
        ("Mayor Lena Okafor flew to Karsk.", Mark.PERSON | Mark.PLACE | Mark.NAME, Mark.NUMBER | Mark.HEADING),
        ("A new ferry sails", Mark.HEADING, Mark.NAME | Mark.PERSON),
        ("公司将裁减一百四十名海员。", Mark(0), Mark.HEADING),
        ("渡轮公司出售船只", Mark.HEADING, Mark.QUESTION),
        ("多少名海员将被裁减？", Mark.QUESTION, Mark.HEADING),
        ("من فاز بالسباق؟", Mark.QUESTION, Mark.HEADING),
        ("नौका कंपनी दो जहाज़ बेचेगी।", Mark(0), Mark.HEADING),
        ("บริษัทเรือข้ามฟากจะขายเรือสองลำ", Mark(0), Mark.HEADING),
        ("Who won?", Mark.QUESTION, Mark.HEADING),
        ("“We will not go,” she said.", Mark.QUOTE, Mark.QUESTION),
        ("Dozens came by boat, using the old harbour.", Mark.NUMBER | Mark.MANNER, Mark.DATE),
        ("", Mark(0), Mark.HEADING | Mark.PRONOUN),
    ],
)  # fmt: skip
def test_marks(sentence: str, shown: Mark, hidden: Mark) -> None:
    found = marks(sentence)
    assert found & shown == shown
    assert not found & hidden


@pytest.mark.parametrize(
    ("line", "can_be_quoted"),
    [
        ("Lido | 41 | 37", True),
        ("Town hall | 4,137", True),
        ("Mayor | Hilde Marsh", True),
        ("Pool | 2022 | 2023", False),  # the headings of a table
        ("Year | Tonnes", False),
        ("The new pool", False),
        ("The figure was [⋯] in the end.", False),  # its page shows a figure there
        ("“We built it […] in a year,” she said.", True),
    ],
)
def test_rows_can_be_quoted_and_sentences_with_a_gap_cannot(line: str, can_be_quoted: bool) -> None:
    assert (marks(line) & SAYS_NOTHING == 0) is can_be_quoted


@pytest.mark.parametrize(
    "line",
    ["Read more: The bridge reopens.", "RELATED: What the storm left behind.", "Correction: An earlier version named the wrong "
     "mayor.", "Contributing: Ann Lee and the Associated Press.", "Photo by Ann Lee.", "Sign up for our newsletter.",
     "► Stay connected and stay informed.", "Ann Lee contributed to this report.", "Follow Ann Lee on Twitter.",
     "Corrections & Clarifications: A previous headline was wrong."],
)  # fmt: skip
def test_what_points_elsewhere_or_credits_is_no_evidence(line: str) -> None:
    assert marks(line) & Mark.FURNITURE


@pytest.mark.parametrize(
    "line",
    ["More than 300 people read the notice.", "Photos show the damage.", "The correction cost the paper dearly.",
     "He watched the video twice.", "Follow the river to the mill.", "Related companies paid less.",
     "The union contributed to this year's campaign."],
)  # fmt: skip
def test_what_only_sounds_like_it_is_left_alone(line: str) -> None:
    assert not marks(line) & Mark.FURNITURE
