"""`atlasvision telegram-register`: Telegram knows address and commands afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.replies.menu import menus
from bot.settings import load_settings
from commands.telegram_register import telegram_register
from tests.fakes.telegram import TOKEN, FakeTelegram

ADDRESS = "https://shop.example"


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake
    assert fake.violations == []


def test_webhook_and_commands_of_all_languages_are_registered_again_and_again(
    telegram: FakeTelegram, tmp_path: Path
) -> None:
    settings = load_settings(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": telegram.url,
            "TELEGRAM_WEBHOOK_SECRET": "new_secret,old_secret",
            "PUBLIC_BASE_URL": ADDRESS,
            "ATLASVISION_HOME": str(tmp_path),
        }
    )

    for _ in range(2):
        result = CliRunner().invoke(telegram_register, obj=settings)

        assert result.exit_code == 0, result.output
        assert f"delivers to {ADDRESS}" in result.output
        assert telegram.webhook == (f"{ADDRESS}/webhooks/telegram", "new_secret")
        assert set(telegram.commands) == {"", *menus()}
        for language, menu in menus().items():
            shown = telegram.commands[language]
            assert {each["command"]: each["description"] for each in shown} == menu
