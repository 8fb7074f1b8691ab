"""What the sender is told once the detector has looked: refused, advised or neither."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest
from not_shelves import NOT_SHELVES

from pipeline.images import Pixels
from pipeline.photo_coach import Inspection, inspect_photo
from pipeline.shelf_coach import Verdict, judge, judge_all
from pipeline.types import Box, Detection, Problem
from pipeline.vision.find import ShelfPhoto
from pipeline.vision.rows.shelves import find_rows

CLEAR = Inspection()
SIZE = (900, 1200)


def photo_of(
    boxes: list[Box],
    pixels: Pixels | None = None,
    score: float = 0.95,
    labels: int = 0,
    doubtful: float | None = None,
    number: int = 0,
) -> ShelfPhoto:
    """A photo on which the detector found these facings."""
    if pixels is None:
        pixels = np.full((*SIZE, 3), 120, np.uint8)
    unlikely = () if doubtful is None else (Detection(Box(0, 0, 50, 90), doubtful),)
    return ShelfPhoto(
        number,
        pixels,
        tuple(Detection(box, score, photo=number) for box in boxes),
        (),
        tuple(Detection(Box(5, 5, 60, 30), 0.9) for _ in range(labels)),
        find_rows(boxes),
        unlikely,
    )


def grid(
    rows: int = 3, columns: int = 8, left: float = 60, top: float = 60, rise: float = 0
) -> list[Box]:
    """Boards with packs of 90 x 180 pixels, 120 apart; `rise` tilts them."""
    return [
        Box(
            left + 120 * c,
            top + 260 * r + rise * 120 * c,
            left + 120 * c + 90,
            top + 260 * r + rise * 120 * c + 180,
        )
        for r in range(rows)
        for c in range(columns)
    ]


def test_a_good_photo_needs_no_word() -> None:
    assert judge(CLEAR, photo_of(grid())) == Verdict()


def test_a_picture_problem_is_an_advice_where_packs_were_found() -> None:
    dark = Inspection((Problem.TOO_DARK,))

    assert judge(dark, photo_of(grid())) == Verdict((Problem.TOO_DARK,))


def test_a_picture_problem_is_the_reason_where_nothing_was_found() -> None:
    dark = Inspection((Problem.TOO_DARK, Problem.BLURRED))

    assert judge(dark, photo_of([])).problems == (Problem.TOO_DARK,)


@pytest.mark.parametrize(("score", "is_refused"), [(0.6, True), (0.9, False)])
def test_a_smeared_photo_counts_only_if_the_detector_is_sure(
    score: float, is_refused: bool
) -> None:
    smeared = Inspection((Problem.BLURRED,), is_doubtful=True)

    verdict = judge(smeared, photo_of(grid(), score=score))

    assert verdict == Verdict((Problem.BLURRED,), is_refused)


def test_nothing_that_looks_like_a_pack_is_no_shelf() -> None:
    assert judge(CLEAR, photo_of([])).problems == (Problem.NOT_A_SHELF,)


@pytest.mark.parametrize(
    "photo",
    [
        pytest.param(photo_of([], doubtful=0.2), id="something like a pack"),
        pytest.param(photo_of([], labels=1), id="a price tag"),
    ],
)
def test_a_hint_of_a_shelf_is_not_called_another_thing(photo: ShelfPhoto) -> None:
    assert judge(CLEAR, photo).problems == (Problem.NO_PRODUCTS,)


@pytest.mark.parametrize("thing", ["face", "page", "receipt"])
def test_a_picture_with_even_parts_needs_a_better_hint(thing: str) -> None:
    picture = NOT_SHELVES[thing](1)

    verdict = judge(inspect_photo(picture), photo_of([], picture, doubtful=0.2))

    assert verdict.problems == (Problem.NOT_A_SHELF,)


def test_a_plain_wall_is_no_shelf_whatever_the_detector_dreams() -> None:
    wall = NOT_SHELVES["wall"](0)

    verdict = judge(inspect_photo(wall), photo_of([], wall, doubtful=0.3))

    assert verdict.problems == (Problem.NOT_A_SHELF,)


def test_keys_of_a_screenshot_are_not_counted() -> None:
    screen = NOT_SHELVES["screenshot"](0)
    keys = [Box(8 + 75 * k, 1180, 74 + 75 * k, 1275) for k in range(10)]

    verdict = judge(inspect_photo(screen), photo_of(keys, screen))

    assert verdict == Verdict((Problem.NOT_A_SHELF,), is_refused=True)


def test_a_shelf_photo_on_a_screenshot_is_read() -> None:
    screen = NOT_SHELVES["screenshot"](0)
    noise = np.random.default_rng(3).normal(120, 40, (520, 700, 3))
    screen[400:920, 30:730] = noise.clip(0, 255)
    packs = [Box(40 + 120 * k, 420, 130 + 120 * k, 900) for k in range(5)]

    verdict = judge(inspect_photo(screen), photo_of(packs, screen))

    assert not verdict.is_refused


def test_one_unsure_pack_asks_for_a_shelf_but_is_read() -> None:
    verdict = judge(CLEAR, photo_of([Box(300, 200, 800, 800)], score=0.7))

    assert verdict == Verdict((Problem.HARDLY_A_SHELF,))


def test_one_sure_pack_needs_no_word() -> None:
    assert judge(CLEAR, photo_of([Box(300, 200, 800, 800)])) == Verdict()


def test_tiny_packs_ask_to_step_closer() -> None:
    tiny = [Box(20 * k, 100, 20 * k + 15, 140) for k in range(40)]

    assert judge(CLEAR, photo_of(tiny)).problems == (Problem.TOO_FAR,)


@pytest.mark.parametrize(("rise", "told"), [(0.05, ()), (0.14, (Problem.TILTED,))])
def test_a_tilted_phone_is_told_from_a_slight_slope(
    rise: float, told: tuple[Problem, ...]
) -> None:
    assert judge(CLEAR, photo_of(grid(rise=rise))).problems == told


def test_rows_that_end_in_a_part_of_a_pack_are_cut_off() -> None:
    cut_right = [replace(b, right=min(b.right, 1200)) for b in grid(left=300)]
    cut_right = [box for box in cut_right if box.width > 10]
    cut_left = [Box(1200 - b.right, b.top, 1200 - b.left, b.bottom) for b in cut_right]

    assert judge(CLEAR, photo_of(cut_right)).problems == (Problem.CUT_RIGHT,)
    assert judge(CLEAR, photo_of(cut_left)).problems == (Problem.CUT_LEFT,)


def test_a_frame_that_ends_with_a_whole_pack_cuts_nothing() -> None:
    whole = grid(left=1200 - 7 * 120 - 90)

    assert judge(CLEAR, photo_of(whole)).problems == ()


def test_rows_of_which_the_frame_leaves_a_part_are_cut_off() -> None:
    low = [replace(box, bottom=min(box.bottom, 900)) for box in grid(top=280)]
    high = [Box(b.left, 900 - b.bottom, b.right, 900 - b.top) for b in low]

    assert judge(CLEAR, photo_of(low)).problems == (Problem.CUT_BOTTOM,)
    assert judge(CLEAR, photo_of(high)).problems == (Problem.CUT_TOP,)


def test_whole_packs_may_touch_the_frame() -> None:
    low, high = grid(top=900 - 2 * 260 - 180), grid(top=0)

    assert judge(CLEAR, photo_of(low)).problems == ()
    assert judge(CLEAR, photo_of(high)).problems == ()


def glaring(edge: float) -> Pixels:
    """Packs with two white spots, soft or sharp at the edge."""
    light = np.zeros(SIZE, np.float32)
    for x in (300, 800):
        cv2.circle(light, (x, 420), 150, 1.0, -1)
    light = cv2.GaussianBlur(light, (0, 0), edge) if edge else light
    return (120 + 400 * light).clip(0, 255)[..., None].repeat(3, 2).astype(np.uint8)


def test_light_that_fades_on_the_packs_is_glare_and_white_print_is_not() -> None:
    assert judge(CLEAR, photo_of(grid(), glaring(25))).problems == (Problem.GLARE,)
    assert judge(CLEAR, photo_of(grid(), glaring(0))).problems == ()


def test_photos_of_an_album_are_judged_one_by_one() -> None:
    black = Inspection((Problem.TOO_DARK,), Problem.TOO_DARK)
    empty, full = photo_of([], doubtful=0.2, number=1), photo_of(grid(), number=2)

    readable, problems = judge_all([black, CLEAR, CLEAR], [empty, full])

    assert readable == [empty, full]
    assert problems == (Problem.TOO_DARK,)


def test_an_album_without_any_pack_says_so() -> None:
    readable, problems = judge_all([CLEAR], [photo_of([], doubtful=0.2)])

    assert len(readable) == 1
    assert problems == (Problem.NO_PRODUCTS,)
