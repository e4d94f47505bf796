"""Sentences and passages: every character accounted for, offsets exact, lines and sentences never broken."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.text.chunking import MAX_LINE, MAX_PASSAGES, MAX_SENTENCE, PASSAGE_WORDS, cut_short, passages, sentences

PIECES = (
    "The sea wall cracked.", "Mr. Reed paid $4.5 million!", "“Why?” she asked.", "U.S. law", "\n", "\n\n", " ", "\t", "\r\n",
    "\u2028", "📷", "e\u0301", "عربي", "日本語。", "...", "A" * 700, "word " * 150, "one, two; three: ", "\u200b", "1.",
    "\x0b", "\xa0",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=40), max_size=12).map("".join)


@given(texts)
@settings(max_examples=150, deadline=None)
def test_sentences_cover_the_text_in_order(text: str) -> None:
    spans, last = sentences(text), 0
    for span in spans:
        assert not text[last : span.start].strip()  # only white space lies between
        found = text[span.start : span.end]
        assert found and found == found.strip() and "\n" not in found
        assert len(found) <= MAX_SENTENCE
        last = span.end
    assert not text[last:].strip()


@given(texts)
@settings(max_examples=100, deadline=None)
def test_passages_are_runs_of_all_sentences(text: str) -> None:
    found = passages(text)
    assert [s for p in found for s in p.sentences] == sentences(text)
    for passage in found:
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)


def test_abbreviations_and_numbers_do_not_end_a_sentence() -> None:
    text = "Dr. Reed of the U.S. Navy paid 4.5 million dollars. He left."
    assert [text[s.start : s.end] for s in sentences(text)] == [
        "Dr. Reed of the U.S. Navy paid 4.5 million dollars.",
        "He left.",
    ]


def test_a_long_sentence_is_cut_at_its_clauses() -> None:
    text = "; ".join(["the harbour was closed for repairs"] * 40)
    found = [text[s.start : s.end] for s in sentences(text)]
    assert len(found) > 1 and all(f.endswith(";") for f in found[:-1])


def test_passages_are_of_about_the_wanted_size() -> None:
    text = "\n\n".join("The sea wall of the harbour had cracked in two places. " * 4 for _ in range(40))
    sizes = [len(text[p.start : p.end].split()) for p in passages(text)]
    assert all(PASSAGE_WORDS * 0.7 <= size <= PASSAGE_WORDS * 1.5 for size in sizes[:-1])


def test_a_heading_goes_with_what_it_heads() -> None:
    before = "The sea wall of the harbour had cracked in two places that winter. " * 9
    text = f"{before.strip()}\n\nA new ferry\n\n{'The ferry Aurora sails to Karsk twice a day. ' * 9}"
    assert any(text[p.start : p.end].startswith("A new ferry\n\nThe ferry") for p in passages(text))


def test_one_article_has_only_so_many_passages() -> None:
    page = "The sea wall of the harbour had cracked in two places that winter. " * 10
    for count, short in ((MAX_PASSAGES, False), (MAX_PASSAGES + 1, True)):
        text = "\n\n".join([page.strip()] * count)
        found = passages(text)
        assert len(found) == MAX_PASSAGES and cut_short(text, found) is short
        assert text[found[-1].start : found[-1].end] == page.strip()


def test_nothing_comes_of_nothing() -> None:
    assert not passages("") and not passages(" \n\t\n") and not sentences("")


@pytest.mark.parametrize("pump", ["?!", '."', "Dr. ", "a. ", "...", "x", "中。", "\u201d "])
def test_a_line_without_end_is_cut_in_step_with_its_length(pump: str) -> None:
    """The splitter's own time grows with the square of a line: it is given parts of it."""

    def seconds(size: int) -> float:
        text = pump * (size // len(pump))
        began = time.process_time()
        assert all(text[s.start : s.end] for s in sentences(text))
        return time.process_time() - began

    seconds(1000)
    assert seconds(80_000) < 20 * max(0.1, seconds(10_000))


def test_a_long_line_is_cut_where_its_sentences_end() -> None:
    said = "Mr. Reed of Odde said that the bridge is closed. Was it “safe.” He did not know! "
    one = [said[s.start : s.end] for s in sentences(said)]
    many = said * (3 * MAX_LINE // len(said))
    assert [many[s.start : s.end] for s in sentences(many)] == one * (3 * MAX_LINE // len(said))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("湖水下降了三米。渔民无法靠岸！市长说：“我们等雨。”", 3),
        ("यह पुल बंद है। नया पुल मई में खुलेगा।", 2),
        ("هل أغلق الجسر؟ نعم.", 2),
    ],
)
def test_sentences_of_other_scripts(text: str, count: int) -> None:
    spans = sentences(text)
    assert len(spans) == count


def test_passages_of_a_script_without_spaces_are_of_a_usable_size() -> None:
    text = "\n\n".join("港口管理局表示，今年的货运量比去年有所增加，码头的扩建工程也将在明年完成。" for _ in range(40))
    assert max(p.end - p.start for p in passages(text)) < 500


@pytest.mark.parametrize(
    "text",
    [
        "Das Verbot gilt vom 1. Mai an; wer dagegen verstößt, zahlt 150 Euro.",
        "Die Brücke stammt aus dem 19. Jahrhundert und steht unter Schutz.",
        "Am 3. Oktober 2023 sprach die Ministerin.",
    ],
)
def test_a_german_ordinal_ends_no_sentence(text: str) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == [text]


def test_a_figure_at_the_end_of_a_sentence_ends_it() -> None:
    text = "The council has 12. Members meet in May."
    assert len(sentences(text)) == 2
