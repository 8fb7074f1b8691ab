"""Tell Telegram where updates go and which commands the bot shows."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.telegram_api import TelegramApi
from bot.channels.telegram_inbound import UPDATE_KINDS

WEBHOOK_PATH = "/webhooks/telegram"


def set_webhook(api: TelegramApi, public_base_url: str, secret: str) -> None:
    """Have updates delivered to this address with this secret header; repeatable.

    Raises TelegramError.
    """
    api.call(
        "setWebhook",
        {
            "url": f"{public_base_url.rstrip('/')}{WEBHOOK_PATH}",
            "secret_token": secret,
            "allowed_updates": UPDATE_KINDS,
        },
    )


def remove_webhook(api: TelegramApi) -> None:
    """Have updates kept for polling; those that wait stay. Raises TelegramError."""
    api.call("deleteWebhook", {"drop_pending_updates": False})


def set_commands(api: TelegramApi, menus: Mapping[str, Mapping[str, str]]) -> None:
    """Show the commands of each language, English to all others; repeatable.

    `menus`: language to command to what it does. Raises TelegramError.
    """
    everybody: tuple[str | None, Mapping[str, str]] = (None, menus["en"])
    for language, menu in (everybody, *menus.items()):
        listed = [
            {"command": command, "description": description}
            for command, description in menu.items()
        ]
        api.call("setMyCommands", {"commands": listed, "language_code": language})
