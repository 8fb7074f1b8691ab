"""Providers and the web process over real HTTP: redelivery, pictures, late reports."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image
from sqlalchemy import select

from bot.channels.base import Delivery
from bot.channels.whatsapp import WhatsAppChannel
from bot.links import MediaLinks
from bot.messages import ChatRef, Reply
from bot.services import Services
from bot.settings import Settings
from storage import outbox
from storage.db import Database
from storage.models import Chat, OutboxMessage
from tests.conftest import Clock
from tests.fakes.server import Site
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio
from tests.webhooks.received import inbox
from webhooks.app import create_app

NUMBER = "+233200000001"
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"
SECRET = "right-secret"


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake
    assert fake.violations == []


@pytest.fixture
def twilio(clock: Clock) -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=clock) as fake:
        yield fake
    assert fake.violations == []


def with_settings(services: Services, **settings: Any) -> Services:
    values = {**services.settings.model_dump(), **settings}
    return replace(services, settings=Settings.model_validate(values))


def test_update_that_met_a_database_that_was_down_comes_again_and_is_kept_once(
    make_services: Callable[..., Services], telegram: FakeTelegram, database: Database
) -> None:
    services = make_services({"TELEGRAM_WEBHOOK_SECRET": SECRET})
    nowhere = Database(NOWHERE)
    update = telegram.send_text(7, "coke?")

    with Site() as site:
        webhook = f"{site.url}/webhooks/telegram"
        site.app = create_app(replace(services, db=nowhere))
        down = telegram.push(update, webhook, SECRET, tries=1)
        site.app = create_app(services)
        up = telegram.push(update, webhook, SECRET)
        again = telegram.push(update, webhook, SECRET)

    nowhere.dispose()
    assert (down, up, again) == (503, 200, 200)
    assert len(inbox(database)) == 1


def test_whatsapp_photo_comes_in_and_a_picture_goes_out_and_is_reported_delivered(
    make_services: Callable[..., Services],
    twilio: FakeTwilio,
    database: Database,
    clock: Clock,
) -> None:
    services = make_services({"SECRET_KEY": "k" * 32, "TWILIO_AUTH_TOKEN": TOKEN})
    jpeg = BytesIO()
    Image.new("RGB", (40, 30), "red").save(jpeg, "JPEG")
    key = services.blobs.put(jpeg.getvalue(), "image/jpeg")

    with Site() as site:
        services = with_settings(
            services,
            public_base_url=site.url,
            twilio_account_sid=ACCOUNT,
            twilio_whatsapp_from=SENDER,
            twilio_api_base_url=twilio.url,
        )
        site.app = create_app(services)
        form = twilio.inbound(NUMBER, "shelf", ("image/jpeg", jpeg.getvalue()))
        assert twilio.post(f"{site.url}/webhooks/whatsapp", form) == 200
        sent_id = _answer(services, key, clock)
        twilio.settle()

    [received] = inbox(database)
    [sent] = twilio.visible(NUMBER)
    assert received.message["text"] == "shelf"
    assert (sent.sid, sent.seen) == (sent_id, jpeg.getvalue())


def test_message_refused_after_the_window_marks_its_reply_as_failed(
    make_services: Callable[..., Services],
    twilio: FakeTwilio,
    database: Database,
    clock: Clock,
) -> None:
    services = make_services({"SECRET_KEY": "k" * 32, "TWILIO_AUTH_TOKEN": TOKEN})

    with Site() as site:
        services = with_settings(
            services,
            public_base_url=site.url,
            twilio_account_sid=ACCOUNT,
            twilio_whatsapp_from=SENDER,
            twilio_api_base_url=twilio.url,
        )
        site.app = create_app(services)
        form = twilio.inbound(NUMBER, "coke?")
        twilio.post(f"{site.url}/webhooks/whatsapp", form)
        twilio.last_inbound.clear()  # by Twilio's clock the window has closed
        _answer(services, None, clock)
        twilio.settle()

    with database.transaction() as session:
        row = session.scalars(select(OutboxMessage)).one()
        assert (row.status, row.error) == ("failed", "failed 63016")


def _answer(services: Services, image_key: str | None, clock: Clock) -> str:
    """What the delivery job does, in one thread."""
    reply = Reply(ChatRef("whatsapp", NUMBER), "Coke: 14", image_key=image_key)
    settings = services.settings
    links = MediaLinks(settings.public_base_url, settings.signing_key())
    with httpx.Client(timeout=5) as http:
        channel = WhatsAppChannel.from_settings(
            settings, http, services.blobs, links, clock
        )
        [sent_id] = channel.send(Delivery(reply, last_inbound_at=clock()))
    with services.db.transaction() as session:
        chat_id = session.scalars(select(Chat.id)).one()
        outbox_id = outbox.add(
            session, chat_id=chat_id, cause=None, reply=reply.to_json(), now=clock()
        )
        assert outbox_id
        outbox.part_sent(session, outbox_id, sent_id)
        outbox.mark_sent(session, outbox_id, clock())
    return sent_id
