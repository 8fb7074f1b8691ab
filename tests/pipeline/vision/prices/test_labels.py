"""Numbers on labels that are told by their shapes, and those that were cut off."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import cv2
import numpy as np
import pytest

from pipeline.images import Pixels
from pipeline.types import Box, Detection
from pipeline.vision.find import ShelfPhoto
from pipeline.vision.prices.labels import ReadLabel, agreed_prices, read_labels
from pipeline.vision.prices.large_print import large_numbers, raised_cents
from pipeline.vision.prices.tags import PrintedPrice
from pipeline.vision.prices.votes import PriceVotes, Vote
from pipeline.vision.rows.shelves import find_rows
from pipeline.vision.text.ocr import LABEL, Limits, Line, RapidTextReader

PAPER, INK = (235, 235, 230), (25, 25, 25)


def label(number: str, ink: tuple[int, int, int] = INK) -> Pixels:
    """A wide label with small print, a line and a large number on the right."""
    picture = np.full((80, 160, 3), PAPER, np.uint8)
    cv2.putText(picture, "Dark soy sauce", (6, 14), 0, 0.35, INK, 1, cv2.LINE_AA)
    cv2.putText(picture, number, (78, 52), 0, 1.1, ink, 4, cv2.LINE_AA)
    cv2.line(picture, (8, 60), (152, 60), INK, 1)
    return picture


def photo_of(picture: Pixels) -> ShelfPhoto:
    height, width = picture.shape[:2]
    tag = Detection(Box(0, 0, width, height), 0.9)
    return ShelfPhoto(0, picture, (), (), (tag,), find_rows([]))


@pytest.mark.parametrize("ink", [INK, (190, 40, 40)])
def test_large_number_is_found_by_its_shape(ink: tuple[int, int, int]) -> None:
    (box, *_) = large_numbers(label("249", ink))

    assert box.left == pytest.approx(78, abs=10)
    assert box.right == pytest.approx(140, abs=14)
    assert 20 < box.height < 45


def test_blank_and_tiny_labels_hold_no_number() -> None:
    assert large_numbers(np.full((60, 120, 3), PAPER, np.uint8)) == []
    assert large_numbers(np.zeros((5, 9, 3), np.uint8)) == []


class HalfBlind:
    """Reads at places, but finds by itself only what it is told to find."""

    def __init__(self, found: Sequence[Line]) -> None:
        self.found = tuple(found)
        self.eyes = RapidTextReader(1)

    def read(
        self, crops: Sequence[Pixels], most: int, limits: Limits = LABEL
    ) -> list[tuple[Line, ...]]:
        return [self.found for _ in crops]

    def read_at(
        self, crops: Sequence[Pixels], places: Sequence[Sequence[Box]]
    ) -> list[tuple[Line, ...]]:
        return self.eyes.read_at(crops, places)


def read(number: str, *found: Line) -> ReadLabel:
    return read_labels(photo_of(label(number)), HalfBlind(found))[0]


def test_price_that_was_not_found_is_read_at_its_digits() -> None:
    price = read("249").price

    assert price is not None
    assert price.amount == Decimal(249)


def test_price_that_lost_its_first_digit_gets_it_back() -> None:
    cut_off = Line("49", 0.95, Box(101, 26, 142, 56))

    price = read("249", cut_off).price

    assert price is not None
    assert price.amount == Decimal(249)


def test_short_price_stays_as_it_is() -> None:
    short = Line("49", 0.95, Box(78, 26, 122, 56))

    price = read("49", short).price

    assert price is not None
    assert price.amount == Decimal(49)


def with_cents(number: str, cents: str) -> Pixels:
    """A label with a large number and small digits at its upper right."""
    picture = np.full((110, 200, 3), PAPER, np.uint8)
    cv2.putText(picture, "Dark soy sauce", (6, 14), 0, 0.35, INK, 1, cv2.LINE_AA)
    cv2.putText(picture, number, (40, 92), 0, 2.0, INK, 6, cv2.LINE_AA)
    right = 40 + cv2.getTextSize(number, 0, 2.0, 6)[0][0]
    cv2.putText(picture, cents, (right + 2, 68), 0, 0.9, INK, 3, cv2.LINE_AA)
    return picture


def test_raised_digits_are_found_beside_their_number() -> None:
    found = raised_cents(with_cents("26", "95"))

    assert found is not None
    number, cents = found
    assert cents.left > number.centre[0]
    assert 0.3 < cents.height / number.height < 0.8
    assert raised_cents(label("249")) is None


def test_board_behind_a_crooked_label_is_no_number_with_cents() -> None:
    label_and_board = with_cents("56", "25")
    label_and_board[44:, :14] = (70, 66, 60)

    found = raised_cents(label_and_board)

    assert found is not None
    assert found[0].left > 14


@pytest.mark.parametrize(("number", "cents"), [("26", "95"), ("8", "49"), ("0", "85")])
def test_raised_digits_that_were_read_with_the_number_are_cents(
    number: str, cents: str
) -> None:
    together = Line(f"{number}{cents} \u20ac", 0.95, Box(36, 30, 190, 100))
    photo = photo_of(with_cents(number, cents))

    price = read_labels(photo, HalfBlind([together]))[0].price

    assert price is not None
    assert price.amount == Decimal(f"{number}.{cents}")
    assert price.currency == "EUR"


def small(amount: str, *scores: float) -> ReadLabel:
    said = tuple(Vote(PrintedPrice(Decimal(amount)), score) for score in scores)
    votes = PriceVotes(said)
    detection = Detection(Box(0, 0, 26, 15), 0.9)
    return ReadLabel(detection, amount, votes.winner(), 0, votes)


def test_labels_of_one_product_help_each_other() -> None:
    sure, unsure, other = small("340", 0.9, 0.95), small("340", 0.6), small("45", 0.6)
    slip = small("346", 0.8)

    labels = [sure, unsure, slip, other]
    prices = [read.price for read in agreed_prices(labels, [1, 1, 1, 2])]

    said = [price.amount if price else None for price in prices]
    assert said == [340, 340, None, None]
