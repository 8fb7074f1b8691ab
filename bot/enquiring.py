"""Ask outside sources, then give the answer that waited for them. Runs in chat workers;
in vision workers where a photo is to be looked at as well.

The sources are asked outside any transaction, by a queue of its own, so that nobody
else waits. What they say is kept; a retry after a crash only asks for the rest. An
enquiry gives one answer: what came in, or what was known before and that a source does
not answer.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot import looking, memory, replies
from bot.actions.asks import is_fresh
from bot.channels.base import Channel
from bot.dialogue import asks_of, perform
from bot.leasing import Lease, LeaseLost, lease
from bot.looking import wants_eyes
from bot.messages import ChatRef, Choice, Reply
from bot.phrasing import reply_with_choices
from bot.results import LeftOut, Result
from bot.services import Services
from bot.sources import FACTS, Ask, Batch, Sources
from bot.talk import Talk
from bot.understand.intents import Intent, from_json
from bot.voice import voice_of
from pipeline.enrich.answers import ProductFacts, SourceError
from pipeline.enrich.fetching import picture_type
from storage import conversations, enquiries, outbox, sources
from storage.models import Chat, Enquiry, Scan, Shop
from storage.shops import person

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
PATIENCE = timedelta(seconds=15)
"""So long a person waits for a turn at a source that is asked too often."""


def announce(
    services: Services, channel: Channel, chat: ChatRef, enquiry_id: uuid.UUID
) -> None:
    """Show that others are being asked, then queue the asking.

    In this order: the answer replaces the placeholder, so its id must be known first.
    """
    with services.db.transaction() as session:
        enquiry = session.get_one(Enquiry, enquiry_id)
    if enquiry.placeholder is None:
        is_look = wants_eyes(enquiry)
        say = replies.looking_again if is_look else replies.asking_others
        text = say(enquiry.language)
        placeholder = channel.send_placeholder(chat, text, None)
        if placeholder is not None:
            with services.db.transaction() as session:
                session.get_one(Enquiry, enquiry_id).placeholder = placeholder
    looking.queue(services, enquiry)


def answer(services: Services, enquiry_id: uuid.UUID) -> None:
    """Ask and answer; harmless when that is done or another worker is at it.

    What a photo must be looked at for is handed on to those who have eyes.
    """
    if services.vision is None and _is_handed_on(services, enquiry_id):
        return
    with lease(services, Enquiry, enquiry_id) as held:
        if held is None:
            return
        try:
            _work(services, held)
        except LeaseLost:
            log.warning("lease_lost", enquiry_id=str(enquiry_id))


def _is_handed_on(services: Services, enquiry_id: uuid.UUID) -> bool:
    with services.db.transaction() as session:
        enquiry = session.get(Enquiry, enquiry_id)
    if enquiry is None or not wants_eyes(enquiry):
        return False
    looking.queue(services, enquiry)
    return True


def _work(services: Services, held: Lease) -> None:
    with services.db.transaction() as session:
        held.confirm(session)
        enquiry = enquiries.begin(session, held.row_id)
    if enquiry is None:
        return
    try:
        # One that keeps crashing is answered from what is known.
        if enquiry.attempts <= MAX_ATTEMPTS:
            wait_until = _ask(services, enquiry)
            if wait_until is not None:
                _postpone(services, held, wait_until)
                return
            looking.look(services, enquiry)
        _answer(services, held)
    except (LeaseLost, OperationalError):
        raise
    except Exception as error:  # the worker boundary: count, try again, give up
        log.exception("enquiry_failed", enquiry_id=str(enquiry.id))
        if enquiry.attempts > MAX_ATTEMPTS:
            _apologise(services, held)
            return
        with services.db.transaction() as session:
            enquiries.note_failure(session, enquiry.id, type(error).__name__)
        services.queue.ask_outside(enquiry.id, 1.0)


def _postpone(services: Services, held: Lease, until: datetime) -> None:
    with services.db.transaction() as session:
        held.confirm(session)
        enquiries.postpone(session, held.row_id, until)
    wait_s = (until - services.clock()).total_seconds()
    services.queue.ask_outside(held.row_id, max(wait_s, 0.1))


def _ask(services: Services, enquiry: Enquiry) -> datetime | None:
    """Ask what is not known; gives a time when it is worth waiting for a turn."""
    outside = services.sources
    if outside is None:
        return None
    until: datetime | None = None
    for batch in outside.batches(_open_asks(services, enquiry)):
        turn = ask_one(services, outside, batch)
        if turn is None:
            continue
        if turn <= enquiry.created_at + PATIENCE:
            until = min(until or turn, turn)
        else:
            _keep_failure(services, batch.asks, "slow_down")
    return until


def _open_asks(services: Services, enquiry: Enquiry) -> list[Ask]:
    """What the wishes need that is neither known nor was asked for in vain just now."""
    with services.db.transaction() as session:
        talk = _talk(services, session, enquiry)
        asks = asks_of(talk, _wishes(enquiry))
        kept = sources.answers(session, [ask.question for ask in asks])
    now = services.clock()
    return [
        ask
        for ask in dict.fromkeys(asks)
        if not is_fresh(ask, kept.get(ask.question), now)
        and not _has_failed(kept.get(ask.question), enquiry.created_at)
    ]


def _has_failed(row: Any, since: datetime) -> bool:
    return row is not None and row.failed_at is not None and row.failed_at >= since


def ask_one(services: Services, outside: Sources, batch: Batch) -> datetime | None:
    """One request, if it is our turn; else gives the time of it."""
    now = services.clock()
    with services.db.transaction() as session:
        turn = sources.take_turn(session, batch.limit, batch.per_minute, now)
    if turn is not None:
        return turn
    try:
        answers = outside.fetch(batch, now.date())
        pictures = _pictures(services, outside, batch, answers)
    except SourceError as error:
        log.warning("source_failed", source=batch.limit, reason=error.reason)
        with services.db.transaction() as session:
            until = sources.break_off(
                session, batch.limit, services.clock(), error.retry_after_s
            )
        if error.reason == "slow_down" and error.retry_after_s is not None:
            return until
        _keep_failure(services, batch.asks, error.reason)
        return None
    with services.db.transaction() as session:
        sources.worked(session, batch.limit)
        for ask, answer in answers.items():
            picture = pictures.get(ask)
            sources.keep(session, ask.question, answer, now, picture_key=picture)
    return None


def _pictures(
    services: Services, outside: Sources, batch: Batch, answers: dict[Ask, Any]
) -> dict[Ask, str]:
    """The product's picture where one product was asked for; a list shows none."""
    ask = batch.asks[0]
    is_one = ask.source == FACTS and len(batch.asks) == 1 and not ask.is_by_name
    if not is_one or answers[ask] is None:
        return {}
    url = ProductFacts.from_json(answers[ask]).picture_url
    data = outside.picture(url) if url else None
    return {ask: services.blobs.put(data, picture_type(data))} if data else {}


