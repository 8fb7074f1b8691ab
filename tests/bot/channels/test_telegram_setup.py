"""What Telegram is told about the bot."""

from __future__ import annotations

import httpx
import pytest

from bot.channels.telegram_api import TelegramApi, TelegramError
from bot.channels.telegram_setup import remove_webhook, set_commands, set_webhook
from bot.replies.menu import menus
from tests.fakes.telegram import TOKEN, FakeTelegram

TRANSLATED = ("ar", "es", "fr", "sw")


@pytest.fixture
def api(http: httpx.Client, telegram: FakeTelegram) -> TelegramApi:
    return TelegramApi(http, telegram.url, TOKEN)


def test_webhook_is_set_with_its_secret_and_only_the_updates_we_read(
    api: TelegramApi, telegram: FakeTelegram
) -> None:
    set_webhook(api, "https://shop.example/av/", "secret_1-A")

    assert telegram.webhook == (
        "https://shop.example/av/webhooks/telegram",
        "secret_1-A",
    )
    [call] = telegram.calls
    assert call.parameters["allowed_updates"] == ["message", "callback_query"]


def test_webhook_is_removed_and_waiting_updates_stay(
    api: TelegramApi, telegram: FakeTelegram
) -> None:
    set_webhook(api, "https://shop.example", "s")

    remove_webhook(api)

    assert telegram.webhook is None
    assert telegram.calls[-1].parameters == {"drop_pending_updates": False}


COMMANDS = [
    "start", "help", "scan", "stock", "count", "missing", "low", "price", "compare",
    "restock", "order", "sold", "received", "alert", "products", "learn", "undo",
    "invite", "shop", "language", "export", "dashboard", "stop",
]  # fmt: skip


def test_commands_are_shown_in_every_language_and_in_english_to_all_others(
    api: TelegramApi, telegram: FakeTelegram
) -> None:
    set_commands(api, menus())

    assert set(telegram.commands) == {"", "en", "fr", "es", "ar", "sw"}
    for commands in telegram.commands.values():
        assert [command["command"] for command in commands] == COMMANDS
    assert telegram.commands[""] == telegram.commands["en"]
    told = [str(telegram.commands[language]) for language in ("en", *TRANSLATED)]
    assert len(set(told)) == 5


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_command_is_explained_shortly_in_the_language(language: str) -> None:
    english, menu = menus()["en"], menus()[language]

    for command, words in menu.items():
        assert words != english[command]
        assert len(words) <= 60


def test_refusal_is_told_in_the_providers_words(
    api: TelegramApi, telegram: FakeTelegram
) -> None:
    telegram.refuse("setWebhook", "Bad Request: bad webhook: IP address is reserved")

    with pytest.raises(TelegramError, match="IP address is reserved"):
        set_webhook(api, "https://shop.example", "s")
