"""What the reader learns from: windows that hold the answer, windows that do not, near misses that nothing answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from evals.reader_data import Group, Source, held_out

PASSAGES = [
    {"id": "Harbour#0", "text": "The council met on Monday. It closed the harbour in March 2021. Ferries stayed away."},
    {"id": "Airport#0", "text": "The airport closed its gates in May 2019. Snow lay on the runway. Nobody had expected it."},
    {"id": "Bakery#0", "text": "The bakery on Mill Street opens at six. Its oven is older than the town hall, and it draws well."},
]  # fmt: skip
QUESTIONS = [
    {"id": "q1", "passage_id": "Harbour#0", "question": "When did the council of Northport close the harbour in 2021?",
     "answers": [{"text": "March 2021", "answer_start": 52}]},
    {"id": "q2", "passage_id": "Airport#0", "question": "What lay on the runway of Karsk first?",
     "answers": [{"text": "Snow", "answer_start": 42}]},
    {"id": "q3", "passage_id": "Bakery#0", "question": "Who owns the bakery?", "answers": []},
]  # fmt: skip


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Source:
    folder = tmp_path_factory.mktemp("set")
    for name, rows in (("passages", PASSAGES * 5), ("questions", QUESTIONS)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return Source(f"{folder}/passages.jsonl:{folder}/questions.jsonl")


def groups(source: Source, seeds: Iterable[int] = range(12)) -> list[Group]:
    return [g for seed in seeds for row in range(len(source)) for g in source.groups(row, seed)]


def test_the_answer_stands_where_it_is_said_to(source: Source) -> None:
    answered = [g for g in groups(source) if g.answerable]
    assert {g.question for g in answered} == {q["question"] for q in QUESTIONS if q["answers"]}  # type: ignore[index]
    for group in answered:
        first = group.windows[0]
        assert first.answer is not None and any(first.answers)
        said = first.window.text[slice(*first.answer)]
        assert said in ("March 2021", "Snow")
        [(start, end)] = [s for s, yes in zip(first.window.sentences, first.answers, strict=True) if yes]
        assert start <= first.answer[0] < first.answer[1] <= end
        assert not any(said in w.window.text for w in group.windows[1:])


def test_near_misses_ask_something_else_of_the_same_windows(source: Source) -> None:
    missed = [g for g in groups(source, range(40)) if g.set.endswith("near misses")]
    assert missed and not any(g.answerable for g in missed)
    asked = {q["question"] for q in QUESTIONS}  # type: ignore[index]
    assert not asked & {g.question for g in missed}
    assert any("last" in g.question for g in missed), "first becomes last"


def test_an_unanswerable_question_gets_windows_and_no_answer(source: Source) -> None:
    for group in groups(source, range(3)):
        if group.question == "Who owns the bakery?":
            assert group.windows and not group.answerable and all(w.answer is None for w in group.windows)


def test_the_same_seed_gives_the_same_windows(source: Source) -> None:
    assert groups(source, [3]) == groups(source, [3])
    assert groups(source, [3]) != groups(source, [4])


def test_marked_sentences_are_windows_of_their_own(tmp_path: Path) -> None:
    row = {
        "id": "t1",
        "question": "Who sang ?",
        "sentences": [{"text": "`` Go , '' sang Ann .", "label": 1}, {"text": "No .", "label": 0}],
    }
    (tmp_path / "marked.jsonl").write_text(json.dumps(row), encoding="utf-8")
    [group] = Source(str(tmp_path / "marked.jsonl")).groups(0, 0)
    assert [(w.window.text, w.answers) for w in group.windows] == [('" Go, " sang Ann.', (True,)), ("No.", (False,))]


def test_what_is_held_out_is_so_in_every_run() -> None:
    names = [f"article {i}" for i in range(1000)]
    kept = [n for n in names if held_out(n, 0.25)]
    assert 200 < len(kept) < 300 and all(held_out(n, 0.5) for n in kept)
    assert not any(held_out(n, 0) for n in names)
