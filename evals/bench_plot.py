"""Latency over size, a line for each number of clients, as a small SVG."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 640, 360, 60, 40
_COLOURS = ("#2b6cb0", "#2f855a", "#b7791f", "#c53030")
_NAME = re.compile(r"([\d,]+) passages, (\d+) clients, p95 ms")


def plot(figures: Mapping[str, float], clients: Sequence[int]) -> str:
    """Both scales are logarithmic."""
    points = {(int(m[1].replace(",", "")), int(m[2])): v for n, v in figures.items() if (m := _NAME.fullmatch(n)) and v}
    if not points:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>'
    sizes = sorted({size for size, _ in points})
    low, high = min(points.values()), max(points.values())

    def place(size: int, value: float) -> tuple[float, float]:
        x = _LEFT + (_WIDTH - _LEFT - 90) * _share(size, sizes[0], sizes[-1])
        return x, (_HEIGHT - _BOTTOM) - (_HEIGHT - _BOTTOM - 20) * _share(value, low, high)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="14">p95 of an answer over HTTP, ms; by passages</text>',
    ]
    for size in sizes:
        parts.append(f'<text x="{place(size, low)[0]:.0f}" y="{_HEIGHT - 12}" text-anchor="middle">{size:,}</text>')
    for value in sorted({low, high}):
        parts.append(f'<text x="{_LEFT - 8}" y="{place(sizes[0], value)[1]:.0f}" text-anchor="end">{value:.0f}</text>')
    for number, colour in zip(clients, _COLOURS, strict=False):
        line = [place(size, points[size, number]) for size in sizes if (size, number) in points]
        if line:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in line)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in line]
            parts.append(
                f'<text x="{line[-1][0] + 8:.0f}" y="{line[-1][1] + 4:.0f}" fill="{colour}">{number} clients</text>'
            )
    return "\n".join([*parts, "</svg>", ""])


def _share(value: float, low: float, high: float) -> float:
    """Where a value lies between two others, on a logarithmic scale."""
    return (math.log(value) - math.log(low)) / (math.log(high) - math.log(low)) if high > low else 0.5
