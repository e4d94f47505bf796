"""Sources of every kind, in words and as tokens: which sentences answer, where the answer stands, what is held out."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.reader_sources import day, held_out, joined
from tests.evals.reader_sets import HARBOUR, data_of, library, natural, written


def test_natural_questions_with_best_also_and_what_was_said_before(tmp_path: Path) -> None:
    made = library(natural(tmp_path))
    first, follow, other = made.known
    assert first.best == ((0, 1),) and first.also == ((0, 2),) and first.before == ""
    assert first.words is not None and made.texts[0].words(1)[first.words[2] : first.words[3]] == "March 2021"
    assert follow.best == () and follow.follows
    assert follow.before == "When did the council close the harbour? It closed the harbour in March 2021."
    assert other.articles == (1,) and made.texts[0].day == "March 9, 2021" and made.texts[1].day == ""


def test_the_answer_as_tokens_and_other_articles_that_look_alike(tmp_path: Path) -> None:
    data = data_of(library(natural(tmp_path)))
    first, _, other = data.asked
    assert first.span == (0, 1, 5, 6), "It closed the harbour in [March 2021] ."
    assert {article for article, _ in first.like} <= {1} and {article for article, _ in other.like} <= {0}
    assert first.like


def test_held_out_articles_are_shown_with_no_question_of_others(tmp_path: Path) -> None:
    made = library(f"{natural(tmp_path)}@1")
    assert all(k.held for k in made.known) and not any(t.searched for t in made.texts)
    assert not any(q.like for q in data_of(made).asked)


def test_passages_whose_answer_has_a_place(tmp_path: Path) -> None:
    passages = [{"id": "Old_Harbour#0", "text": HARBOUR}]
    start = HARBOUR.index("March 2021")
    questions = [
        {"id": "a", "passage_id": "Old_Harbour#0", "question": "When?",
         "answers": [{"text": "March 2021", "answer_start": start}]},
    ]  # fmt: skip
    source = f"{written(tmp_path / 'wiki.jsonl', passages)}:{written(tmp_path / 'asked.jsonl', questions)}"
    made = library(source)
    assert made.texts[0].title == "Old Harbour"
    assert made.known[0].best == ((0, 1),) and made.known[0].words == (0, 1, 25, 35)
    assert not library(f"{source}@1").known


def test_articles_whose_answer_is_words_alone(tmp_path: Path) -> None:
    articles = [
        {
            "id": "x",
            "title": "Fair",
            "text": "In 2021 it rained. The fair opened in 2021. It is old. Tickets cost 120211 lire.",
        }
    ]
    questions = [
        {"id": "a", "question": "When did the fair open?", "answer": ["2021"], "gold_article_ids": ["x"]},
        {"id": "b", "question": "Who came?", "answer": ["Ann"], "gold_article_ids": ["x"]},
        {"id": "c", "question": "Who knows?", "answer": None, "gold_article_ids": []},
    ]  # fmt: skip
    made = library(f"{written(tmp_path / 'a.jsonl', articles)}:{written(tmp_path / 'q.jsonl', questions)}")
    [known] = made.known
    assert known.best == ((0, 1),) and known.words == (0, 1, 19, 23)


def test_labelled_sentences_are_an_article_of_their_own(tmp_path: Path) -> None:
    rows = [
        {"id": "t", "question": "Who sang ?",
         "sentences": [{"text": "`` Go , '' sang Ann .", "label": 1}, {"text": "No .", "label": 0}]},
        {"id": "u", "question": "Who ran ?", "sentences": [{"text": "No .", "label": 0}]},
    ]  # fmt: skip
    made = library(str(written(tmp_path / "labelled.jsonl", rows)))
    [known] = made.known
    [(article, place)] = known.best
    assert made.texts[article].words(place) == '" Go, " sang Ann.' and known.question == "Who sang?"
    assert {made.texts[0].words(i) for i in range(2)} == {'" Go, " sang Ann.', "No."}


def test_an_empty_source_says_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no question"):
        library(str(written(tmp_path / "none.jsonl", [])))


def test_what_is_held_out_is_so_in_every_run() -> None:
    names = [f"article {i}" for i in range(1000)]
    kept = [n for n in names if held_out(n, 0.25)]
    assert 200 < len(kept) < 300 and all(held_out(n, 0.5) for n in kept)
    assert not any(held_out(n, 0) for n in names) and all(held_out(n, 1) for n in names)


def test_days_and_text_that_was_set_apart() -> None:
    assert day("2023-03-04T10:00") == "March 4, 2023" and day("20230304") == "" and day(None) == ""
    assert joined("It ca n't -LRB- yet -RRB- .") == "It can't (yet)."
