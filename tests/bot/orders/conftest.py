"""A shop that gets its Coke from NBC, with WhatsApp and mail of fakes beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from sqlalchemy import select

from bot.channels.base import Delivery
from bot.channels.local import LocalChannel
from bot.channels.suppliers import SupplierChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.delivery import deliver
from bot.links import MediaLinks
from bot.questions import press
from bot.schedule import sweep
from bot.services import Services
from bot.understand import intents as want
from bot.understand.intents import Item, Named
from storage import sendings
from storage.blobs import LocalBlobs
from storage.models import OrderSending, OutboxMessage
from storage.models.shops import Role
from tests.bot.dialogue.conftest import Counter, open_counter
from tests.conftest import Clock
from tests.fakes.channel import Killed
from tests.fakes.mail import MailServer
from tests.fakes.queue import RecordingQueue
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio

NUMBER = "+2348031234567"
ADDRESS = "orders@nbc.example"
TEMPLATE = "HX" + "3" * 32
COKE = Named("coke")
DIES_AFTER_SENDING = "the process ends before it can note that the order is out"


class DyingChannel(SupplierChannel):
    """Its process ends right after the provider has taken a part."""

    is_dying = False

    def send(self, delivery: Delivery) -> Iterator[str]:
        for sent in super().send(delivery):
            if self.is_dying:
                raise Killed(DIES_AFTER_SENDING)
            yield sent


@pytest.fixture
def twilio(clock: Clock) -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=clock) as fake:
        fake.templates[TEMPLATE] = "A shop orders: {{1}}. Please confirm."
        yield fake
    assert fake.violations == []


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=httpx.Timeout(2.0, connect=1.0)) as client:
        yield client


@pytest.fixture
def connected(
    make_services: Callable[..., Services],
    twilio: FakeTwilio,
    mail: MailServer,
    http: httpx.Client,
    blobs: LocalBlobs,
    clock: Clock,
) -> Services:
    """WhatsApp with a template for orders, and an account for e-mail."""
    account = f"mailto://127.0.0.1:{mail.port}?from=shop@corner.example&mode=insecure"
    services = make_services(
        {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": SENDER,
            "TWILIO_API_BASE_URL": twilio.url,
            "TWILIO_CONTENT_SIDS": json.dumps({"order": {"en": TEMPLATE}}),
            "ALERT_MAIL_URL": account,
        }
    )
    whatsapp = WhatsAppChannel.from_settings(
        services.settings, http, blobs, MediaLinks("", "key"), clock
    )

    def find(sending_id: str) -> sendings.Destination | None:
        with services.db.transaction() as session:
            return sendings.destination_of(session, sending_id)

    channels = {
        "web": LocalChannel("web", blobs),
        "whatsapp": whatsapp,
        "supplier": DyingChannel(find, whatsapp, account),
    }
    return replace(services, channels=channels)


@pytest.fixture
def counter(connected: Services, clock: Clock) -> Counter:
    """A shop that gets its Coke from NBC."""
    opened = open_counter(connected, clock)
    opened.stock("Coke", 1, pack_size=12, supplier="NBC", cost=Decimal(300))
    return opened


def channel_of(counter: Counter) -> DyingChannel:
    channel = counter.services.channels["supplier"]
    assert isinstance(channel, DyingChannel)
    return channel


def approve(counter: Counter) -> str:
    counter.wish(want.DraftOrder((Item(COKE, 24),)))
    return counter.press("Yes")


def work(counter: Counter) -> None:
    """Run the jobs that wait, and look for trouble, as workers do."""
    queue = counter.services.queue
    assert isinstance(queue, RecordingQueue)
    for _ in range(3):
        sweep(counter.services)
        waiting, queue.deliveries[:] = set(queue.deliveries), []
        for outbox_id in waiting:
            deliver(counter.services, outbox_id)
        counter.later(seconds=5)


def told(counter: Counter) -> list[str]:
    """What the owner was told beside the answers."""
    with counter.services.db.transaction() as session:
        rows = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.chat_id == counter.chat_id)
            .order_by(OutboxMessage.seq)
        )
        return [row.reply["text"] for row in rows]


def status(counter: Counter) -> list[str]:
    with counter.services.db.transaction() as session:
        query = select(OrderSending.status).order_by(OrderSending.attempt)
        return list(session.scalars(query))


def press_news(counter: Counter, label: str, by: Role = Role.OWNER) -> str:
    """Press a button under the last news."""
    with counter.services.db.transaction() as session:
        row = session.scalars(
            select(OutboxMessage)
            .where(OutboxMessage.chat_id == counter.chat_id)
            .order_by(OutboxMessage.seq.desc())
        ).first()
        assert row is not None
        value = next(c["value"] for c in row.reply["choices"] if c["label"] == label)
    return counter._turn(by, lambda talk: press(talk, value))
