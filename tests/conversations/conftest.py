"""A stage for conversations, behind any of four doors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache

import httpx
import pytest

from bot.channels.base import Channel
from bot.channels.local import LocalChannel
from bot.channels.telegram import TelegramChannel
from bot.channels.whatsapp import WhatsAppChannel
from bot.links import MediaLinks
from bot.services import Services
from bot.sources import Sources
from tests.conftest import Clock
from tests.conversations.doors import Door, LocalDoor, TelegramDoor, WhatsAppDoor
from tests.conversations.stage import Stage
from tests.fakes import telegram, twilio
from tests.fakes.looking import FakeLookingModels
from tests.fakes.server import FakeServer, Site
from tests.fakes.sources import FakeFoodFacts, FakeOpenPrices
from tests.fakes.telegram import FakeTelegram
from tests.fakes.twilio import FakeTwilio
from tests.fakes.vision import ScriptedVision
from webhooks.app import create_app

OpenStage = Callable[..., Stage]


@pytest.fixture(scope="session")
def telegram_server() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake


@pytest.fixture(scope="session")
def twilio_server() -> Iterator[FakeTwilio]:
    with FakeTwilio() as fake:
        yield fake


@pytest.fixture(scope="session")
def food_facts_server() -> Iterator[FakeFoodFacts]:
    with FakeFoodFacts() as fake:
        yield fake


@pytest.fixture(scope="session")
def open_prices_server() -> Iterator[FakeOpenPrices]:
    with FakeOpenPrices() as fake:
        yield fake


@pytest.fixture(scope="session")
def looking_server() -> Iterator[FakeLookingModels]:
    with FakeLookingModels() as fake:
        yield fake


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Our web process, where WhatsApp fetches pictures."""
    with Site() as running:
        yield running


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=httpx.Timeout(5.0, connect=2.0)) as client:
        yield client


@pytest.fixture
def stage(open_stage: OpenStage) -> Stage:
    """The web chat of a shop that does not exist yet, the same for everybody."""
    return open_stage("web", in_group=True)


@pytest.fixture
def open_stage(
    make_services: Callable[..., Services],
    clock: Clock,
    site: Site,
    http: httpx.Client,
    telegram_server: FakeTelegram,
    twilio_server: FakeTwilio,
    food_facts_server: FakeFoodFacts,
    open_prices_server: FakeOpenPrices,
    looking_server: FakeLookingModels,
) -> Iterator[OpenStage]:
    """`open_stage("telegram", country="KE")`: a shop that does not exist yet."""
    outside = (food_facts_server, open_prices_server)
    for source in outside:
        source.reset()
        source.now = lambda: clock().timestamp()
    looking_server.reset()
    fakes: tuple[FakeServer, ...] = (
        telegram_server,
        twilio_server,
        looking_server,
        *outside,
    )
    vision = ScriptedVision()
    services = make_services(
        {
            "SECRET_KEY": "k" * 32,
            "PUBLIC_BASE_URL": site.url,
            "TELEGRAM_BOT_TOKEN": telegram.TOKEN,
            "TELEGRAM_API_BASE_URL": telegram_server.url,
            "TWILIO_ACCOUNT_SID": twilio.ACCOUNT,
            "TWILIO_AUTH_TOKEN": twilio.TOKEN,
            "TWILIO_WHATSAPP_FROM": twilio.SENDER,
            "TWILIO_API_BASE_URL": twilio_server.url,
            "OPENFOODFACTS_BASE_URL": food_facts_server.url,
            "OPEN_PRICES_BASE_URL": open_prices_server.url,
            "SOURCE_CONTACT": "ada@example.org",
        },
        vision=vision,
    )
    services = replace(
        services,
        channels=_channels(services, http),
        sources=Sources.from_settings(services.settings, http),
    )
    twilio_server.clock = clock
    app = cache(lambda: create_app(services))  # few conversations need one
    site.app = lambda environ, start: app()(environ, start)

    def open_it(channel: str, *, in_group: bool = False, country: str = "NG") -> Stage:
        door: Door = LocalDoor(services, channel)
        if channel == "telegram":
            door = TelegramDoor(services, telegram_server, in_group)
        elif channel == "whatsapp":
            door = WhatsAppDoor(services, twilio_server, country)
        elif in_group:
            door = LocalDoor(services, channel, chat=door.ref("everybody"))
        stage = Stage(services, vision, clock.advance, door, {}, *outside)
        stage.looking = looking_server
        return stage

    yield open_it
    broken = [rule for fake in fakes for rule in fake.violations]
    for fake in fakes:
        fake.violations.clear()
    assert broken == []


def _channels(services: Services, http: httpx.Client) -> dict[str, Channel]:
    """All that the settings name, as `atlasvision serve` would open them."""
    settings, blobs = services.settings, services.blobs
    links = MediaLinks(settings.public_base_url, settings.signing_key())
    return {
        "web": LocalChannel("web", blobs),
        "console": LocalChannel("console", blobs),
        "telegram": TelegramChannel(
            http, settings.telegram_api_base_url, telegram.TOKEN, blobs
        ),
        "whatsapp": WhatsAppChannel.from_settings(
            settings, http, blobs, links, services.clock
        ),
    }
