"""WhatsApp over a server that keeps Twilio's rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from flask import Response

from bot.channels.base import Delivery
from bot.channels.whatsapp import WhatsAppChannel
from bot.links import MediaLinks
from bot.messages import ChatRef, Reply
from bot.settings import load_settings
from storage.blobs import LocalBlobs
from tests.conftest import Clock
from tests.fakes.server import FakeServer
from tests.fakes.twilio import ACCOUNT, SENDER, TOKEN, FakeTwilio

NUMBER = "+233200000001"
CHAT = ChatRef("whatsapp", NUMBER)
TEMPLATE = "HX" + "0" * 32
ODD_NAME = 'Tom & Jerry <b>"50%"</b> _x_ *y* [z] `q` ~ 100%+ #1; a=b'
LINES = "\n".join(f"{number}. Sardines 🐟 <125g>" for number in range(120))

MakeChannel = Callable[..., WhatsAppChannel]


class MediaHost(FakeServer):
    """Our own `/media/<token>`, as Twilio sees it."""

    def __init__(self, blobs: LocalBlobs, links: MediaLinks) -> None:
        self.blobs = blobs
        self.links = links
        super().__init__()

    def add_routes(self) -> None:
        self.app.add_url_rule("/media/<token>", view_func=self._media)

    def _media(self, token: str) -> Response:
        key = self.links.blob_key(token)
        assert key
        content_type = "image/png" if key.endswith(".png") else "image/jpeg"
        return Response(self.blobs.get(key), content_type=content_type)


@pytest.fixture
def media_host(blobs: LocalBlobs) -> Iterator[MediaHost]:
    with MediaHost(blobs, MediaLinks("", "key")) as host:
        yield host


@pytest.fixture
def make_channel(
    twilio: FakeTwilio, http: httpx.Client, blobs: LocalBlobs, clock: Clock
) -> MakeChannel:
    def make(public_base_url: str = "", **settings: str) -> WhatsAppChannel:
        environ = {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_WHATSAPP_FROM": SENDER,
            "TWILIO_API_BASE_URL": twilio.url,
            "PUBLIC_BASE_URL": public_base_url,
            **settings,
        }
        links = MediaLinks(public_base_url, "key")
        return WhatsAppChannel.from_settings(
            load_settings(environ), http, blobs, links, clock
        )

    return make


@pytest.fixture
def channel(make_channel: MakeChannel, twilio: FakeTwilio) -> WhatsAppChannel:
    twilio.inbound(NUMBER, "hi")
    return make_channel()


@pytest.fixture
def send(clock: Clock) -> Callable[..., list[str]]:
    """Send a reply within the 24 hours after the person's last message."""

    def send(channel: WhatsAppChannel, reply: Reply, **fields: Any) -> list[str]:
        fields.setdefault("last_inbound_at", clock() - timedelta(minutes=1))
        return list(channel.send(Delivery(reply, **fields)))

    return send


Send = Callable[..., list[str]]


def reply(text: str = "Coke: 14", **fields: Any) -> Reply:
    return Reply(CHAT, text, **fields)


def bodies(twilio: FakeTwilio) -> list[str]:
    return [sent.body for sent in twilio.visible(NUMBER)]
