"""Colours of groups, as eyes of all kinds see them."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt
import pytest

from pipeline.drawing.group_colours import DISTANCES, PALETTE, group_colours
from pipeline.types import Box, Detection, ItemReading, ShelfReading

Numbers = npt.NDArray[np.float64]

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
EYES = {
    "usual": np.eye(3),
    "red-blind": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "green-blind": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(colour: tuple[int, int, int], eye: str) -> Numbers:
    share = np.array(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(EYES[eye] @ linear, 0, 1) / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def ciede2000(one: Numbers, other: Numbers) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    grey = 1.5 - 0.5 * np.sqrt(mean**7 / (mean**7 + 25**7))
    c1, c2 = np.hypot(grey * a1, b1), np.hypot(grey * a2, b2)
    h1, h2 = np.arctan2(b1, grey * a1), np.arctan2(b2, grey * a2)
    turn = (h2 - h1 + np.pi) % (2 * np.pi) - np.pi
    hue = np.degrees(h1 + turn / 2)
    chroma, light = (c1 + c2) / 2, (l1 + l2) / 2
    weight = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    d_light = (l2 - l1) / (
        1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    )
    d_chroma = (c2 - c1) / (1 + 0.045 * chroma)
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(turn / 2) / (1 + 0.015 * chroma * weight)
    bend = 60 * np.exp(-((((hue % 360) - 275) / 25) ** 2))
    mixed = -2 * np.sqrt(chroma**7 / (chroma**7 + 25**7)) * np.sin(np.radians(bend))
    return float(
        np.sqrt(d_light**2 + d_chroma**2 + d_hue**2 + mixed * d_chroma * d_hue)
    )


def least_distance(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    return min(ciede2000(lab(one, eye), lab(other, eye)) for eye in EYES)


def row(*groups: int, photo: int = 0, top: float = 100) -> list[tuple[int, Detection]]:
    return [
        (group, Detection(Box(60 * n, top, 60 * n + 55, top + 120), 0.9, photo=photo))
        for n, group in enumerate(groups)
    ]


def reading(*rows: list[tuple[int, Detection]]) -> ShelfReading:
    facings: dict[int, list[Detection]] = {}
    for group, facing in (one for part in rows for one in part):
        facings.setdefault(group, []).append(facing)
    items = tuple(
        ItemReading(group, None, None, 1, 1, 1, 0.0, facings=tuple(own))
        for group, own in sorted(facings.items())
    )
    return ShelfReading(((2000, 1500),), items)


def test_formula_gives_a_published_distance() -> None:
    one, other = np.array([50, 2.6772, -79.7751]), np.array([50, 0, -82.7485])

    assert ciede2000(one, other) == pytest.approx(2.0425, abs=1e-4)


def test_written_distances_are_those_of_the_worst_eye() -> None:
    for one, other in combinations(range(len(PALETTE)), 2):
        measured = least_distance(PALETTE[one], PALETTE[other])
        assert DISTANCES[one][other] == DISTANCES[other][one] == round(measured)


@pytest.mark.parametrize("eye", EYES)
def test_every_colour_carries_black_numbers_and_shows_in_the_dark(eye: str) -> None:
    for colour in PALETTE:
        luminance = ((lab(colour, eye)[0] + 16) / 116) ** 3
        assert (luminance + 0.05) / 0.05 > 4.5


def test_no_two_neighbours_look_alike_to_anyone() -> None:
    groups = list(range(1, 31))
    upper, lower = row(*groups), row(*(group + 100 for group in groups), top=230)

    colours = group_colours(reading(upper, lower))

    for part in (upper, lower):
        for (one, _), (other, _) in pairwise(part):
            assert least_distance(colours[one], colours[other]) > 19
    for (one, _), (other, _) in zip(upper, lower, strict=True):
        assert least_distance(colours[one], colours[other]) > 19


def test_groups_on_both_sides_of_an_empty_place_look_different() -> None:
    with_a_gap = [one for n, one in enumerate(row(*range(1, 31))) if n % 3]

    colours = group_colours(reading(with_a_gap))

    for (one, _), (other, _) in pairwise(with_a_gap):
        assert colours[one] != colours[other]


def test_groups_of_other_photos_are_no_neighbours() -> None:
    alone = group_colours(reading(row(1)))

    beside = group_colours(reading(row(1), row(7, photo=1)))

    assert beside[1] == alone[1]
    assert set(beside) == {1, 7}


def test_a_reading_without_packs_has_no_colours() -> None:
    assert group_colours(ShelfReading(((100, 100),))) == {}
