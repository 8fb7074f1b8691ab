"""The fake notices what Telegram would refuse; else other tests prove little."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.telegram import TOKEN, FakeTelegram

CHAT = 5
BUTTON = {"text": "Undo", "callback_data": "u"}


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        fake.open_chat(CHAT)
        yield fake


def call(
    telegram: FakeTelegram, method: str, token: str = TOKEN, **fields: Any
) -> dict[str, Any]:
    answer = httpx.post(f"{telegram.url}/bot{token}/{method}", json=fields)
    return answer.json()


def keyboard(*buttons: dict[str, str]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("sendMessage", {"text": "x", "reply_to_message_id": 4}),
        ("sendMessage", {"text": " \n"}),
        ("sendMessage", {}),
        ("sendMessage", {"text": "🥤" * 2049}),
        ("sendMessage", {"text": "x", "parse_mode": "HTML"}),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": keyboard({"text": "U", "callback_data": "é" * 33}),
            },
        ),
        ("sendMessage", {"text": "x", "reply_markup": keyboard({"text": "U"})}),
        ("sendPhoto", {"photo": "x", "caption": "c" * 1025}),
        ("sendChatAction", {"action": "thinking"}),
        ("setWebhook", {"url": "http://shop.example"}),
        ("setWebhook", {"url": "https://shop.example", "secret_token": "a b"}),
        ("sendTelepathy", {}),
    ],
)
def test_broken_rule_is_a_violation_and_an_error(
    method: str, fields: dict[str, Any], telegram: FakeTelegram
) -> None:
    place = {} if method == "setWebhook" else {"chat_id": CHAT}

    answer = call(telegram, method, **place, **fields)

    assert answer["ok"] is False
    assert len(telegram.violations) >= 1
    assert telegram.answers(CHAT) == []


def test_message_within_the_limits_is_shown(telegram: FakeTelegram) -> None:
    text = "🥤" * 2048

    answer = call(
        telegram, "sendMessage", chat_id=CHAT, text=text, reply_markup=keyboard(BUTTON)
    )

    assert answer["ok"] is True
    assert telegram.violations == []
    assert telegram.answers(CHAT)[0].text == text


def test_edits_follow_the_rules(telegram: FakeTelegram) -> None:
    sent = call(
        telegram, "sendMessage", chat_id=CHAT, text="a", reply_markup=keyboard(BUTTON)
    )
    where = {"chat_id": CHAT, "message_id": sent["result"]["message_id"]}

    same = call(
        telegram, "editMessageText", **where, text="a", reply_markup=keyboard(BUTTON)
    )
    without_buttons = call(telegram, "editMessageText", **where, text="a")
    elsewhere = call(telegram, "editMessageText", chat_id=CHAT, message_id=99, text="b")

    assert "message is not modified" in same["description"]
    assert without_buttons["ok"] is True
    assert telegram.answers(CHAT)[0].buttons == []
    assert "message to edit not found" in elsewhere["description"]


def test_text_of_a_photo_cannot_be_edited_as_text(telegram: FakeTelegram) -> None:
    answer = httpx.post(
        f"{telegram.url}/bot{TOKEN}/sendPhoto",
        data={"chat_id": CHAT},
        files={"photo": ("a.jpg", b"\xff\xd8 jpeg")},
    ).json()

    message_id = answer["result"]["message_id"]
    edit = call(
        telegram, "editMessageText", chat_id=CHAT, message_id=message_id, text="x"
    )

    assert edit["ok"] is False
    assert telegram.violations != []


def test_strangers_and_blockers_cannot_be_written_to(telegram: FakeTelegram) -> None:
    telegram.block(CHAT)

    blocked = call(telegram, "sendMessage", chat_id=CHAT, text="x")
    stranger = call(telegram, "sendMessage", chat_id=404, text="x")
    wrong_token = call(telegram, "getMe", token="1:no")

    assert (blocked["error_code"], stranger["error_code"]) == (403, 400)
    assert wrong_token["error_code"] == 401
