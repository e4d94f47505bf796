"""The measure of follow-up questions."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from evals.followups import MEANINGS, Corpus, load, measure


def test_the_answer_of_a_turn_is_read_from_the_history_of_the_next(tmp_path: Path) -> None:
    shared = {"topic": "Moon", "section": "Orbit", "rewrite": "r"}
    rows = [
        shared | {"id": "d_1", "turn": 1, "question": "how far?", "history": []},
        shared | {"id": "d_2", "turn": 2, "question": "why?", "history": ["how far?", "400,000 km"]},
        shared
        | {"id": "d_3", "turn": 3, "question": "so?", "history": ["how far?", "400,000 km", "why?", "I don't know."]},
    ]
    file = tmp_path / "dialogues.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    followups, corpus = load(file)
    assert corpus.texts == ("Moon. Orbit. 400,000 km",)
    assert [f.answer for f in followups] == [0, -1, -1]
    assert followups[2].history[0].answer == "400,000 km"


def test_measures_count_what_they_say() -> None:
    corpus = Corpus(tuple("abcdefgh"), ("x", "x", "y", "y", "z", "z", "z", "z"))
    theirs = np.asarray([[8, 7, 6, 5, 4, 3, 2, 1]] * 2, np.float32)
    ours = np.asarray([[8, 7, 6, 5, 4, 3, 2, 1], [1, 8, 7, 6, 5, 4, 3, 2]], np.float32)
    row = measure(ours, theirs, [0, 0], corpus)
    assert set(row) == set(MEANINGS)
    assert (row["same_first"], row["first_in_5"], row["section_in_5"]) == (0.5, 0.5, 1.0)
    assert (row["answer_in_1"], row["answer_in_5"], row["answer_in_10"]) == (0.5, 0.5, 1.0)
