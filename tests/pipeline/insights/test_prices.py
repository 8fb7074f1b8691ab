"""Prices of others summed up, and prices per measure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.enrich.answers import MarketPrice
from pipeline.insights.prices import (
    margin,
    market,
    offers_of,
    other_sizes,
    per_measure,
    spread,
)


def price(amount: str, day: int = 1, **values: Any) -> MarketPrice:
    return MarketPrice(Decimal(amount), "KES", date(2026, 2, day), **values)


def test_low_middle_and_high_with_their_ages() -> None:
    found = spread([price("50", 3), price("40", 9), price("65", 1), price("55", 5)])

    assert found is not None
    assert (found.low, found.median, found.high) == (40, Decimal("52.50"), 65)
    assert (found.count, found.oldest.day, found.newest.day) == (4, 1, 9)


def test_nothing_has_no_spread() -> None:
    assert spread([]) is None


def test_mistakes_are_dropped_from_three_prices_on() -> None:
    mistaken = [price("50"), price("55"), price("5"), price("500")]

    kept, two = spread(mistaken), spread(mistaken[2:])

    assert kept and (kept.low, kept.high, kept.count) == (50, 55, 2)
    assert two and two.count == 2


def test_three_times_the_middle_is_still_a_price() -> None:
    kept = spread([price("10"), price("30"), price("90")])

    assert kept and kept.count == 3


def test_special_offers_and_loose_goods_are_kept_apart() -> None:
    summed = market(
        [
            price("50"),
            price("30", is_discounted=True),
            price("200", per="kg"),
            price("9", per="unit"),
        ],
        "KE",
    )

    assert summed.usual and (summed.usual.count, summed.usual.median) == (1, 50)
    assert summed.discounted and summed.discounted.low == 30
    assert summed.per_kg and summed.per_kg.low == 200
    assert not summed.is_near


def test_prices_of_the_country_leave_out_all_others() -> None:
    summed = market([price("50", country="KE"), price("90", country="FR")], "KE")

    assert summed.is_near
    assert summed.usual and (summed.usual.count, summed.usual.high) == (1, 50)


def test_margin_is_a_share_of_the_price() -> None:
    found = margin(Decimal(60), Decimal(45))

    assert (found.amount, found.share) == (15, Decimal("0.25"))
    with pytest.raises(ValueError, match="nothing"):
        margin(Decimal(0), Decimal(45))


@pytest.mark.parametrize(
    ("pack", "expected"),
    [
        ("Coca-Cola 50cl", ("120.00", "l")),
        ("Fanta 6x33cl", ("30.30", "l")),
        ("Rice 2kg", ("30.00", "kg")),
        ("Peak 400g", ("150.00", "kg")),
        ("Soda 12 fl oz (355 mL)", ("169.01", "l")),
        ("بيبسي ٣٣٠ مل", ("181.82", "l")),
        ("7UP", None),
        ("Peak 400g and 14g", None),
    ],
)
def test_price_of_a_litre_or_kilogram(
    pack: str, expected: tuple[str, str] | None
) -> None:
    found = per_measure(Decimal(60), pack)

    assert found == (expected and (Decimal(expected[0]), expected[1]))


def test_offers_are_this_product_by_name_and_size_or_by_code() -> None:
    offers = [
        price("1", name="Peak Milk Powder 400 g"),
        price("2", name="Peak Milk Powder Refill"),
        price("3", name="Peak Milk Powder 900g"),
        price("4", name="Peak Tea 400g"),
        price("5", name="Powder milk, PEAK 400g tin"),
        price("6", name="Peak Milk Powder 400g", gtin="06009999999999"),
        price("7", name="Lait en poudre", gtin="06001234567890"),
        price("8", name="Phone case for milk peak"),
    ]

    found = offers_of("Peak Milk Powder 400g", "06001234567890", offers)

    assert [int(offer.amount) for offer in found] == [1, 2, 5, 7]


def test_other_sizes_are_told_with_their_price_per_measure() -> None:
    offers = [price("90", name="Coca-Cola 1L"), price("60", name="Coca-Cola 50cl")]

    found = other_sizes("Coca-Cola 50cl", offers)

    assert [(o.name, unit, measure) for o, unit, measure in found] == [
        ("Coca-Cola 1L", Decimal("90.00"), "l")
    ]
