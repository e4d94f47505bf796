"""What training lowers: how wrong the chosen sentences, the quotable ones and the words of the answer are.

A sentence's score is its log-odds against the choice that nothing answers, whose score is 0. `group` says to which group
each sentence belongs, shape (sentences,); `weight` is the share of each group, shape (groups,). All losses are in nats.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch.nn import functional

from evals.reader_groups import ALSO, BEST, Step

_BEST_SHARE = 0.85  # of the likelihood, for the best sentences where others would do too
_NO_WORDS = 0.15  # weight of a window that is to mark no words
_QUOTE, _EDGE = 0.5, 0.2  # weights beside the choice's loss
_TEACHER, _EDGE_TAUGHT = 0.7, 0.15  # with a teacher: weight of what it says, and of the words, which it does not teach


class Scores(NamedTuple):
    """What a reader says: scores and log-odds of a quote, shape (sentences,); for each batch start and end of the answer
    for each token, shape (n, tokens, 2).
    """

    choice: torch.Tensor
    quote: torch.Tensor
    edges: list[torch.Tensor]


class Losses(NamedTuple):
    """The loss that is lowered and what it is made of, a number each."""

    total: torch.Tensor
    choice: torch.Tensor
    quote: torch.Tensor
    edge: torch.Tensor


def losses(said: Scores, step: Step, taught: Scores | None = None) -> Losses:
    """The loss of a step; `taught` is what a teacher says of the same sentences."""
    choice = choice_loss(said.choice, targets(step.mark, step.group, len(step.weight)), step.group, step.weight)
    quote = quote_loss(said.quote, (step.mark > 0).float(), step.group, step.weight)
    edge = edge_loss(said.edges, step.edges)
    if taught is None:
        return Losses(choice + _QUOTE * quote + _EDGE * edge, choice, quote, edge)
    likely = torch.exp(taught.choice - log_sum(taught.choice, step.group, len(step.weight))[step.group])
    soft = choice_loss(said.choice, likely, step.group, step.weight)
    soft = soft + _QUOTE * quote_loss(said.quote, torch.sigmoid(taught.quote), step.group, step.weight)
    total = _TEACHER * soft + (1 - _TEACHER) * (choice + _QUOTE * quote) + _EDGE_TAUGHT * edge
    return Losses(total, choice, quote, edge)


def log_sum(score: torch.Tensor, group: torch.Tensor, groups: int) -> torch.Tensor:
    """Log of 1 + the sum of exp(score) over each group's sentences, shape (groups,)."""
    largest = torch.zeros(groups, device=score.device).scatter_reduce(0, group, score.detach(), "amax")
    return largest + torch.log(torch.exp(-largest).index_add(0, group, torch.exp(score - largest[group])))


def targets(mark: torch.Tensor, group: torch.Tensor, groups: int) -> torch.Tensor:
    """What share of the likelihood each sentence should have, shape (sentences,): the best of a group share .85 of it, the
    others that would do the rest, or the best all where there are no others. Without any the choice that none answers has it.
    """
    best, also = (_by_group((mark == kind).float(), group, groups) for kind in (BEST, ALSO))
    share = torch.where(also > 0, _BEST_SHARE, 1.0)
    of_best, of_also = share / best.clamp(min=1), (1 - share) / also.clamp(min=1)
    zero = torch.zeros((), device=mark.device)
    return torch.where(mark == BEST, of_best[group], torch.where(mark == ALSO, of_also[group], zero))


def choice_loss(
    score: torch.Tensor, target: torch.Tensor, group: torch.Tensor, weight: torch.Tensor
) -> torch.Tensor:  # fmt: skip
    """Cross-entropy between the target shares and those that the scores give, as the groups' weighted mean."""
    each = log_sum(score, group, len(weight)) - _by_group(target * score, group, len(weight))
    return (each * weight).sum() / weight.sum()


def quote_loss(
    score: torch.Tensor, target: torch.Tensor, group: torch.Tensor, weight: torch.Tensor
) -> torch.Tensor:  # fmt: skip
    """Binary cross-entropy of each sentence, summed over a group, as the groups' weighted mean."""
    each = functional.binary_cross_entropy_with_logits(score, target, reduction="none")
    return (_by_group(each, group, len(weight)) * weight).sum() / weight.sum()


def edge_loss(said: Sequence[torch.Tensor], edges: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of the answer's first and last token among a window's tokens, as the windows' weighted mean. An edge
    of 0 is the first token, which stands for no answer, and weighs less; one below 0 is not known, and left out.
    """
    total = weights = torch.zeros((), device=edges.device)
    row = 0
    for scores in said:
        wanted = edges[row : row + len(scores)]
        row += len(scores)
        weight = torch.where(wanted[:, 0] > 0, 1.0, _NO_WORDS) * (wanted[:, 0] >= 0)
        for end in (0, 1):
            each = functional.cross_entropy(scores[:, :, end], wanted[:, end].clamp(min=0), reduction="none")
            total = total + (each * weight).sum()
            weights = weights + weight.sum()
    return total / weights.clamp(min=1e-6)


def _by_group(value: torch.Tensor, group: torch.Tensor, groups: int) -> torch.Tensor:
    return torch.zeros(groups, device=value.device).index_add(0, group, value)
