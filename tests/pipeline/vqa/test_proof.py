"""The picture that proves an answer, checked by its pixels."""

from __future__ import annotations

import io
from decimal import Decimal

import numpy as np
import pytest
from PIL import Image

from pipeline.drawing.group_colours import group_colours
from pipeline.drawing.marks import MOST_BYTES, WIDEST
from pipeline.images import Pixels, open_photo
from pipeline.types import Box, Detection, Gap, ItemReading, ShelfReading
from pipeline.vqa.proof import draw_proof
from pipeline.vqa.questions import (
    Answer,
    CannotTell,
    Priced,
    Prices,
    PriceSource,
    Printed,
    Reason,
    Spot,
)

BOX, OTHER, GAP = (
    Box(100, 100, 200, 300),
    Box(300, 100, 400, 300),
    Box(500, 100, 600, 300),
)
GREY = 200


def photo(width: int = 1000, height: int = 600) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (GREY, GREY, GREY)).save(buffer, "JPEG")
    return buffer.getvalue()


def reading(*sizes: tuple[int, int]) -> ShelfReading:
    facings = [Detection(BOX, 0.9, 1), Detection(OTHER, 0.9, 1)]
    items = tuple(
        ItemReading(n, None, None, 1, 1, 1, 0.9, facings=(facing,))
        for n, facing in enumerate(facings, 1)
    )
    return ShelfReading(sizes or ((1000, 600),), items, gaps=(Gap(GAP, 1),))


def drawn(answer: Answer, *photos: bytes, read: ShelfReading | None = None) -> Pixels:
    picture = draw_proof(photos or (photo(),), read or reading(), answer)
    assert picture is not None
    assert len(picture) < MOST_BYTES
    return open_photo(picture)


def has(pixels: Pixels, colour: tuple[int, int, int]) -> bool:
    return bool((np.abs(pixels.astype(int) - colour).max(axis=-1) < 60).mean() > 0.01)


def test_only_the_boxes_that_prove_it_are_bright() -> None:
    picture = drawn(Answer(spots=(Spot(0, BOX),)))

    assert picture[150:200, 130:170].min() > GREY - 10
    assert picture[150:200, 330:370].max() < GREY / 2
    assert picture[400:500].max() < GREY / 2
    assert has(picture[90:310, 90:210], group_colours(reading())[1])
    assert not has(picture, group_colours(reading())[2])


def test_a_gap_has_a_dashed_frame_and_no_number() -> None:
    picture = drawn(Answer(spots=(Spot(0, GAP),)))

    inside = picture[110:290, 510:590]
    assert inside.min() > GREY - 12
    edge = picture[100:104, 505:595].max(axis=(0, 2))
    assert edge.max() > 230 > edge.min()


def test_photos_of_an_album_without_proof_are_left_out() -> None:
    read = reading((1000, 600), (1000, 600))

    picture = drawn(Answer(spots=(Spot(0, BOX),)), photo(), photo(), read=read)

    assert picture.shape[:2] == (600, 1000)


@pytest.mark.parametrize(
    "answer",
    [
        Printed(prints=(), spots=(Spot(0, BOX),)),
        CannotTell(reason=Reason.NO_PRINT, spots=(Spot(0, BOX),)),
    ],
)
def test_print_is_shown_large(answer: Answer) -> None:
    picture = drawn(answer)

    assert picture.shape[0] > 800
    assert picture.min() > GREY - 10


def test_a_tag_is_shown_large_with_what_is_around_it() -> None:
    spot = Spot(0, Box(120, 320, 160, 340))
    price = Priced(None, Decimal(80), "KES", PriceSource.TAG, spot=spot)

    picture = drawn(Prices(priced=(price,), spots=(spot,)))

    assert picture.shape[1] >= 600
    assert picture.shape[1] / picture.shape[0] == pytest.approx(88 / 68, rel=0.1)


def test_tags_of_many_products_are_shown_in_their_places() -> None:
    spots = tuple(Spot(0, Box(x, 320, x + 40, 340)) for x in range(100, 900, 100))
    prices = tuple(
        Priced(None, Decimal(80), "KES", PriceSource.TAG, spot=s) for s in spots
    )

    picture = drawn(Prices(priced=prices, spots=spots))

    assert picture.shape[:2] == (600, 1000)


def test_products_beside_tags_are_shown_in_their_places() -> None:
    spot = Spot(0, Box(120, 320, 160, 340))
    price = Priced(None, Decimal(80), "KES", PriceSource.TAG, spot=spot)

    picture = drawn(Prices(priced=(price,), spots=(spot, Spot(0, BOX))))

    assert picture.shape[:2] == (600, 1000)


def test_large_photos_are_sent_small() -> None:
    read = reading((4000, 3000))
    noise = np.random.default_rng(3).integers(0, 255, (3000, 4000, 3), np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=50)
    everything = Spot(0, Box(0, 0, 4000, 3000))

    picture = drawn(Answer(spots=(everything,)), buffer.getvalue(), read=read)

    assert picture.shape[1] <= WIDEST


def test_box_beyond_the_edge_is_no_error() -> None:
    spots = (Spot(0, Box(-30, -20, 50, 80)), Spot(0, Box(950, 500, 1100, 700)))

    assert drawn(Answer(spots=spots)).shape[:2] == (600, 1000)
    assert drawn(Printed(prints=(), spots=spots)).shape[1] <= WIDEST


def test_an_answer_without_boxes_has_no_picture() -> None:
    assert draw_proof([photo()], reading(), CannotTell(reason=Reason.NO_TAGS)) is None


def test_long_shelf_of_a_video_is_shown_in_strips() -> None:
    boxes = [Box(x, 100, x + 40, 200) for x in range(50, 2950, 60)]
    facings = tuple(Detection(box, 0.9, 1) for box in boxes)
    item = ItemReading(1, None, None, len(boxes), 1, 99, 0.9, facings=facings)
    read = ShelfReading(((3000, 600),), (item,))

    picture = drawn(
        Answer(spots=(Spot(0, boxes[0]), Spot(0, boxes[-1]))),
        photo(3000, 600),
        read=read,
    )

    height, width = picture.shape[:2]
    assert 1 < width / height < 1.5
    bright = (np.abs(picture.astype(int) - GREY) < 12).all(axis=-1)
    for lit in (bright[: height // 2, : width // 8], bright[height // 2 :, -200:]):
        assert lit.mean() > 0.01
    assert bright[:, width // 4 : width // 2].mean() < 0.01
