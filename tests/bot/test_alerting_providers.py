"""Alerts over the real channels, against servers that keep the providers' rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import httpx
import pytest
from sqlalchemy import select

from bot import alerting
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.delivery import deliver
from bot.links import MediaLinks
from bot.schedule import sweep
from bot.services import Services
from storage import conversations, deliveries, message_counts, stock
from storage.blobs import LocalBlobs
from storage.models import Chat, OutboxMessage, Product, Shop
from storage.models.stock import MovementKind
from storage.stock import Movement
from tests.conftest import Clock
from tests.factories import make_chat, make_member, make_product, make_rule, make_shop
from tests.fakes import telegram as telegram_fake
from tests.fakes.queue import RecordingQueue
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio

NUMBER = "+2348000000001"
TEMPLATE = "HX" + "1" * 32
NEWS = "Running low: Milk: 3 left (alert under 5)"


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=httpx.Timeout(2.0, connect=1.0)) as client:
        yield client


@pytest.fixture
def twilio(clock: Clock) -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=clock) as fake:
        fake.templates[TEMPLATE] = "News from your shop: {{1}}. Answer to see more."
        yield fake
    assert fake.violations == []


@pytest.fixture
def whatsapp(
    make_services: Callable[..., Services],
    twilio: FakeTwilio,
    http: httpx.Client,
    blobs: LocalBlobs,
    clock: Clock,
) -> Services:
    services = make_services(
        {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": SENDER,
            "TWILIO_API_BASE_URL": twilio.url,
            "TWILIO_CONTENT_SIDS": json.dumps({"alert": {"en": TEMPLATE}}),
        }
    )
    channel = WhatsAppChannel.from_settings(
        services.settings, http, blobs, MediaLinks("", "key"), clock
    )
    return make_services(
        {"TWILIO_CONTENT_SIDS": json.dumps({"alert": {"en": TEMPLATE}})},
        channels={"whatsapp": channel},
    )


@pytest.fixture
def milk(whatsapp: Services, twilio: FakeTwilio, clock: Clock) -> Product:
    """Watched by somebody who has written in WhatsApp just now."""
    twilio.inbound(NUMBER, "alert milk 5")
    return watched(whatsapp, "whatsapp", NUMBER, clock)


def watched(services: Services, channel: str, chat_id: str, clock: Clock) -> Product:
    with services.db.transaction() as session:
        shop = make_shop(session, name="Corner")
        chat = make_chat(
            session,
            shop,
            channel=channel,
            external_id=chat_id,
            last_inbound_at=clock(),
        )
        member = make_member(session, shop, channel=channel, external_id=chat_id)
        conversations.load(session, chat.id, chat_id)
        product = make_product(session, shop, name="Milk", quantity=9)
        make_rule(session, member, chat.id, product_id=product.id)
    return product


def book(
    services: Services,
    product: Product,
    to: int,
    kind: MovementKind = MovementKind.SALE,
) -> None:
    with services.db.transaction() as session:
        stock.book(session, product.shop_id, [Movement(product.id, kind, to=to)])


def work(services: Services) -> None:
    queue = services.queue
    assert isinstance(queue, RecordingQueue)
    sweep(services)
    while queue.alerts:
        alerting.push(services, queue.alerts.pop(0))
    for outbox_id in set(queue.deliveries):
        deliver(services, outbox_id)
    queue.deliveries.clear()


def later(services: Services, clock: Clock, seconds: float) -> None:
    work(services)
    clock.advance(seconds)
    work(services)
    work(services)


def bodies(twilio: FakeTwilio) -> list[str]:
    twilio.settle()
    return [sent.body for sent in twilio.visible(NUMBER)]


def test_inside_the_window_the_news_are_free_text(
    whatsapp: Services, milk: Product, twilio: FakeTwilio, clock: Clock
) -> None:
    book(whatsapp, milk, 3)

    later(whatsapp, clock, 11)

    assert bodies(twilio) == [NEWS]
    assert "ContentSid" not in twilio.requests[0]


def test_outside_the_window_only_the_approved_template_is_sent(
    whatsapp: Services, milk: Product, twilio: FakeTwilio, clock: Clock
) -> None:
    clock.advance(25 * 3600)
    book(whatsapp, milk, 3)

    later(whatsapp, clock, 11)

    assert bodies(twilio) == [
        "News from your shop: Milk: 3 left (alert under 5). Answer to see more."
    ]
    [request] = twilio.requests
    assert set(request) == {"To", "From", "ContentSid", "ContentVariables"}
    with whatsapp.db.transaction() as session:
        counted = message_counts.of_month(session, milk.shop_id, "whatsapp", "2026-03")
    assert counted == {"utility_template": 1}


def test_news_that_the_window_closed_upon_are_sent_again_by_template(
    whatsapp: Services, milk: Product, twilio: FakeTwilio, clock: Clock
) -> None:
    twilio.last_inbound.clear()  # Twilio's day is over, ours not yet
    book(whatsapp, milk, 3)
    later(whatsapp, clock, 11)
    assert bodies(twilio) == []
    [failed] = twilio.messages
    assert failed.error_code == 63016
    with whatsapp.db.transaction() as session:
        deliveries.record_status(session, failed.sid, "failed", "63016", clock())
    with whatsapp.db.transaction() as session:
        deliveries.fail_reported(session, [failed.sid])

    clock.advance(24 * 3600)
    later(whatsapp, clock, 700)

    assert len(bodies(twilio)) == 1
    assert twilio.messages[-1].template == TEMPLATE


def test_line_that_is_cut_neither_repeats_nor_loses_the_news(
    whatsapp: Services, milk: Product, twilio: FakeTwilio, clock: Clock
) -> None:
    twilio.drop_connection("create")
    book(whatsapp, milk, 3)

    for _ in range(5):
        later(whatsapp, clock, 60)

    assert bodies(twilio) == [NEWS]


def test_provider_that_is_down_for_hours_gets_the_news_in_the_end(
    whatsapp: Services, milk: Product, twilio: FakeTwilio, clock: Clock
) -> None:
    twilio.refuse(20500, status=503, times=45)
    book(whatsapp, milk, 3)

    for _ in range(60):
        later(whatsapp, clock, 620)

    assert bodies(twilio) == [NEWS]


def test_person_who_opted_out_at_twilio_is_left_alone_until_they_start_again(
    whatsapp: Services, milk: Product, twilio: FakeTwilio, clock: Clock
) -> None:
    twilio.refuse(21610)
    book(whatsapp, milk, 3)
    later(whatsapp, clock, 11)
    with whatsapp.db.transaction() as session:
        assert session.scalars(select(Chat.stopped_at)).one() is not None

    later(whatsapp, clock, 3600)
    assert twilio.requests == []

    with whatsapp.db.transaction() as session:
        chat = session.scalars(select(Chat)).one()
        chat.stopped_at, chat.last_inbound_at = None, clock()
    twilio.inbound(NUMBER, "start")
    later(whatsapp, clock, 900)

    assert bodies(twilio) == [NEWS]


def test_language_of_the_template_is_that_of_the_shop(
    whatsapp: Services, milk: Product, twilio: FakeTwilio, clock: Clock
) -> None:
    with whatsapp.db.transaction() as session:
        session.get_one(Shop, milk.shop_id).locale = "fr_SN"
    clock.advance(25 * 3600)
    book(whatsapp, milk, 0)

    later(whatsapp, clock, 11)

    with whatsapp.db.transaction() as session:
        reply = session.scalars(select(OutboxMessage.reply)).one()
    assert reply["language"] == "fr"
    assert len(bodies(twilio)) == 1  # in English, as there is no French template


def test_telegram_shows_the_news_with_buttons(
    make_services: Callable[..., Services],
    http: httpx.Client,
    blobs: LocalBlobs,
    clock: Clock,
) -> None:
    with FakeTelegram() as telegram:
        telegram.open_chat(77)
        channel = TelegramChannel(http, telegram.url, telegram_fake.TOKEN, blobs)
        services = make_services(channels={"telegram": channel})
        milk = watched(services, "telegram", "77", clock)
        book(services, milk, 3)

        later(services, clock, 11)

        [message] = telegram.answers(77)
        assert telegram.violations == []
    assert message.text == NEWS
    assert [text for row in message.buttons for text, _ in row] == [
        "Why?",
        "Not before tomorrow",
    ]
