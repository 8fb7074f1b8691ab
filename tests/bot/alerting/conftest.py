"""A shop at a corner that is told of its alerts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import alerting
from bot.delivery import deliver
from bot.messages import Reply
from bot.schedule import sweep
from bot.services import Services
from storage import (
    conversations,
    stock,
)
from storage.models import (
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
from tests.factories import make_chat, make_member, make_product, make_rule, make_shop
from tests.fakes.channel import ScriptedChannel

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
        product_id = product.id if product else None
        rule = (self.owner, self.chat.id, under, kind)
        make_rule(session, *rule, product_id=product_id)

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
