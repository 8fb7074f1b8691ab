"""`atlasvision telegram-poll`: Telegram for machines without a public address."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import click
import httpx
import structlog
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError

from bot.channels.telegram_api import TelegramApi, TelegramError
from bot.channels.telegram_inbound import UPDATE_KINDS
from bot.channels.telegram_setup import remove_webhook
from bot.channels.telegram_updates import accept_update
from bot.services import Services
from bot.settings import Settings
from commands.compose import open_services
from commands.failures import plain_failures
from commands.logs import configure_logging
from commands.processes import stop_on_signals

log = structlog.get_logger(__name__)

LONG_POLL_S = 8
"""How long Telegram holds an empty answer back; also the longest wait for a stop."""
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
WRONG_TOKEN = (401, 404)
CONFLICT = 409
DATABASE_DOWN = (OperationalError, InterfaceError, TimeoutError)


class WrongToken(Exception):
    """Telegram knows no bot with this token; trying again cannot help."""


@click.command()
@click.pass_obj
@plain_failures()
def telegram_poll(settings: Settings) -> None:
    """Fetch Telegram messages, without a webhook (which is removed first).

    Answers come from the workers: run `atlasvision worker` beside it.
    """
    if not settings.telegram_bot_token.get_secret_value():
        click.echo("TELEGRAM_BOT_TOKEN is not set: get one from @BotFather.", err=True)
        sys.exit(2)
    configure_logging(settings, "telegram-poll")
    stop = stop_on_signals()
    try:
        with open_services(settings, threads=1) as services:
            poll(services, stop)
    except WrongToken:
        click.echo("Telegram does not know TELEGRAM_BOT_TOKEN.", err=True)
        sys.exit(2)


def poll(services: Services, stop: threading.Event) -> None:
    """Put updates into the inbox until `stop` is set; outlives network and database.

    Telegram is told that it may forget an update (by the next offset) only after the
    inbox has committed it. Raises WrongToken.
    """
    settings = services.settings
    token = settings.telegram_bot_token.get_secret_value()
    with httpx.Client() as http:
        api = TelegramApi(http, settings.telegram_api_base_url, token)
        pauses = _Pauses(stop)
        if pauses.insist(lambda: remove_webhook(api)):
            log.info("telegram_polling")
            inlet = _Inlet(services, api)
            while not stop.is_set():
                pauses.insist(inlet.take)


class _Inlet:
    """Takes updates in; remembers which one comes next."""

    def __init__(self, services: Services, api: TelegramApi) -> None:
        self._services = services
        self._api = api
        self._offset: int | None = None

    def take(self) -> None:
        fields = {
            "offset": self._offset,
            "timeout": LONG_POLL_S,
            "allowed_updates": UPDATE_KINDS,
        }
        updates = self._api.call("getUpdates", fields, timeout_s=LONG_POLL_S + 10.0)
        for update in updates:
            accept_update(self._services, update)
            self._offset = int(update["update_id"]) + 1


class _Pauses:
    """Growing pauses between tries, back to none after a success."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._pause_s = FIRST_PAUSE_S

    def insist(self, step: Callable[[], None]) -> bool:
        """Try a step until it succeeds; False when told to stop first."""
        while not self._stop.is_set():
            try:
                step()
            except TelegramError as error:
                self._stop.wait(self._after(error))
            except DATABASE_DOWN as error:
                log.warning("database_down", error=type(error).__name__)
                self._stop.wait(self._longer())
            else:
                self._pause_s = FIRST_PAUSE_S
                return True
        return False

    def _after(self, error: TelegramError) -> float:
        if error.code in WRONG_TOKEN:
            raise WrongToken from error
        hint = None
        if error.code == CONFLICT:
            hint = "another program polls for this bot, or has set its webhook"
        log.warning("telegram_poll_failed", error=error.description, hint=hint)
        return error.retry_after_s or self._longer()

    def _longer(self) -> float:
        pause_s = self._pause_s
        self._pause_s = min(pause_s * 2, LONGEST_PAUSE_S)
        return pause_s
