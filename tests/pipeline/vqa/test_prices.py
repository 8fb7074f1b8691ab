"""What things cost, by their tags and by the prices that are known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipeline.types import ShelfReading
from pipeline.vqa.questions import Facts, Kind, Prices, PriceSource, Reason, Subject
from tests.pipeline.vqa.asking import COLA, JUICE, MILK, ask
from tests.pipeline.vqa.shelves_in_words import shelf, with_tag


@pytest.fixture
def priced() -> ShelfReading:
    reading = shelf("cola cola milk juice", "PEAK PEAK tea")
    reading = with_tag(reading, "80", 1, 1, "cola")
    reading = with_tag(reading, "120", 1, 3, "milk")
    return with_tag(reading, "95", 2, 1)


FACTS = Facts(prices={"juice": Decimal(150), "cola": Decimal(75)}, currency="KES")


def amounts(found: Any) -> list[tuple[str | None, int]]:
    return [(p.thing.product_id, int(p.amount)) for p in found.priced]


def test_tag_of_a_product_is_told(priced: ShelfReading) -> None:
    found = ask(priced, Kind.TAG, COLA, facts=FACTS)

    assert isinstance(found, Prices)
    assert amounts(found) == [("cola", 80)]
    assert found.priced[0].source is PriceSource.TAG
    assert found.spots == (found.priced[0].spot,)


def test_without_a_tag_the_known_price_is_told_as_such(priced: ShelfReading) -> None:
    (price,) = ask(priced, Kind.TAG, JUICE, facts=FACTS).priced

    assert (price.source, price.amount, price.spot) == (PriceSource.KNOWN, 150, None)


def test_tag_of_an_unnamed_group_is_found_by_its_place(priced: ShelfReading) -> None:
    found = ask(priced, Kind.TAG, Subject(words="peak"))

    assert amounts(found) == [(None, 95)]


def test_a_tag_goes_with_what_its_place_is_named_by_now() -> None:
    reading = with_tag(shelf("PEAK tea"), "95", 1, 1)
    named = replace(reading.items[0], product_id="milk", name="Milk 1 L")
    reading = replace(reading, items=(named, reading.items[1]))

    assert amounts(ask(reading, Kind.TAG, MILK)) == [("milk", 95)]


def test_a_tag_without_a_place_goes_by_the_name_it_was_read_with() -> None:
    reading = with_tag(shelf("milk tea"), "95", 0, 0, "milk")

    assert amounts(ask(reading, Kind.TAG, MILK)) == [("milk", 95)]


def test_dearest_and_cheapest_go_by_tags_first(priced: ShelfReading) -> None:
    assert amounts(ask(priced, Kind.DEAREST)) == [("milk", 120)]
    assert amounts(ask(priced, Kind.DEAREST, facts=FACTS)) == [("juice", 150)]
    assert amounts(ask(priced, Kind.CHEAPEST, facts=FACTS)) == [("cola", 80)]


def test_what_is_cheaper_is_listed_by_price(priced: ShelfReading) -> None:
    found = ask(priced, Kind.CHEAPER_THAN, amount=Decimal(120))

    assert amounts(found) == [("cola", 80), (None, 95)]
    assert [thing.product_id for thing in found.unpriced] == ["juice", "tea"]


def test_nothing_dearer_is_an_answer(priced: ShelfReading) -> None:
    found = ask(priced, Kind.DEARER_THAN, amount=Decimal(500))

    assert found.priced == ()


def test_a_limit_needs_an_amount(priced: ShelfReading) -> None:
    assert ask(priced, Kind.CHEAPER_THAN).reason is Reason.NO_AMOUNT


def test_draw_of_prices_lists_all() -> None:
    reading = with_tag(shelf("cola milk"), "80", 1, 1, "cola")
    reading = with_tag(reading, "80", 1, 2, "milk")

    assert amounts(ask(reading, Kind.DEAREST)) == [("cola", 80), ("milk", 80)]


def test_two_tags_of_one_product_that_disagree_are_both_told() -> None:
    reading = with_tag(shelf("cola cola"), "80", 1, 1, "cola")
    reading = with_tag(reading, "85", 1, 2, "cola")

    assert amounts(ask(reading, Kind.TAG, COLA)) == [("cola", 80), ("cola", 85)]


def test_tags_without_products_are_told_but_not_compared() -> None:
    reading = with_tag(shelf("cola _"), "80", 1, 2)

    tags = ask(reading, Kind.TAG)
    dearest = ask(reading, Kind.DEAREST)

    assert [(p.thing, p.amount) for p in tags.priced] == [(None, 80)]
    assert dearest.reason is Reason.NO_TAGS


def test_a_tag_that_cannot_be_read_is_shown() -> None:
    reading = with_tag(shelf("cola"), None, 1, 1, "cola")

    (price,) = ask(reading, Kind.TAG, COLA).priced

    assert price.amount is None
    assert price.spot is not None


def test_no_tags_are_no_prices() -> None:
    assert ask(shelf("cola"), Kind.TAG, COLA).reason is Reason.NO_TAGS
    assert ask(shelf("cola"), Kind.CHEAPEST).reason is Reason.NO_TAGS
