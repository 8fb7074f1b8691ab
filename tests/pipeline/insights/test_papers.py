"""Rows of delivery notes, invoices and price lists, from found print."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from pipeline.insights.paper_amounts import cost_of, pieces_of
from pipeline.insights.papers import (
    Expected,
    PaperLine,
    lines_of,
    matched,
)
from pipeline.types import Box, TextLine

COKE = Expected("coke", ("Coke 330ml", "coca"), 24, 12, Decimal(40))
FANTA = Expected("fanta", ("Fanta Orange 330ml",), 7, None, Decimal(45))
SPRITE = Expected("sprite", ("Sprite 330ml",), 12, 12, Decimal(40))


def page(*rows: str, tilt: float = 0.0) -> list[TextLine]:
    """Rows of cells between bars, 40 pixels apart, turned by so many degrees."""
    texts = []
    for number, row in enumerate(rows):
        for column, cell in enumerate(row.split("|")):
            x, y = 60 + 300 * column, 100 + 40 * number
            y += x * math.tan(math.radians(tilt))
            width = 12 * len(cell.strip())
            texts.append(TextLine(Box(x, y, x + width, y + 24), cell.strip(), 0.9))
    return texts[::-1]


def only(*rows: str) -> PaperLine:
    (line,) = lines_of(page(*rows))
    return line


@pytest.mark.parametrize("tilt", [-3.0, 0.0, 3.0])
def test_cells_side_by_side_are_one_row_on_a_tilted_photo_too(tilt: float) -> None:
    lines = lines_of(
        page(
            "DELIVERY NOTE",
            "Item | Qty | Price | Amount",
            "Coke 330ml | 24 | 40.00 | 960.00",
            "Fanta Orange 330ml | 7 | 45.00 | 315.00",
            tilt=tilt,
        )
    )

    assert [(line.name, line.quantity, line.price) for line in lines] == [
        ("Coke 330ml", 24, Decimal("40.00")),
        ("Fanta Orange 330ml", 7, Decimal("45.00")),
    ]


@pytest.mark.parametrize(
    ("row", "quantity", "price"),
    [
        ("1 | Milk 500ml | 12 | 55.00 | 660.00", 12, "55.00"),
        ("Milk | 1,200 | 3.50 | 4,200.00", 1200, "3.50"),
        ("12 x Milk 500ml | 55.00 | 660.00", 12, "55.00"),
        ("Lait | 12 | 55,00 | 660,00", 12, "55.00"),
        ("حليب | ١٢ | ٥٥ | ٦٦٠", 12, "55"),
    ],
)
def test_quantity_times_price_is_found_as_the_total(
    row: str, quantity: int, price: str
) -> None:
    line = only(row)

    assert (line.quantity, line.price) == (quantity, Decimal(price))


def test_rows_without_words_or_numbers_are_none() -> None:
    assert lines_of(page("Thank you", "17 | 23", "---")) == ()


def test_each_row_is_matched_to_one_product_and_the_rest_is_told() -> None:
    lines = lines_of(
        page(
            "SPRITE 330 ML | 12", "coke 330ml | 24", "Biscuits | 5", "Fanta Orenge | 7"
        )
    )

    found, rest = matched(lines, [COKE, FANTA, SPRITE])

    by_product = {match.product.product_id: match for match in found}
    assert by_product["coke"].is_sure
    assert by_product["sprite"].is_sure
    assert not by_product["fanta"].is_sure
    assert [line.name for line in rest] == ["Biscuits"]


def test_name_that_fits_two_products_is_not_sure() -> None:
    small = Expected("small", ("Coke can",))
    large = Expected("large", ("Coke bottle",))

    found, _ = matched(lines_of(page("Coke | 24")), [small, large])

    assert [match.is_sure for match in found] == [False]


@pytest.mark.parametrize(
    ("row", "pieces"),
    [
        ("Coke 330ml | 24", 24),
        ("Coke 330ml | 2", 24),  # as many cartons as were ordered
        ("Coke 330ml | 1 ctn", 12),
        ("Coke 330ml | 1 | 480.00 | 480.00", 12),  # the price of a carton
        ("Coke 330ml | 20 | 40.00 | 800.00", 20),
        ("Coke 330ml | 3", None),  # pieces or cartons?
        ("Coke 330ml | 18 | 40.00", 18),
        ("Coke 330ml | 18 | 77", None),
    ],
)
def test_pieces_are_told_from_cartons(row: str, pieces: int | None) -> None:
    assert pieces_of(only(row), COKE) == pieces


@pytest.mark.parametrize(
    ("row", "cost"),
    [
        ("Coke 330ml | 42.00", "42.00"),
        ("Coke 330ml | 24 | 41.50 | 996.00", "41.50"),
        ("Coke 330ml | ctn | 492.00", "41.00"),
    ],
)
def test_cost_is_that_of_one_piece(row: str, cost: str) -> None:
    assert cost_of(only(row), COKE) == Decimal(cost)
