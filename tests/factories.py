"""Rows and messages with sensible values; a test names only what it is about."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef, Sender
from bot.services import Services
from storage import alerts
from storage.alerts import Scope
from storage.models import (
    Alert,
    Chat,
    InboxMessage,
    Member,
    Product,
    Scan,
    ScanPhoto,
    Shop,
)
from storage.models.alerts import AlertKind

Row = TypeVar("Row")
_numbers = count(1)
SENT_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def _add(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row


def make_shop(session: Session, **values: Any) -> Shop:
    return _add(session, Shop(**{"name": f"Shop {next(_numbers)}", **values}))


def make_chat(session: Session, shop: Shop | None = None, **values: Any) -> Chat:
    """A chat of the shop; of no shop yet when None."""
    default = {"channel": "web", "external_id": f"chat-{next(_numbers)}"}
    shop_id = shop.id if shop else None
    return _add(session, Chat(**{**default, "shop_id": shop_id, **values}))


def make_member(session: Session, shop: Shop, **values: Any) -> Member:
    default = {"channel": "web", "external_id": f"person-{next(_numbers)}"}
    return _add(session, Member(**{**default, "shop_id": shop.id, **values}))


def make_product(session: Session, shop: Shop, **values: Any) -> Product:
    default = {"name": f"Product {next(_numbers)}", "shop_id": shop.id}
    return _add(session, Product(**{**default, **values}))


def make_scan(session: Session, shop: Shop, **values: Any) -> Scan:
    return _add(session, Scan(**{"shop_id": shop.id, "ready_at": SENT_AT, **values}))


def make_waiting_scan(
    services: Services, *files: bytes, kind: str = "image/jpeg", **values: Any
) -> uuid.UUID:
    """A scan of files that nobody has read, in a shop with ten Coke in its books."""
    with services.db.transaction() as session:
        shop = make_shop(session)
        chat = make_chat(session, shop)
        member = make_member(session, shop, external_id="person-1")
        make_product(session, shop, name="Coke", quantity=10)
        given = {
            "chat_id": chat.id,
            "sender_id": member.external_id,
            "ready_at": services.clock(),
        }
        scan = make_scan(session, shop, **{**given, **values})
        keys = [services.blobs.put(data, kind) for data in files]
        add_photos(session, scan, *keys)
        return scan.id


def add_photos(session: Session, scan: Scan, *blob_keys: str) -> None:
    """The photos of a scan, as one message brought them."""
    row = InboxMessage(chat_id=scan.chat_id, external_id=uuid.uuid4().hex, message={})
    inbox_id = _add(session, row).id
    for position, key in enumerate(blob_keys):
        photo = {"scan_id": scan.id, "inbox_id": inbox_id, "position": position}
        _add(session, ScanPhoto(**photo, blob_key=key))


def make_rule(
    session: Session,
    member: Member,
    chat_id: uuid.UUID,
    under: int | None = 5,
    kind: AlertKind = AlertKind.LOW_STOCK,
    **scope: Any,
) -> Alert:
    """An alert of the member's in the chat; None: below each product's minimum."""
    rule, _, _ = alerts.set_rule(
        session,
        member.shop_id,
        Scope(**scope),
        kind=kind,
        threshold=None if under is None else Decimal(under),
        chat_id=chat_id,
        member_id=member.id,
    )
    return rule


def make_message(text: str = "", **values: Any) -> InboundMessage:
    """A message of one person in one web chat; `external_id` is new each time."""
    default: dict[str, Any] = {
        "chat": ChatRef("web", "chat-1"),
        "external_id": f"message-{next(_numbers)}",
        "sender": Sender("person-1", "Ada"),
        "sent_at": SENT_AT,
        "text": text,
    }
    return InboundMessage(**{**default, **values})


def make_photo_message(
    blob_key: str, caption: str = "", **values: Any
) -> InboundMessage:
    """A message with one photo that is already in the blob store."""
    photo = MediaRef(MediaKind.PHOTO, blob_key, "image/jpeg", "shelf.jpg")
    return make_message(caption, **{"media": (photo,), **values})
