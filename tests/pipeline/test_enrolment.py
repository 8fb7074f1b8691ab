"""The look that a photo of one product teaches, on drawn packs."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_shelves import (
    BLUE,
    RED,
    WHITE,
    YELLOW,
    Colour,
    DrawnDetector,
    DrawnShelf,
)

from pipeline.enrolment import read_product, reference_of
from pipeline.errors import UnreadableImage
from pipeline.images import Pixels
from pipeline.models import Models
from pipeline.types import Box
from pipeline.vision.find import crops_of
from pipeline.vision.looks.classical_look import ClassicalLook
from pipeline.vision.looks.looks import crop


def models_for(*shelves: DrawnShelf) -> Models:
    return Models(DrawnDetector(shelves), ClassicalLook(), None)


def looks(*packs: Pixels) -> np.ndarray:
    return ClassicalLook().embed(packs)


def apart(one: object, other: object) -> float:
    return float(np.linalg.norm(np.subtract(one, other)))


def cut_out(shelf: DrawnShelf, box: Box, margin: int) -> DrawnShelf:
    """What someone who shares a part of a shelf photo sends."""
    left, top = round(box.left) - margin, round(box.top) - margin
    width, height = round(box.width) + 2 * margin, round(box.height) + 2 * margin
    part = DrawnShelf(width, height)
    part.pixels[:] = shelf.pixels[top : top + height, left : left + width]
    return part


@pytest.fixture
def shelf() -> DrawnShelf:
    drawn = DrawnShelf(500, 400)
    drawn.pixels[:, ::7] = 60
    for left, colours in ((20, (BLUE, WHITE)), (155, (RED, YELLOW)), (290, (RED, RED))):
        drawn.pack(left, 300, colours, "PEAK")
    return drawn


@pytest.mark.parametrize("margin", [8, 12])
def test_pack_cut_out_of_a_shelf_photo_looks_as_on_the_shelf(
    shelf: DrawnShelf, margin: int
) -> None:
    _, box, _ = shelf.boxes[1]
    sent = cut_out(shelf, box, margin)

    taught = reference_of(sent.encoded(), models_for())

    (facing,) = looks(*crops_of(shelf.pixels, [box]))
    (as_sent,) = looks(sent.pixels)
    assert np.linalg.norm(taught.embedding) == pytest.approx(1.0, abs=1e-5)
    assert apart(taught.embedding, facing) < 0.85 * apart(as_sent, facing)


def test_packshot_is_taken_as_it_is() -> None:
    packshot = DrawnShelf(400, 400)
    packshot.pixels[:] = 255
    box = packshot.pack(120, 360, (RED, YELLOW), "PEAK", size=(150, 300))

    taught = reference_of(packshot.encoded(), models_for())

    (whole,) = looks(crop(packshot.pixels, box))
    assert apart(taught.embedding, whole) < 0.05
    assert taught.shape == pytest.approx(0.5, abs=0.01)


def test_pack_among_others_is_the_large_one_near_the_middle(shelf: DrawnShelf) -> None:
    _, box, _ = shelf.boxes[1]
    own, *others = looks(*crops_of(shelf.pixels, [b for _, b, _ in shelf.boxes][::-1]))

    seen = read_product(shelf.encoded(), models_for(shelf))

    middle = looks(*crops_of(shelf.pixels, [box]))[0]
    nearest = apart(seen.reference.embedding, middle)
    assert nearest < apart(seen.reference.embedding, own)
    assert nearest < apart(seen.reference.embedding, others[-1])
    assert seen.reference.shape == pytest.approx(130 / 220, abs=0.02)


def shelf_of(*packs: tuple[Colour, Colour]) -> DrawnShelf:
    drawn = DrawnShelf(500, 400)
    drawn.pixels[:, ::7] = 60
    for place, colours in enumerate(packs):
        drawn.pack(20 + 140 * place, 300, colours, "PEAK")
    return drawn


def test_another_product_as_large_on_the_photo_is_noticed() -> None:
    shelf = shelf_of((BLUE, WHITE), (RED, YELLOW))

    assert read_product(shelf.encoded(), models_for(shelf)).has_others


@pytest.mark.parametrize("number", [1, 2, 3])
def test_more_packs_of_the_product_are_no_others(number: int) -> None:
    shelf = shelf_of(*[(RED, YELLOW)] * number)

    assert not read_product(shelf.encoded(), models_for(shelf)).has_others


def test_small_things_beside_the_product_are_no_others() -> None:
    shelf = shelf_of((RED, YELLOW))
    shelf.pack(200, 300, (BLUE, WHITE), size=(100, 130))

    assert not read_product(shelf.encoded(), models_for(shelf)).has_others


def test_picture_of_a_few_pixels_is_no_product() -> None:
    speck = DrawnShelf(10, 10)

    with pytest.raises(UnreadableImage, match="too small"):
        reference_of(speck.encoded(), models_for())
