"""Groups in their roles and as tensors: what a hole lacks, what a whole holds, where the answer's words stand."""

from __future__ import annotations

from pathlib import Path
from random import Random as Rng

import pytest

from embeddings.encoder import CLS, SEP
from evals.reader_data import Article, Asked, Data
from evals.reader_groups import ALSO, BEST, ELSEWHERE, HOLE, NOWHERE, WHOLE, Group, Run, collate, group_of, runs_of
from evals.reader_steps import Steps
from tests.evals.reader_sets import data_of, library, natural

SENTENCES = 40


def token(article: int, sentence: int) -> int:
    return 3100 + 100 * article + sentence


def seeded(seed: int) -> Rng:
    return Rng(seed)  # noqa: S311 a seed is the point


@pytest.fixture(scope="module")
def data() -> Data:
    """Two articles of forty sentences of thirty tokens; the token says which sentence it is of."""
    articles = [Article((3001,), (3002,) * a, tuple((token(a, i),) * 30 for i in range(SENTENCES))) for a in (0, 1)]
    best, also = ((0, 7), (0, 8)), ((0, 20),)
    like = tuple((1, i) for i in range(0, 30, 3))
    asked = Asked("q", "s", "natural", (3003,), (), False, (0,), best, also, (0, 8, 2, 4), False, like)
    near = Asked("n", "s", "natural", (3004,), (3005,), True, (0,), (), (), None, False, like)
    return Data(articles, [asked, near])


def held(group: Group) -> list[tuple[int, int]]:
    return [(run.article, i) for run in group.runs for i in run.sentences]


def test_a_whole_holds_all_that_answers_and_all_where_it_is_to(data: Data) -> None:
    for seed in range(60):
        group = group_of(data, data.asked[0], WHOLE, seeded(seed))
        assert {(0, 7), (0, 8)} <= set(held(group))
    few = Data([Article((), (), data.articles[0].sentences[:12]), data.articles[1]], data.asked)
    group = group_of(few, data.asked[0], WHOLE, seeded(0), others=(0, 0), whole=1.0)
    assert held(group) == [(0, i) for i in range(12)]
    assert [group.mark((0, i)) for i in (6, 7, 8, 20)] == [0, BEST, BEST, ALSO]


def test_a_hole_holds_nothing_that_answers_not_even_as_context(data: Data) -> None:
    for seed in range(100):
        group = group_of(data, data.asked[0], HOLE, seeded(seed))
        answers = {(0, 7), (0, 8), (0, 20)}
        assert group.runs and not answers & set(held(group))
        assert not answers & {(run.article, run.before) for run in group.runs}
        step = collate(data, [group], seeded(seed))
        assert not step.mark.any() and not step.edges.any()
        assert not {token(*place) for place in answers} & {i for b in step.batches for i in b.ids.unique().tolist()}  # type: ignore[no-untyped-call]


def test_elsewhere_is_of_other_articles_alone(data: Data) -> None:
    for seed in range(20):
        group = group_of(data, data.asked[0], ELSEWHERE, seeded(seed))
        assert {run.article for run in group.runs} == {1} and len(group.runs) >= 2
        assert not any(group.mark(place) for place in held(group))


def test_runs_are_the_sentences_in_order_and_of_some_length(data: Data) -> None:
    kept = [i for i in range(SENTENCES) if i != 5]
    runs = runs_of(data, 0, kept, seeded(1))
    assert [i for run in runs for i in run.sentences] == kept
    assert all(1 <= len(run.sentences) <= 7 for run in runs)
    for run, last in zip(runs[1:], runs, strict=False):
        assert run.before in (None, last.sentences[-1])
    assert runs_of(data, 0, [], seeded(1)) == []


def test_a_window_is_question_title_day_context_and_sentences(data: Data) -> None:
    group = Group(data.asked[1], WHOLE, (Run(1, 3, (4, 5)),), (3004, 3005))
    [batch] = collate(data, [group], None).batches
    lead = [CLS, 3004, 3005, SEP, 3001, 1006, 3002, 1007, 1024]
    ids = [*lead, *[token(1, 3)] * 30, *[token(1, 4)] * 30, *[token(1, 5)] * 30, SEP]
    length = len(ids)
    assert batch.ids[0, :length].tolist() == ids and batch.ids.shape[1] % 8 == 0 and batch.mask.sum() == length
    assert batch.types[0].tolist() == [0] * 4 + [1] * (length - 4) + [0] * (batch.ids.shape[1] - length)
    assert batch.sentence[0, :length].tolist() == [-1] * 39 + [0] * 30 + [1] * 30 + [-1]
    assert batch.lengths.tolist() == [30, 30] and batch.owner.tolist() == [0, 0]


def test_edges_are_the_answers_tokens_and_left_out_where_they_are_elsewhere(data: Data) -> None:
    group = Group(data.asked[0], WHOLE, (Run(0, None, (7, 8)), Run(0, None, (20,)), Run(0, None, (1, 2, 3))), (3003,))
    step = collate(data, [group], None)
    begin = 3 + 2 + 30  # [CLS] question [SEP], title and colon, the sentence before
    found = {tuple(e) for e in step.edges.tolist()}
    assert found == {(begin + 2, begin + 4), NOWHERE, (0, 0)}
    assert sorted(step.mark.tolist()) == [0, 0, 0, ALSO, BEST, BEST]


def test_long_windows_are_cut_and_batches_bounded(data: Data) -> None:
    long = Group(data.asked[0], WHOLE, (Run(0, None, tuple(range(30))),), (3003,))
    step = collate(data, [long, long, long], None, budget=600)
    assert [b.ids.shape for b in step.batches] == [(2, 288), (1, 288)]
    assert len(step.group) == len(step.mark) == 90 and step.batches[0].lengths.min() == 1


def test_steps_are_made_from_their_number_and_see_each_question_as_often(tmp_path: Path) -> None:
    data = data_of(library(natural(tmp_path)))
    steps, again = Steps(data, 1, 10, 9999), Steps(data, 1, 10, 9999)
    seen: list[str] = []
    for number in range(8):
        groups = steps.groups(number)
        assert [(g.asked.id, g.role, g.runs) for g in groups] == [
            (g.asked.id, g.role, g.runs) for g in again.groups(number)
        ]
        assert {g.weight for g in groups if g.role == ELSEWHERE} <= {0.5}
        assert {g.weight for g in groups if not g.asked.best} == {0.6}
        seen += [g.asked.id for g in groups if g.role == WHOLE and g.asked.best]
    assert abs(seen.count("q1") - seen.count("q3")) <= 1
    assert (steps[3].mark == again[3].mark).all()


def test_nothing_to_learn_from_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="held out"):
        Steps(data_of(library(f"{natural(tmp_path)}@1")), 1, 10, 9999)
