"""A delivery note is told from a shelf and from the label of a pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.insights.paper_kinds import is_paper, may_be_paper
from pipeline.types import Box, ItemReading, PriceTag, ShelfReading, TextLine

PRODUCTS = [("1", ("Coke 330ml",)), ("2", ("Fanta Orange",)), ("3", ("Peak Milk",))]


def page(*rows: str) -> Sequence[TextLine]:
    return [
        TextLine(Box(300 * x, 40 * y, 300 * x + 200, 40 * y + 24), cell, 0.9, 0)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row.split("|"))
    ]


@pytest.mark.parametrize(
    "rows",
    [
        ("KARIM WHOLESALE", "Coke 330ml|24|40.00|960.00", "FANTA ORANGE|12|45|540"),
        ("Bon de livraison", "Coke 330ml|24", "Fanta Orange|12"),
        ("Qty|Item", "24|Coke 330ml", "12|Peak Milk"),
    ],
)
def test_rows_with_products_and_numbers_are_a_paper(rows: tuple[str, ...]) -> None:
    assert is_paper(page(*rows), PRODUCTS)


@pytest.mark.parametrize(
    "rows",
    [
        ("PEAK MILK", "Full cream 28|400 g", "Energy 100|418"),
        ("Coke 330ml|60/=", "Fanta Orange|55/="),
        ("Total|4|5|6",),
        (),
    ],
)
def test_labels_of_packs_and_tags_are_none(rows: tuple[str, ...]) -> None:
    assert not is_paper(page(*rows), PRODUCTS)


def test_print_is_read_only_where_hardly_anything_stands() -> None:
    box = Box(0, 0, 9, 9)
    shelf = ItemReading(1, None, "Coke", 3, 3, 3, 0.9)
    tag = PriceTag(box, "60", Decimal(60))
    empty = ShelfReading(((640, 480),))

    assert may_be_paper(empty)
    assert not may_be_paper(replace(empty, items=(shelf,)))
    assert not may_be_paper(replace(empty, price_tags=(tag,)))
