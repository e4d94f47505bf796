"""The losses on small arrays, against sums by hand."""

from __future__ import annotations

from math import exp, log

import pytest
import torch

from evals.reader_groups import Step
from evals.reader_losses import Scores, choice_loss, edge_loss, log_sum, losses, quote_loss, targets

GROUP = torch.tensor([0, 0, 0, 1, 1])
WEIGHT = torch.tensor([1.0, 0.5])
SCORE = torch.tensor([2.0, 0.0, -1.0, 1.0, -3.0])
MARK = torch.tensor([2, 1, 0, 0, 0])
SUMS = log(1 + exp(2) + 1 + exp(-1)), log(1 + exp(1) + exp(-3))


def test_log_of_one_and_the_odds() -> None:
    assert log_sum(SCORE, GROUP, 2).tolist() == pytest.approx(SUMS)
    assert log_sum(torch.tensor([500.0, -500.0]), torch.tensor([0, 1]), 2).tolist() == pytest.approx([500, 0])


def test_the_best_share_the_likelihood_and_others_that_would_do_get_a_little() -> None:
    assert targets(MARK, GROUP, 2).tolist() == pytest.approx([0.85, 0.15, 0, 0, 0])
    assert targets(torch.tensor([2, 2, 0, 0, 2]), GROUP, 2).tolist() == pytest.approx([0.5, 0.5, 0, 0, 1])


def test_the_choice_against_the_sentences_and_against_none() -> None:
    first = SUMS[0] - 0.85 * 2.0 - 0.15 * 0.0
    expected = (1.0 * first + 0.5 * SUMS[1]) / 1.5
    assert choice_loss(SCORE, targets(MARK, GROUP, 2), GROUP, WEIGHT).item() == pytest.approx(expected)


def test_each_sentence_alone() -> None:
    each = [log(1 + exp(-2)), log(2), log(1 + exp(-1)), log(1 + exp(1)), log(1 + exp(-3))]
    expected = (1.0 * sum(each[:3]) + 0.5 * sum(each[3:])) / 1.5
    assert quote_loss(SCORE, (MARK > 0).float(), GROUP, WEIGHT).item() == pytest.approx(expected)


def test_edges_of_no_answer_weigh_less_and_unknown_ones_nothing() -> None:
    said = torch.zeros(3, 4, 2)
    said[0, 2, 0] = 1.0
    edges = torch.tensor([[2, 3], [0, 0], [-1, -1]])
    start, end, none = log(3 + exp(1)) - 1, log(4), log(4)
    expected = (start + end + 0.15 * 2 * none) / (2 + 0.15 * 2)
    assert edge_loss([said], edges).item() == pytest.approx(expected)
    assert edge_loss([said[:2], said[2:]], edges).item() == pytest.approx(expected)
    assert edge_loss([said[2:]], edges[2:]).item() == 0


def test_a_step_with_and_without_a_teacher() -> None:
    step = Step([], GROUP, MARK, torch.tensor([[1, 1]]), WEIGHT)
    said = Scores(SCORE, SCORE - 1, [torch.zeros(1, 2, 2)])
    alone = losses(said, step)
    assert alone.edge.item() == pytest.approx(log(2))
    assert alone.total.item() == pytest.approx((alone.choice + 0.5 * alone.quote + 0.2 * alone.edge).item())
    taught = losses(said, step, said)  # a teacher that says the same: what is left is how unsure it is
    likely = torch.exp(SCORE - log_sum(SCORE, GROUP, 2)[GROUP])
    soft = choice_loss(SCORE, likely, GROUP, WEIGHT) + 0.5 * quote_loss(
        SCORE - 1, torch.sigmoid(SCORE - 1), GROUP, WEIGHT
    )
    hard = alone.choice + 0.5 * alone.quote
    assert taught.total.item() == pytest.approx((0.7 * soft + 0.3 * hard + 0.15 * alone.edge).item())
