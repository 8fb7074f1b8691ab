"""Answer the messages of a chat in the order they came. Runs in chat workers."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import enquiring, replies
from bot.addressing import is_for_bot, without_call
from bot.channels.base import Channel, MediaUnavailable
from bot.conversation import Outcome, StoredMedia, Turn, respond
from bot.leasing import Lease, LeaseLost, lease
from bot.messages import ChatRef, InboundMessage, MediaKind, MediaRef
from bot.services import Services
from bot.turn import PICTURES, Unclear, brings_video
from bot.understand.intents import Intent
from storage import enquiries, inbox, outbox, scans
from storage.models import Chat, Scan
from storage.models import InboxMessage as InboxRow

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=2)
PHOTO_FIRST = timedelta(seconds=20)
"""So long a text waits for the photo before it: "how many?" means that photo."""


class TryLater(Exception):
    """The message cannot be answered now (its file cannot be fetched yet)."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The files of a message as blobs, or why they could not be fetched."""

    media: tuple[StoredMedia, ...] = ()
    problem: str | None = None


def handle_chat(services: Services, chat_id: uuid.UUID) -> None:
    """Answer all that waits in the chat; returns at once when another worker does."""
    while True:
        with lease(services, Chat, chat_id) as held:
            if held is None:
                return
            try:
                while _answer_oldest(services, held):
                    pass
            except LeaseLost:
                log.warning("lease_lost", chat_id=str(chat_id))
                return
        # A message may have come after the last look and before the release.
        if not _has_work(services, chat_id):
            return


def _has_work(services: Services, chat_id: uuid.UUID) -> bool:
    with services.db.transaction() as session:
        row = inbox.oldest_open(session, chat_id)
        return row is not None and not _must_wait(services, session, row)


def _must_wait(services: Services, session: Session, row: InboxRow) -> bool:
    now = services.clock()
    if row.not_before is not None and row.not_before > now:
        return True
    if session.get_one(Chat, row.chat_id).channel not in services.channels:
        return True  # its credentials were taken away, and may come back
    if _brings_photo(InboundMessage.from_json(row.message)):
        return False
    return scans.is_reading(session, row.chat_id, now - PHOTO_FIRST)


def _answer_oldest(services: Services, held: Lease) -> bool:
    """Answer one message; False when there is none to answer now."""
    with services.db.transaction() as session:
        held.confirm(session)
        row = inbox.oldest_open(session, held.row_id)
        if row is None or _must_wait(services, session, row):
            return False
        attempts = inbox.count_attempt(session, row.id)
        chat = session.get_one(Chat, held.row_id)
    channel = services.channels[chat.channel]
    message = InboundMessage.from_json(row.message)
    if not _is_for_bot(services, held, channel, chat, row, message):
        return True
    message = without_call(message)
    if attempts > MAX_ATTEMPTS:
        _quarantine(services, held, row, message)
        _acknowledge(channel, message)
        return True
    try:
        _answer_or_ask(services, held, channel, row, message, attempts)
    except LeaseLost:
        raise
    except TryLater as error:
        _note_failure(services, row.id, str(error), retry=True)
    except OperationalError:
        raise  # the database is away: the sweeper brings the chat back
    except Exception as error:  # the worker boundary: count, try again, set aside
        log.exception("message_failed", inbox_id=str(row.id), attempts=attempts)
        _note_failure(services, row.id, type(error).__name__, retry=False)
    return True


def _is_for_bot(
    services: Services,
    held: Lease,
    channel: Channel,
    chat: Chat,
    row: InboxRow,
    message: InboundMessage,
) -> bool:
    """False, and done with it, for what people of a group say to each other."""
    if message.addressees is None:
        return True
    own_name = channel.own_name()
    with services.db.transaction() as session:
        held.confirm(session)
        if is_for_bot(session, chat, message, own_name):
            return True
        inbox.mark_done(session, row.id, services.clock())
    return False


def _answer_or_ask(
    services: Services,
    held: Lease,
    channel: Channel,
    row: InboxRow,
    message: InboundMessage,
    attempts: int,
) -> None:
    """Answer; what a model has to be asked for begins anew when that has answered.

    So no row is locked, and no connection held, while the model thinks.
    """
    try:
        _answer(services, held, channel, row, message, attempts)
    except Unclear as unclear:
        suggested = unclear.ask()
        _answer(services, held, channel, row, message, attempts, suggested)


