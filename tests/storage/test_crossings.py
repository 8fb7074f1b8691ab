"""Crossings: one edge, noted with the change, for those who are to be told."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage import alerts, conversations, prices, stock
from storage.crossings import note_movements, side_after
from storage.db import Database
from storage.models import (
    Alert,
    AlertEvent,
    AlertNotice,
    Chat,
    Member,
    Product,
    Shop,
    StockMovement,
)
from storage.models.alerts import AlertKind
from storage.models.shops import Role
from storage.models.stock import MovementKind
from storage.stock import Movement
from storage.undoing import undo_last
from tests.factories import make_chat, make_member, make_product, make_rule, make_shop


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@pytest.fixture
def shop(session: Session) -> Shop:
    return make_shop(session, currency="NGN")


@pytest.fixture
def owner(session: Session, shop: Shop) -> Member:
    return make_member(session, shop, channel="telegram", external_id="1")


@pytest.fixture
def chat(session: Session, shop: Shop, owner: Member) -> Chat:
    """Where the owner writes."""
    chat = make_chat(session, shop, channel="telegram", external_id="1")
    conversations.load(session, chat.id, owner.external_id)
    return chat


@pytest.fixture
def watch(
    session: Session, shop: Shop, chat: Chat, owner: Member
) -> Callable[..., Alert]:
    def watch(
        under: int | None, kind: AlertKind = AlertKind.LOW_STOCK, **scope: Any
    ) -> Alert:
        return make_rule(session, owner, chat.id, under, kind, **scope)

    return watch


def book(
    session: Session,
    product: Product,
    to: int,
    kind: MovementKind = MovementKind.SALE,
    member: Member | None = None,
) -> None:
    stock.book(
        session,
        product.shop_id,
        [Movement(product.id, kind, to=to)],
        member_id=member and member.id,
    )


def told(session: Session) -> list[tuple[int, uuid.UUID]]:
    """What was crossed with whom it is told to, in order."""
    query = (
        select(AlertEvent.after, AlertNotice.chat_id)
        .join(AlertNotice)
        .order_by(AlertEvent.created_at, AlertEvent.after.desc())
    )
    return [(int(after), chat_id) for after, chat_id in session.execute(query)]


def crossings(session: Session) -> int:
    return len(told(session))


class TestSide:
    @pytest.mark.parametrize(
        ("before", "after", "was_below", "is_below", "is_crossing"),
        [
            (7, 4, False, True, True),
            (7, 5, False, False, False),
            (4, 3, True, True, False),
            (4, 5, True, True, False),
            (4, 6, True, False, False),
            (7, 4, None, True, True),
            (3, 2, None, True, False),
        ],
    )
    def test_falls_once_and_rises_only_clearly(
        self,
        before: int,
        after: int,
        was_below: bool | None,
        is_below: bool,
        is_crossing: bool,
    ) -> None:
        side = side_after(before, after, Decimal(5), was_below=was_below, is_sure=False)

        assert (side.is_below, side.is_crossing) == (is_below, is_crossing)

    def test_delivery_that_reaches_the_threshold_is_enough(self) -> None:
        side = side_after(4, 5, Decimal(5), was_below=True, is_sure=True)

        assert not side.is_below

    def test_large_numbers_must_rise_further(self) -> None:
        assert side_after(90, 110, Decimal(100), was_below=True, is_sure=False).is_below
        assert not side_after(
            90, 120, Decimal(100), was_below=True, is_sure=False
        ).is_below


class TestStock:
    def test_crossing_is_noted_once_until_it_is_restocked(
        self, session: Session, shop: Shop, chat: Chat, watch: Callable[..., Alert]
    ) -> None:
        milk = make_product(session, shop, name="Milk", quantity=7)
        watch(5, product_id=milk.id)

        for quantity in (6, 4, 3, 5, 4, 0):
            book(session, milk, quantity)
        assert told(session) == [(4, chat.id)]

        book(session, milk, 12, MovementKind.DELIVERY)
        book(session, milk, 2)
        assert set(told(session)) == {(4, chat.id), (2, chat.id)}

    def test_crossing_is_rolled_back_with_the_change(self, database: Database) -> None:
        with database.transaction() as session:
            shop = make_shop(session)
            milk = make_product(session, shop, quantity=7)
            chat = make_chat(session, shop)
            member = make_member(session, shop)
            make_rule(session, member, chat.id, product_id=milk.id)

        with pytest.raises(RuntimeError), database.transaction() as session:
            book(session, milk, 1)
            raise RuntimeError("the process dies before the commit")

        with database.transaction() as session:
            assert crossings(session) == 0
            assert session.get_one(Product, milk.id).quantity == 7

    def test_same_movement_is_noted_once_however_often(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        milk = make_product(session, shop, quantity=7)
        watch(5, product_id=milk.id)
        book(session, milk, 4)
        rows = session.scalars(select(StockMovement)).all()
        alerts.forget(session, [])

        for _ in range(2):
            note_movements(session, rows, {milk.id: milk})

        assert crossings(session) == 1

    def test_undo_of_the_fall_counts_as_restocked(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        milk = make_product(session, shop, quantity=5)
        watch(5, product_id=milk.id)
        book(session, milk, 4)

        undo_last(session, shop.id)
        book(session, milk, 3)

        assert crossings(session) == 2

    def test_category_watches_all_its_products_also_later_ones(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        watch(5, category="milk")
        whole = make_product(session, shop, category="Milk", quantity=9)
        skimmed = make_product(session, shop, category="MILK ", quantity=9)
        bread = make_product(session, shop, category="Bread", quantity=9)

        for product in (whole, skimmed, bread):
            book(session, product, 1)

        assert crossings(session) == 2

    def test_words_watch_products_that_are_called_so(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        lait = make_product(session, shop, name="Lait UHT", quantity=9)
        watch(5, words="milk", product_ids=(lait.id,))
        milk = make_product(session, shop, name="Peak MILK 400g", quantity=9)
        bread = make_product(session, shop, name="Milkshake", quantity=9)

        for product in (lait, milk, bread):
            book(session, product, 1)

        assert crossings(session) == 2

    def test_other_threshold_starts_anew(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        milk = make_product(session, shop, quantity=9)
        watch(5, product_id=milk.id)
        book(session, milk, 4)

        rule = watch(3, product_id=milk.id)
        book(session, milk, 2)

        assert session.scalars(select(Alert)).all() == [rule]
        assert [after for after, _ in told(session)] == [2]

    def test_stopped_rule_tells_nothing_not_even_what_waits(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        milk = make_product(session, shop, quantity=9)
        rule = watch(5, product_id=milk.id)
        book(session, milk, 4)

        alerts.stop_rules(session, [rule], rule.created_at)
        book(session, milk, 9, MovementKind.DELIVERY)
        book(session, milk, 1)

        assert crossings(session) == 0

    def test_shop_without_rules_notes_nothing(
        self, session: Session, shop: Shop
    ) -> None:
        book(session, make_product(session, shop, quantity=9), 0)

        assert session.scalars(select(Alert)).all() == []


class TestMinimums:
    def test_minimum_tells_the_leaders_but_not_who_made_the_change(
        self, session: Session, shop: Shop, owner: Member, chat: Chat
    ) -> None:
        staff = make_member(
            session, shop, channel="telegram", external_id="2", role=Role.STAFF
        )
        conversations.load(session, make_chat(session, shop).id, "2")
        milk = make_product(session, shop, quantity=9, minimum=4)

        book(session, milk, 5, member=staff)
        assert crossings(session) == 0
        book(session, milk, 4, member=staff)
        assert told(session) == [(4, chat.id)]

        book(session, milk, 20, MovementKind.DELIVERY, owner)
        book(session, milk, 1, member=owner)
        assert crossings(session) == 1

    def test_other_minimum_starts_anew(
        self, session: Session, shop: Shop, chat: Chat
    ) -> None:
        milk = make_product(session, shop, quantity=20, minimum=10)
        book(session, milk, 6)

        milk.minimum = 3
        book(session, milk, 2)

        assert {after for after, _ in told(session)} == {6, 2}

    def test_whoever_left_the_shop_is_told_nothing(
        self,
        session: Session,
        shop: Shop,
        owner: Member,
        chat: Chat,
        watch: Callable[..., Alert],
    ) -> None:
        milk = make_product(session, shop, quantity=9, minimum=4)
        watch(5, product_id=milk.id)
        owner.removed_at = owner.created_at
        session.flush()

        book(session, milk, 1)

        assert crossings(session) == 0


class TestPrices:
    def observe(
        self, session: Session, product: Product, price: str, source: str = "shop"
    ) -> None:
        prices.record(
            session,
            shop_id=product.shop_id,
            product_id=product.id,
            product_name=product.name,
            price=Decimal(price),
            currency="NGN",
            source=source,
            recorded_at=datetime.now(UTC),
        )
        session.flush()

    def test_any_drop_is_told_when_no_amount_was_said(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        milk = make_product(session, shop)
        watch(None, AlertKind.PRICE_DROP, product_id=milk.id)

        for price in ("500", "550", "550", "520"):
            self.observe(session, milk, price)

        assert [after for after, _ in told(session)] == [520]

    def test_amount_is_crossed_once(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        milk = make_product(session, shop)
        watch(500, AlertKind.PRICE_DROP, product_id=milk.id)

        for price in ("550", "480", "450", "510", "499"):
            self.observe(session, milk, price)

        assert {after for after, _ in told(session)} == {480, 499}

    def test_sources_are_compared_with_themselves(
        self, session: Session, shop: Shop, watch: Callable[..., Alert]
    ) -> None:
        milk = make_product(session, shop)
        watch(None, AlertKind.PRICE_DROP, product_id=milk.id)

        self.observe(session, milk, "550")
        self.observe(session, milk, "400", source="market")
        assert crossings(session) == 0

        self.observe(session, milk, "370", source="market")
        assert crossings(session) == 1
