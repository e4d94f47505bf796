"""A reliability diagram as SVG: how often sentences of a given support really hold the answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa.evaluation.metrics import expected_calibration_error

_BINS = 10


def reliability_svg(probabilities: Sequence[float], truths: Sequence[bool]) -> str:
    """Bars of observed frequency over ten bins of support, with the diagonal of perfect calibration."""
    p, t = np.asarray(probabilities, float), np.asarray(truths, float)
    bins = np.minimum((p * _BINS).astype(int), _BINS - 1)
    bars = []
    for b in range(_BINS):
        inside = bins == b
        if inside.any():
            height = 220 * float(t[inside].mean())
            bars.append(
                f'<rect x="{40 + 34 * b + 2}" y="{250 - height:.1f}" width="30" height="{height:.1f}" fill="#69c">'
                f"<title>{int(inside.sum())} sentences</title></rect>"
            )
    error = expected_calibration_error(probabilities, truths)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 290" font-family="sans-serif" font-size="11">'
        f'<rect width="400" height="290" fill="#fff"/><text x="40" y="18">Support against truth, {len(p)} held-out sentences, '
        f"expected calibration error {error:.3f}</text>{''.join(bars)}"
        '<path d="M40 30V250H380" fill="none" stroke="#888"/><path d="M40 250L380 30" stroke="#c33" stroke-dasharray="4"/>'
        '<text x="170" y="278">support</text><text x="4" y="40">holds</text></svg>\n'
    )
