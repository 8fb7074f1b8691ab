"""Alerts pushed: one digest for each chat, once, when it may be sent."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import alerting
from bot.channels.base import DeliveryError
from bot.delivery import MAX_ATTEMPTS, deliver
from bot.messages import Reply
from bot.schedule import sweep
from bot.services import Services
from storage import (
    addresses,
    alerts,
    conversations,
    message_counts,
    pauses,
    shops,
    stock,
)
from storage.alerts import Scope
from storage.models import (
    AlertNotice,
    Chat,
    Member,
    OutboxMessage,
    Product,
    Shop,
)
from storage.models.alerts import AlertKind
from storage.models.stock import MovementKind
from storage.stock import Movement
from tests.conftest import Clock
from tests.factories import make_chat, make_member, make_product, make_shop
from tests.fakes.channel import Killed, ScriptedChannel
from tests.fakes.queue import RecordingQueue

TEMPLATES = {"TWILIO_CONTENT_SIDS": '{"alert": {"en": "HX1"}}'}


class Corner:
    """A shop whose owner has a chat and wants to hear of milk and bread under 5."""

    def __init__(self, services: Services, channel: str, clock: Clock) -> None:
        self.services = services
        self.clock = clock
        with services.db.transaction() as session:
            self.shop = make_shop(session, name="Corner", timezone="Africa/Lagos")
            self.chat = make_chat(
                session,
                self.shop,
                channel=channel,
                external_id="+2348000001",
                last_inbound_at=clock(),
            )
            self.owner = make_member(
                session, self.shop, channel=channel, external_id="2348000001"
            )
            conversations.load(session, self.chat.id, self.owner.external_id)
            self.milk = make_product(session, self.shop, name="Milk", quantity=9)
            self.bread = make_product(session, self.shop, name="Bread", quantity=9)
            for product in (self.milk, self.bread):
                self.watch(session, product)

    def watch(
        self,
        session: Any,
        product: Product | None,
        under: int | None = 5,
        kind: AlertKind = AlertKind.LOW_STOCK,
    ) -> None:
        alerts.set_rule(
            session,
            self.shop.id,
            Scope(product.id if product else None),
            kind=kind,
            threshold=None if under is None else Decimal(under),
            chat_id=self.chat.id,
            member_id=self.owner.id,
        )

    def book(
        self,
        product: Product,
        to: int,
        kind: MovementKind = MovementKind.SALE,
        member: Member | None = None,
    ) -> None:
        with self.services.db.transaction() as session:
            movement = Movement(product.id, kind, to=to)
            member_id = member and member.id
            stock.book(session, self.shop.id, [movement], member_id=member_id)

    def change(self, row: type[Chat] | type[Shop], **values: Any) -> None:
        with self.services.db.transaction() as session:
            row_id = self.chat.id if row is Chat else self.shop.id
            session.execute(update(row).where(row.id == row_id).values(**values))

    def writes(self) -> None:
        """The owner writes something; the answer goes out before any news."""
        self.change(Chat, last_inbound_at=self.clock())
        self.clock.advance(6)

    def work(self) -> None:
        """Run the sweeper once, and the jobs that it queues."""
        queue: Any = self.services.queue
        sweep(self.services)
        while queue.alerts:
            alerting.push(self.services, queue.alerts.pop(0))
        for outbox_id in set(queue.deliveries):
            deliver(self.services, outbox_id)
        queue.deliveries.clear()  # what has to wait is found by the sweeper

    def later(self, seconds: float = 0, **span: float) -> None:
        """Time passes, and the sweeper with it."""
        self.work()
        self.clock.advance(seconds + timedelta(**span).total_seconds())
        self.work()


@pytest.fixture
def channel() -> ScriptedChannel:
    return ScriptedChannel(name="telegram")


@pytest.fixture
def services(
    make_services: Callable[..., Services], channel: ScriptedChannel
) -> Services:
    return make_services(channels={"telegram": channel, "apprise": channel})


@pytest.fixture
def corner(services: Services, clock: Clock) -> Corner:
    return Corner(services, "telegram", clock)


@pytest.fixture
def whatsapp(make_services: Callable[..., Services], clock: Clock) -> Corner:
    """The same over WhatsApp, with an approved template for alerts."""
    channel = ScriptedChannel(name="whatsapp", billed_as="free_form")
    services = make_services(TEMPLATES, channels={"whatsapp": channel})
    return Corner(services, "whatsapp", clock)


def sent(corner: Corner) -> list[str]:
    channel = corner.services.channels[corner.chat.channel]
    assert isinstance(channel, ScriptedChannel)
    return channel.sent


def digests(corner: Corner) -> list[Reply]:
    with corner.services.db.transaction() as session:
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.is_push)
            .order_by(OutboxMessage.seq)
        )
        return [Reply.from_json(row.reply) for row in rows]


MILK = "Running low: Milk: 3 left (alert under 5)"


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


class TestOnce:
    def test_jobs_that_run_twice_make_one_digest(
        self, services: Services, corner: Corner
    ) -> None:
        corner.book(corner.milk, 3)
        corner.work()
        corner.clock.advance(11)
        sweep(services)

        for _ in range(3):
            alerting.push(services, corner.chat.id)

        assert len(digests(corner)) == 1

    def test_jobs_at_the_same_time_make_one_digest(
        self, services: Services, corner: Corner
    ) -> None:
        corner.book(corner.milk, 3)
        corner.book(corner.bread, 3)
        corner.work()
        corner.clock.advance(11)

        with ThreadPoolExecutor(4) as pool:
            for done in [
                pool.submit(alerting.push, services, corner.chat.id) for _ in range(12)
            ]:
                done.result()

        assert len(digests(corner)) == 1

    def test_sales_at_the_same_time_cross_once(
        self, services: Services, corner: Corner
    ) -> None:
        with ThreadPoolExecutor(4) as pool:
            for done in [
                pool.submit(corner.book, corner.milk, to) for to in (6, 3, 2, 1, 0)
            ]:
                done.result()

        with services.db.transaction() as session:
            assert len(session.scalars(select(AlertNotice)).all()) == 1

    def test_job_beside_another_leaves_the_chat_to_it(
        self, services: Services, corner: Corner
    ) -> None:
        from storage import notices

        corner.book(corner.milk, 3)
        with services.db.transaction() as busy:
            assert notices.lock_chat(busy, corner.chat.id)
            alerting.push(services, corner.chat.id)

        assert digests(corner) == []

    def test_lost_job_is_queued_again(
        self, services: Services, corner: Corner, queue: RecordingQueue
    ) -> None:
        corner.book(corner.milk, 3)
        sweep(services)
        corner.clock.advance(11)
        sweep(services)
        queue.alerts.clear()

        sweep(services)
        assert queue.alerts == []
        corner.clock.advance(16)
        sweep(services)
        assert queue.alerts == [corner.chat.id]

    def test_death_before_the_commit_leaves_the_news_to_be_told(
        self, services: Services, corner: Corner, queue: RecordingQueue
    ) -> None:
        corner.book(corner.milk, 3)
        corner.work()
        corner.clock.advance(11)
        sweep(services)
        queue.alerts.clear()

        class Dying(RecordingQueue):
            def deliver(self, outbox_id: Any, delay_s: float = 0.0) -> None:
                raise Killed

        # Killed right after the commit: nobody was told to send the digest.
        from dataclasses import replace

        with pytest.raises(Killed):
            alerting.push(replace(services, queue=Dying()), corner.chat.id)
        assert sent(corner) == []
        corner.later(seconds=30)
        corner.later(seconds=30)

        assert sent(corner) == [MILK]

    def test_death_while_sending_sends_once_more_and_makes_no_other_digest(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        corner.book(corner.milk, 3)
        corner.work()
        corner.clock.advance(11)
        channel.outcomes = [Killed()]
        with pytest.raises(Killed):
            corner.work()

        corner.later(seconds=60)

        assert sent(corner) == [MILK]
        assert len(digests(corner)) == 1


class TestProvider:
    def test_that_is_down_gets_it_when_it_is_up_again(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        channel.outcomes = [DeliveryError("network", permanent=False)] * 5
        corner.book(corner.milk, 3)

        for _ in range(12):
            corner.later(minutes=1)

        assert sent(corner) == [MILK]

    def test_that_is_down_for_a_day_gets_what_is_true_then(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        down = DeliveryError("network", permanent=False)
        channel.outcomes = [down] * MAX_ATTEMPTS
        corner.book(corner.milk, 4)
        corner.book(corner.bread, 4)
        corner.later(seconds=11)
        for _ in range(MAX_ATTEMPTS):
            corner.later(minutes=6)
        corner.book(corner.milk, 3)
        corner.book(corner.bread, 20, MovementKind.DELIVERY)

        corner.later(minutes=30)
        corner.later(minutes=1)

        assert sent(corner) == [MILK]

    def test_that_refuses_for_good_is_left_alone(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        channel.outcomes = [DeliveryError("blocked", permanent=True)]
        corner.book(corner.milk, 3)

        for _ in range(5):
            corner.later(hours=6)

        assert len(channel.deliveries) == 1

    def test_that_reports_a_failure_later_gets_it_again_three_times_at_most(
        self, corner: Corner, channel: ScriptedChannel, services: Services
    ) -> None:
        corner.book(corner.milk, 3)
        for _ in range(6):
            corner.later(minutes=50)
            with services.db.transaction() as session:
                session.execute(
                    update(OutboxMessage).values(status="failed", error="failed 63024")
                )

        assert len(channel.deliveries) == 3

    def test_news_of_a_week_ago_are_not_told(
        self, corner: Corner, services: Services
    ) -> None:
        corner.change(Chat, stopped_at=corner.clock())
        corner.book(corner.milk, 3)
        corner.later(minutes=1)
        with services.db.transaction() as session:
            old = corner.clock() - timedelta(days=7)
            session.execute(update(AlertNotice).values(created_at=old))
            alerts_start = session.get_one(Chat, corner.chat.id)
            alerts_start.stopped_at = None

        corner.later(days=1)

        assert sent(corner) == []


class TestHeldBack:
    def test_quiet_hours_end_with_one_digest(self, corner: Corner) -> None:
        corner.change(Shop, quiet_from=time(22), quiet_to=time(7))
        corner.clock.now = datetime(2026, 3, 2, 21, 30, tzinfo=UTC)  # 22:30 in Lagos
        corner.book(corner.milk, 3)
        corner.later(hours=2)
        corner.book(corner.bread, 2)
        corner.later(hours=6)
        assert sent(corner) == []

        corner.clock.now = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
        corner.work()

        assert len(digests(corner)) == 1
        assert len(sent(corner)) == 3

    def test_digest_that_could_not_go_out_before_the_night_waits_for_the_morning(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        corner.change(Shop, quiet_from=time(22), quiet_to=time(7))
        corner.clock.now = datetime(2026, 3, 2, 20, 59, 40, tzinfo=UTC)
        channel.outcomes = [DeliveryError("network", permanent=False)]
        corner.book(corner.milk, 3)
        corner.later(seconds=11)
        assert len(channel.deliveries) == 1

        corner.later(minutes=30)
        assert sent(corner) == []
        corner.clock.now = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
        corner.later(minutes=1)

        assert sent(corner) == [MILK]

    def test_stop_and_alerts_go_along_when_a_group_gets_another_id(
        self, services: Services, corner: Corner
    ) -> None:
        stopped_at = corner.clock()
        corner.change(Chat, stopped_at=stopped_at, newcomer_role="viewer")
        corner.book(corner.milk, 3)
        with services.db.transaction() as session:
            pauses.pause(session, corner.chat.id, corner.bread.id, corner.clock())
            chat = session.get_one(Chat, corner.chat.id)
            new_id = shops.follow_chat(session, chat, "-1002")
        with services.db.transaction() as session:
            shops.follow_chat(session, session.get_one(Chat, corner.chat.id), "-1002")

        for _ in range(3):
            corner.later(seconds=11)

        assert digests(corner) == []
        with services.db.transaction() as session:
            new = session.get_one(Chat, new_id)
            assert (new.stopped_at, new.newcomer_role) == (stopped_at, "viewer")
            rules = alerts.rules_of_chat(session, corner.shop.id, new_id)
            assert len(rules) == 2
            held = session.scalars(select(AlertNotice)).one()
            assert (held.chat_id, held.hold) == (new_id, "stopped")

    def test_snoozed_product_waits_and_the_others_do_not(
        self, corner: Corner, services: Services
    ) -> None:
        until = corner.clock() + timedelta(hours=2)
        with services.db.transaction() as session:
            pauses.pause(session, corner.chat.id, corner.bread.id, until)
        corner.book(corner.milk, 3)
        corner.book(corner.bread, 4)

        corner.later(seconds=11)
        assert sent(corner) == [MILK]
        corner.later(hours=2)
        assert sent(corner)[1:] == ["Running low: Bread: 4 left (alert under 5)"]

    def test_after_stop_nothing_is_pushed_until_start(self, corner: Corner) -> None:
        corner.change(Chat, stopped_at=corner.clock())
        corner.book(corner.milk, 3)
        corner.later(hours=1)
        assert sent(corner) == []

        corner.change(Chat, stopped_at=None)
        corner.writes()
        corner.work()

        assert sent(corner) == [MILK]

    def test_stop_overtakes_a_digest_that_waits_in_the_outbox(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        channel.outcomes = [DeliveryError("network", permanent=False)]
        corner.book(corner.milk, 3)
        corner.later(seconds=11)

        corner.change(Chat, stopped_at=corner.clock())
        corner.later(hours=2)
        assert sent(corner) == []

        corner.change(Chat, stopped_at=None)
        corner.writes()
        corner.work()
        assert sent(corner) == [MILK]

    def test_digest_that_may_be_out_is_not_told_again_after_stop_and_start(
        self, corner: Corner, channel: ScriptedChannel
    ) -> None:
        channel.outcomes = [DeliveryError("network", permanent=False, uncertain=True)]
        corner.book(corner.milk, 3)
        corner.later(seconds=11)

        corner.change(Chat, stopped_at=corner.clock())
        corner.later(hours=1)
        corner.change(Chat, stopped_at=None)
        corner.writes()
        corner.later(hours=1)

        assert sent(corner) == []

    def test_person_who_told_the_provider_to_stop_is_taken_at_their_word(
        self, corner: Corner, channel: ScriptedChannel, services: Services
    ) -> None:
        channel.outcomes = [DeliveryError("opted_out", permanent=True)]
        corner.book(corner.milk, 3)
        corner.later(seconds=11)

        with services.db.transaction() as session:
            assert session.get_one(Chat, corner.chat.id).stopped_at == corner.clock()
        corner.book(corner.bread, 3)
        corner.later(hours=24)
        assert len(channel.deliveries) == 1


class TestWhatsApp:
    def test_inside_the_window_it_is_free_text(self, whatsapp: Corner) -> None:
        whatsapp.book(whatsapp.milk, 3)

        whatsapp.later(seconds=11)

        assert sent(whatsapp) == [MILK]
        assert digests(whatsapp)[0].choices == ()

    def test_in_the_window_a_quarter_of_an_hour_is_bundled(
        self, whatsapp: Corner
    ) -> None:
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(seconds=11)
        whatsapp.book(whatsapp.bread, 3)

        whatsapp.later(minutes=14)
        assert len(digests(whatsapp)) == 1
        whatsapp.later(minutes=2)
        assert len(digests(whatsapp)) == 2

    def test_outside_the_window_what_is_low_costs_one_template_a_day(
        self, whatsapp: Corner
    ) -> None:
        whatsapp.clock.advance(25 * 3600)
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(seconds=11)
        assert len(digests(whatsapp)) == 1
        assert digests(whatsapp)[0].template == "alert"

        whatsapp.book(whatsapp.bread, 3)
        whatsapp.later(hours=23)
        assert len(digests(whatsapp)) == 1
        whatsapp.later(hours=2)
        assert len(digests(whatsapp)) == 2

    def test_what_is_sold_out_does_not_wait_that_long(self, whatsapp: Corner) -> None:
        whatsapp.clock.advance(25 * 3600)
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(seconds=11)
        whatsapp.book(whatsapp.bread, 0)

        whatsapp.later(hours=2)
        assert len(digests(whatsapp)) == 1
        whatsapp.later(hours=1, minutes=1)
        assert len(digests(whatsapp)) == 2

    def test_outside_the_window_what_is_not_urgent_waits_for_the_day(
        self, whatsapp: Corner
    ) -> None:
        whatsapp.clock.now = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)  # 3:00 in Lagos
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(hours=4)
        assert sent(whatsapp) == []

        whatsapp.clock.now = datetime(2026, 3, 4, 7, 0, tzinfo=UTC)
        whatsapp.work()

        assert sent(whatsapp) == [MILK]

    def test_without_a_template_it_waits_for_the_person_to_write(
        self, make_services: Callable[..., Services], clock: Clock
    ) -> None:
        channel = ScriptedChannel(name="whatsapp")
        corner = Corner(
            make_services(channels={"whatsapp": channel}), "whatsapp", clock
        )
        clock.advance(25 * 3600)
        corner.book(corner.milk, 3)
        corner.later(hours=30)
        assert channel.deliveries == []

        corner.writes()
        corner.work()

        assert sent(corner) == [MILK]

    def test_messages_are_counted_by_month_and_price_class(
        self, whatsapp: Corner
    ) -> None:
        channel = whatsapp.services.channels["whatsapp"]
        assert isinstance(channel, ScriptedChannel)
        whatsapp.book(whatsapp.milk, 3)
        whatsapp.later(seconds=11)
        channel.billed_as = "utility_template"
        whatsapp.clock.advance(25 * 3600)
        whatsapp.book(whatsapp.bread, 3)
        whatsapp.later(seconds=11)

        with whatsapp.services.db.transaction() as session:
            counted = message_counts.of_month(
                session, whatsapp.shop.id, "whatsapp", "2026-03"
            )
        assert counted == {"free_form": 1, "utility_template": 1}


class TestAddresses:
    def test_shop_s_address_gets_the_digest_too_with_the_shop_s_name(
        self, services: Services, corner: Corner, channel: ScriptedChannel
    ) -> None:
        with services.db.transaction() as session:
            addresses.add(session, corner.owner, "ntfy://topic", "ntfy")
        corner.book(corner.milk, 3)

        corner.later(seconds=11)

        assert sorted(channel.sent) == sorted([MILK, "Corner", MILK])

    def test_address_of_somebody_who_left_gets_nothing(
        self, services: Services, corner: Corner, channel: ScriptedChannel
    ) -> None:
        with services.db.transaction() as session:
            gone = make_member(session, corner.shop, role="manager")
            addresses.add(session, gone, "ntfy://topic", "ntfy")
            gone.removed_at = corner.clock()
        corner.book(corner.milk, 3)

        corner.later(seconds=11)

        assert channel.sent == [MILK]

    def test_address_that_is_down_holds_nobody_else_up(
        self, make_services: Callable[..., Services], clock: Clock
    ) -> None:
        down = ScriptedChannel(name="apprise")
        down.outcomes = [DeliveryError("server_error", permanent=False)] * 3
        telegram = ScriptedChannel(name="telegram")
        services = make_services(channels={"telegram": telegram, "apprise": down})
        corner = Corner(services, "telegram", clock)
        with services.db.transaction() as session:
            addresses.add(session, corner.owner, "ntfy://topic", "ntfy")
        corner.book(corner.milk, 3)

        corner.later(seconds=11)
        assert (telegram.sent, down.sent) == ([MILK], [])
        for _ in range(5):
            corner.later(minutes=1)

        assert (telegram.sent, down.sent) == ([MILK], ["Corner", MILK])

    def test_installation_s_addresses_get_every_shop_s_alerts(
        self, services: Services, corner: Corner, channel: ScriptedChannel
    ) -> None:
        with services.db.transaction() as session:
            addresses.configure(session, {"setting:1": "ntfy://all"})
        corner.book(corner.milk, 3)
        corner.later(seconds=11)
        assert "Corner" in channel.sent

        with services.db.transaction() as session:
            addresses.configure(session, {})
            left = select(Chat).where(Chat.channel == "apprise")
            assert session.scalars(left).all() == []
