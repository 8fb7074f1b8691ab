"""Telegram updates, one file each, and the message that each becomes."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram_inbound import message_id_of, parse
from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Sender

FIXTURES = Path(__file__).parents[2] / "fixtures" / "telegram"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
SENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
GROUP = ChatRef("telegram", "-100200300")
PHOTO = MediaRef(MediaKind.PHOTO, "photo-l", "image/jpeg", size=180000)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def load(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def message(**fields: Any) -> InboundMessage:
    default: dict[str, Any] = {
        "chat": ChatRef("telegram", "70011"),
        "external_id": "m501",
        "sender": Sender("70011", "Ama Mensah"),
        "sent_at": SENT,
        "locale": "fr",
    }
    return InboundMessage(**{**default, **fields})


def in_group(**fields: Any) -> InboundMessage:
    """A message in a group that calls nobody unless told."""
    default = {"chat": GROUP, "is_group": True, "addressees": ()}
    return message(**{**default, **fields})


def file(
    kind: MediaKind, ref: str, content_type: str, name: str = "", size: int = 0
) -> dict[str, Any]:
    return {"media": (MediaRef(kind, ref, content_type, name, size),)}


CASES: dict[str, InboundMessage] = {
    "text": message(text="how many <b>Coke</b> & Fanta_1 *[x]*?"),
    "text_rtl": message(text="كم عدد كوكا كولا؟ 🥤"),
    "photo": message(media=(PHOTO,)),
    "photo_caption": message(media=(PHOTO,), text="top shelf"),
    "album_first": message(
        external_id="m510", media=(PHOTO,), album="13579", text="whole bay"
    ),
    "album_second": message(
        external_id="m511",
        media=(MediaRef(MediaKind.PHOTO, "second-l", "image/jpeg", size=170000),),
        album="13579",
    ),
    "photo_document": message(
        **file(MediaKind.PHOTO, "doc-photo", "image/jpeg", "IMG_1.JPG", 4000000)
    ),
    "heic_document": message(
        **file(
            MediaKind.PHOTO,
            "doc-heic",
            "application/octet-stream",
            "IMG_2.HEIC",
            2000000,
        )
    ),
    "csv_document": message(
        text="my list",
        **file(MediaKind.DOCUMENT, "doc-csv", "text/csv", "stock.csv", 812),
    ),
    "xlsx_document": message(
        **file(MediaKind.DOCUMENT, "doc-xlsx", XLSX, "stock.xlsx", 9000)
    ),
    "video": message(**file(MediaKind.VIDEO, "vid", "video/mp4", size=900000)),
    "video_note": message(**file(MediaKind.VIDEO, "round", "video/mp4", size=300000)),
    "voice": message(**file(MediaKind.AUDIO, "voc", "audio/ogg", size=9000)),
    "audio": message(**file(MediaKind.AUDIO, "song", "audio/mpeg", "a.mp3", 90000)),
    "start_payload": message(text="/start", start="inv_Ab-12"),
    "start_plain": message(text="/start"),
    "command_in_group": in_group(text="/stock coke", addressees=("shelf_bot",)),
    "group_text": in_group(text="coke is 14"),
    "anonymous_admin": in_group(
        sender=Sender("-100200300", "Corner shop staff"),
        text="coke is 14",
        locale=None,
    ),
    "reply": message(text="14", reply_to="m480"),
    "topic_message": in_group(text="hello"),
    "button": message(
        external_id="cb4382", choice="undo:7", reply_to="m600", sent_at=NOW
    ),
    "button_in_group": in_group(
        external_id="cb4382",
        choice="undo:7",
        reply_to="m601",
        sent_at=NOW,
        addressees=None,
    ),
    "button_on_old_message": message(
        external_id="cb4382", choice="undo:7", reply_to="m602", sent_at=NOW
    ),
    "sticker": message(unsupported="sticker"),
    "animation": message(media=(MediaRef(MediaKind.VIDEO, "gif", "video/mp4"),)),
    "location": message(unsupported="location"),
    "venue": message(unsupported="venue"),
    "contact": message(unsupported="contact"),
    "poll": message(unsupported="poll"),
    "dice": message(unsupported="dice"),
    "rich_message": message(unsupported="rich_message"),
    "unknown_content": message(unsupported="unknown"),
}
NO_MESSAGE = [
    "edited_message",
    "channel_post",
    "channel_forward",
    "joined",
    "left",
    "new_title",
    "pinned",
    "pinned_in_private",
    "migrated",
    "my_chat_member",
    "bot_message",
    "button_of_inline_message",
    "sticker_in_group",
    "unknown_update",
    "message_without_chat",
    "message_of_wrong_type",
]


@pytest.mark.parametrize("name", CASES)
def test_update_becomes_a_message(name: str) -> None:
    assert parse(load(name), NOW) == CASES[name]


@pytest.mark.parametrize("name", NO_MESSAGE)
def test_update_without_a_message_of_a_person_is_ignored(name: str) -> None:
    assert parse(load(name), NOW) is None


def test_every_payload_file_is_in_a_table() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} == {*CASES, *NO_MESSAGE}


@pytest.mark.parametrize("name", [*CASES, *NO_MESSAGE])
def test_parsing_twice_gives_the_same_and_changes_nothing(name: str) -> None:
    update = load(name)
    before = copy.deepcopy(update)

    first, second = parse(update, NOW), parse(update, NOW)

    assert first == second
    assert update == before
    assert first is None or first.raw == before


@pytest.mark.parametrize("name", CASES)
def test_message_survives_its_rest_in_the_inbox(name: str) -> None:
    as_json = json.loads(json.dumps(CASES[name].to_json()))

    assert InboundMessage.from_json(as_json) == CASES[name]


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"update_id": 1},
        {"update_id": "x", "message": None},
        {"update_id": 1, "message": []},
        {"update_id": 1, "message": {"message_id": 1, "chat": 5, "date": 1}},
        {"update_id": 1, "message": {"message_id": 1, "chat": {}, "date": "soon"}},
        {
            "update_id": 1,
            "message": {
                "message_id": 1,
                "chat": {"id": 1, "type": "private"},
                "from": {"id": 1, "is_bot": False, "first_name": "A"},
                "date": 10**18,
                "text": "x",
            },
        },
        {"update_id": 1, "callback_query": {"id": 5}},
    ],
)
def test_malformed_update_is_ignored(update: dict[str, Any]) -> None:
    assert parse(update, NOW) is None


def test_group_sticker_in_answer_to_the_bot_is_answered() -> None:
    update = load("sticker_in_group")
    update["message"]["reply_to_message"] = load("button")["callback_query"]["message"]

    parsed = parse(update, NOW)

    assert parsed is not None
    assert parsed.unsupported == "sticker"


@pytest.mark.parametrize(
    ("text", "addressees"),
    [
        ("coke is 14", ()),
        ("@Shelf_Bot how many coke", ("shelf_bot",)),
        ("how many coke, @shelf_bot?", ("shelf_bot",)),
        ("@ben and @shelf_bot: coke?", ("ben", "shelf_bot")),
        ("ask ama@shelf.example", ()),
        ("/stock", None),
        ("/stock@Shelf_Bot", ("shelf_bot",)),
        ("/stock@other_bot coke", ("other_bot",)),
    ],
)
def test_group_message_tells_whom_it_calls(
    text: str, addressees: tuple[str, ...] | None
) -> None:
    update = load("group_text")
    update["message"]["text"] = text

    parsed = parse(update, NOW)

    assert parsed is not None
    assert parsed.addressees == addressees


def test_caption_and_reply_in_a_group_call_the_bot_too() -> None:
    captioned = load("photo_caption")
    captioned["message"]["chat"] = load("group_text")["message"]["chat"]
    captioned["message"]["caption"] = "@shelf_bot the fridge"
    replied = load("group_text")
    replied["message"]["reply_to_message"] = load("button")["callback_query"]["message"]

    assert [parse(update, NOW).addressees for update in (captioned, replied)] == [
        ("shelf_bot",),
        ("shelf_bot",),
    ]


@pytest.mark.parametrize(
    ("external_id", "number"),
    [("m501", 501), ("501", 501), ("cb44", None), ("", None), (None, None)],
)
def test_message_id_leads_back_to_the_providers_number(
    external_id: str | None, number: int | None
) -> None:
    assert message_id_of(external_id) == number
