"""Everything of a shop, deleted for good: rows at once, files soon after.

Called by `bot.actions.erasing`, and by the sweeper for the files.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import String, cast, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from storage.blobs import KEY
from storage.db import WITH_REMOVED
from storage.models import (
    BoxCorrection,
    Chat,
    Conversation,
    DeliveryReport,
    DiscardedBlob,
    Enquiry,
    InboxMessage,
    OutboxMessage,
    Product,
    ProductReference,
    Scan,
    ScanPhoto,
    Shop,
    SourceAnswer,
)

AT_ONCE = 10_000


def erase_shop(session: Session, shop: Shop, chat: Chat, inbox_id: uuid.UUID) -> None:
    """Delete the shop with all that hangs on it, and what was said in its chats.

    The chat that asked for it stays, empty and without a shop, for the answer; so does
    the row of the message that is being answered, without its words. The other chats
    are locked before the shop, as a message of theirs does it; whoever has the shop
    may still put something out in them, or we would wait for each other.
    """
    others = select(Chat.id).where(Chat.shop_id == shop.id, Chat.id != chat.id)
    locked = others.order_by(Chat.id).with_for_update(key_share=True)
    chat_ids = [chat.id, *session.scalars(locked)]
    session.execute(select(Shop.id).where(Shop.id == shop.id).with_for_update())
    discard(session, _blob_keys(session, shop.id, chat_ids))
    _forget_messages(session, chat_ids, inbox_id)
    # When the person last wrote is kept: the answer may be sent for a day from then.
    session.execute(
        update(Chat).where(Chat.id == chat.id).values(shop_id=None, locale=None)
    )
    session.execute(delete(Chat).where(Chat.id.in_(chat_ids[1:])))
    session.execute(
        delete(Shop).where(Shop.id == shop.id),
        execution_options={"synchronize_session": False},
    )
    session.refresh(chat)


def discarded(session: Session, limit: int = 200) -> list[str]:
    """Keys of files to delete, oldest first."""
    query = select(DiscardedBlob.key).order_by(DiscardedBlob.created_at)
    return list(session.scalars(query.limit(limit)))


def settle_discarded(session: Session, key: str) -> None:
    """The file is gone, or must stay for another shop."""
    session.execute(delete(DiscardedBlob).where(DiscardedBlob.key == key))


def used(session: Session, keys: Collection[str]) -> set[str]:
    """Those of the files that any row still needs (a photo may be of two shops).

    It looks through all messages, once for all of the files.
    """
    found: set[str] = set()
    for place in (
        ScanPhoto.blob_key,
        Scan.image_url,
        BoxCorrection.image_before,
        BoxCorrection.image_after,
        ProductReference.image_key,
        SourceAnswer.picture_key,
    ):
        needed = session.scalars(select(place).where(place.in_(keys)))
        found.update(key for key in needed if key)
    for column in (OutboxMessage.reply, InboxMessage.message, Enquiry.reply):
        parts = func.regexp_matches(cast(column, String), f"({KEY.pattern})", "g")
        named = select(func.unnest(parts).label("key")).subquery()
        query = select(named.c.key).distinct().where(named.c.key.in_(keys))
        found.update(session.scalars(query))
    return found


def discard(session: Session, keys: Iterable[str]) -> None:
    """Have these files deleted soon, except those that are still `used`.

    In parts: a statement takes 65,535 values at most, and a shop has more files.
    """
    for part in _batched(sorted(set(keys))):
        rows = [{"key": key} for key in part]
        session.execute(insert(DiscardedBlob).values(rows).on_conflict_do_nothing())


def _blob_keys(
    session: Session, shop_id: uuid.UUID, chat_ids: list[uuid.UUID]
) -> Iterable[str]:
    """Every key in the rows that are about to go."""
    yield from session.scalars(
        select(ScanPhoto.blob_key)
        .join(Scan, Scan.id == ScanPhoto.scan_id)
        .where(Scan.shop_id == shop_id)
    )
    pictures = select(Scan.image_url).where(Scan.shop_id == shop_id)
    of_shop = BoxCorrection.shop_id == shop_id
    former = select(BoxCorrection.image_before).where(of_shop)
    redrawn = select(BoxCorrection.image_after).where(of_shop)
    looks = (
        select(ProductReference.image_key)
        .join(Product, Product.id == ProductReference.product_id)
        .where(Product.shop_id == shop_id)
        .execution_options(**{WITH_REMOVED: True})
    )
    for query in (pictures, former, redrawn, looks):
        yield from (key for key in session.scalars(query) if key)
    for column, chat_column in (
        (OutboxMessage.reply, OutboxMessage.chat_id),
        (InboxMessage.message, InboxMessage.chat_id),
        (Enquiry.reply, Enquiry.chat_id),
    ):
        for values in session.scalars(select(column).where(chat_column.in_(chat_ids))):
            yield from keys_within(values)


def _batched(values: Sequence[str]) -> Iterable[Sequence[str]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def keys_within(value: Any) -> Iterable[str]:
    """Keys of files that a JSON value names."""
    if isinstance(value, str) and KEY.fullmatch(value):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from keys_within(part)
    elif isinstance(value, list):
        for part in value:
            yield from keys_within(part)


def _forget_messages(
    session: Session, chat_ids: list[uuid.UUID], inbox_id: uuid.UUID
) -> None:
    sent = select(OutboxMessage.provider_ids).where(OutboxMessage.chat_id.in_(chat_ids))
    for part in _batched([one for many in session.scalars(sent) for one in many]):
        reports = DeliveryReport.provider_id.in_(part)
        session.execute(delete(DeliveryReport).where(reports))
    session.execute(delete(OutboxMessage).where(OutboxMessage.chat_id.in_(chat_ids)))
    session.execute(
        delete(InboxMessage).where(
            InboxMessage.chat_id.in_(chat_ids), InboxMessage.id != inbox_id
        )
    )
    _empty(session, inbox_id)
    session.execute(
        update(Conversation)
        .where(Conversation.chat_id.in_(chat_ids))
        .values(context={}, question=None, question_expires_at=None)
    )


def _empty(session: Session, inbox_id: uuid.UUID) -> None:
    """Still a message for who reads the inbox, but it says nothing of anybody."""
    row = session.get(InboxMessage, inbox_id)
    if row is None:
        return
    nobody = {"sender": {"id": "", "name": ""}, "reply_to": None, "locale": None}
    nothing: dict[str, Any] = {
        "text": "",
        "media": [],
        "choice": None,
        "start": None,
        "album": None,
    }
    row.message, row.raw = {**row.message, **nobody, **nothing}, {}
    session.flush()
