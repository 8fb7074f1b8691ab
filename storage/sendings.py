"""Orders on their way to suppliers: one row for each message that may go out.

The row, the chat that it goes out in and the reply in the outbox are written in the
transaction that approves the order; the outbox sends it. What has become of it is noted
by `settle`, and asked of a person where nobody can know.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from storage import outbox
from storage.models import Chat, Order, OrderSending, OutboxMessage
from storage.models.messages import OutboxStatus
from storage.models.orders import SendingStatus
from storage.shops import find_chat

SUPPLIER = "supplier"
"""The channel of orders; such a chat's id is that of its sending."""
WHATSAPP, MAIL = "whatsapp", "mail"
IN_DOUBT = "in_doubt"
"""The outbox's error for what may have arrived, and is not sent again."""
REPORTED_FOR = timedelta(days=7)
"""So long a provider may still report that a message which it took never arrived."""
_OUTCOMES = {
    OutboxStatus.SENT: SendingStatus.SENT,
    OutboxStatus.FAILED: SendingStatus.FAILED,
}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an order goes; `last_inbound_at`: when that number last wrote to us."""

    way: str
    address: str
    last_inbound_at: datetime | None = None


def begin(
    session: Session,
    order: Order,
    destination: Destination,
    reply: Mapping[str, Any],
    *,
    told: tuple[uuid.UUID, str],
    now: datetime,
) -> OrderSending:
    """Put the order into the outbox, to be sent at most once; the shop is locked.

    `told` is the chat and the person to tell of trouble. Another sending of the order
    is another row: whoever begins one makes sure that the last is over.
    """
    last = latest(session, order.id)
    sending = OrderSending(
        id=uuid.uuid4(),
        order_id=order.id,
        attempt=last.attempt + 1 if last else 1,
        way=destination.way,
        address=destination.address,
        chat_id=told[0],
        sender_id=told[1],
        created_at=now,
    )
    chat = Chat(channel=SUPPLIER, external_id=str(sending.id), shop_id=order.shop_id)
    session.add_all([sending, chat])
    session.flush()
    sending.outbox_id = outbox.add(
        session,
        chat_id=chat.id,
        cause=f"order:{order.id}:{sending.attempt}",
        reply={**reply, "chat": {"channel": SUPPLIER, "id": chat.external_id}},
        now=now,
        is_once=True,
    )
    session.flush()
    return sending


def latest(session: Session, order_id: uuid.UUID) -> OrderSending | None:
    """The last message that was made of the order."""
    query = select(OrderSending).where(OrderSending.order_id == order_id)
    query = query.order_by(OrderSending.attempt.desc()).limit(1)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def destination_of(session: Session, chat_id: str) -> Destination | None:
    """Where the messages of a chat of the channel "supplier" go; None: nowhere now."""
    try:
        sending = session.get(OrderSending, uuid.UUID(chat_id))
    except ValueError:
        return None
    if sending is None:
        return None
    wrote = last_inbound(session, sending.address) if sending.way == WHATSAPP else None
    return Destination(sending.way, sending.address, wrote)


def last_inbound(session: Session, number: str) -> datetime | None:
    """When this number last wrote to us over WhatsApp."""
    chat = find_chat(session, WHATSAPP, number)
    return chat.last_inbound_at if chat else None


def wants_no_messages(session: Session, number: str) -> bool:
    """Whether this number has told us over WhatsApp to stop."""
    chat = find_chat(session, WHATSAPP, number)
    return chat is not None and chat.stopped_at is not None


def withdraw(session: Session, order_id: uuid.UUID) -> bool:
    """Take the order back if it is certain that no try to send it was made.

    True: it will never go out.
    """
    sending = latest(session, order_id)
    if sending is None or sending.status != SendingStatus.SENDING:
        return False
    if sending.outbox_id is None or not outbox.withdraw(session, sending.outbox_id):
        return False
    sending.status = SendingStatus.WITHDRAWN
    session.flush()
    return True


def unsettled(session: Session, now: datetime) -> list[uuid.UUID]:
    """Sendings of which the outbox knows more by now."""
    query = select(OrderSending.id).join(
        OutboxMessage, OutboxMessage.id == OrderSending.outbox_id
    )
    recent = OrderSending.created_at > now - REPORTED_FOR
    query = query.where(recent, _knows_more()).order_by(OrderSending.created_at)
    return list(session.scalars(query.limit(50)))


def lock(session: Session, sending_id: uuid.UUID) -> OrderSending | None:
    """The sending, locked, if it is still one to be settled."""
    query = (
        select(OrderSending)
        .join(OutboxMessage, OutboxMessage.id == OrderSending.outbox_id)
        .where(OrderSending.id == sending_id, _knows_more())
        .with_for_update(of=OrderSending)
    )
    return session.scalars(query.execution_options(populate_existing=True)).first()


def _knows_more() -> ColumnElement[bool]:
    """Also what was sent and is reported as failed later."""
    is_new = (OrderSending.status == SendingStatus.SENDING) & (
        OutboxMessage.status.in_(list(_OUTCOMES))
    )
    has_failed = (OrderSending.status == SendingStatus.SENT) & (
        OutboxMessage.status == OutboxStatus.FAILED
    )
    return or_(is_new, has_failed)


def settle(session: Session, sending: OrderSending) -> SendingStatus:
    """Note what the outbox says has become of it."""
    row = session.get_one(OutboxMessage, sending.outbox_id)
    status = _OUTCOMES[OutboxStatus(row.status)]
    if status is SendingStatus.FAILED and _may_be_out(row):
        status = SendingStatus.IN_DOUBT
    sending.status, sending.error = status, row.error
    session.flush()
    return status


def _may_be_out(row: OutboxMessage) -> bool:
    """Of several parts, those before the one that failed are out."""
    is_reported = row.error is not None and row.sent_at is not None
    return row.error == IN_DOUBT or (bool(row.provider_ids) and not is_reported)


def awaiting(session: Session, number: str, since: datetime) -> list[OrderSending]:
    """What was sent to this number over WhatsApp since, newest first."""
    query = select(OrderSending).where(
        OrderSending.way == WHATSAPP,
        OrderSending.address == number,
        OrderSending.created_at >= since,
    )
    return list(session.scalars(query.order_by(OrderSending.created_at.desc())))
