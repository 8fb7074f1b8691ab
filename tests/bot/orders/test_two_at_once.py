"""Two people decide about one order at the same moment; whoever is second sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from bot.actions import drafts, orders, receiving
from bot.actions.orders import NoSuchOrder, OrderApproved
from bot.actions.receiving import OrderReceived
from storage import orders as rows
from storage.db import Database
from storage.models import Member, Product, Shop
from storage.models.orders import OrderStatus
from tests.factories import make_member, make_product, make_shop

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Corner:
    """A shop with a draft of 24 Coke."""

    shop: Shop
    member: Member
    coke: Product


@pytest.fixture
def corner(database: Database) -> Corner:
    with database.transaction() as session:
        shop = make_shop(session)
        member = make_member(session, shop)
        coke = make_product(session, shop, name="Coke")
        drafts.draft_items(session, shop, member, [(coke, 24)], NOW)
        return Corner(shop, member, coke)


def test_who_has_read_the_draft_before_finds_it_approved(
    database: Database, corner: Corner
) -> None:
    with database.transaction() as ada:
        read = rows.find(ada, corner.shop.id, 1)
        assert read is not None and read.status == OrderStatus.DRAFT
        with database.transaction() as ben:
            first = orders.approve(ben, corner.shop, 1, NOW)

        second = orders.approve(ada, corner.shop, 1, NOW)

    assert isinstance(first, OrderApproved) and not first.was_before
    assert isinstance(second, OrderApproved) and second.was_before


def test_goods_are_booked_by_one_of_two(database: Database, corner: Corner) -> None:
    with database.transaction() as session:
        orders.approve(session, corner.shop, 1, NOW)

    with database.transaction() as ada:
        assert rows.find(ada, corner.shop.id, 1) is not None
        with database.transaction() as ben:
            first = receiving.receive(ben, corner.shop, corner.member, 1, NOW)

        second = receiving.receive(ada, corner.shop, corner.member, 1, NOW)

    assert isinstance(first, OrderReceived)
    assert second == NoSuchOrder(1, OrderStatus.RECEIVED)
    with database.transaction() as session:
        assert session.get_one(Product, corner.coke.id).quantity == 24


def test_parts_said_by_two_are_booked_once_each_and_close_the_order(
    database: Database, corner: Corner
) -> None:
    with database.transaction() as session:
        orders.approve(session, corner.shop, 1, NOW)
    part = [(corner.coke.id, 12)]

    for _ in range(2):
        with database.transaction() as session:
            came = receiving.receive_part(
                session, corner.shop, corner.member, part, NOW
            )
            assert came is not None
    with database.transaction() as session:
        more = receiving.receive_part(session, corner.shop, corner.member, part, NOW)

    assert came.to_come == () and more is None
    with database.transaction() as session:
        assert rows.on_order(session, corner.shop.id) == {}
