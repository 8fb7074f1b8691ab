"""Alerts pushed: one digest for each chat of what is low."""

from __future__ import annotations

from datetime import UTC, datetime, time
from decimal import Decimal

import pytest
from sqlalchemy import select

from bot.services import Services
from storage import (
    conversations,
)
from storage.models import (
    AlertNotice,
    Chat,
    Member,
    OutboxMessage,
    Product,
)
from storage.models.alerts import AlertKind
from storage.models.stock import MovementKind
from tests.bot.alerting.conftest import (
    MILK,
    Corner,
    digests,
    sent,
)
from tests.factories import make_chat, make_product, make_shop
from tests.fakes.channel import ScriptedChannel


class TestDigest:
    def test_crossing_is_told_by_itself_with_the_present_balance(
        self, corner: Corner
    ) -> None:
        corner.book(corner.milk, 4)
        corner.later(seconds=5)
        corner.book(corner.milk, 3)

        corner.later(seconds=6)

        assert sent(corner) == [MILK]

    def test_what_happens_together_is_one_message(self, corner: Corner) -> None:
        corner.book(corner.milk, 3)
        corner.book(corner.bread, 0)

        corner.later(seconds=11)

        assert len(digests(corner)) == 1
        assert sent(corner) == [
            "Running low:",
            "• Bread: none left",
            "• Milk: 3 left (alert under 5)",
        ]

    def test_same_crossing_is_not_told_again(self, corner: Corner) -> None:
        corner.book(corner.milk, 3)
        for _ in range(5):
            corner.later(minutes=5)
        corner.book(corner.milk, 2)
        corner.later(minutes=5)

        assert sent(corner) == [MILK]

    def test_restocked_before_anybody_was_told_is_no_news(self, corner: Corner) -> None:
        corner.book(corner.milk, 3)
        corner.book(corner.milk, 12, MovementKind.DELIVERY)
        corner.later(minutes=1)
        assert sent(corner) == []

        corner.book(corner.milk, 3)
        corner.later(minutes=1)
        assert sent(corner) == [MILK]

    def test_second_digest_waits_a_minute_after_the_first(self, corner: Corner) -> None:
        corner.book(corner.milk, 3)
        corner.later(seconds=11)
        corner.book(corner.bread, 4)

        corner.later(seconds=20)
        assert len(sent(corner)) == 1
        corner.later(seconds=45)
        assert len(sent(corner)) == 2

    def test_product_of_two_rules_is_told_once(
        self, services: Services, corner: Corner
    ) -> None:
        with services.db.transaction() as session:
            corner.watch(session, None, 7)
        corner.book(corner.milk, 3)

        corner.later(seconds=11)

        assert sent(corner) == [MILK]

    def test_many_products_fit_into_one_message_and_one_template_variable(
        self, services: Services, corner: Corner
    ) -> None:
        with services.db.transaction() as session:
            corner.watch(session, None, 5)
            names = [f"Sardines in tomato sauce number {n}" for n in range(40)]
            products = [
                make_product(session, corner.shop, name=name, quantity=9)
                for name in names
            ]
        for product in products:
            corner.book(product, 1)

        corner.later(seconds=11)

        [digest] = digests(corner)
        assert "… and 28 more" in digest.text
        assert len(digest.brief) <= 255
        assert "more" in digest.brief

    def test_language_is_that_of_the_chat(
        self, services: Services, corner: Corner
    ) -> None:
        with services.db.transaction() as session:
            conversation = conversations.load(session, corner.chat.id, "2348000001")
            conversations.remember(conversation, corner.clock(), language="fr")
        corner.book(corner.milk, 3)

        corner.later(seconds=11)

        assert digests(corner)[0].language == "fr"

    def test_another_shop_of_the_chat_is_named(
        self, services: Services, corner: Corner
    ) -> None:
        with services.db.transaction() as session:
            other = make_shop(session, name="Second")
        corner.book(corner.milk, 3)
        corner.change(Chat, shop_id=other.id)

        corner.later(seconds=11)

        assert sent(corner) == ["Corner", MILK]

    def test_quiet_hours_of_the_shop_that_the_chat_talks_about_hold_for_others_too(
        self, services: Services, corner: Corner
    ) -> None:
        with services.db.transaction() as session:
            other = make_shop(
                session, name="Second", quiet_from=time(0), quiet_to=time(23, 59)
            )
        corner.change(Chat, shop_id=other.id)
        corner.book(corner.milk, 3)

        for _ in range(60):
            corner.later(seconds=11)

        assert digests(corner) == []
        with services.db.transaction() as session:
            assert session.scalars(select(OutboxMessage)).all() == []

    def test_people_of_a_group_learn_nothing_of_another_shop_of_an_owner(
        self, services: Services, corner: Corner, channel: ScriptedChannel
    ) -> None:
        with services.db.transaction() as session:
            elsewhere = make_shop(session, name="Elsewhere")
            group = make_chat(
                session, elsewhere, channel="telegram", external_id="-1001"
            )
            session.get_one(Product, corner.milk.id).minimum = 6
            owner = corner.owner.external_id
            last = conversations.load(session, group.id, owner)
            last.updated_at = datetime(2100, 1, 1, tzinfo=UTC)
        corner.book(corner.milk, 6)
        corner.later(seconds=11)

        with services.db.transaction() as session:
            told = session.scalars(select(AlertNotice.chat_id)).all()
        assert told == [corner.chat.id]

    @pytest.mark.parametrize("minimum", [None, 5])
    def test_person_who_left_is_not_told_what_waited(
        self, services: Services, corner: Corner, minimum: int | None
    ) -> None:
        with services.db.transaction() as session:
            session.get_one(Product, corner.milk.id).minimum = minimum
        corner.book(corner.milk, 3)

        with services.db.transaction() as session:
            session.get_one(Member, corner.owner.id).removed_at = corner.clock()
        corner.later(seconds=11)

        assert sent(corner) == []

    def test_price_drop_is_told(self, services: Services, corner: Corner) -> None:
        from storage import prices

        with services.db.transaction() as session:
            corner.watch(session, corner.milk, None, AlertKind.PRICE_DROP)
        for price in ("550", "500"):
            with services.db.transaction() as session:
                session.get_one(Product, corner.milk.id).price = Decimal(price)
                prices.record(
                    session,
                    shop_id=corner.shop.id,
                    product_id=corner.milk.id,
                    product_name="Milk",
                    price=Decimal(price),
                    currency="USD",
                    source="shop",
                )

        corner.later(seconds=11)

        assert sent(corner) == ["Price drop: Milk $550 → $500"]
