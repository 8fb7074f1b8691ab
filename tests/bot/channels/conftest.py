"""A fake provider per test, which must end without a broken rule."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import httpx
import pytest
from PIL import Image

from bot.channels.telegram import TelegramChannel
from storage.blobs import LocalBlobs
from tests.conftest import Clock
from tests.fakes.telegram import TOKEN, FakeTelegram
from tests.fakes.twilio import FakeTwilio


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=httpx.Timeout(2.0, connect=1.0)) as client:
        yield client


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


@pytest.fixture
def channel(
    telegram: FakeTelegram, http: httpx.Client, blobs: LocalBlobs
) -> TelegramChannel:
    return TelegramChannel(http, telegram.url, TOKEN, blobs)


@pytest.fixture
def jpeg() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (64, 48), "green").save(buffer, "JPEG")
    return buffer.getvalue()
