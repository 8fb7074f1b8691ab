"""Where the numbers of groups stand on the picture."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.images import Pixels
from pipeline.plates import Numbered, Plate, plates_on
from pipeline.types import Box

PACK = Box(100, 100, 220, 260)


def blank() -> Pixels:
    return np.full((400, 900, 3), 150, np.uint8)


def with_print(*boxes: Box) -> Pixels:
    picture = blank()
    for box in boxes:
        where = (int(box.left) + 8, int(box.bottom) - 10)
        cv2.putText(picture, "LEMON", where, 0, 1.1, (20, 20, 20), 3)
    return picture


def only(picture: Pixels, boxes: list[Box], *tags: Box, print_at: Box) -> Plate:
    facings = [Numbered(box, 4) for box in boxes]
    return next(plates_on(picture, facings, tags, [print_at]))


NOWHERE = Box(0, 0, 1, 1)


def test_number_stands_at_the_foot_of_a_plain_pack() -> None:
    plate = only(blank(), [PACK], print_at=NOWHERE)

    assert plate.box.bottom > PACK.bottom - 8
    assert abs(plate.box.centre[0] - PACK.centre[0]) < 2


def test_number_leaves_the_print_at_the_foot_legible() -> None:
    plate = only(with_print(PACK), [PACK], print_at=NOWHERE)

    assert plate.box.bottom < 200


def test_number_does_not_cover_known_print_or_labels() -> None:
    foot = Box(100, 225, 220, 260)

    over_print = only(blank(), [PACK], print_at=foot)
    over_tag = only(blank(), [PACK], foot, print_at=NOWHERE)

    assert over_print.box.intersection(foot) == 0
    assert over_tag.box.intersection(foot) == 0


def test_numbers_of_a_group_stand_at_the_same_place() -> None:
    boxes = [Box(x, 100, x + 120, 260) for x in (100.0, 230.0, 360.0)]
    facings = [Numbered(box, 2) for box in boxes]

    plates = list(plates_on(with_print(boxes[0], boxes[1]), facings, [], []))

    places = {
        (round(plate.box.left - box.left), round(plate.box.top - box.top))
        for plate, box in zip(plates, boxes, strict=True)
    }
    assert len(plates) == 3
    assert len(places) == 1


def test_of_many_narrow_packs_beside_each_other_some_carry_the_number() -> None:
    row = [Numbered(Box(x, 100, x + 16, 150), 12) for x in range(100, 292, 16)]
    apart = Numbered(Box(600, 100, 616, 150), 12)

    plates = list(plates_on(blank(), [*row, apart], [], []))

    assert 3 <= len(plates) <= 5
    assert any(plate.box.left > 550 for plate in plates)


def test_numbers_on_low_packs_are_small() -> None:
    low, high = Box(100, 100, 300, 140), Box(400, 100, 600, 300)

    plates = plates_on(blank(), [Numbered(low, 1), Numbered(high, 2)], [], [])

    heights = {plate.group: plate.box.height for plate in plates}
    assert heights[1] <= 0.5 * low.height < heights[2]
