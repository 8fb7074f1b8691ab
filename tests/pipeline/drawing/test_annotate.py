"""The answer's picture, checked by its pixels."""

from __future__ import annotations

import io
import time
from collections.abc import Collection
from decimal import Decimal

import cv2
import numpy as np
import pytest
from drawn_shelves import DrawnShelf
from PIL import Image

from pipeline.drawing.annotate import draw_reading
from pipeline.drawing.group_colours import group_colours
from pipeline.images import Pixels, open_photo
from pipeline.types import Box, Detection, Gap, ItemReading, PriceTag, ShelfReading


def item(group: int, *boxes: Box, photo: int = 0) -> ItemReading:
    facings = tuple(Detection(box, 0.9, 1, photo) for box in boxes)
    return ItemReading(group, None, None, len(boxes), 1, 3, 0.0, facings=facings)


def grey_photo(width: int, height: int) -> bytes:
    return DrawnShelf(width, height).encoded("JPEG")


def drawn(
    photos: list[bytes], reading: ShelfReading, odd_tags: Collection[int] = ()
) -> Pixels:
    return open_photo(draw_reading(photos, reading, odd_tags=odd_tags))


def is_near(pixels: Pixels, colour: tuple[int, int, int]) -> np.ndarray:
    return np.abs(pixels.astype(int) - colour).max(axis=-1) < 60


def test_each_facing_gets_a_box_and_a_plate_in_its_groups_colour() -> None:
    box, other = Box(100, 100, 300, 500), Box(500, 100, 700, 500)
    reading = ShelfReading(((1000, 700),), (item(1, box), item(2, other)))

    picture = drawn([grey_photo(1000, 700)], reading)

    colours = group_colours(reading)
    for group, place in ((1, box), (2, other)):
        left = int(place.left)
        edge = picture[250:350, left - 2 : left + 4]
        plate = picture[74:98, left + 2 : left + 22]
        assert is_near(edge, colours[group]).any(axis=1).mean() > 0.9
        assert is_near(plate, colours[group]).mean() > 0.4
    assert (np.abs(picture[40:60, 50:950].astype(int) - 150) < 8).all()
    assert (np.abs(picture[120:480, 120:280].astype(int) - 150) < 8).all()


def test_wide_photo_is_drawn_at_1280_pixels_with_boxes_in_place() -> None:
    box = Box(1000, 500, 2000, 2500)
    reading = ShelfReading(((4000, 3000),), (item(1, box),))

    picture = drawn([grey_photo(4000, 3000)], reading)

    assert picture.shape == (960, 1280, 3)
    assert (
        is_near(picture[400:600, 318:325], group_colours(reading)[1]).any(axis=1).all()
    )


