"""What goes wrong between Telegram and us, sending and fetching."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from bot.channels.base import DeliveryError, MediaUnavailable
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_inbound import parse
from bot.messages import ChatRef, Choice, MediaKind, MediaRef, Reply
from storage.blobs import LocalBlobs
from tests.bot.channels.telegram.conftest import CHAT, reply, send
from tests.conftest import Clock
from tests.fakes.telegram import TOKEN, FakeTelegram

ERRORS: list[tuple[int, str, dict[str, Any], tuple[str, bool, float | None]]] = [
    (403, "Forbidden: bot was blocked by the user", {}, ("blocked", True, None)),
    (403, "Forbidden: user is deactivated", {}, ("deactivated", True, None)),
    (
        403,
        "Forbidden: bot was kicked from the supergroup chat",
        {},
        ("kicked", True, None),
    ),
    (
        403,
        "Forbidden: bot can't initiate conversation with a user",
        {},
        ("never_started", True, None),
    ),
    (400, "Bad Request: chat not found", {}, ("chat_not_found", True, None)),
    (
        400,
        "Bad Request: not enough rights to send text messages to the chat",
        {},
        ("no_rights", True, None),
    ),
    (
        400,
        "Bad Request: message is too long",
        {},
        ("refused: Bad Request: message is too long", True, None),
    ),
    (
        429,
        "Too Many Requests: retry after 17",
        {"retry_after": 17},
        ("rate_limited", False, 17),
    ),
    (401, "Unauthorized", {}, ("bad_token", False, 60.0)),
    (500, "Internal Server Error", {}, ("server_error", False, None)),
    (502, "Bad Gateway", {}, ("server_error", False, None)),
]


@pytest.mark.parametrize(("code", "sentence", "parameters", "expected"), ERRORS)
def test_refusal_says_whether_to_try_again(
    code: int,
    sentence: str,
    parameters: dict[str, Any],
    expected: tuple[str, bool, float | None],
    channel: TelegramChannel,
    telegram: FakeTelegram,
) -> None:
    telegram.refuse("sendMessage", sentence, code, **parameters)

    with pytest.raises(DeliveryError) as caught:
        send(channel, reply())

    error = caught.value
    assert (error.reason, error.permanent, error.retry_after_s) == expected
    assert error.uncertain is (code >= 500)


def test_group_that_moved_gives_its_new_id(
    channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    telegram.refuse(
        "sendMessage",
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=-100555,
    )

    with pytest.raises(DeliveryError) as caught:
        send(channel, reply())

    assert (caught.value.permanent, caught.value.new_chat_id) == (False, "-100555")


def test_server_that_cannot_be_reached_has_certainly_not_sent(
    http: httpx.Client, blobs: LocalBlobs
) -> None:
    with FakeTelegram() as gone:
        address = gone.url

    with pytest.raises(DeliveryError) as caught:
        send(TelegramChannel(http, address, TOKEN, blobs), reply())

    assert (caught.value.permanent, caught.value.uncertain) == (False, False)


@pytest.mark.parametrize("trouble", ["drop", "slow"])
def test_line_that_breaks_after_the_request_leaves_a_doubt(
    trouble: str, channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    if trouble == "drop":
        telegram.drop_connection("sendMessage")
    else:
        telegram.be_slow("sendMessage", 3)

    with pytest.raises(DeliveryError) as caught:
        send(channel, reply())

    assert (caught.value.permanent, caught.value.uncertain) == (False, True)
    assert len(telegram.answers(CHAT.id)) == 1


@pytest.mark.parametrize(
    "impossible",
    [
        reply(""),
        reply(choices=(Choice("Long", "x" * 65),)),
        reply(choices=(Choice("Empty", ""),)),
    ],
)
def test_reply_that_no_message_can_carry_is_refused_for_good(
    impossible: Reply, channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    with pytest.raises(DeliveryError) as caught:
        send(channel, impossible)

    assert caught.value.permanent
    assert telegram.calls == []


class TestFetching:
    def test_the_largest_size_is_fetched(
        self,
        channel: TelegramChannel,
        telegram: FakeTelegram,
        jpeg: bytes,
        clock: Clock,
    ) -> None:
        message = parse(telegram.send_photo(70011, jpeg), clock())

        assert message is not None
        assert channel.fetch(message.media[0]) == jpeg

    def test_a_file_said_to_be_too_large_is_not_even_asked_for(
        self, channel: TelegramChannel, telegram: FakeTelegram
    ) -> None:
        large = MediaRef(MediaKind.VIDEO, "big", size=20 * 1024 * 1024 + 1)

        with pytest.raises(MediaUnavailable) as caught:
            channel.fetch(large)

        assert (caught.value.reason, caught.value.permanent) == ("too_large", True)
        assert telegram.calls == []

    def test_a_file_that_turns_out_too_large_is_refused(
        self, channel: TelegramChannel, telegram: FakeTelegram
    ) -> None:
        telegram.files["big"] = bytes(20 * 1024 * 1024 + 1)

        with pytest.raises(MediaUnavailable) as caught:
            channel.fetch(MediaRef(MediaKind.VIDEO, "big"))

        assert (caught.value.reason, caught.value.permanent) == ("too_large", True)

    @pytest.mark.parametrize(
        ("code", "sentence", "reason", "permanent"),
        [
            (400, "Bad Request: file is too big", "too_large", True),
            (400, "Bad Request: invalid file_id", "gone", True),
            (
                400,
                "Bad Request: wrong file_id or the file is temporarily unavailable",
                "network",
                False,
            ),
            (429, "Too Many Requests", "network", False),
            (500, "Internal Server Error", "network", False),
        ],
    )
    def test_refusal_says_whether_to_try_again(
        self,
        code: int,
        sentence: str,
        reason: str,
        permanent: bool,
        channel: TelegramChannel,
        telegram: FakeTelegram,
    ) -> None:
        telegram.refuse("getFile", sentence, code)

        with pytest.raises(MediaUnavailable) as caught:
            channel.fetch(MediaRef(MediaKind.PHOTO, "x"))

        assert (caught.value.reason, caught.value.permanent) == (reason, permanent)

    def test_a_download_that_breaks_off_is_worth_another_try(
        self, channel: TelegramChannel, telegram: FakeTelegram
    ) -> None:
        telegram.files["x"] = b"photo"
        telegram.drop_connection("download")

        with pytest.raises(MediaUnavailable) as caught:
            channel.fetch(MediaRef(MediaKind.PHOTO, "x"))

        assert not caught.value.permanent
        assert channel.fetch(MediaRef(MediaKind.PHOTO, "x")) == b"photo"


def test_side_calls_never_raise(
    channel: TelegramChannel, telegram: FakeTelegram, clock: Clock
) -> None:
    update = telegram.send_text(70011, "hi")
    pressed = {"id": "gone", "data": "x", "from": update["message"]["from"]}
    pressed |= {"message": update["message"], "chat_instance": "1"}
    press = parse({"update_id": 1, "callback_query": pressed}, clock())
    assert press is not None

    channel.acknowledge(press)
    channel.show_typing(ChatRef("telegram", "404"))
    channel.show_typing(CHAT)

    assert telegram.typing == [CHAT.id]


def test_token_is_in_no_error_and_no_log(
    channel: TelegramChannel,
    telegram: FakeTelegram,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    send(channel, reply())
    telegram.refuse("sendMessage", "Bad Request: chat not found")
    telegram.drop_connection("sendMessage")
    errors = []
    for _ in range(2):
        with pytest.raises(DeliveryError) as caught:
            send(channel, reply())
        errors.append(repr(caught.value) + repr(caught.value.__cause__))
    channel.show_typing(ChatRef("telegram", "404"))

    written = "".join([*errors, caplog.text, *capsys.readouterr()])

    assert errors
    assert TOKEN not in written
