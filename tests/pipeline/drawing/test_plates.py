"""Where the numbers of groups stand on the picture."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from pipeline.drawing.hidden import Around
from pipeline.drawing.plates import Plate, plates_on
from pipeline.drawing.runs import Numbered
from pipeline.images import Pixels
from pipeline.types import Box

PACK = Box(100, 100, 220, 260)
AROUND_A_PACK = [
    (x, y) for x in (100, 160, 220) for y in (100, 160, 220) if (x, y) != (160, 160)
]


def blank(width: int = 900, height: int = 400) -> Pixels:
    return np.full((height, width, 3), 150, np.uint8)


def with_print(picture: Pixels, *places: Box) -> Pixels:
    for box in places:
        where = (int(box.left) + 4, int(box.bottom) - 6)
        cv2.putText(picture, "LEMON", where, 0, 1.1, (20, 20, 20), 3)
    return picture


def only(picture: Pixels, boxes: list[Box], around: Around | None = None) -> Plate:
    facings = [Numbered(box, 4) for box in boxes]
    (plate,) = plates_on(picture, facings, around or Around())
    return plate


def test_number_stands_on_the_upper_edge_of_a_run_and_hides_no_pack() -> None:
    plate = only(blank(), [PACK, Box(220, 100, 340, 260)])

    assert plate.box.intersection(PACK) < 0.15 * plate.box.area
    assert abs(plate.box.bottom - PACK.top) < 4
    assert abs(plate.box.left - PACK.left) < 4


def test_number_goes_elsewhere_where_print_stands_over_the_pack() -> None:
    above = Box(90, 60, 230, 99)

    plate = only(with_print(blank(), above), [PACK])

    assert plate.box.intersection(above) == 0


@pytest.mark.parametrize("what", ["tags", "prints", "gaps"])
def test_number_does_not_cover_what_is_known_around_it(what: str) -> None:
    above = Box(60, 50, 260, 100)

    plate = only(blank(), [PACK], Around(**{what: [above]}))

    assert plate.box.intersection(above) < 0.15 * plate.box.area


def test_number_stands_off_packs_of_other_groups() -> None:
    stacked = [
        Numbered(Box(100, 20, 220, 140), 1),
        Numbered(Box(100, 140, 220, 260), 2),
    ]

    plates = plates_on(blank(), stacked, Around())

    below = next(plate for plate in plates if plate.group == 2)
    assert below.box.intersection(stacked[0].box) < 0.15 * below.box.area


def test_print_of_one_pack_is_left_legible_on_all_of_its_group() -> None:
    packs = [Box(100.0, 0, 220, 60), Box(100.0, 340, 220, 400)]
    read = Box(100, 0, 220, 35)

    plates = plates_on(
        blank(),
        [Numbered(box, 4) for box in packs],
        Around(prints=[read], tags=[Box(0, 60, 900, 340)]),
    )

    same_line = Box(100, 340, 220, 375)
    assert all(plate.box.intersection(same_line) < 40 for plate in plates)
    assert len(plates) == 2


def test_a_run_of_many_packs_carries_its_number_once() -> None:
    row = [Box(x, y, x + 30, y + 60) for x in range(100, 400, 30) for y in (100, 160)]

    plate = only(blank(), row)

    assert 100 <= plate.box.left < 400


def test_a_long_run_carries_its_number_several_times() -> None:
    row = [Numbered(Box(x, 100, x + 80, 260), 7) for x in range(40, 1240, 80)]

    plates = plates_on(blank(1280), row, Around())

    assert 2 <= len(plates) <= 4
    lefts = sorted(plate.box.left for plate in plates)
    assert lefts[0] < 440
    assert lefts[-1] > 800


def test_each_place_of_a_scattered_group_has_its_number() -> None:
    apart = [Numbered(Box(x, 100, x + 60, 200), 3) for x in (50, 350, 700)]

    assert len(plates_on(blank(), apart, Around())) == 3


def test_numbers_do_not_lie_on_each_other() -> None:
    narrow = [Numbered(Box(x, 100, x + 14, 150), 100 + x) for x in range(100, 240, 14)]

    plates = plates_on(blank(), narrow, Around())

    shared = [
        one.box.intersection(other.box)
        for at, one in enumerate(plates)
        for other in plates[at + 1 :]
    ]
    assert len(plates) == 10
    assert max(shared) == 0


def test_numbers_are_large_enough_to_be_read_and_alike_on_low_and_high_packs() -> None:
    low, high = Box(100, 100, 300, 140), Box(400, 100, 600, 300)

    plates = plates_on(blank(), [Numbered(low, 1), Numbered(high, 2)], Around())

    heights = {plate.box.height for plate in plates}
    assert len(heights) == 1
    assert 20 <= heights.pop() <= 40


def test_a_number_without_room_is_written_smaller_but_still_legible() -> None:
    around = [Numbered(Box(x, y, x + 60, y + 60), 1) for x, y in AROUND_A_PACK]
    pack = Numbered(Box(160, 160, 220, 220), 2)
    print_on_it = Box(160, 160, 220, 200)

    plates = plates_on(blank(), [*around, pack], Around(prints=[print_on_it]))

    heights = {plate.group: plate.box.height for plate in plates}
    assert 17 <= heights[2] < heights[1]


@pytest.mark.parametrize("size", [(40, 30), (64, 900), (1280, 48)])
def test_numbers_of_three_digits_stay_inside_the_picture(size: tuple[int, int]) -> None:
    width, height = size
    picture = np.full((height, width, 3), 150, np.uint8)
    facings = [Numbered(Box(0, 0, width / 2, height), 128)]

    (plate,) = plates_on(picture, facings, Around())

    assert plate.box.left >= 0
    assert plate.box.top >= 0
    assert plate.box.right <= max(width, 48)
    assert plate.box.bottom <= height


def test_a_picture_without_packs_has_no_numbers() -> None:
    assert plates_on(blank(), [], Around(tags=[PACK])) == []
