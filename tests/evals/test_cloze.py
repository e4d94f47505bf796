"""Questions made of reports: what is taken out is asked for, and stands in a sentence of another report."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evals import cloze
from evals.cloze import Blank, ask
from evals.reader_data import Source

SAID = "The council of Northport closed the harbour on Monday after Ann Lee found 40 cracks in its wall."
CLAIM = {
    "id": "c1",
    "page": "Ann_Lee",
    "claim": "She found 40 cracks in the wall of Northport 's harbour .",
    "evidence": [
        "(meta data) TITLE: Harbour closed | The Post",
        "# Harbour closed",
        "Engineers counted 40 cracks in the wall of the harbour.",
        "Ferries stayed away.",
    ],
    "supporting_sentences": [[2]],
}


class Pipeline:
    """A parser that knows numbers alone."""

    def pipe(self, texts: Iterable[str], batch_size: int) -> Iterator[Any]:
        for text in texts:
            start = text.index("40")
            root = SimpleNamespace(dep_="nummod", children=[], head=SimpleNamespace(pos_="NOUN", lemma_="crack"))
            forty = SimpleNamespace(text="40", label_="CARDINAL", start_char=start, end_char=start + 2, root=root)
            yield SimpleNamespace(text=text, ents=[forty], noun_chunks=[])


def dice(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 a seed is the point


def blank(words: str, kind: str, clause: tuple[int, int, int, int] | None = None) -> Blank:
    start = SAID.index(words)
    return Blank(start, start + len(words), words, kind, clause)


@pytest.mark.parametrize(
    ("words", "kind"), [("Northport", "GPE"), ("40", "CARDINAL"), ("Ann Lee", "PERSON"), ("Monday", "DATE")]
)
def test_what_is_taken_out_is_asked_for(words: str, kind: str) -> None:
    asked = {ask(SAID, blank(words, kind), None, dice(seed)) for seed in range(60)}
    assert len(asked) >= 2, "in several ways"
    for question in asked:
        assert question.endswith("?") and words not in question
        assert "harbour" in question


def test_the_subject_of_a_clause_gives_way_to_who_or_what() -> None:
    start = SAID.index("Ann Lee")
    clause = (start, start, start + 7, len(SAID) - 1)
    asked = {ask(SAID, blank("Ann Lee", "PERSON", clause), None, dice(seed)) for seed in range(30)}
    assert "Who found 40 cracks in its wall?" in asked


def test_a_name_is_asked_for_by_what_the_texts_call_it() -> None:
    asked = [ask(SAID, blank("Ann Lee", "PERSON"), ["engineer"], dice(seed)) for seed in range(40)]
    assert any("engineer" in question for question in asked)


def test_the_answer_is_another_wording_that_holds_it() -> None:
    other = "A wall of the harbour showed 40 cracks, an engineer said."
    near = [("copy", SAID), ("none", "The harbour has a wall with cracks."), ("other", other)]
    assert cloze._answering(SAID, "40", near) == "other"
    assert cloze._answering(SAID, "Ann Lee", near) is None


def test_claims_become_passages_and_questions_that_the_reader_learns_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claims = tmp_path / "wice" / "claims.jsonl"
    claims.parent.mkdir()
    claims.write_text(json.dumps(CLAIM) + "\n", encoding="utf-8")
    monkeypatch.setattr(cloze, "_pipeline", lambda name: Pipeline())
    monkeypatch.setattr(cloze, "SentenceTransformerEmbedder", lambda: None)
    monkeypatch.setattr("sys.argv", ["cloze", str(claims), "--into", str(tmp_path / "made")])
    assert cloze.main() == 0
    with gzip.open(tmp_path / "made" / "wice.claims.questions.jsonl.gz", "rt", encoding="utf-8") as file:
        [question] = map(json.loads, file)
    assert question["answer"] == ["40"] and question["gold_article_ids"] == ["c1"]
    assert "Ann Lee" in question["question"], "a pronoun is replaced by the name of the page"
    source = Source(f"{tmp_path}/made/wice.claims.passages.jsonl.gz:{tmp_path}/made/wice.claims.questions.jsonl.gz")
    group = source.groups(0, 0)[0]
    window = group.windows[0]
    assert window.answer and window.window.text[slice(*window.answer)] == "40"
