"""Send the replies of a chat, in order, each once. Runs in chat workers."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot import pushing
from bot.channels.base import Channel, Delivery, DeliveryError
from bot.leasing import Lease, LeaseLost, lease
from bot.messages import Reply
from bot.quiet_hours import month_of
from bot.services import Services
from storage import deliveries, message_counts, outbox, pauses, shops
from storage.models import Chat, OutboxMessage, Shop
from storage.models.messages import OutboxStatus
from storage.sendings import IN_DOUBT, SUPPLIER, WHATSAPP

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 40
"""With the waits below: about three hours of a provider that is down."""
MAX_CRASHES = 10
"""A reply that breaks the sending itself: a quarter of an hour, as the file store may
be away; the chat's later replies wait behind it."""
LONGEST_WAIT_S = 300.0
OPTED_OUT = "opted_out"
"""The provider was told "stop" by the person: so were we."""


def deliver(services: Services, outbox_id: uuid.UUID) -> None:
    """Send all that waits in this reply's chat, oldest first.

    Stops at a reply that another worker is sending (that worker goes on with the rest)
    or that has to wait.
    """
    with services.db.transaction() as session:
        chat_id = outbox.chat_of(session, outbox_id)
    if chat_id is None:
        return
    while _send_oldest(services, chat_id):
        pass


def _send_oldest(services: Services, chat_id: uuid.UUID) -> bool:
    now = services.clock()
    with services.db.transaction() as session:
        row = outbox.oldest_open(session, chat_id)
    if row is None:
        return False
    if row.not_before is not None and row.not_before > now:
        services.queue.deliver(row.id, (row.not_before - now).total_seconds())
        return False
    with lease(services, OutboxMessage, row.id) as held:
        if held is None:
            return False
        try:
            return _send(services, held)
        except LeaseLost:
            log.warning("lease_lost", outbox_id=str(row.id))
            return False


def _send(services: Services, held: Lease) -> bool:
    now = services.clock()
    with services.db.transaction() as session:
        held.confirm(session)
        row = session.get_one(OutboxMessage, held.row_id)
        if row.status not in outbox.OPEN:
            return True
        chat = session.get_one(Chat, row.chat_id)
        if row.is_push and _withdraw(session, row, chat, now):
            return True
        uncertain_since = outbox.begin(session, row, now)
    delivery = _delivery_of(row, chat, uncertain_since)
    sent_ids = list(delivery.sent_ids)
    try:
        channel = _channel(services, chat)
        billed = channel.price_class(delivery)
        for provider_id in channel.send(delivery):
            sent_ids.append(provider_id)
            with services.db.transaction() as session:
                held.confirm(session)
                outbox.part_sent(session, row.id, provider_id)
                _count(session, chat, billed, services.clock())
    except DeliveryError as error:
        return _note_failure(services, held, row, chat, error)
    except (LeaseLost, SQLAlchemyError):
        raise
    except Exception as error:  # the worker boundary: count, try again, give up
        log.exception("reply_crashed", outbox_id=str(row.id), attempts=row.attempts)
        failure = DeliveryError(
            type(error).__name__,
            permanent=row.attempts >= MAX_CRASHES,
            uncertain=True,
        )
        return _note_failure(services, held, row, chat, failure)
    with services.db.transaction() as session:
        held.confirm(session)
        outbox.mark_sent(session, row.id, services.clock())
        # A provider may have reported a failure before we knew the message's id.
        deliveries.fail_reported(session, sent_ids)
    log.info("reply_sent", outbox_id=str(row.id), channel=chat.channel)
    return True


def _withdraw(session: Session, row: OutboxMessage, chat: Chat, now: datetime) -> bool:
    """Take back what nobody asked for, if it may not be sent any more since.

    Whoever made it makes it anew when it may. One that may be out already is not made
    anew: it would be told twice.
    """
    shop = session.get(Shop, chat.shop_id) if chat.shop_id else None
    hold = pushing.stopped(chat, now) or (shop and pushing.quiet(shop, now))
    if not hold:
        return False
    may_be_out = row.status == OutboxStatus.SENDING or bool(row.provider_ids)
    if may_be_out and hold.reason != "stopped":
        return False
    outbox.mark_failed(
        session, row.id, f"{hold.reason}_midway" if may_be_out else hold.reason
    )
    log.info("push_withdrawn", outbox_id=str(row.id), reason=hold.reason)
    return True


def _count(session: Session, chat: Chat, billed: str | None, now: datetime) -> None:
    """Keep count of what costs money, by the month of the shop's calendar."""
    shop = session.get(Shop, chat.shop_id) if billed and chat.shop_id else None
    if shop is not None and billed is not None:
        month = month_of(now, shop.timezone)
        channel = WHATSAPP if chat.channel == SUPPLIER else chat.channel
        message_counts.count(session, shop.id, channel, month, billed)


def _channel(services: Services, chat: Chat) -> Channel:
    """The chat's channel; one whose credentials were taken away may come back."""
    channel = services.channels.get(chat.channel)
    if channel is None:
        raise DeliveryError("channel_not_configured", permanent=False)
    return channel


def _delivery_of(
    row: OutboxMessage, chat: Chat, uncertain_since: datetime | None
) -> Delivery:
    reply = Reply.from_json(
        # The chat's present address: a group may have moved since the reply was made.
        {**row.reply, "chat": {"channel": chat.channel, "id": chat.external_id}}
    )
    return Delivery(
        reply=reply,
        sent_ids=tuple(row.provider_ids),
        edit_of=row.edit_of,
        uncertain_since=uncertain_since,
        last_inbound_at=chat.last_inbound_at,
        is_once=row.is_once,
    )


def _note_failure(
    services: Services,
    held: Lease,
    row: OutboxMessage,
    chat: Chat,
    error: DeliveryError,
) -> bool:
    """Record the failure; True when the next reply of the chat may be sent."""
    gives_up = error.permanent or row.attempts >= MAX_ATTEMPTS
    wait_s = error.retry_after_s or min(2.0 ** min(row.attempts, 12), LONGEST_WAIT_S)
    with services.db.transaction() as session:
        held.confirm(session)
        if error.new_chat_id is not None:
            moved = session.get_one(OutboxMessage, row.id)
            moved.chat_id = shops.follow_chat(session, chat, error.new_chat_id)
            wait_s, gives_up = 0.0, False
        if error.reason == OPTED_OUT:
            pauses.stop_messages(session, chat.id, services.clock())
        if gives_up:
            is_doubtful = row.is_once and error.uncertain
            reason = IN_DOUBT if is_doubtful else error.reason
            outbox.mark_failed(session, row.id, reason)
        else:
            not_before = services.clock() + timedelta(seconds=wait_s)
            outbox.postpone(
                session, row.id, error.reason, not_before, uncertain=error.uncertain
            )
    log.warning(
        "reply_not_sent",
        outbox_id=str(row.id),
        channel=chat.channel,
        reason=error.reason,
        final=gives_up,
    )
    if error.new_chat_id is not None:
        services.queue.deliver(row.id)
    return True  # a postponed reply is met again and queued with its wait
