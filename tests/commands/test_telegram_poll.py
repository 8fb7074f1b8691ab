"""Polling: updates reach the inbox once each, whatever fails in between."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from bot.services import Services
from bot.settings import load_settings
from commands import telegram_poll
from commands.telegram_poll import WrongToken, poll
from storage.db import Database
from storage.models import InboxMessage
from tests.fakes.telegram import TOKEN, FakeTelegram

CHAT = 70011
NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_poll, "FIRST_PAUSE_S", 0.01)
    monkeypatch.setattr(telegram_poll, "LONGEST_PAUSE_S", 0.05)


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        yield fake
    assert fake.violations == []


@pytest.fixture
def polling(make_services: Callable[..., Services], telegram: FakeTelegram) -> Services:
    return make_services(
        {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": telegram.url}
    )


@contextmanager
def running(services: Services) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=poll, args=(services, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


def wait_for(condition: Callable[[], Any], timeout_s: float = 10.0) -> None:
    give_up = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < give_up, "did not happen in time"
        time.sleep(0.01)


def texts(database: Database) -> list[str]:
    with database.transaction() as session:
        rows = session.scalars(select(InboxMessage).order_by(InboxMessage.seq))
        return [row.message["text"] for row in rows]


def test_waiting_updates_are_taken_in_order_and_confirmed(
    polling: Services, telegram: FakeTelegram, database: Database
) -> None:
    for number in range(5):
        telegram.send_text(CHAT, f"message {number}")

    with running(polling):
        wait_for(lambda: len(texts(database)) == 5)
        wait_for(lambda: not telegram.updates)

    assert texts(database) == [f"message {number}" for number in range(5)]


def test_webhook_is_removed_first(
    polling: Services, telegram: FakeTelegram, database: Database
) -> None:
    telegram.webhook = ("https://shop.example/webhooks/telegram", "secret")
    telegram.send_text(CHAT, "hello")

    with running(polling):
        wait_for(lambda: texts(database) == ["hello"])

    assert telegram.calls[0].method == "deleteWebhook"
    assert telegram.webhook is None


def test_updates_that_are_no_messages_do_not_stand_in_the_way(
    polling: Services, telegram: FakeTelegram, database: Database
) -> None:
    telegram.send_text(CHAT, "x")["message"].pop("text")
    telegram.send_text(CHAT, "after it")

    with running(polling):
        wait_for(lambda: not telegram.updates)

    assert texts(database) == ["after it"]


def test_failures_of_the_provider_and_the_line_are_outlived(
    polling: Services, telegram: FakeTelegram, database: Database
) -> None:
    telegram.send_text(CHAT, "hello")
    telegram.refuse("deleteWebhook", "Internal Server Error", 500)
    telegram.refuse("getUpdates", "Bad Gateway", 502)
    telegram.refuse("getUpdates", "Too Many Requests", 429, retry_after=0.01)
    telegram.refuse("getUpdates", "Conflict: terminated by other request", 409)
    telegram.drop_connection("getUpdates")

    with running(polling):
        wait_for(lambda: texts(database) == ["hello"])


def test_update_is_confirmed_only_after_it_is_kept(
    polling: Services, telegram: FakeTelegram, database: Database
) -> None:
    telegram.send_text(CHAT, "hello")
    nowhere = Database(NOWHERE)

    with running(replace(polling, db=nowhere)):
        wait_for(lambda: len(telegram.called("getUpdates")) > 2)
    nowhere.dispose()

    assert [call.parameters.get("offset") for call in telegram.calls] == [None] * len(
        telegram.calls
    )
    with running(polling):
        wait_for(lambda: texts(database) == ["hello"])


def test_update_that_comes_again_is_kept_once(
    polling: Services, telegram: FakeTelegram, database: Database
) -> None:
    update = telegram.send_text(CHAT, "hello")
    with running(polling):
        wait_for(lambda: not telegram.updates)

    telegram.updates.append(update)
    with running(polling):
        wait_for(lambda: not telegram.updates)

    assert texts(database) == ["hello"]


def test_wrong_token_ends_polling(
    make_services: Callable[..., Services], telegram: FakeTelegram
) -> None:
    services = make_services(
        {"TELEGRAM_BOT_TOKEN": "1:wrong", "TELEGRAM_API_BASE_URL": telegram.url}
    )

    with pytest.raises(WrongToken):
        poll(services, threading.Event())


def test_command_without_a_token_says_where_to_get_one() -> None:
    result = CliRunner().invoke(telegram_poll.telegram_poll, obj=load_settings({}))

    assert result.exit_code == 2
    assert "TELEGRAM_BOT_TOKEN" in result.output
