"""Twilio's webhook forms, one file each, and the message that each becomes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.whatsapp_inbound import parse
from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Sender

FIXTURES = Path(__file__).parents[2] / "fixtures" / "whatsapp"
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
LINK = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM1/Media/ME1"
REPLIED = "SM00000000000000000000000000000009"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def load(name: str) -> dict[str, str]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def message(**fields: Any) -> InboundMessage:
    default: dict[str, Any] = {
        "chat": ChatRef("whatsapp", "+233200000001"),
        "external_id": "SM00000000000000000000000000000001",
        "sender": Sender("233200000001", "Ama"),
        "sent_at": NOW,
    }
    return InboundMessage(**{**default, **fields})


def file(kind: MediaKind, content_type: str, filename: str = "") -> dict[str, Any]:
    return {"media": (MediaRef(kind, LINK, content_type, filename),)}


CASES: dict[str, InboundMessage] = {
    "text": message(text="how many <b>Coke</b> & Fanta_1 *[x]*?"),
    "text_rtl": message(text="كم عدد كوكا كولا؟ 🥤"),
    "photo": message(**file(MediaKind.PHOTO, "image/jpeg")),
    "photo_caption": message(text="top shelf", **file(MediaKind.PHOTO, "image/jpeg")),
    "two_photos": message(
        media=(
            MediaRef(MediaKind.PHOTO, "https://api.twilio.com/m/1", "image/jpeg"),
            MediaRef(MediaKind.PHOTO, "https://api.twilio.com/m/2", "image/png"),
        )
    ),
    "document": message(**file(MediaKind.DOCUMENT, "text/csv", "stock.csv")),
    "document_captioned": message(
        text="this is my list", **file(MediaKind.DOCUMENT, XLSX)
    ),
    "video": message(**file(MediaKind.VIDEO, "video/mp4")),
    "voice": message(**file(MediaKind.AUDIO, "audio/ogg")),
    "sticker": message(unsupported="sticker"),
    "contact": message(unsupported="contact"),
    "location": message(unsupported="location"),
    "empty": message(unsupported="unsupported"),
    "button": message(text="Undo", choice="undo:7", reply_to=REPLIED),
    "list_choice": message(text="Coke 50cl", choice="pick:2", reply_to=REPLIED),
    "reply": message(text="14", reply_to=REPLIED),
    "stop": message(text="STOP"),
    "start_payload": message(text="/start", start="inv_Ab-12"),
    "new_fields": message(text="hi"),
}
NO_MESSAGE = ["sms", "without_sid", "status"]


@pytest.mark.parametrize("name", CASES)
def test_form_becomes_a_message(name: str) -> None:
    assert parse(load(name), NOW) == CASES[name]


@pytest.mark.parametrize("name", [name for name in NO_MESSAGE if name != "status"])
def test_form_without_a_whatsapp_message_is_ignored(name: str) -> None:
    assert parse(load(name), NOW) is None


def test_every_payload_file_is_in_a_table() -> None:
    assert {path.stem for path in FIXTURES.glob("*.json")} == {*CASES, *NO_MESSAGE}


@pytest.mark.parametrize("count", ["", "-1", "many", "1e3", "999999999"])
def test_odd_number_of_files_is_harmless(count: str) -> None:
    parsed = parse({**load("text"), "NumMedia": count}, NOW)

    assert parsed is not None
    assert parsed.media == ()


def test_raw_form_keeps_every_field_as_it_came() -> None:
    form = load("new_fields")

    parsed = parse(form, NOW)

    assert parsed is not None
    assert parsed.raw == form
    assert parsed.raw["SomethingNew"] == "  1  "


def test_button_without_text_field_shows_its_label() -> None:
    parsed = parse({**load("button"), "Body": ""}, NOW)

    assert parsed is not None
    assert (parsed.text, parsed.choice) == ("Undo", "undo:7")
