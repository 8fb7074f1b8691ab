"""Photos are refused only when hardly anything can be seen."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from pipeline.images import Pixels, open_photo
from pipeline.photo_coach import inspect_photo
from pipeline.types import Problem

PHOTOS = Path(os.environ.get("ATLASVISION_PHOTOS", "../shared/photos"))


@pytest.fixture
def shelf() -> Pixels:
    """Boards with packs that have edges and print."""
    picture = np.full((900, 1200, 3), 120, np.uint8)
    colours = np.random.default_rng(5).integers(0, 255, (48, 3))
    for index, colour in enumerate(colours.tolist()):
        left, top = 20 + index % 12 * 98, 30 + index // 12 * 220
        cv2.rectangle(picture, (left, top), (left + 80, top + 180), colour, -1)
        for line in range(5):
            at = (left + 4, top + 30 + 30 * line)
            cv2.putText(picture, "PACK", at, 0, 0.8, (255, 255, 255), 2)
    return picture


def test_a_readable_photo_has_no_problem(shelf: Pixels) -> None:
    assert inspect_photo(shelf) == ()


def test_dim_and_noisy_light_is_still_read(shelf: Pixels) -> None:
    dim = (shelf * 0.35).astype(np.uint8)

    assert inspect_photo(dim) == ()


def test_a_night_photo_is_too_dark(shelf: Pixels) -> None:
    assert inspect_photo((shelf * 0.1).astype(np.uint8)) == (Problem.TOO_DARK,)


def test_a_washed_out_photo_is_too_bright(shelf: Pixels) -> None:
    washed_out = (225 + shelf * 0.1).astype(np.uint8)

    assert inspect_photo(washed_out) == (Problem.TOO_BRIGHT,)


def test_a_photo_far_out_of_focus_is_blurred(shelf: Pixels) -> None:
    assert inspect_photo(cv2.GaussianBlur(shelf, (0, 0), 6)) == (Problem.BLURRED,)


def test_two_packs_before_a_plain_wall_are_read(shelf: Pixels) -> None:
    wall = np.full((900, 1200, 3), 140, np.uint8)
    wall[400:800, 300:700] = shelf[400:800, 300:700]

    assert inspect_photo(wall) == ()


def test_a_thumbnail_is_too_small(shelf: Pixels) -> None:
    assert inspect_photo(cv2.resize(shelf, (200, 150))) == (Problem.TOO_SMALL,)


def real_photos() -> list[Path]:
    return sorted(PHOTOS.glob("train/photos/*")) + sorted(PHOTOS.glob("dev/photos/*"))


@pytest.mark.skipif(not real_photos(), reason="no photos in ATLASVISION_PHOTOS")
def test_no_real_shelf_photo_is_refused() -> None:
    refused = {
        path.name: problems
        for path in real_photos()
        if (problems := inspect_photo(open_photo(path.read_bytes())))
    }

    assert refused == {}
