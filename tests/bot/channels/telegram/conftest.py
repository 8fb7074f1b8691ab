"""A chat in Telegram that is open for answers."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.base import Delivery
from bot.channels.telegram import TelegramChannel
from bot.messages import ChatRef, Reply
from tests.fakes.telegram import FakeTelegram

CHAT = ChatRef("telegram", "70011")


@pytest.fixture(autouse=True)
def _open_chat(telegram: FakeTelegram) -> None:
    telegram.open_chat(CHAT.id)


def reply(text: str = "Coke: 14", **fields: Any) -> Reply:
    return Reply(CHAT, text, **fields)


def send(channel: TelegramChannel, sent: Reply, **fields: Any) -> list[str]:
    return list(channel.send(Delivery(sent, **fields)))
