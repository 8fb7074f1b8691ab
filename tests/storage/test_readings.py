"""A reading survives the database exactly."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from pipeline.types import (
    Barcode,
    Box,
    Candidate,
    Colour,
    Detection,
    Gap,
    ItemReading,
    PriceTag,
    Problem,
    ShelfReading,
    TextLine,
)
from storage import readings
from storage.db import Database
from storage.models import Scan
from tests.factories import make_scan, make_shop

BOX = Box(0.1, 1 / 3, 640.0, 480.5)
FULL = ShelfReading(
    sizes=((4032, 3024), (640, 480)),
    items=(
        ItemReading(
            group=1,
            product_id="p1",
            name="Crème brûlée №5",
            count=3,
            count_low=2,
            count_high=4,
            score=0.9,
            candidates=(Candidate("p1", 0.91, "Crème"), Candidate("p2", 0.5)),
            facings=(
                Detection(BOX, 0.99, row=1, photo=1, position=4, level=1),
                Detection(BOX, 0.5),
            ),
            text="CRÈME 400g",
            embedding=(0.1, -1e-17, 2**-126, 1.0),
            guess="crème",
            colours=(Colour.RED, Colour.WHITE),
        ),
        ItemReading(2, None, None, 1, 1, 1, 0.4),
    ),
    gaps=(Gap(BOX, 2, "p1", 0.7, 1, position=3, width=2), Gap(BOX)),
    price_tags=(
        PriceTag(BOX, "₦1,250.50", Decimal("1250.50"), "NGN", "kg", "p1", 0.8, 1),
        PriceTag(BOX, "???"),
    ),
    barcodes=(Barcode(BOX, "EAN13", "5449000000996", "05449000000996", 1),),
    texts=(TextLine(BOX, "Peak Milk", 0.95, 1),),
    problems=(Problem.TOO_DARK, Problem.BLURRED),
    model_version="detector-1+recogniser-2",
    timings_ms={"detect": 120.5, "ocr": 80.0},
    facings_low=3,
    facings_high=6,
)


def through_the_database(database: Database, reading: ShelfReading) -> ShelfReading:
    with database.transaction() as session:
        meta = {"reading": readings.to_json(reading)}
        scan = make_scan(session, make_shop(session), meta=meta)
    with database.transaction() as session:
        return readings.from_json(session.get_one(Scan, scan.id).meta["reading"])


def kinds_of(value: Any) -> Any:
    """Equal numbers of different types are equal; here they shall not be."""
    if is_dataclass(value):
        return [type(value), [kinds_of(getattr(value, f.name)) for f in fields(value)]]
    if isinstance(value, tuple):
        return [kinds_of(part) for part in value]
    return type(value)


def test_full_reading_comes_back_equal(database: Database) -> None:
    back = through_the_database(database, FULL)

    assert back == FULL
    assert kinds_of(back) == kinds_of(FULL)


def test_example_uses_every_field_of_a_reading() -> None:
    assert all(getattr(FULL, field.name) for field in fields(FULL))


def test_empty_reading_comes_back_equal(database: Database) -> None:
    empty = ShelfReading(sizes=())

    assert through_the_database(database, empty) == empty


def test_reading_from_before_colours_were_told_is_still_read() -> None:
    stored = readings.to_json(FULL)
    for item in stored["items"]:
        del item["colours"]

    assert readings.from_json(stored).items[0].colours == ()


def test_decimals_keep_their_digits() -> None:
    tag = PriceTag(BOX, "1.10", Decimal("1.10"))
    reading = ShelfReading(sizes=((1, 1),), price_tags=(tag,))

    back = readings.from_json(json.loads(json.dumps(readings.to_json(reading))))

    assert str(back.price_tags[0].amount) == "1.10"


def test_binary_barcode_can_be_stored(database: Database) -> None:
    barcode = Barcode(BOX, "QRCode", "a\x00b\ud800c")
    reading = ShelfReading(sizes=((1, 1),), barcodes=(barcode,))

    back = through_the_database(database, reading)

    assert back.barcodes[0].text == "a�b?c"


def test_inventory_names_counts_and_unknown_groups() -> None:
    inventory = readings.inventory(FULL)

    assert (inventory["facings"], inventory["gaps"]) == (4, 2)
    assert inventory["items"][0] == {
        "group": 1,
        "product_id": "p1",
        "name": "Crème brûlée №5",
        "count": 3,
        "count_low": 2,
        "count_high": 4,
    }
    assert inventory["items"][1]["product_id"] is None
