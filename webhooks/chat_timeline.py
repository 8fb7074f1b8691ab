"""What a visitor's page shows: own messages and answers, merged in order.

Both tables are stamped by the database's clock, so one number orders them: `seq` is the
time in microseconds. A row becomes visible when its transaction ends, which may be a
little after its time; a reader who must not miss one asks from a few seconds before
its last `seq` and drops the ids that it knows.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.box_pages import corrigible, may_correct
from bot.messages import InboundMessage, MediaKind, Reply
from storage.models import (
    Chat,
    Enquiry,
    InboxMessage,
    Member,
    OutboxMessage,
    Scan,
)
from storage.models.messages import InboxStatus
from storage.models.sources import EnquiryStatus
from storage.models.stock import ScanStatus
from webhooks.media import is_picture

PAGE_SIZE = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OPEN_SCANS = (ScanStatus.PENDING, ScanStatus.PROCESSING)

Item = dict[str, Any]
Link = Callable[[str], str]


def chat_id(session: Session, visitor: str) -> uuid.UUID | None:
    """The visitor's chat; None before the first message."""
    return session.scalar(
        select(Chat.id).where(Chat.channel == "web", Chat.external_id == visitor)
    )


def member_id(session: Session, chat: uuid.UUID, visitor: str) -> uuid.UUID | None:
    """Who the visitor is in the shop of this chat; None for who only looks on."""
    member = session.scalar(
        select(Member)
        .join(Chat, Chat.shop_id == Member.shop_id)
        .where(
            Chat.id == chat,
            Member.channel == "web",
            Member.external_id == visitor,
        )
    )
    return member.id if member is not None and may_correct(member) else None


@dataclass(frozen=True, slots=True)
class Links:
    """How the visitor reaches files, and the boxes of a photo (where they may)."""

    file: Link
    boxes: Callable[[uuid.UUID], str] | None = None


def newer(session: Session, chat: uuid.UUID, after: int, link: Links) -> list[Item]:
    """The messages after a `seq`, oldest first."""
    since = _time(after)
    mine = (
        select(InboxMessage)
        .where(InboxMessage.received_at > since)
        .order_by(InboxMessage.received_at, InboxMessage.seq)
        .limit(PAGE_SIZE)
    )
    answers = (
        select(OutboxMessage)
        .where(OutboxMessage.created_at > since)
        .order_by(OutboxMessage.created_at, OutboxMessage.seq)
        .limit(PAGE_SIZE)
    )
    return _merged(session, chat, mine, answers, link)[:PAGE_SIZE]


def latest(
    session: Session, chat: uuid.UUID, before: int | None, link: Links
) -> list[Item]:
    """The last page of messages (those before a `seq`), oldest first."""
    mine, answers = select(InboxMessage), select(OutboxMessage)
    if before is not None:
        mine = mine.where(InboxMessage.received_at < _time(before))
        answers = answers.where(OutboxMessage.created_at < _time(before))
    mine = mine.order_by(InboxMessage.received_at.desc()).limit(PAGE_SIZE)
    answers = answers.order_by(OutboxMessage.created_at.desc()).limit(PAGE_SIZE)
    return _merged(session, chat, mine, answers, link)[-PAGE_SIZE:]


def is_working(session: Session, chat: uuid.UUID) -> bool:
    """Whether an answer is being made."""
    waiting = _exists(
        InboxMessage.id,
        InboxMessage.chat_id == chat,
        InboxMessage.status == InboxStatus.RECEIVED,
    )
    reading = _exists(Scan.id, Scan.chat_id == chat, Scan.status.in_(_OPEN_SCANS))
    asking = _exists(
        Enquiry.id, Enquiry.chat_id == chat, Enquiry.status == EnquiryStatus.PENDING
    )
    return bool(session.scalar(select(waiting | reading | asking)))


def has_message(session: Session, chat: uuid.UUID, external_id: str) -> bool:
    """Whether this message arrived before."""
    known = _exists(
        InboxMessage.id,
        InboxMessage.chat_id == chat,
        InboxMessage.external_id == external_id,
    )
    return bool(session.scalar(select(known)))


