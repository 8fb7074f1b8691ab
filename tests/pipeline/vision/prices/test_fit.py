"""What blurred print says, weighed against the way the other labels print prices."""

from __future__ import annotations

from decimal import Decimal

import cv2
import numpy as np
import pytest

from pipeline.images import Pixels
from pipeline.types import Box, Detection
from pipeline.vision.find import ShelfPhoto
from pipeline.vision.prices.fit import best_fit
from pipeline.vision.prices.labels import read_labels
from pipeline.vision.prices.style import PriceStyle, style_of
from pipeline.vision.rows.shelves import find_rows
from pipeline.vision.text.letters import Letters
from pipeline.vision.text.ocr import RapidTextReader

SIGNS = "0123456789 KSh/=.,€X"
PLACES = {sign: place for place, sign in enumerate(SIGNS, start=1)}


def letters(*steps: str | dict[str, float]) -> Letters:
    """A line of which each step is one letter, or several that may be meant; what is
    left over is shared by all others. A blank step parts them."""
    rows = []
    for step in steps:
        shares = {step: 0.99} if isinstance(step, str) else step
        row = np.full(len(SIGNS) + 1, (1 - sum(shares.values())) / len(SIGNS))
        for sign, share in shares.items():
            row[PLACES[sign]] += share
        blank = np.full(len(SIGNS) + 1, 1e-4)
        blank[0] = 1.0
        rows += [row, blank]
    return Letters(np.array(rows, np.float32), PLACES)


def style(*prices: str) -> PriceStyle:
    found = style_of(prices)
    assert found is not None
    return found


SHILLINGS = style("KSh 340", "KSh 70", "KSh 35", "KSh 480", "KSh 95")
EUROS = style("2,49 €", "1,99 €", "12,49 €", "0,99 €")


def test_style_is_how_most_prices_are_printed() -> None:
    found = style_of(
        ["KSh 340", "K5h 70", "KSh 35", "480/=", "KSh 1,250", "Sugar 1 kg"]
    )

    assert found is not None
    assert (found.before, found.after, found.point) == ("KSh ", "", "")
    assert found.thousands == ","
    assert set(found.last_digits) == {"0", "5"}


@pytest.mark.parametrize(
    "prices",
    [[], ["KSh 340", "KSh 70", "KSh 35"], ["45/=", "KSh 45", "45", "45.00", "€ 45"]],
)
def test_few_or_different_prices_are_no_style(prices: list[str]) -> None:
    assert style_of(prices) is None


def test_letters_that_make_no_sense_fit_the_only_price_they_may_be() -> None:
    blurred = letters(
        {"X": 0.6, "K": 0.3}, "S", "h", " ", "2", "1", {"0": 0.5, "8": 0.4}
    )

    fit = best_fit([blurred], SHILLINGS)

    assert blurred.text()[0] == "XSh 210"
    assert fit.price is not None
    assert fit.price.amount == Decimal(210)
    assert fit.price.currency == "KES"


def test_of_two_prices_that_fit_alike_none_is_told() -> None:
    blurred = letters("K", "S", "h", " ", {"3": 0.55, "8": 0.44}, "5")

    fit = best_fit([blurred], SHILLINGS)

    assert fit.price is None
    assert fit.is_doubtful


def test_another_look_settles_what_the_first_leaves_open() -> None:
    first = letters("K", "S", "h", " ", {"3": 0.55, "8": 0.44}, "5")
    second = letters("K", "S", "h", " ", {"8": 0.98}, "5")

    fit = best_fit([first, second], SHILLINGS)

    assert fit.price is not None
    assert fit.price.amount == Decimal(85)


def test_ending_that_no_clear_label_shows_needs_clear_print() -> None:
    vague = letters("K", "S", "h", " ", "3", "4", {"6": 0.9, "0": 0.09})
    clear = letters("K", "S", "h", " ", "3", "4", "6")

    told = best_fit([clear], SHILLINGS).price

    assert best_fit([vague], SHILLINGS).price is None
    assert told is not None
    assert told.amount == Decimal(346)


def test_cents_and_thousands_are_read_as_they_are_printed() -> None:
    thousands = style("KSh 1,250", "KSh 2,400", "KSh 340", "KSh 95")

    euros = best_fit([letters(*"1,49 €")], EUROS).price
    shillings = best_fit([letters(*"KSh 3,400")], thousands).price

    assert euros is not None and shillings is not None
    assert (euros.amount, euros.currency) == (Decimal("1.49"), "EUR")
    assert shillings.amount == Decimal(3400)


def test_print_of_another_kind_fits_no_price_and_is_not_doubted() -> None:
    words = letters(*"XXhXShXX/=XX")

    fit = best_fit([words], SHILLINGS)

    assert fit.price is None
    assert not fit.is_doubtful


def far_labels(prices: list[str], height: int) -> ShelfPhoto:
    """Labels as they look from afar: drawn large and shrunk."""
    drawn: list[Pixels] = []
    for price in prices:
        picture = np.full((120, 240, 3), (240, 240, 236), np.uint8)
        cv2.putText(picture, price, (14, 80), 0, 1.7, (20, 20, 20), 5, cv2.LINE_AA)
        size = (2 * height, height)
        drawn.append(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))
    photo = np.full((height + 40, len(prices) * (2 * height + 30), 3), 120, np.uint8)
    tags = []
    for index, picture in enumerate(drawn):
        left = 15 + index * (2 * height + 30)
        photo[20 : 20 + height, left : left + 2 * height] = picture
        box = Box(left, 20, left + 2 * height, 20 + height)
        tags.append(Detection(box, 0.9))
    return ShelfPhoto(0, photo, (), (), tuple(tags), find_rows([]))


def test_far_labels_are_read_right_or_not_at_all() -> None:
    prices = ["340", "85", "160", "210", "135", "480", "35", "70", "390", "110"]
    reader = RapidTextReader(1)

    near = read_labels(far_labels([f"KSh {p}" for p in prices], 30), reader)
    far = read_labels(far_labels([f"KSh {p}" for p in prices], 14), reader)

    told = [read.price and read.price.amount for read in near]
    assert told == [Decimal(price) for price in prices]
    guessed = {
        int(price): read.price.amount
        for price, read in zip(prices, far, strict=True)
        if read.price is not None
    }
    assert all(price == amount for price, amount in guessed.items())
