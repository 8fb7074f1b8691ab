"""When several uncertain readings of small labels make a price that is sure."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.types import Box
from pipeline.vision.prices.labels import cut_labels
from pipeline.vision.prices.tags import PrintedPrice
from pipeline.vision.prices.votes import FITS, PriceVotes, Vote


def votes(*said: tuple[str, float], is_cut: bool = False) -> PriceVotes:
    return PriceVotes(
        tuple(Vote(PrintedPrice(Decimal(amount)), weight) for amount, weight in said),
        is_cut,
    )


def amount(price: PrintedPrice | None) -> Decimal | None:
    return None if price is None else price.amount


def test_one_weak_reading_is_no_price() -> None:
    assert votes(("36", 0.6)).winner() is None
    assert votes().winner() is None


def test_readings_that_agree_are_the_price() -> None:
    said = votes(("35", 0.6), ("85", 0.9), ("85.00", 0.95))

    assert amount(said.winner()) == Decimal(85)


def test_readings_that_agree_but_are_vague_are_no_price() -> None:
    said = votes(("346", 0.84), ("346", 0.74), ("346", 0.68), ("346", 0.75))

    assert said.winner() is None


def test_print_that_several_prices_fit_is_no_price_alone() -> None:
    said = replace(votes(("45", 0.92), ("45", 0.9)), is_blurred=True)

    assert said.winner() is None
    assert amount(said.winner([votes(("45", FITS))])) == Decimal(45)


def test_price_that_fits_is_not_told_against_another_clear_reading() -> None:
    vague, clear = votes(("35", 0.7), ("95", FITS)), votes(("35", 0.95), ("95", FITS))

    assert amount(vague.winner()) == Decimal(95)
    assert clear.winner() is None


def test_readings_that_contradict_each_other_are_no_price() -> None:
    said = votes(("35", 0.9), ("85", 0.9), ("35", 0.8), ("85", 0.8))

    assert said.winner() is None
    assert said.is_open()


def test_label_of_the_same_product_decides_between_two_readings() -> None:
    said = votes(("35", 0.9), ("85", 0.8))

    price = said.winner([votes(("85", 0.9), ("85", 0.9))])

    assert amount(price) == Decimal(85)


def test_other_label_says_nothing_about_a_clearly_different_price() -> None:
    said = votes(("120", 2.0))

    assert amount(said.winner([votes(("45", 2.0))])) == Decimal(120)
    assert votes().winner([votes(("45", 2.0))]) is None


def test_label_cut_by_the_edge_of_the_photo_is_not_trusted_alone() -> None:
    cut = votes(("40.00", 2.0), is_cut=True)

    assert cut.winner() is None
    assert amount(cut.winner([votes(("340.00", 2.0))])) == Decimal(340)


def test_currency_comes_from_any_reading_of_the_amount() -> None:
    one = Vote(PrintedPrice(Decimal(90)), 0.9)
    other = Vote(PrintedPrice(Decimal(90), "KES"), 0.95)

    price = PriceVotes((one, other)).winner()

    assert price == PrintedPrice(Decimal(90), "KES")


def test_narrow_labels_at_the_edge_are_cut() -> None:
    whole = [Box(x, 0, x + 40, 20) for x in (100.0, 200.0, 300.0)]
    narrow, wide = Box(0, 0, 22, 20), Box(560, 0, 600, 20)

    assert cut_labels([*whole, narrow, wide], 600) == [False] * 3 + [True, False]
    assert cut_labels([narrow], 600) == [False]