def _answer(
    services: Services,
    held: Lease,
    channel: Channel,
    row: InboxRow,
    message: InboundMessage,
    attempts: int,
    suggested: tuple[Intent, ...] | None = None,
) -> None:
    channel.show_typing(message.chat)
    own_name = channel.own_name()
    fetched = _fetch(services, channel, message, last_try=attempts >= MAX_ATTEMPTS)
    now = services.clock()
    with services.db.transaction() as session:
        held.confirm(session)
        chat = session.get_one(Chat, row.chat_id)
        outcome = respond(
            Turn(
                services=services,
                session=session,
                chat=chat,
                message=message,
                inbox_id=row.id,
                media=fetched.media,
                media_problem=fetched.problem,
                now=now,
                own_name=own_name,
                suggested=suggested,
            )
        )
        enquiry_id = _hold_back(session, row, outcome)
        outbox_id = None
        if enquiry_id is None:
            outbox_id = _put_out(session, row, outcome, services)
        inbox.mark_done(session, row.id, now)
    _acknowledge(channel, message)
    if outbox_id is not None:
        services.queue.deliver(outbox_id)
    if enquiry_id is not None:
        enquiring.announce(services, channel, message.chat, enquiry_id)
    for scan_id in outcome.scan_ids:
        _announce(services, channel, message.chat, scan_id, brings_video(message))
    log.info("message_answered", inbox_id=str(row.id), channel=channel.name)


def _acknowledge(channel: Channel, message: InboundMessage) -> None:
    if message.choice is not None:
        channel.acknowledge(message)


def _hold_back(session: Session, row: InboxRow, outcome: Outcome) -> uuid.UUID | None:
    """Keep the answer while a part of it is asked for outside."""
    if outcome.reply is None:
        return None
    cause, reply = f"inbox:{row.id}", outcome.reply.to_json()
    return enquiries.hold_back(session, cause, reply, about=outcome.about)


def _put_out(
    session: Session, row: InboxRow, outcome: Outcome, services: Services
) -> uuid.UUID | None:
    if outcome.reply is None:
        return None
    return outbox.add(
        session,
        chat_id=row.chat_id,
        cause=f"inbox:{row.id}",
        reply=outcome.reply.to_json(),
        about=outcome.about,
        now=services.clock(),
    )


def _announce(
    services: Services,
    channel: Channel,
    chat: ChatRef,
    scan_id: uuid.UUID,
    is_video: bool,
) -> None:
    """Show that the photo is being read, then queue the reading.

    In this order: the answer replaces the placeholder, so its id must be known first.
    """
    with services.db.transaction() as session:
        scan = session.get_one(Scan, scan_id)
        locale = session.get_one(Chat, scan.chat_id).locale
    if scan.placeholder is None:
        text = replies.reading_photo(locale, is_video)
        placeholder = channel.send_placeholder(chat, text, scan.reply_to)
        if placeholder is not None:
            with services.db.transaction() as session:
                session.get_one(Scan, scan_id).placeholder = placeholder
    wait_s = (scan.ready_at - services.clock()).total_seconds()
    services.queue.read_scan(scan_id, max(0.0, wait_s))


def _fetch(
    services: Services, channel: Channel, message: InboundMessage, *, last_try: bool
) -> Fetched:
    stored = []
    for media in message.media:
        if media.kind not in (*PICTURES, MediaKind.DOCUMENT):
            stored.append(_store_nothing(media))
            continue
        try:
            data = channel.fetch(media)
        except MediaUnavailable as error:
            if not error.permanent and not last_try:
                raise TryLater(error.reason) from error
            return Fetched(problem=error.reason)
        key = services.blobs.put(data, media.content_type)
        stored.append(
            StoredMedia(
                kind=media.kind,
                blob_key=key,
                content_type=media.content_type,
                filename=media.filename,
            )
        )
    return Fetched(media=tuple(stored))


def _store_nothing(media: MediaRef) -> StoredMedia:
    """Kinds that nobody reads yet are answered without being fetched."""
    return StoredMedia(
        kind=media.kind,
        blob_key="",
        content_type=media.content_type,
        filename=media.filename,
    )


def _brings_photo(message: InboundMessage) -> bool:
    return any(media.kind in PICTURES for media in message.media)


def _note_failure(
    services: Services, inbox_id: uuid.UUID, error: str, *, retry: bool
) -> None:
    """Keep the reason; a retry that needs time is left to the sweeper."""
    not_before = services.clock() + RETRY_AFTER if retry else None
    with services.db.transaction() as session:
        inbox.note_failure(session, inbox_id, error, not_before)


def _quarantine(
    services: Services, held: Lease, row: InboxRow, message: InboundMessage
) -> None:
    """Set the message aside and tell its sender, in one transaction."""
    now = services.clock()
    with services.db.transaction() as session:
        held.confirm(session)
        locale = session.get_one(Chat, row.chat_id).locale
        reply = replies.message_failed(message.chat, locale)
        inbox.quarantine(session, row.id, now)
        outbox_id = outbox.add(
            session,
            chat_id=row.chat_id,
            cause=f"inbox:{row.id}",
            reply=reply.to_json(),
            now=now,
        )
    log.error("message_quarantined", inbox_id=str(row.id))
    if outbox_id is not None:
        services.queue.deliver(outbox_id)
