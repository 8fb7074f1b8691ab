"""One picture of all that a camera passed, however it was moved."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from filmed_shelves import BOARD, PACK, SIZE, Pixels, demo_shelf, film, wall, wide_shelf

from bench.deep_shelf import build_shelf
from bench.panning import (
    Hand,
    Path,
    backwards,
    encode,
    forwards,
    there_and_back,
    with_pause,
)
from bench.walking import Walk
from pipeline.films.film import develop
from pipeline.films.mosaic import stitch
from pipeline.films.motion import agreement
from pipeline.films.tracking import Still, Tracker
from pipeline.images import open_photo
from pipeline.video import read_frames


def mosaic_of(data: bytes) -> Pixels:
    filmed = develop(data)

    assert filmed.is_whole
    (photo,) = filmed.photos
    return open_photo(photo)


def likeness(mosaic: Pixels, picture: Pixels) -> float:
    """How alike both are when one is laid over the other as a whole, -1 to 1."""
    height, width = picture.shape[:2]
    laid = cv2.resize(mosaic, (width, height), interpolation=cv2.INTER_AREA)
    greys = [cv2.cvtColor(p, cv2.COLOR_RGB2GRAY) for p in (laid, picture)]
    return agreement(greys[0], greys[1], np.eye(3))


@pytest.mark.parametrize("path", [forwards, backwards, with_pause, there_and_back])
def test_a_pan_is_as_wide_as_the_shelf(path: Path) -> None:
    shelf = wide_shelf()

    mosaic = mosaic_of(film(shelf, path=path, seconds=2.4))

    assert mosaic.shape[1] == pytest.approx(shelf.shape[1], rel=0.06)
    assert likeness(mosaic, shelf) > 0.25


def test_a_pan_downwards_is_as_high_as_the_shelf() -> None:
    shelf = np.ascontiguousarray(np.rot90(wide_shelf()))

    mosaic = mosaic_of(film(shelf, vertical=True, size=(240, 320)))

    assert mosaic.shape[0] == pytest.approx(shelf.shape[0], rel=0.06)
    assert mosaic.shape[0] > 2 * mosaic.shape[1]


@pytest.mark.parametrize("path", [forwards, there_and_back])
def test_equal_packs_side_by_side_are_not_skipped(path: Path) -> None:
    shelf = wall()

    mosaic = mosaic_of(film(shelf, path=path))

    assert abs(mosaic.shape[1] - shelf.shape[1]) < PACK


@pytest.mark.parametrize("path", [forwards, with_pause, there_and_back])
def test_equal_boards_one_above_the_other_are_not_skipped(path: Path) -> None:
    """Without tags and with nothing else that tells one from the next."""
    shelf = wall(packs=9, rows=12, with_tags=False)
    steady = Hand(shake=0.008, zoom=0.0, smear=1)

    mosaic = mosaic_of(
        film(shelf, path=path, vertical=True, size=(240, 320), seconds=2.4, hand=steady)
    )

    assert abs(mosaic.shape[0] - shelf.shape[0]) < BOARD / 2


@pytest.mark.parametrize("with_holes", [True, False], ids=["holes", "panels"])
def test_a_shelf_is_as_long_as_its_front_not_as_the_wall_behind(
    with_holes: bool,
) -> None:
    """Half of its places are empty; seen there, the wall moves a quarter less."""
    shelf = build_shelf(2.4, rows=3, empty=0.5, seed=2, with_holes=with_holes)
    walk = Walk(size=(360, 640), seconds=5, distance=1.1)

    mosaic = mosaic_of(walk.of(shelf, bit_rate=2_000_000))

    a_metre = 0.72 * 640 / walk.distance  # pixels, at the front
    assert mosaic.shape[1] == pytest.approx(shelf.width * a_metre, rel=0.1)


def test_a_camera_that_stands_still_gives_its_sharpest_frame() -> None:
    shelf = demo_shelf()[5:245, :320]
    blurred = cv2.GaussianBlur(shelf, (0, 0), 3).astype(np.uint8)

    mosaic = mosaic_of(encode(iter([blurred] * 10 + [shelf] * 10), SIZE))

    assert mosaic.shape == (240, 320, 3)
    apart = np.abs(mosaic.astype(int) - shelf).mean()
    assert apart < 0.7 * np.abs(blurred.astype(int) - shelf).mean()


def test_a_cut_to_somewhere_else_gives_pieces_that_are_not_added() -> None:
    one, other = demo_shelf()[5:245, :320], demo_shelf("breakfast_bay")[5:245, :320]

    filmed = develop(encode(iter([one] * 20 + [other] * 30), SIZE))

    assert not filmed.is_whole
    assert len(filmed.photos) == 2


def test_a_recording_whose_picture_becomes_smaller_is_followed_on() -> None:
    """As browsers do over a poor line; the decoder then gives frames of two sizes."""
    shelf = wide_shelf()
    large = list(read_frames(film(shelf, seconds=1.0)))
    small = list(read_frames(film(shelf, seconds=1.0, size=(160, 120))))
    tracker = Tracker()

    for number, frame in enumerate([*large, *small]):
        tracker.add(replace(frame, number=number, seconds=number / 30))
    tracker.finish()

    assert len(tracker.pieces) == 2


def test_a_film_of_nothing_is_one_photo_of_nothing() -> None:
    filmed = develop(encode(iter([np.full((240, 320, 3), 128, np.uint8)] * 20), SIZE))

    assert len(filmed.photos) == 1


def test_a_black_start_is_left_out() -> None:
    dark, shelf = np.zeros((240, 320, 3), np.uint8), demo_shelf()[5:245, :320]

    mosaic = mosaic_of(encode(iter([dark] * 8 + [shelf] * 12), SIZE))

    assert mosaic.mean() > 50


def test_stills_that_do_not_lie_flat_are_not_stitched() -> None:
    leaning = np.array([[1.0, 0, 0], [0, 1, 0], [0.004, 0, 1]])

    assert stitch([still(np.eye(3)), still(leaning)]) is None


def test_a_huge_mosaic_is_made_smaller() -> None:
    far = np.array([[1.0, 0, 9000], [0, 1, 9000], [0, 0, 1]])

    picture = stitch([still(np.eye(3)), still(far)])

    assert picture is not None
    assert picture.shape[0] * picture.shape[1] < 16.2e6


def still(to_map: np.ndarray, smear: float = 0.0) -> Still:
    _, jpeg = cv2.imencode(".jpg", demo_shelf()[5:245, :320])
    return Still(jpeg.tobytes(), to_map, 1.0, SIZE, SIZE, smear)


def test_a_smeared_film_is_read_smaller() -> None:
    calm, fast = still(np.eye(3)), still(np.eye(3), smear=16.0)
    aside = np.array([[1.0, 0, 200], [0, 1, 0], [0, 0, 1]])

    sharp = stitch([calm, still(aside)])
    smeared = stitch([fast, still(aside, smear=16.0)])

    assert sharp is not None
    assert smeared is not None
    assert sharp.shape[1] == pytest.approx(520, abs=2)
    assert smeared.shape[1] == pytest.approx(260, abs=2)
