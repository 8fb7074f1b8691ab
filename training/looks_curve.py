"""How often a name is right at each chance, as a picture.

Called by `training.looks_naming` with `--curve`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_EDGES = np.array([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.0])
_FEWEST = 10  # facings of a point
_WIDE, _HIGH = 580, 420
_COLOURS = ("#0072b2", "#d55e00")


@dataclass(frozen=True, slots=True)
class Answer:
    """The likeliest product of a group: its chance, and for how many facings it is
    right."""

    chance: float
    right: float
    facings: float


def points(answers: Sequence[Answer]) -> NDArray[np.float64]:
    """(n, 3): mean chance, share that is right, facings, of each range of chances."""
    chances = np.array([answer.chance for answer in answers])
    right = np.array([answer.right for answer in answers])
    facings = np.array([answer.facings for answer in answers])
    ranges = np.clip(np.digitize(chances, _EDGES) - 1, 0, len(_EDGES) - 2)
    rows = []
    for number in np.unique(ranges):
        own = ranges == number
        count = facings[own].sum()
        if count >= _FEWEST:
            mean = (chances[own] * facings[own]).sum() / count
            rows.append((mean, right[own].sum() / count, count))
    return np.array(rows).reshape(-1, 3)


def draw(parts: dict[str, Sequence[Answer]], sure: float, file: Path) -> None:
    """One line for each part, beside what a chance should mean, as SVG."""
    shapes = [
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
        _line([(0, 0), (1, 1)], "#999", "4 4"),
        _line([(sure, 0), (sure, 1)], "#444", "2 3"),
        _text(sure - 0.01, 0.03, f"named from {sure:.2f} on", "#444", "end"),
        _text(0.5, -0.13, "chance of the likeliest product", "#222", "middle"),
        _text(0, 1.04, "share that is right", "#222"),
    ]
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        shapes.append(_text(mark, -0.06, f"{mark:g}", "#222", "middle"))
        shapes.append(_text(-0.02, mark - 0.012, f"{mark:g}", "#222", "end"))
        shapes.append(_line([(0, mark), (1, mark)], "#ddd"))
    for number, (name, answers) in enumerate(parts.items()):
        colour, found = _COLOURS[number], points(answers)
        places = [(float(chance), float(share)) for chance, share, _ in found]
        shapes.append(_line(places, colour))
        shapes += [_dot(*place, colour) for place in places]
        shapes.append(_text(0.03, 0.95 - 0.06 * number, name, colour))
    size = f'viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif" font-size="13"'
    body = "\n".join(shapes)
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{body}\n</svg>\n'
    )


def _place(x: float, y: float) -> tuple[float, float]:
    return round(60 + 480 * x, 1), round(_HIGH - 60 - 320 * y, 1)


def _line(places: Sequence[tuple[float, float]], colour: str, dash: str = "") -> str:
    ends = " ".join(f"{x},{y}" for x, y in (_place(*place) for place in places))
    style = f'fill="none" stroke="{colour}" stroke-width="1.6"'
    return f'<polyline points="{ends}" {style} stroke-dasharray="{dash or "none"}"/>'


def _dot(x: float, y: float, colour: str) -> str:
    left, top = _place(x, y)
    return f'<circle cx="{left}" cy="{top}" r="3.5" fill="{colour}"/>'


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    left, top = _place(x, y)
    place = f'x="{left}" y="{top}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}">{words}</text>'
