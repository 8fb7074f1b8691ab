"""`atlasvision telegram-register`: tell Telegram the webhook and the bot's commands."""

from __future__ import annotations

import sys

import click
import httpx

from bot.channels.telegram_api import TelegramApi, TelegramError
from bot.channels.telegram_setup import set_commands, set_webhook
from bot.replies.menu import menus
from bot.settings import Settings

NEEDED = ("telegram_bot_token", "telegram_webhook_secret", "public_base_url")


@click.command()
@click.pass_obj
def telegram_register(settings: Settings) -> None:
    """Register PUBLIC_BASE_URL as the webhook; may be repeated at any time."""
    missing = [name.upper() for name in NEEDED if not _value(settings, name)]
    if missing:
        click.echo(f"Set {', '.join(missing)} first (see the README).", err=True)
        sys.exit(2)
    # The first secret is the new one while two are accepted.
    secret = _value(settings, "telegram_webhook_secret").split(",")[0].strip()
    with httpx.Client(timeout=15.0) as http:
        api = TelegramApi(
            http, settings.telegram_api_base_url, _value(settings, "telegram_bot_token")
        )
        try:
            set_webhook(api, settings.public_base_url, secret)
            set_commands(api, menus())
        except TelegramError as error:
            click.echo(f"Telegram refused: {error.description}", err=True)
            sys.exit(1)
    click.echo(f"Telegram now delivers to {settings.public_base_url}")


def _value(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return value if isinstance(value, str) else str(value.get_secret_value())