def test_album_is_stacked_in_one_picture() -> None:
    sizes = ((1200, 800), (600, 800))
    reading = ShelfReading(
        sizes,
        (item(1, Box(50, 50, 250, 350)), item(2, Box(100, 100, 300, 400), photo=1)),
    )

    picture = drawn([grey_photo(*size) for size in sizes], reading)

    width = picture.shape[1]
    colours = group_colours(reading)
    assert width <= 1280
    assert picture.shape[0] <= 2560
    assert is_near(picture[: width * 2 // 3], colours[1]).any()
    assert not is_near(picture[: width * 2 // 3], colours[2]).any()
    assert is_near(picture[width * 2 // 3 :], colours[2]).any()


def test_gap_is_dashed_and_label_is_outlined() -> None:
    gap = Gap(Box(200, 200, 400, 500))
    label = PriceTag(Box(500, 520, 600, 570), "")
    reading = ShelfReading(((1000, 700),), (), (gap,), (label,))

    picture = drawn([grey_photo(1000, 700)], reading)

    dashes = is_near(picture[200:204, 200:400], (255, 255, 255)).any(axis=0)
    assert 0.2 < dashes.mean() < 0.8
    frame = picture[514:522, 510:580]
    for colour in ((0, 0, 0), (255, 255, 255)):
        assert is_near(frame, colour).any(axis=0).mean() > 0.9


def test_label_is_ticked_when_its_price_was_read_and_else_crossed() -> None:
    boxes = [Box(100, 300, 200, 360), Box(400, 300, 500, 360)]
    read, unread = (
        PriceTag(box, "", amount)
        for box, amount in zip(boxes, (Decimal(90), None), strict=True)
    )
    reading = ShelfReading(((1000, 700),), price_tags=(read, unread))

    picture = drawn([grey_photo(1000, 700)], reading).astype(int)

    ticked, crossed = picture[285:320, 185:220], picture[285:320, 485:520]
    assert (ticked[..., 1] - ticked[..., 0]).max() > 60
    assert (crossed[..., 0] - crossed[..., 2]).max() > 60
    for print_of_tag in (picture[308:356, 104:192], picture[308:356, 404:492]):
        assert (np.abs(print_of_tag - 150) < 8).all()


def test_frames_of_packs_pass_behind_price_tags() -> None:
    tag = PriceTag(Box(150, 440, 250, 520), "", Decimal(90))
    reading = ShelfReading(
        ((1000, 700),), (item(1, Box(100, 100, 300, 500)),), price_tags=(tag,)
    )

    picture = drawn([grey_photo(1000, 700)], reading)

    inside = picture[454:512, 156:236].astype(int)
    assert (np.abs(inside - 150) < 25).all()
    assert is_near(picture[496:504, 102:146], group_colours(reading)[1]).any()


def test_frame_of_a_price_tag_does_not_cross_the_one_beside_it() -> None:
    boxes = Box(150, 440, 250, 520), Box(230, 450, 330, 530)
    tags = tuple(PriceTag(box, "", Decimal(90)) for box in boxes)
    reading = ShelfReading(((1000, 700),), price_tags=tags)

    picture = drawn([grey_photo(1000, 700)], reading)

    for box in boxes:
        inside = picture[int(box.top) + 14 : int(box.bottom) - 14]
        inside = inside[:, int(box.left) + 3 : int(box.right) - 3].astype(int)
        assert (np.abs(inside - 150) < 25).all()


def test_gap_is_seen_on_a_white_wall_and_on_a_black_one() -> None:
    for shade in (250, 5):
        wall = cv2.imencode(".png", np.full((700, 1000, 3), shade, np.uint8))[1]
        reading = ShelfReading(((1000, 700),), gaps=(Gap(Box(200, 200, 400, 500)),))

        picture = drawn([wall.tobytes()], reading)

        line = picture[198:205, 210:390].astype(int).mean(axis=-1)
        seen = np.abs(line - shade).max(axis=0) > 120
        assert seen.mean() > 0.4


def test_photo_of_narrow_packs_is_enlarged_and_of_wide_ones_is_not() -> None:
    narrow = item(1, *(Box(x, 100, x + 18, 160) for x in range(100, 280, 18)))
    wide = item(1, Box(100, 100, 180, 160))

    sizes = [
        drawn([grey_photo(600, 450)], ShelfReading(((600, 450),), (one,))).shape[:2]
        for one in (narrow, wide)
    ]

    assert sizes == [(720, 960), (450, 600)]


@pytest.mark.parametrize("size", [(40, 30), (9, 1), (300, 3000), (3000, 300)])
def test_photo_of_any_shape_is_drawn(size: tuple[int, int]) -> None:
    width, height = size
    whole = Box(0, 0, width, height)
    reading = ShelfReading(
        (size,),
        (item(128, whole),),
        (Gap(whole),),
        (PriceTag(whole, "", Decimal(1)), PriceTag(whole, "")),
    )

    picture = drawn([grey_photo(width, height)], reading, odd_tags=[1])

    assert picture.shape[1] <= 1280
    assert picture.shape[0] <= 2560


def test_long_shelf_of_a_video_is_drawn_in_strips_with_every_pack() -> None:
    boxes = [Box(x, 300, x + 60, 500) for x in range(40, 3960, 120)]
    reading = ShelfReading(((4000, 1000),), (item(1, *boxes),))

    picture = drawn([grey_photo(4000, 1000)], reading)

    height, width = picture.shape[:2]
    assert width == 1280
    assert 1100 < height < 1300
    through_packs = picture[[height // 5, height * 7 // 10]].reshape(-1, 3)
    on_shelf = (through_packs < 245).all(axis=1)  # and not beside a strip
    is_line = np.abs(through_packs[on_shelf].astype(int) - 150).max(axis=1) > 50
    assert np.count_nonzero(np.diff(is_line.astype(int)) > 0) == 2 * len(boxes)


def test_photo_without_a_shelf_is_left_as_it_is() -> None:
    picture = drawn([grey_photo(1000, 700)], ShelfReading(((1000, 700),)))

    assert (np.abs(picture.astype(int) - 150) < 8).all()


def test_noisy_picture_still_fits_in_a_chat_message() -> None:
    noise = np.random.default_rng(4).integers(0, 255, (2000, 2400, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(noise).save(buffer, "JPEG", quality=95)

    picture = draw_reading([buffer.getvalue()], ShelfReading(((2400, 2000),)))

    assert len(picture) < 400_000


@pytest.mark.parametrize("of_each", [1, 5, 300])
def test_busy_shelf_is_drawn_quickly_and_fits_in_a_message(of_each: int) -> None:
    boxes = [
        Box(
            20 + 130 * (n % 30),
            30 + 280 * (n // 30),
            140 + 130 * (n % 30),
            290 + 280 * (n // 30),
        )
        for n in range(300)
    ]
    items = tuple(
        item(n + 1, *boxes[n * of_each : (n + 1) * of_each])
        for n in range(300 // of_each)
    )
    tags = tuple(
        PriceTag(Box(box.left, box.bottom, box.right, box.bottom + 15), "", Decimal(9))
        for box in boxes[::5]
    )
    reading = ShelfReading(((4000, 3000),), items, price_tags=tags)
    photo = grey_photo(4000, 3000)
    draw_reading([photo], reading)

    start = time.process_time()
    data = draw_reading([photo], reading)

    assert time.process_time() - start < 1.0  # 0.1 s where nothing else runs
    assert len(data) < 400_000


def test_price_tag_with_another_price_is_framed_in_red_and_stays_legible() -> None:
    odd, usual = Box(100, 300, 180, 330), Box(400, 300, 480, 330)
    tags = tuple(PriceTag(box, "550", Decimal(550)) for box in (odd, usual))
    reading = ShelfReading(((1000, 700),), price_tags=tags)

    data = draw_reading([grey_photo(1000, 700)], reading, odd_tags=[0])

    picture = open_photo(data)
    red = is_near(picture, (220, 20, 20))
    assert red[294:300, 110:170].any(axis=0).mean() > 0.9
    assert red[300:336, 186:200].mean() > 0.3
    assert not red[303:327, 104:176].any()
    assert not red[:, 300:].any()


def test_sign_with_words_and_no_number_is_not_marked_as_a_price_tag() -> None:
    sign = PriceTag(Box(100, 300, 200, 360), "please ask our staff")
    reading = ShelfReading(((1000, 700),), price_tags=(sign,))

    picture = drawn([grey_photo(1000, 700)], reading)

    assert (np.abs(picture.astype(int) - 150) < 8).all()