def sent_within(session: Session, chat: uuid.UUID, window: timedelta) -> int:
    """How many messages the visitor sent lately."""
    since = func.now() - window
    counted = select(func.count()).where(
        InboxMessage.chat_id == chat, InboxMessage.received_at > since
    )
    return session.scalar(counted) or 0


def answer(session: Session, chat: uuid.UUID, page_id: str) -> OutboxMessage | None:
    """The answer that the page knows by this id, in this chat only."""
    try:
        outbox_id = uuid.UUID(page_id)
    except ValueError:
        return None
    return session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.id == outbox_id, OutboxMessage.chat_id == chat
        )
    ).first()


def _merged(
    session: Session,
    chat: uuid.UUID,
    mine: Select[InboxMessage],
    answers: Select[OutboxMessage],
    link: Links,
) -> list[Item]:
    written = session.scalars(mine.where(InboxMessage.chat_id == chat)).all()
    given = session.scalars(answers.where(OutboxMessage.chat_id == chat)).all()
    told = [_answer(row, link.file) for row in given]
    if link.boxes is not None:
        _add_boxes(session, given, told, link.boxes)
    rows = [
        *((row.received_at, 0, row.seq, _own(row, link.file)) for row in written),
        *(
            (row.created_at, 1, row.seq, item)
            for row, item in zip(given, told, strict=True)
        ),
    ]
    rows.sort(key=lambda row: row[:3])
    return [item for *_, item in rows if item is not None]


def _own(row: InboxMessage, link: Link) -> Item | None:
    """A message of the visitor; None for what was never typed (an opened link)."""
    message = InboundMessage.from_json(row.message)
    if message.start is not None:
        return None
    photos = [
        media.ref
        for media in message.media
        if media.kind is MediaKind.PHOTO and is_picture(media.ref)
    ]
    files = [media for media in message.media if media.ref not in photos]
    item = _item(row.external_id, row.received_at, "me")
    item["text"] = message.text or str(row.raw.get("label", ""))
    item["choice"] = message.choice
    item["reply_to"] = row.raw.get("reply_to")
    item["image_urls"] = [link(key) for key in photos]
    item["image_url"] = item["image_urls"][0] if photos else None
    if files:
        item["document_url"] = link(files[0].ref)
        item["document_name"] = files[0].filename
    return item


def _add_boxes(
    session: Session,
    rows: Sequence[OutboxMessage],
    items: Sequence[Item],
    link: Callable[[uuid.UUID], str],
) -> None:
    """The way to the boxes, under each picture that shows a photo's."""
    about = {
        index: uuid.UUID(row.about["scan_id"])
        for index, row in enumerate(rows)
        if row.about.get("scan_id") and items[index]["image_url"]
    }
    there = corrigible(session, set(about.values()))
    for index, scan_id in about.items():
        if scan_id in there:
            items[index]["boxes_url"] = link(scan_id)


def _answer(row: OutboxMessage, link: Link) -> Item:
    reply = Reply.from_json(row.reply)
    item = _item(str(row.id), row.created_at, "bot")
    item["text"] = reply.text
    item["choices"] = [
        {"label": choice.label, "value": choice.value} for choice in reply.choices
    ]
    item["reply_to"] = reply.reply_to
    if reply.image_key:
        item["image_url"] = link(reply.image_key)
        item["image_urls"] = [item["image_url"]]
    if reply.document_key:
        item["document_url"] = link(reply.document_key)
        item["document_name"] = reply.document_name
    return item


def _item(page_id: str, at: datetime, sender: str) -> Item:
    return {
        "id": page_id,
        "seq": _micros(at),
        "from": sender,
        "text": "",
        "choices": [],
        "choice": None,
        "reply_to": None,
        "image_url": None,
        "image_urls": [],
        "document_url": None,
        "document_name": None,
        "boxes_url": None,
        "at": at.astimezone(UTC).isoformat(),
    }


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(microseconds=1)


def _time(seq: int) -> datetime:
    return _EPOCH + timedelta(microseconds=seq)


def _exists(
    column: InstrumentedAttribute[uuid.UUID], *conditions: ColumnElement[bool]
) -> ColumnElement[bool]:
    return select(column).where(*conditions).exists()
