"""What is told from the pixels alone; a refusal only when there is nothing to see."""

from __future__ import annotations

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from not_shelves import NOT_SHELVES

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


def moved(shelf: Pixels, pixels: int) -> Pixels:
    """As the camera sees it when the hand goes sideways."""
    return cv2.blur(shelf, (pixels, 1)).astype(np.uint8)


def test_a_readable_photo_has_no_problem(shelf: Pixels) -> None:
    seen = inspect_photo(shelf)

    assert (seen.problems, seen.refusal, seen.is_doubtful) == ((), None, False)


def test_dim_and_noisy_light_is_still_read(shelf: Pixels) -> None:
    noise = np.random.default_rng(1).normal(0, 5, shelf.shape)
    dim = (shelf * 0.35 + noise).clip(0, 255).astype(np.uint8)

    assert inspect_photo(dim).problems == ()


def test_a_dark_photo_is_read_with_an_advice(shelf: Pixels) -> None:
    seen = inspect_photo((shelf * 0.25).astype(np.uint8))

    assert seen.problems == (Problem.TOO_DARK,)
    assert seen.refusal is None


def test_a_black_photo_is_refused(shelf: Pixels) -> None:
    seen = inspect_photo((shelf * 0.08).astype(np.uint8))

    assert seen.refusal is Problem.TOO_DARK


def test_a_washed_out_photo_is_too_bright(shelf: Pixels) -> None:
    seen = inspect_photo((225 + shelf * 0.1).astype(np.uint8))

    assert seen.problems == (Problem.TOO_BRIGHT,)
    assert seen.refusal is None


def test_white_paper_is_not_called_too_bright() -> None:
    assert inspect_photo(NOT_SHELVES["page"](0)).problems == ()


@pytest.mark.parametrize("sigma", [0.8, 1.5])
def test_a_soft_photo_is_not_called_blurred(shelf: Pixels, sigma: float) -> None:
    assert inspect_photo(cv2.GaussianBlur(shelf, (0, 0), sigma)).problems == ()


def test_a_blurred_photo_gets_an_advice(shelf: Pixels) -> None:
    seen = inspect_photo(cv2.GaussianBlur(shelf, (0, 0), 5))

    assert seen.problems == (Problem.BLURRED,)
    assert not seen.is_doubtful


@pytest.mark.parametrize("sigma", [16, 24])
def test_only_a_sure_detector_saves_a_smeared_photo(
    shelf: Pixels, sigma: float
) -> None:
    seen = inspect_photo(cv2.GaussianBlur(shelf, (0, 0), sigma))

    assert seen.problems == (Problem.BLURRED,)
    assert seen.is_doubtful and seen.refusal is None


def test_a_moved_camera_blurs_one_direction_only(shelf: Pixels) -> None:
    assert inspect_photo(moved(shelf, 5)).problems == ()
    assert inspect_photo(moved(shelf, 40)).problems == (Problem.BLURRED,)


def test_two_packs_before_a_plain_wall_are_read(shelf: Pixels) -> None:
    wall = np.full((900, 1200, 3), 140, np.uint8)
    wall[400:800, 300:700] = shelf[400:800, 300:700]

    seen = inspect_photo(wall)

    assert seen.problems == () and seen.detailed > 0.1


def test_shelves_are_detailed_and_walls_are_not(shelf: Pixels) -> None:
    assert inspect_photo(shelf).detailed > 0.9
    assert inspect_photo(NOT_SHELVES["face"](1)).detailed < 0.7
    assert inspect_photo(NOT_SHELVES["wall"](1)).detailed < 0.05


def test_a_thumbnail_is_small_and_a_speck_is_refused(shelf: Pixels) -> None:
    thumbnail = inspect_photo(cv2.resize(shelf, (200, 150)))
    speck = inspect_photo(cv2.resize(shelf, (40, 30)))

    assert (thumbnail.problems, thumbnail.refusal) == ((Problem.TOO_SMALL,), None)
    assert speck.refusal is Problem.TOO_SMALL


def test_large_photos_are_measured_on_a_small_copy(
    shelf: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    areas: list[int] = []
    convert = cv2.cvtColor

    def counted(pixels: Pixels, code: int) -> np.ndarray:
        areas.append(pixels.shape[0] * pixels.shape[1])
        return np.asarray(convert(pixels, code))

    monkeypatch.setattr(cv2, "cvtColor", counted)

    inspect_photo(cv2.resize(shelf, (4000, 3000)))

    assert sum(areas) <= 1024 * 1024


def real_photos() -> list[Path]:
    folders = ("train/photos", "dev/photos", "home_fridge/positive")
    return [p for f in folders for p in sorted((PHOTOS / f).glob("*.jpg"))]


def as_sent(pixels: Pixels, quality: int) -> Pixels:
    """What a messenger makes of a photo: 1000 pixels, many blocks."""
    shrink = min(1.0, 1000 / max(pixels.shape))
    small = cv2.resize(pixels, None, fx=shrink, fy=shrink, interpolation=3)
    _, data = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


@pytest.mark.skipif(not real_photos(), reason="no photos in ATLASVISION_PHOTOS")
def test_no_real_photo_is_doubted_even_after_a_messenger() -> None:
    doubted = {}
    for path in real_photos():
        pixels = open_photo(path.read_bytes(), working_megapixels=1.5)
        night = np.random.default_rng(2).normal(0, 12, pixels.shape)
        dim = (pixels * 0.4 + night).clip(0, 255).astype(np.uint8)
        soft = cv2.GaussianBlur(pixels, (0, 0), max(pixels.shape) / 1024)
        for photo in (pixels, as_sent(pixels, 40), dim, soft.astype(np.uint8)):
            seen = inspect_photo(photo)
            if seen.problems or seen.refusal or seen.is_doubtful:
                doubted[path.name] = seen.problems

    assert doubted == {}
