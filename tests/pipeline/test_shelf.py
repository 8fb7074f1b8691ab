"""A reading from photo bytes to items, gaps and prices, on drawn shelves."""

from __future__ import annotations

from decimal import Decimal

import cv2
import numpy as np
import pytest
from drawn_shelves import BLUE, GREEN, RED, WHITE, YELLOW, DrawnDetector, DrawnShelf
from not_shelves import NOT_SHELVES

from pipeline.errors import UnreadableImage
from pipeline.exposure import in_normal_light
from pipeline.models import Models
from pipeline.photo_coach import inspect_photo
from pipeline.shelf import PipelineVision, read_shelf
from pipeline.types import Catalogue, CatalogueProduct, Problem, ShelfReading
from pipeline.vision.looks.classical_look import ClassicalLook
from pipeline.vision.text.ocr import RapidTextReader


@pytest.fixture
def shelf() -> DrawnShelf:
    """Two boards: three red and two blue packs, a gap beside the blue; four green."""
    drawn = DrawnShelf()
    for place in range(3):
        drawn.pack(40 + 145 * place, 300, (RED, YELLOW), "PEAK")
    for place in range(3, 5):
        drawn.pack(40 + 145 * place, 300, (BLUE, WHITE), "VIMTO")
    drawn.gap(40 + 145 * 5, 300)
    drawn.label(60, 310, "550")
    drawn.label(500, 310, "1,200")
    for place in range(4):
        drawn.pack(40 + 145 * place, 700, (GREEN, YELLOW), "MILO")
    return drawn


def models_for(*shelves: DrawnShelf, reader: RapidTextReader | None = None) -> Models:
    return Models(DrawnDetector(shelves), ClassicalLook(), reader)


def taught(shelf: DrawnShelf) -> Catalogue:
    """A catalogue that knows the red pack by a photo of its own."""
    packshot = DrawnShelf(width=500, height=500)
    packshot.pack(150, 400, (RED, YELLOW), "PEAK", size=(200, 340))
    vision = PipelineVision(models=models_for(packshot, shelf))
    reference = vision.enrol(packshot.encoded()).reference
    return Catalogue((CatalogueProduct("peak", "Peak Milk", references=(reference,)),))


def read(shelf: DrawnShelf, catalogue: Catalogue | None = None) -> ShelfReading:
    return read_shelf([shelf.encoded()], catalogue or Catalogue(), models_for(shelf))


def test_facings_are_counted_by_group_from_the_top_left(shelf: DrawnShelf) -> None:
    reading = read(shelf)

    assert [(item.group, item.count) for item in reading.items] == [
        (1, 3),
        (2, 2),
        (3, 4),
    ]
    assert reading.facings == 9
    assert [facing.row for facing in reading.items[2].facings] == [2, 2, 2, 2]
    assert reading.sizes == ((1200, 800),)
    assert reading.model_version == "drawn-1+looks-classical-1"


def test_nothing_is_named_without_a_catalogue(shelf: DrawnShelf) -> None:
    reading = read(shelf)

    assert {item.product_id for item in reading.items} == {None}
    assert all(item.candidates == () for item in reading.items)


def test_enrolled_product_is_named_and_the_others_stay_unknown(
    shelf: DrawnShelf,
) -> None:
    reading = read(shelf, taught(shelf))

    assert [item.product_id for item in reading.items] == ["peak", None, None]
    assert reading.items[0].name == "Peak Milk"


def test_gap_takes_the_product_of_its_nearest_neighbour(shelf: DrawnShelf) -> None:
    sold = DrawnShelf()
    for place in range(2):
        sold.pack(40 + 145 * place, 300, (RED, YELLOW), "PEAK")
    sold.gap(40 + 145 * 2 - 12, 300)
    for place in range(3, 5):
        sold.pack(40 + 145 * place, 300, (BLUE, WHITE), "VIMTO")
    sold.label(350, 310, "550")
    models = models_for(sold, shelf)

    reading = read_shelf([sold.encoded()], taught(shelf), models)

    (gap,) = reading.gaps
    assert (gap.row, gap.position, gap.width) == (1, 3, 1)
    assert gap.likely_product_id == "peak"
    assert [(tag.row, tag.position) for tag in reading.price_tags] == [(1, 3)]


def test_every_facing_has_its_row_and_position(shelf: DrawnShelf) -> None:
    reading = read(shelf)

    assert [
        [(facing.row, facing.position) for facing in item.facings]
        for item in reading.items
    ] == [[(1, 1), (1, 2), (1, 3)], [(1, 4), (1, 5)], [(2, 1), (2, 2), (2, 3), (2, 4)]]


def test_pack_on_a_pack_shares_its_position_one_level_up() -> None:
    stacked = DrawnShelf()
    for place in range(3):
        stacked.pack(40 + 145 * place, 700, (RED, YELLOW), "PEAK", size=(130, 120))
    stacked.pack(40, 576, (RED, YELLOW), "PEAK", size=(130, 120))

    (item,) = read(stacked).items

    places = [(facing.row, facing.position, facing.level) for facing in item.facings]
    assert sorted(places) == [(1, 1, 0), (1, 1, 1), (1, 2, 0), (1, 3, 0)]


def test_range_of_all_facings_holds_their_count(shelf: DrawnShelf) -> None:
    reading = read(shelf)

    assert reading.facings_low is not None and reading.facings_high is not None
    assert reading.facings_low <= reading.facings == 9 <= reading.facings_high


