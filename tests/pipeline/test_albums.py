"""Albums read as a whole: overlapping photos of one long shelf are one shelf."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_shelves import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    YELLOW,
    DrawnDetector,
    DrawnShelf,
)

from pipeline.models import Models
from pipeline.shelf import read_shelf
from pipeline.types import Box, Catalogue, Problem, ShelfReading
from pipeline.vision.looks.classical_look import ClassicalLook

WIDTH, HEIGHT = 1800, 640
STEP = 145


@pytest.fixture
def long_shelf() -> DrawnShelf:
    """Two boards of twelve packs each; every third pack is another product."""
    shelf = DrawnShelf(WIDTH, HEIGHT)
    random = np.random.default_rng(5)
    kinds = [((RED, YELLOW), "PEAK"), ((BLUE, WHITE), "VIMTO"), ((GREEN, WHITE), "OMO")]
    for row, bottom in enumerate((240, 560)):
        for place in range(12):
            colours, text = kinds[(place // 3 + row) % 3]
            shelf.pack(30 + STEP * place, bottom, colours, text)
        for place in range(0, 12, 2):
            left = 40 + STEP * place
            shelf.label(left, bottom + 10, str(random.integers(100, 999)))
    grain = random.integers(-14, 14, (HEIGHT, WIDTH, 1))  # drawn areas are too even
    shelf.pixels = (shelf.pixels + grain).clip(0, 255).astype(np.uint8)
    return shelf


def part(shelf: DrawnShelf, left: int, right: int) -> DrawnShelf:
    """What a photo of a part shows; packs that are cut by half are no packs of it."""
    cut = DrawnShelf(right - left, HEIGHT)
    cut.pixels = np.ascontiguousarray(shelf.pixels[:, left:right])
    for kind, box, score in shelf.boxes:
        shown = Box(
            max(box.left, left) - left,
            box.top,
            min(box.right, right) - left,
            box.bottom,
        )
        if shown.width > 0.5 * box.width:
            cut.boxes.append((kind, shown, score))
    return cut


def read(*photos: DrawnShelf, are_pieces: bool = False) -> ShelfReading:
    models = Models(DrawnDetector(photos), ClassicalLook(), None)
    encoded = [photo.encoded() for photo in photos]
    return read_shelf(encoded, Catalogue(), models, are_pieces=are_pieces)


def test_an_album_counts_what_one_photo_of_the_shelf_counts(
    long_shelf: DrawnShelf,
) -> None:
    parts = [part(long_shelf, 0, 1000), part(long_shelf, 700, 1800)]

    whole, album = read(long_shelf), read(*parts)

    assert whole.facings == 24
    assert album.facings == 24
    assert sorted(i.count for i in album.items) == sorted(i.count for i in whole.items)
    assert len(album.price_tags) == len(whole.price_tags)
    assert album.problems[0] == Problem.COUNTED_ONCE


def test_photos_of_an_album_side_by_side_are_added(long_shelf: DrawnShelf) -> None:
    """Also where a board of one has the order of packs that another board has."""
    parts = [part(long_shelf, 0, 895), part(long_shelf, 895, 1800)]

    album = read(*parts)

    assert album.facings == 24
    assert Problem.COUNTED_ONCE not in album.problems


def test_of_torn_pieces_no_product_is_counted_twice(long_shelf: DrawnShelf) -> None:
    """Both show different parts, but nobody knows: the most at once is told."""
    parts = [part(long_shelf, 0, 895), part(long_shelf, 895, 1800)]

    torn = read(*parts, are_pieces=True)

    apart = [read(piece) for piece in parts]
    assert torn.facings <= 24
    assert torn.facings >= max(reading.facings for reading in apart)
    assert torn.facings_high is not None
    assert torn.facings_high >= 24
    assert torn.problems[0] == Problem.FILM_IN_PIECES
