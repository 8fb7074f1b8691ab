"""Boxes that a person has drawn: rows, counts and neighbours follow, and no models."""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.images import Pixels
from pipeline.redrawn import redrawn, with_looks
from pipeline.types import (
    Box,
    BoxKind,
    Detection,
    DrawnBox,
    Gap,
    ItemReading,
    PriceTag,
    Problem,
    ShelfReading,
)
from pipeline.vision.looks.classical_look import ClassicalLook

WIDTH, HEIGHT = 100, 180
FACING, GAP, TAG = BoxKind.FACING, BoxKind.GAP, BoxKind.TAG


def pack(column: int, row: int = 1) -> Box:
    left, bottom = 50.0 + 110 * column, 250.0 * row
    return Box(left, bottom - HEIGHT, left + WIDTH, bottom)


def shelf() -> ShelfReading:
    """Two rows of four; coke (1) on the left, something unknown (2) on the right; the
    last place of the upper row is empty, and a tag hangs below the first pack."""
    upper = [Detection(pack(c), 0.8, 1, 0, c + 1) for c in range(3)]
    lower = [Detection(pack(c, 2), 0.8, 2, 0, c + 1) for c in range(4)]
    coke = ItemReading(
        1, "coke", "Coke", 4, 3, 5, 0.9, facings=(*upper[:2], *lower[:2]), text="COKE"
    )
    other = ItemReading(
        2, None, None, 3, 2, 4, 0.2, facings=(upper[2], *lower[2:]), embedding=(1.0,)
    )
    return ShelfReading(
        sizes=((600, 600),),
        items=(coke, other),
        gaps=(Gap(pack(3), 1, None, 0.7, position=4),),
        price_tags=(PriceTag(Box(60, 260, 120, 280), "120", row=1, position=1),),
        problems=(Problem.HARDLY_A_SHELF, Problem.GLARE),
        facings_low=5,
        facings_high=9,
    )


def left_alone(reading: ShelfReading) -> list[DrawnBox]:
    """What a page posts where nobody has touched a box."""
    facings = [(item.group, f) for item in reading.items for f in item.facings]
    return [
        *(
            DrawnBox(FACING, f.box, f.photo, group, place)
            for place, (group, f) in enumerate(facings)
        ),
        *(DrawnBox(GAP, g.box, g.photo, 0, n) for n, g in enumerate(reading.gaps)),
        *(
            DrawnBox(TAG, t.box, t.photo, 0, n)
            for n, t in enumerate(reading.price_tags)
        ),
    ]


def counts(reading: ShelfReading) -> dict[int, int]:
    return {item.group: item.count for item in reading.items}


def test_boxes_that_were_left_alone_are_certain_now() -> None:
    before = shelf()

    after = redrawn(before, left_alone(before))

    assert [item.facings for item in after.items] == [i.facings for i in before.items]
    assert [(i.count_low, i.count, i.count_high) for i in after.items] == [
        (4, 4, 4),
        (3, 3, 3),
    ]
    assert (after.facings_low, after.facings_high) == (7, 7)
    assert after.gaps[0].likely_product_id is None
    assert after.price_tags[0].product_id == "coke"
    assert after.problems == (Problem.GLARE,)


def test_deleted_box_leaves_its_number_and_the_places_close_up() -> None:
    before = shelf()
    boxes = [
        box for box in left_alone(before) if box.source != 0 or box.kind is not FACING
    ]

    after = redrawn(before, boxes)

    assert counts(after) == {1: 3, 2: 3}
    assert [(f.row, f.position) for f in after.items[0].facings] == [
        (1, 1),
        (2, 1),
        (2, 2),
    ]


def test_number_without_a_box_is_no_more_and_the_others_keep_theirs() -> None:
    before = shelf()
    boxes = [box for box in left_alone(before) if box.group != 1]

    after = redrawn(before, boxes)

    assert counts(after) == {2: 3}


def test_pack_drawn_over_a_gap_fills_it() -> None:
    before = shelf()
    drawn = DrawnBox(FACING, pack(3), group=2)

    after = redrawn(before, [*left_alone(before), drawn])

    assert counts(after) == {1: 4, 2: 4}
    assert after.gaps == ()
    new = after.items[1].facings[-1]
    assert (new.row, new.position, new.score) == (1, 4, 1.0)


def test_new_number_has_no_name_and_the_print_in_its_box() -> None:
    before = shelf()
    drawn = DrawnBox(FACING, pack(3), group=7)

    after = redrawn(before, [*left_alone(before), drawn])

    new = after.items[-1]
    assert (new.group, new.count, new.product_id, new.text) == (7, 1, None, "")


def test_box_that_changed_its_number_is_counted_there() -> None:
    before = shelf()
    boxes = left_alone(before)
    boxes[0] = DrawnBox(FACING, boxes[0].box, group=2, source=0)

    after = redrawn(before, boxes)

    assert counts(after) == {1: 3, 2: 4}


def test_wide_gap_takes_as_many_places_as_packs_of_its_row_would() -> None:
    before = shelf()
    wide = DrawnBox(GAP, Box(160, 70, 370, 250))
    boxes = [box for box in left_alone(before) if box.source in (0, 2, 3, 5, 6)]

    after = redrawn(before, [*(b for b in boxes if b.kind is FACING), wide])

    (gap,) = after.gaps
    assert (gap.row, gap.position, gap.width) == (1, 2, 2)
    assert gap.likely_product_id == "coke"
    assert gap.score == 1.0


def test_new_label_has_its_place_and_no_price() -> None:
    before = shelf()
    tag = DrawnBox(TAG, Box(280, 262, 340, 282))

    after = redrawn(before, [*left_alone(before), tag])

    assert (after.price_tags[1].text, after.price_tags[1].amount) == ("", None)
    assert (after.price_tags[1].row, after.price_tags[1].position) == (1, 3)


def test_everything_deleted_is_an_empty_shelf() -> None:
    after = redrawn(shelf(), [])

    assert (after.items, after.gaps, after.price_tags) == ((), (), ())
    assert (after.facings_low, after.facings_high) == (0, 0)


def _photo() -> bytes:
    pixels: Pixels = np.full((600, 600, 3), 200, np.uint8)
    for column in range(4):
        for row in (1, 2):
            box = pack(column, row)
            colour = (200, 30, 30) if column < 2 else (30, 30, 200)
            corners = (int(box.left), int(box.top)), (int(box.right), int(box.bottom))
            cv2.rectangle(pixels, *corners, colour, -1)
    done, data = cv2.imencode(".png", pixels)
    assert done
    return bytes(data)


def test_only_what_was_changed_is_looked_at_again() -> None:
    before, embedder = shelf(), ClassicalLook()
    boxes = [*left_alone(before), DrawnBox(FACING, pack(3), group=9)]
    after = redrawn(before, boxes)

    seen = with_looks(after, before, [_photo()], embedder)

    assert [item.embedding for item in seen.items[:2]] == [(), (1.0,)]
    new = np.array(seen.items[2].embedding)
    assert new.shape == (embedder.dimensions,)
    assert np.isclose(np.linalg.norm(new), 1.0)
