"""Pages saved as text: the article stays, the menus go."""

from __future__ import annotations

import pytest

from qa.articles.formats.plain import read_text
from qa.cleaning.dump.dump_text import is_dump
from qa.cleaning.dump.markup_leftovers import markdown_blocks, strip_inserts
from qa.cleaning.inserts import is_insert

MENU = ["Example Herald", "• Home", "• World", "• Business", "• Sports", "• Weather", "• Video", "Sign in", "Subscribe"]
BODY = [
    "The council voted on Tuesday to close the old bridge over the river for two years, after engineers found cracks in it.",
    "Buses will cross the river at the mill until the work is done, the transport office said in a statement on Monday.",
    "“We have no choice,” said the mayor, who had promised last year that the bridge would stay open through the repairs.",
    "The work will cost 12 million euros. The county pays half of that sum, and the state has promised to pay the rest.",
    "Shopkeepers on the east bank fear for their trade, and some of them plan to go to court against the decision in May.",
]
FOOTER = ["Tags", "Bridge River Council", "Most read", "Ten ways to cook rice", "Team wins again", "Rain on Sunday", "About us",
          "Contact us", "Privacy policy", "Terms of use", "Copyright © 2024 Example Herald. All rights reserved."]  # fmt: skip
TITLE = "Council closes old bridge for two years"
DUMP = "\n".join(
    [
        *MENU,
        *MENU[1:],
        TITLE,
        "",
        "Reuters • June 12, 2020, 17:13 IST",
        "Share Facebook Twitter",
        "",
        *BODY,
        "",
        *FOOTER,
    ]
)


def test_a_dump_becomes_its_article() -> None:
    draft = read_text(DUMP)
    assert draft.text.split("\n\n") == BODY
    assert (draft.title, draft.source, draft.published_at) == (TITLE, "Reuters", "2020-06-12")


def test_an_article_alone_is_left_whole() -> None:
    text = "\n\n".join(["Council closes old bridge", "Background", *BODY, "What comes next", *BODY])
    draft = read_text(text)
    assert draft.title == "Council closes old bridge"
    assert draft.text.split("\n\n") == ["Background", *BODY, "What comes next", *BODY]
    assert not is_dump(text.split("\n\n"))


def test_hard_wrapped_lines_are_joined() -> None:
    assert read_text("A title\n\nThe council voted on\nTuesday to close\nthe bridge.\n").text == (
        "The council voted on Tuesday to close the bridge."
    )


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("The **death of a man** , who", "The death of a man, who"),
        ("see [the report](https://example.org/a_(b)) now", "see the report) now"),
        ("see [the report](https://example.org/a) now", "see the report now"),
        ("one ![Image: a bridge](https://example.org/b.jpg) two", "one two"),
        ('one [caption id="a1" width="10"] ![x](y) A bridge[/caption] two', "one two"),
        ("Said so. (Also read: Ten ways to cook rice) Then left.", "Said so. Then left."),
        ("an *emphasised* and `coded` word", "an emphasised and coded word"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("he wrote [sic] there", "he wrote [sic] there"),
    ],
)
def test_markdown_leftovers(marked: str, plain: str) -> None:
    assert strip_inserts(marked) == plain


def test_blocks_of_markdown() -> None:
    text = "# Title\nFirst line\nof a paragraph.\n\n- one\n- two\n  goes on\n\n> quoted\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert markdown_blocks(text) == [
        "Title",
        "First line of a paragraph.",
        "one\ntwo goes on",
        "quoted",
        "a | b\nc | d",
    ]


@pytest.mark.parametrize(
    "line",
    ["Read more: Ten ways to cook rice", "Video Ad Feedback", "Advertisement", "Share on Facebook", "Sign up for our newsletter.",
     "More:City council closes bridge", "Follow Ann Poole on Twitter: @annpoole", "© 2024 Example Herald. All rights reserved."],
)  # fmt: skip
def test_inserts(line: str) -> None:
    assert is_insert(line)


@pytest.mark.parametrize(
    "line",
    ["More than 200 people came to the bridge on Monday.", "Share prices fell.", "He signed up for the army in 1940.",
     "Share with your partner - assign tasks and work together",
     "Read the law before you vote, the mayor said.", "“Watch your step,” she said.", "Related services will close too."],
)  # fmt: skip
def test_sentences_are_no_inserts(line: str) -> None:
    assert not is_insert(line)