def _keep_failure(services: Services, asks: Sequence[Ask], reason: str) -> None:
    with services.db.transaction() as session:
        for ask in asks:
            sources.keep_failure(session, ask.question, reason, services.clock())


def _answer(services: Services, held: Lease) -> None:
    """Carry the wishes out with what is known now, and answer: one transaction."""
    now = services.clock()
    with services.db.transaction() as session:
        held.confirm(session)
        enquiry = session.get_one(Enquiry, held.row_id)
        talk = _talk(services, session, enquiry)
        before = Reply.from_json(enquiry.reply)
        talk.has_asked = any(choice.value.startswith("q:") for choice in before.choices)
        results = _results(talk, _wishes(enquiry))
        reply = _joined(talk, before, results)
        about = {**enquiry.about, **memory.about(talk)}
        outbox_id = _put_out(session, enquiry, reply, about, now)
    _send_on(services, enquiry, outbox_id)
    log.info("enquiry_answered", enquiry_id=str(enquiry.id))


def _results(talk: Talk, wishes: Sequence[Intent]) -> list[Result]:
    if talk.member.removed_at is not None:
        return [LeftOut(talk.shop.name)]
    return perform(talk, wishes)


def _apologise(services: Services, held: Lease) -> None:
    """What was said already, and that the rest failed; nothing is left unanswered."""
    now = services.clock()
    with services.db.transaction() as session:
        held.confirm(session)
        enquiry = session.get_one(Enquiry, held.row_id)
        before = Reply.from_json(enquiry.reply)
        sorry = replies.message_failed(before.chat, enquiry.language)
        text = "\n".join(part for part in (before.text, sorry.text) if part)
        reply = _with(before, text, before.choices)
        outbox_id = _put_out(session, enquiry, reply, enquiry.about, now)
    _send_on(services, enquiry, outbox_id)
    log.error("enquiry_quarantined", enquiry_id=str(enquiry.id))


def _put_out(
    session: Session,
    enquiry: Enquiry,
    reply: Reply,
    about: dict[str, Any],
    now: datetime,
) -> uuid.UUID | None:
    enquiries.close(session, enquiry.id)
    return outbox.add(
        session,
        chat_id=enquiry.chat_id,
        cause=enquiry.cause,
        reply=reply.to_json(),
        now=now,
        edit_of=enquiry.placeholder,
        about=about,
    )


def _send_on(services: Services, enquiry: Enquiry, outbox_id: uuid.UUID | None) -> None:
    if outbox_id is not None:
        services.queue.deliver(outbox_id)
    services.queue.handle_chat(enquiry.chat_id)


def _joined(talk: Talk, before: Reply, results: Sequence[Result]) -> Reply:
    """What was said already, then this; with the buttons of both."""
    reply = reply_with_choices(talk, before.chat, results)
    choices = (*before.choices, *reply.choices)
    values = [choice.value for choice in choices]
    conversations.remember(
        talk.conversation,
        talk.now,
        choices=values or None,
        choices_at=talk.now.isoformat() if values else None,
    )
    text = "\n".join(part for part in (before.text, reply.text) if part)
    joined = _with(before, text, choices)
    if before.image_key is None and reply.image_key is not None:
        joined = Reply.from_json({**joined.to_json(), "image_key": reply.image_key})
    return joined


def _with(before: Reply, text: str, choices: tuple[Choice, ...]) -> Reply:
    data = {**before.to_json(), "text": text}
    return Reply.from_json(
        {**data, "choices": [{"label": c.label, "value": c.value} for c in choices]}
    )


def _wishes(enquiry: Enquiry) -> list[Intent]:
    return [from_json(wish) for wish in enquiry.wishes]


def _talk(services: Services, session: Session, enquiry: Enquiry) -> Talk:
    """The turn of the person who asked; it waits for nothing any more."""
    chat = session.get_one(Chat, enquiry.chat_id)
    conversation = conversations.load(session, chat.id, enquiry.sender_id)
    shop = session.get_one(Shop, enquiry.shop_id)
    member = person(session, shop.id, chat.channel, enquiry.sender_id)
    assert member is not None, "whoever asks has come in before"
    context = {**conversation.context, "pinned_language": enquiry.language}
    return Talk(
        services=services,
        session=session,
        shop=shop,
        chat=chat,
        member=member,
        conversation=conversation,
        voice=voice_of(shop, context, chat.locale),
        now=services.clock(),
        cause=enquiry.id,
        current_scan=(session.get(Scan, enquiry.scan_id) if enquiry.scan_id else None),
    )
