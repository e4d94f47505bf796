"""A quote is what stands in its article, or there is no citation; links carry it unharmed."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.citations import QuoteError, check, cite, text_fragment
from qa.text.addresses import web_address
from qa.types import OPENING_ONLY, Copy
from tests.qa.corpus import HARBOUR

PAGE = "https://example.org/page"


def test_a_citation_says_all_about_its_quote() -> None:
    copies = (Copy("x", "Other", source="Coast Wire"),)
    found = cite(2, HARBOUR, 0, 18, score=0.81234, copies=copies)
    assert (found.number, found.article_id, found.quote, found.score) == (2, "a1", HARBOUR.text[:18], 0.812)
    assert (found.source, found.author, found.published_at) == ("The Lantern", "Ada Reed", "2021-03-04")
    assert found.reader == "/articles/a1?start=0&end=18"
    assert found.copies == copies
    check(found, HARBOUR)


def test_a_quote_of_a_pdf_names_its_page_and_links_to_it() -> None:
    text = "The first page ends here. The second page begins. The third is short."
    report = replace(HARBOUR, text=text, pages="0,26,50", url="https://example.org/r.pdf")
    found = cite(1, report, 26, 49, score=0.5)
    assert (found.page, found.link) == (2, "https://example.org/r.pdf#page=2")
    assert cite(1, report, 25, 30, score=0.5).page == 1  # where it begins
    fetched = replace(report, url="https://example.org/pdf/7", origin="https://example.org/pdf/7")
    assert cite(1, fetched, 50, 69, score=0.5).link == "https://example.org/pdf/7#page=3"
    printed = cite(1, replace(report, url=PAGE), 26, 49, score=0.5)  # a web page that was printed
    assert printed.page == 2 and printed.link and "#:~:text=" in printed.link
    assert cite(1, replace(report, url=None), 0, 5, score=0.5).link is None
    assert cite(1, HARBOUR, 0, 18, score=0.5).page is None


def test_a_quoted_row_of_a_table_has_its_headings_and_an_opening_says_so() -> None:
    table = replace(HARBOUR, text="Pool | 2022\nLido | 41", quality=OPENING_ONLY)
    found = cite(1, table, 12, 21, score=0.5)
    assert (found.quote, found.headings, found.quality) == ("Lido | 41", "Pool | 2022", "opening only")


@given(st.integers(0, len(HARBOUR.text)), st.integers(0, len(HARBOUR.text)))
def test_every_span_with_text_can_be_cited(first: int, second: int) -> None:
    start, end = sorted((first, second))
    found = cite(1, HARBOUR, start, end, score=0.5)
    if start < end:
        check(found, HARBOUR)
    else:
        with pytest.raises(QuoteError):
            check(found, HARBOUR)


@pytest.mark.parametrize(
    "changes",
    [{"start": 1}, {"end": 17}, {"quote": "Northport opened i"}, {"quote": ""}, {"start": 10_000, "end": 10_018}],
)
def test_anything_else_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(QuoteError):
        check(replace(cite(1, HARBOUR, 0, 18, score=1), **changes), HARBOUR)  # type: ignore[arg-type]


def test_an_id_of_any_characters_makes_a_safe_path() -> None:
    found = cite(1, replace(HARBOUR, id='/2020/../a?b#c d"<'), 0, 5, score=1)
    assert found.reader == "/articles/%2F2020%2F..%2Fa%3Fb%23c%20d%22%3C?start=0&end=5"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//example.org/x", "ftp://example.org", "https://", "https://[x",
     "https://user:pass@example.org", "https://exa mple.org", "https://example.org/\nx", "https:\\\\example.org", "", None],
)  # fmt: skip
def test_only_plain_web_addresses_become_links(url: str | None) -> None:
    assert web_address(url) is None
    assert text_fragment(url, "text") is None


def test_a_fragment_in_the_address_gives_way() -> None:
    assert text_fragment(f"{PAGE}#top", "Two words") == f"{PAGE}#:~:text=Two%20words"


def test_a_long_quote_is_linked_by_its_ends() -> None:
    link = text_fragment(PAGE, " ".join(f"word{n}" for n in range(60))) or ""
    first, last = link.split(":~:text=")[1].split(",")
    assert unquote(first).split()[0] == "word0" and unquote(last).split()[-1] == "word59"
    assert len(link) < 200


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_no_quote_breaks_its_link(quote: str) -> None:
    link = text_fragment(PAGE, quote) or ""
    directive = urlsplit(link).fragment.removeprefix(":~:text=")
    assert directive.isascii() and not set(directive) & set(" \"'<>&#-\n\r")
    assert directive.count(",") <= 1  # "-" and "," divide a directive: within a quote they must be encoded
    for part in directive.split(","):
        assert unquote(part) in quote.strip() or unquote(part).split() == unquote(part).split(" ")
