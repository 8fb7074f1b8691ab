"""Secrets that were typed into a chat are not kept with the message."""

from __future__ import annotations

import uuid

from sqlalchemy import select

from bot.redaction import forget_words
from bot.services import Services
from storage import inbox
from storage.models import InboxMessage, ScanPhoto
from tests.factories import make_chat, make_scan, make_shop

URL = "mailtos://ada:hunter2@smtp.example.com"


def test_url_is_taken_out_of_the_message_and_its_payload(services: Services) -> None:
    with services.db.transaction() as session:
        inbox.record(
            session,
            channel="whatsapp",
            chat_external_id="+1",
            external_id="m1",
            message={"text": f"send alerts to {URL}", "media": []},
            raw={"Body": f"send alerts to {URL}", "entities": [{"url": URL}]},
            locale=None,
            now=services.clock(),
        )
        row_id = session.scalars(select(InboxMessage.id)).one()

    with services.db.transaction() as session:
        forget_words(session, row_id, URL)

    with services.db.transaction() as session:
        row = session.get_one(InboxMessage, row_id)
    assert row.message == {"text": "send alerts to …", "media": []}
    assert "hunter2" not in str(row.raw)


def test_further_urls_of_the_same_message_go_too(services: Services) -> None:
    with services.db.transaction() as session:
        inbox.record(
            session,
            channel="web",
            chat_external_id="1",
            external_id="m1",
            message={"text": f"send alerts to <{URL}> and json://bob:hunter3@b.org ok"},
            raw={},
            locale=None,
            now=services.clock(),
        )
        row = session.scalars(select(InboxMessage)).one()

        forget_words(session, row.id, URL)

    assert row.message == {"text": "send alerts to <…> and … ok"}


def test_url_in_a_caption_is_kept_neither_with_the_photo_nor_its_message(
    services: Services,
) -> None:
    said = f"send alerts to {URL}"
    with services.db.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
        row = InboxMessage(chat_id=chat.id, external_id="m1", message={"text": said})
        session.add(row)
        session.flush()
        scan = make_scan(session, shop, chat_id=chat.id, caption=said)
        photo = ScanPhoto(scan_id=scan.id, inbox_id=row.id, blob_key="a")
        session.add(photo)
        session.flush()

        forget_words(session, scan.id, URL)

    assert scan.caption == row.message["text"] == "send alerts to …"


def test_other_words_and_other_causes_are_left_alone(services: Services) -> None:
    with services.db.transaction() as session:
        forget_words(session, uuid.uuid4(), URL)
        forget_words(session, uuid.uuid4(), "1")
