"""Answers in Telegram, against a server that keeps its rules."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.base import Delivery, DeliveryError
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_inbound import parse
from bot.channels.telegram_parts import inline_keyboard
from bot.messages import Choice, Reply
from storage.blobs import LocalBlobs
from tests.bot.channels.telegram.conftest import CHAT, reply, send
from tests.conftest import Clock
from tests.fakes.telegram import FakeTelegram, Shown

ODD_NAME = 'Tom & Jerry <b>"50%"</b> _x_ *y* [z](http://a) `q` ~ > # + - = | { } . ! \\'
LINES = "\n".join(f"{number}. Sardines 🐟 <125g>" for number in range(300))


def ids(shown: list[Shown]) -> list[str]:
    return [f"m{message.id}" for message in shown]


REQUESTS: dict[str, tuple[Reply, dict[str, Any], str, dict[str, Any]]] = {
    "text": (
        reply(),
        {},
        "sendMessage",
        {"chat_id": "70011", "text": "Coke: 14"},
    ),
    "text that quotes": (
        reply(reply_to="m7"),
        {},
        "sendMessage",
        {
            "chat_id": "70011",
            "text": "Coke: 14",
            "reply_parameters": {
                "message_id": 7,
                "allow_sending_without_reply": True,
            },
        },
    ),
    "text in answer to a button": (
        reply(reply_to="cb44"),
        {},
        "sendMessage",
        {"chat_id": "70011", "text": "Coke: 14"},
    ),
    "text with choices": (
        reply(choices=(Choice("Undo", "undo:7"), Choice("Right", "ok"))),
        {},
        "sendMessage",
        {
            "chat_id": "70011",
            "text": "Coke: 14",
            "reply_markup": {
                "inline_keyboard": [
                    [
                        {"text": "Undo", "callback_data": "undo:7"},
                        {"text": "Right", "callback_data": "ok"},
                    ]
                ]
            },
        },
    ),
}


@pytest.mark.parametrize("case", REQUESTS)
def test_reply_becomes_a_request(
    case: str, channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    given, delivery, method, parameters = REQUESTS[case]

    send(channel, given, **delivery)

    assert [(call.method, call.parameters) for call in telegram.calls] == [
        (method, parameters)
    ]


@pytest.mark.parametrize("text", [ODD_NAME, "كوكا كولا: ١٤ 🥤", "é\u0301 & <a>"])
def test_text_arrives_as_it_is(
    text: str, channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    sent = send(channel, reply(text))

    assert [shown.text for shown in telegram.answers(CHAT.id)] == [text]
    assert sent == ids(telegram.answers(CHAT.id))


def test_long_text_is_split_and_only_the_last_part_has_buttons(
    channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    sent = send(channel, reply(LINES, choices=(Choice("Undo", "undo:7"),)))

    shown = telegram.answers(CHAT.id)
    assert "\n".join(part.text for part in shown) == LINES
    assert len(sent) == len(shown) > 1
    assert [bool(part.buttons) for part in shown] == [False] * (len(shown) - 1) + [True]


def test_photo_has_the_text_as_caption(
    channel: TelegramChannel, telegram: FakeTelegram, blobs: LocalBlobs, jpeg: bytes
) -> None:
    key = blobs.put(jpeg, "image/jpeg")

    send(channel, reply(ODD_NAME, image_key=key, choices=(Choice("Undo", "u"),)))

    [shown] = telegram.answers(CHAT.id)
    assert (shown.kind, shown.data, shown.text) == ("photo", jpeg, ODD_NAME)
    assert shown.buttons == [[("Undo", "u")]]


def test_long_caption_goes_on_in_texts(
    channel: TelegramChannel, telegram: FakeTelegram, blobs: LocalBlobs, jpeg: bytes
) -> None:
    key = blobs.put(jpeg, "image/jpeg")

    send(channel, reply(LINES, image_key=key))

    photo, *texts = telegram.answers(CHAT.id)
    assert photo.kind == "photo"
    assert photo.text
    assert "\n".join([photo.text, *(text.text for text in texts)]) == LINES


def test_document_keeps_its_name(
    channel: TelegramChannel, telegram: FakeTelegram, blobs: LocalBlobs
) -> None:
    key = blobs.put(b"name,quantity\nCoke,14\n", "text/csv")

    send(channel, reply("Stock", document_key=key, document_name="stock é.csv"))

    [shown] = telegram.answers(CHAT.id)
    assert (shown.kind, shown.filename, shown.text) == (
        "document",
        "stock é.csv",
        "Stock",
    )


def test_photo_of_more_than_ten_megabytes_is_sent_as_file(
    channel: TelegramChannel, telegram: FakeTelegram, blobs: LocalBlobs, jpeg: bytes
) -> None:
    key = blobs.put(jpeg + bytes(10 * 1024 * 1024), "image/jpeg")

    send(channel, reply(image_key=key))

    assert [shown.kind for shown in telegram.answers(CHAT.id)] == ["document"]


@pytest.mark.parametrize("with_placeholder", [True, False])
def test_picture_that_telegram_cannot_show_is_sent_as_file(
    with_placeholder: bool,
    channel: TelegramChannel,
    telegram: FakeTelegram,
    blobs: LocalBlobs,
) -> None:
    placeholder = None
    if with_placeholder:
        placeholder = channel.send_placeholder(CHAT, "Looking …", None)
    key = blobs.put(b"neither JPEG nor PNG", "image/webp")

    send(channel, reply(image_key=key), edit_of=placeholder)

    assert [(m.kind, m.text) for m in telegram.answers(CHAT.id)] == [
        ("document", "Coke: 14")
    ]


def test_answer_goes_out_without_a_picture_that_is_lost(
    channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    send(channel, reply(image_key="0" * 64 + ".jpg"))

    assert [(m.kind, m.text) for m in telegram.answers(CHAT.id)] == [
        ("text", "Coke: 14")
    ]


def test_parts_that_are_out_are_not_sent_again(
    channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    whole = Delivery(reply(LINES))
    sending = channel.send(whole)
    first = next(sending)
    sending.close()  # type: ignore[attr-defined]

    send(channel, whole.reply, sent_ids=(first,))

    assert "\n".join(m.text for m in telegram.answers(CHAT.id)) == LINES


class TestPlaceholder:
    def test_photo_takes_its_place(
        self,
        channel: TelegramChannel,
        telegram: FakeTelegram,
        blobs: LocalBlobs,
        jpeg: bytes,
    ) -> None:
        placeholder = channel.send_placeholder(CHAT, "Looking …", "m1")
        key = blobs.put(jpeg, "image/jpeg")

        sent = send(
            channel,
            reply(image_key=key, choices=(Choice("Undo", "u"),)),
            edit_of=placeholder,
        )

        [shown] = telegram.answers(CHAT.id)
        assert (shown.kind, shown.text, shown.data) == ("photo", "Coke: 14", jpeg)
        assert shown.buttons == [[("Undo", "u")]]
        assert sent == [placeholder]

    def test_text_takes_its_place(
        self, channel: TelegramChannel, telegram: FakeTelegram
    ) -> None:
        placeholder = channel.send_placeholder(CHAT, "Looking …", None)

        send(channel, reply(), edit_of=placeholder)

        assert [m.text for m in telegram.answers(CHAT.id)] == ["Coke: 14"]

    @pytest.mark.parametrize("with_photo", [True, False])
    def test_the_same_edit_twice_counts_as_done(
        self,
        with_photo: bool,
        channel: TelegramChannel,
        telegram: FakeTelegram,
        blobs: LocalBlobs,
        jpeg: bytes,
    ) -> None:
        placeholder = channel.send_placeholder(CHAT, "Looking …", None)
        key = blobs.put(jpeg, "image/jpeg") if with_photo else None
        answer = reply(image_key=key)
        send(channel, answer, edit_of=placeholder)

        again = send(channel, answer, edit_of=placeholder)

        assert again == [placeholder]
        assert len(telegram.answers(CHAT.id)) == 1

    @pytest.mark.parametrize(
        "sentence",
        [
            "Bad Request: message to edit not found",
            "Bad Request: message can't be edited",
            "Bad Request: MESSAGE_ID_INVALID",
        ],
    )
    def test_that_cannot_be_edited_is_taken_away_and_the_answer_sent_anew(
        self, sentence: str, channel: TelegramChannel, telegram: FakeTelegram
    ) -> None:
        placeholder = channel.send_placeholder(CHAT, "Looking …", None)
        telegram.refuse("editMessageText", sentence)

        send(channel, reply(), edit_of=placeholder)

        assert [m.text for m in telegram.answers(CHAT.id)] == ["Coke: 14"]

    def test_that_the_person_has_deleted_is_no_obstacle(
        self, channel: TelegramChannel, telegram: FakeTelegram
    ) -> None:
        placeholder = channel.send_placeholder(CHAT, "Looking …", None)
        telegram.chats[CHAT.id].clear()

        send(channel, reply(), edit_of=placeholder)

        assert [m.text for m in telegram.answers(CHAT.id)] == ["Coke: 14"]

    def test_edit_whose_outcome_is_unknown_is_repeated_without_harm(
        self, channel: TelegramChannel, telegram: FakeTelegram
    ) -> None:
        placeholder = channel.send_placeholder(CHAT, "Looking …", None)
        telegram.drop_connection("editMessageText")
        with pytest.raises(DeliveryError) as caught:
            send(channel, reply(), edit_of=placeholder)

        send(channel, reply(), edit_of=placeholder)

        assert caught.value.uncertain
        assert [m.text for m in telegram.answers(CHAT.id)] == ["Coke: 14"]

    def test_quotes_the_photo_it_answers(
        self, channel: TelegramChannel, telegram: FakeTelegram, jpeg: bytes
    ) -> None:
        update = telegram.send_photo(70011, jpeg)
        photo_id = update["message"]["message_id"]

        channel.send_placeholder(CHAT, "Looking …", f"m{photo_id}")

        assert telegram.answers(CHAT.id)[0].reply_to == photo_id

    def test_that_fails_is_none(
        self, channel: TelegramChannel, telegram: FakeTelegram
    ) -> None:
        telegram.refuse("sendMessage", "Too Many Requests", 429, retry_after=9)

        assert channel.send_placeholder(CHAT, "Looking …", None) is None


def test_choices_are_laid_out_in_rows_that_fit() -> None:
    labels = ["Yes", "No", "Maybe", "Later", "Coca-Cola Zero 50cl bottle", "Fanta"]

    markup = inline_keyboard([Choice(label, label) for label in labels])

    assert markup is not None
    rows = [[button["text"] for button in row] for row in markup["inline_keyboard"]]
    assert rows == [
        ["Yes", "No", "Maybe"],
        ["Later"],
        ["Coca-Cola Zero 50cl bottle"],
        ["Fanta"],
    ]


def test_button_press_is_acknowledged(
    channel: TelegramChannel, telegram: FakeTelegram, clock: Clock
) -> None:
    send(channel, reply(choices=(Choice("Undo", "undo:7"),)))
    pressed = parse(telegram.press(70011, "undo:7"), clock())
    assert pressed is not None
    assert telegram.open_queries

    channel.acknowledge(pressed)

    assert not telegram.open_queries


def test_own_name_is_asked_for_once(
    channel: TelegramChannel, telegram: FakeTelegram
) -> None:
    telegram.refuse("getMe", "Too Many Requests", 429)

    assert [channel.own_name() for _ in range(3)] == [None, "shelf_bot", "shelf_bot"]
    assert len(telegram.called("getMe")) <= 2
