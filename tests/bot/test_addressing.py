"""Messages in groups: which are for the bot, and what they say without the call."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.addressing import is_for_bot, without_call
from bot.messages import InboundMessage, MediaKind, MediaRef
from storage.db import Database
from storage.models import Chat
from tests.factories import make_chat, make_message, make_scan, make_shop

PHOTO = (MediaRef(MediaKind.PHOTO, "photo"),)


def in_group(text: str, *called: str, **values: Any) -> InboundMessage:
    return make_message(text, is_group=True, addressees=called, **values)


def is_answered(
    session: Session, message: InboundMessage, own_name: str | None = "shelf_bot"
) -> bool:
    chat = session.query(Chat).first() or make_chat(session)
    return is_for_bot(session, chat, message, own_name)


@pytest.mark.parametrize(
    ("message", "own_name", "expected"),
    [
        (make_message("hi"), "shelf_bot", True),
        (in_group("hi"), "shelf_bot", False),
        (in_group("hi", "shelf_bot"), "shelf_bot", True),
        (in_group("hi", "ben"), "shelf_bot", False),
        (in_group("hi", "other_bot"), "shelf_bot", False),
        (in_group("hi", "ben", "shelf_bot"), "shelf_bot", True),
        (in_group("hi", "some_bot"), None, True),
        (in_group("hi", "ben"), None, False),
        (in_group("", album="7"), "shelf_bot", False),
    ],
)
def test_only_what_calls_the_bot_is_for_it(
    database: Database, message: InboundMessage, own_name: str | None, expected: bool
) -> None:
    with database.transaction() as session:
        assert is_answered(session, message, own_name) == expected


def test_other_photos_of_an_album_that_called_are_for_it_too(
    database: Database,
) -> None:
    with database.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
        make_scan(session, shop, chat_id=chat.id, sender_id="person-1", album="7")

        assert is_answered(session, in_group("", album="7", media=PHOTO))
        assert not is_answered(session, in_group("", album="8", media=PHOTO))
        assert not is_answered(session, in_group("", album="7"))


@pytest.mark.parametrize(
    ("text", "called", "said"),
    [
        ("@shelf_bot how many coke?", "shelf_bot", "how many coke?"),
        ("@Shelf_Bot: how many coke?", "shelf_bot", "how many coke?"),
        ("how many coke, @shelf_bot", "shelf_bot", "how many coke,"),
        ("mail ama@shelf_bot.example", "shelf_bot", "mail ama@shelf_bot.example"),
        ("@shelf_bots are many", "shelf_bot", "@shelf_bots are many"),
        ("@shelf_bot", "shelf_bot", ""),
    ],
)
def test_call_is_not_part_of_what_is_said(text: str, called: str, said: str) -> None:
    assert without_call(in_group(text, called)).text == said
