"""Boxes that people correct in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.services import Services
from storage.models import (
    BoxCorrection,
)
from tests.box_desks import CAN, COKE, SHELF, BoxDesk, hung
from tests.conftest import Clock
from tests.fakes.queue import RecordingQueue


@pytest.fixture
def desk(services: Services, queue: RecordingQueue, clock: Clock) -> BoxDesk:
    return hung(services, queue, clock)


@pytest.mark.parametrize(
    "said",
    [
        "2 is not a product",
        "number 2 is a price tag",
        "remove box 2",
        "le numéro 2 est une étiquette",
        "borra el cuadro 2",
        "namba 2 ni lebo ya bei",
        "احذف المربع 2",
    ],
)
def test_number_left_out_in_words_is_kept_and_undone(desk: BoxDesk, said: str) -> None:
    desk.say(said)
    assert desk.counts() == {COKE: (4, "Coke")}
    with desk.chat.db.transaction() as session:
        kept = session.scalars(select(BoxCorrection)).one()
    assert (kept.drawn, kept.undone_at) == (
        {"skipped": [2], "base": ""},
        None,
    )

    desk.say("undo")

    assert desk.counts() == {COKE: (4, "Coke"), CAN: (2, None)}


def test_known_product_left_out_comes_back_with_its_stock(desk: BoxDesk) -> None:
    desk.say("1 is not a product")
    assert (desk.stock()["Coke"], desk.counts()) == (0, {CAN: (2, None)})

    desk.say("undo")

    assert desk.stock()["Coke"] == 4
    assert desk.counts() == {COKE: (4, "Coke"), CAN: (2, None)}


def test_wish_to_correct_boxes_is_answered_with_the_way_there(
    make_services: Callable[..., Services], queue: RecordingQueue, clock: Clock
) -> None:
    public = make_services({"PUBLIC_BASE_URL": "https://shop.example"})
    desk = BoxDesk(public, queue, clock)
    desk.send_photo(desk.eyes, SHELF)

    desk.say("fix the boxes")

    assert "https://shop.example/boxes/" in desk.answers()[-1]
