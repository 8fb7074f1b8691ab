"""One Telegram update into the inbox. Called by webhook and polling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import inbound
from bot.channels import telegram_inbound
from bot.services import Services


def accept_update(services: Services, update: Mapping[str, Any]) -> None:
    """Record the person's message in the update, if there is one; repeatable.

    Raises sqlalchemy.exc.OperationalError when the database is down.
    """
    moved = telegram_inbound.moved(update)
    if moved is not None:
        inbound.follow_chat(services, telegram_inbound.CHANNEL, *moved)
    message = telegram_inbound.parse(update, services.clock())
    if message is not None:
        inbound.accept(services, message)