def test_prices_are_tied_to_the_product_above(
    shelf: DrawnShelf, text_reader: RapidTextReader
) -> None:
    models = models_for(shelf, reader=text_reader)

    reading = read_shelf([shelf.encoded()], taught(shelf), models)

    prices = {tag.amount: tag.product_id for tag in reading.price_tags}
    assert prices == {Decimal(550): "peak", Decimal(1200): None}


def test_print_names_a_product_that_was_never_photographed(
    shelf: DrawnShelf, text_reader: RapidTextReader
) -> None:
    catalogue = Catalogue(
        (CatalogueProduct("milo", "Milo"), CatalogueProduct("oat", "Oat Drink"))
    )
    models = models_for(shelf, reader=text_reader)

    reading = read_shelf([shelf.encoded()], catalogue, models)

    assert [item.product_id for item in reading.items] == [None, None, "milo"]
    assert "MILO" in reading.items[2].text
    assert any(line.text == "MILO" for line in reading.texts)


def test_photos_of_an_album_are_read_together(shelf: DrawnShelf) -> None:
    second = DrawnShelf(width=1000, height=700)
    for place in range(2):
        second.pack(40 + 145 * place, 300, (GREEN, YELLOW), "MILO")
    photos = [shelf.encoded(), second.encoded()]

    reading = read_shelf(photos, Catalogue(), models_for(shelf, second))

    assert [item.count for item in reading.items] == [3, 2, 6]
    assert [f.photo for f in reading.items[2].facings] == [0, 0, 0, 0, 1, 1]
    assert reading.sizes == ((1200, 800), (1000, 700))


def test_boxes_of_a_very_large_photo_are_pixels_of_the_whole_photo(
    shelf: DrawnShelf,
) -> None:
    large = cv2.resize(shelf.pixels, (7200, 4800), interpolation=cv2.INTER_NEAREST)
    enlarged = DrawnShelf()
    enlarged.pixels = np.asarray(large, np.uint8)

    reading = read_shelf([enlarged.encoded("JPEG")], Catalogue(), models_for(shelf))

    box = reading.items[0].facings[0].box
    assert reading.sizes == ((7200, 4800),)
    assert (box.left, box.bottom) == pytest.approx((240, 1800), abs=6)


def test_dark_photo_is_not_read(shelf: DrawnShelf) -> None:
    shelf.pixels = (shelf.pixels * 0.05).astype(np.uint8)

    reading = read(shelf)

    assert reading.problems == (Problem.TOO_DARK,)
    assert reading.items == ()


def test_bad_photo_of_an_album_does_not_stop_the_others(shelf: DrawnShelf) -> None:
    dark = DrawnShelf(width=900, height=900)
    dark.pixels[:] = 5

    reading = read_shelf(
        [dark.encoded(), shelf.encoded()], Catalogue(), models_for(shelf)
    )

    assert reading.problems == (Problem.TOO_DARK,)
    assert {f.photo for item in reading.items for f in item.facings} == {1}


def test_empty_board_has_no_products(shelf: DrawnShelf) -> None:
    shelf.boxes[:] = [found for found in shelf.boxes if found[0] == "tag"]

    assert read(shelf).problems == (Problem.NO_PRODUCTS,)


def test_picture_on_which_nothing_looks_like_a_pack_is_no_shelf() -> None:
    wall = DrawnShelf()
    wall.pixels = NOT_SHELVES["wall"](0)

    reading = read(wall)

    assert reading.problems == (Problem.NOT_A_SHELF,)
    assert reading.items == ()


def test_dim_photo_is_read_in_normal_light(shelf: DrawnShelf) -> None:
    shelf.pixels = (shelf.pixels * 0.25).astype(np.uint8)
    photo = shelf.encoded()
    seen = inspect_photo(shelf.pixels)
    # The detector knows the shelf in normal light only.
    shelf.pixels = in_normal_light(shelf.pixels, seen.shadows, seen.lights)

    reading = read_shelf([photo], Catalogue(), models_for(shelf))

    assert reading.facings == 9
    assert reading.problems == (Problem.TOO_DARK,)


def test_stages_are_timed(shelf: DrawnShelf) -> None:
    timings = read(shelf).timings_ms

    assert {
        "decode",
        "coach",
        "detect",
        "group",
        "recognise",
        "total",
    } <= timings.keys()
    assert timings["total"] >= timings["detect"]


def test_bytes_that_are_no_photo_are_refused() -> None:
    vision = PipelineVision(models=models_for())

    with pytest.raises(UnreadableImage):
        vision.read([b"not a photo"], Catalogue())


def test_size_limit_of_the_settings_is_kept(shelf: DrawnShelf) -> None:
    vision = PipelineVision(max_megapixels=0.5, models=models_for(shelf))

    with pytest.raises(UnreadableImage) as caught:
        vision.read([shelf.encoded()], Catalogue())

    assert caught.value.problem == "too_large"


def test_vision_reads_and_draws_its_reading(shelf: DrawnShelf) -> None:
    vision = PipelineVision(models=models_for(shelf))
    photos = [shelf.encoded()]

    reading = vision.read(photos, Catalogue())
    picture = vision.annotate(photos, reading)

    assert vision.model_version == reading.model_version
    assert picture.startswith(b"\xff\xd8")
