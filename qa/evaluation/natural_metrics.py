"""Figures of natural questions: what was quoted, what was refused, how far confidence and support can be trusted. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from qa.evaluation.metrics import Measured, auroc, expected_calibration_error, measure
from qa.evaluation.natural import NaturalOutcome

NaturalFigure = Callable[[Sequence[NaturalOutcome]], float]
_QUOTING: dict[str, Callable[[NaturalOutcome], bool]] = {
    "right": lambda o: o.right,
    "first": lambda o: o.first,
    "full": lambda o: o.full,
}
OF_SIMILARITY = ("right", "first", "full", "quotes to the point", "AUROC", "words an answer")


def natural_figures(outcomes: Sequence[NaturalOutcome]) -> dict[str, Measured]:
    """All figures that the questions allow, by name, in the order in which they are shown.

    "quotes to the point" is the share of all quotes for answerable questions that are a best or also sentence, "words an
    answer" the mean of answerable questions that got a quote. "calibration error" is of every sentence that was shown;
    those shown for a near miss are wrong.
    """
    answerable = [o for o in outcomes if o.asked.answerable]
    misses = [o for o in outcomes if not o.asked.answerable]
    quoting = [o for o in answerable if o.fits]
    groups: list[tuple[Sequence[NaturalOutcome], dict[str, NaturalFigure]]] = [
        (answerable, {name: _share(test) for name, test in _QUOTING.items()}),
        (quoting, {"quotes to the point": _to_the_point}),
        (answerable, {"answered": _share(lambda o: o.answered)}),
        (misses, {"near misses refused": _share(lambda o: not o.answered)}),
        (outcomes if answerable and misses else [], {"AUROC": _auroc}),
        ([o for o in outcomes if o.supports], {"calibration error": _calibration_error}),
        (quoting, {"words an answer": lambda rows: float(np.mean([o.words for o in rows]))}),
        ([o for o in outcomes if o.answered], {"verbatim": _share(lambda o: o.verbatim)}),
    ]
    return {
        name: measure(rows, figure, lambda o: o.asked.answerable)
        for rows, named in groups
        if rows
        for name, figure in named.items()
    }


def similarity_figures(similar: Sequence[NaturalOutcome]) -> dict[str, Measured]:
    """The same figures of plain similarity, those that mean something where nothing is ever refused."""
    found = natural_figures(similar)
    return {name: found[name] for name in OF_SIMILARITY if name in found}


def natural_kinds(
    outcomes: Sequence[NaturalOutcome], similar: Sequence[NaturalOutcome] = ()
) -> dict[str, dict[str, float]]:
    """A row for each kind of question: how many, how many answered, and the shares right, first and full.

    Beside them stand the shares of `similar`, outcomes of plain similarity. Near misses have no right answer: their rows
    end after the second figure.
    """
    table: dict[str, dict[str, float]] = {}
    for kind in sorted({o.asked.group for o in outcomes}):
        rows = [o for o in outcomes if o.asked.group == kind]
        table[kind] = {"questions": len(rows), "answered": _share(lambda o: o.answered)(rows)}
        good = [o for o in rows if o.asked.answerable]
        plain = [o for o in similar if o.asked.group == kind and o.asked.answerable]
        for before, these in (("", good), ("similar ", plain)):
            if these:
                table[kind] |= {before + name: _share(test)(these) for name, test in _QUOTING.items()}
    return table


def _share(test: Callable[[NaturalOutcome], bool]) -> NaturalFigure:
    return lambda rows: float(np.mean([test(o) for o in rows]))


def _to_the_point(rows: Sequence[NaturalOutcome]) -> float:
    return float(np.mean([fits for o in rows for fits in o.fits]))


def _auroc(rows: Sequence[NaturalOutcome]) -> float:
    return auroc(
        [o.confidence for o in rows if o.asked.answerable],
        [o.confidence for o in rows if not o.asked.answerable],
    )


def _calibration_error(rows: Sequence[NaturalOutcome]) -> float:
    pairs = [p for o in rows for p in o.supports]
    return expected_calibration_error([support for support, _ in pairs], [right for _, right in pairs])
