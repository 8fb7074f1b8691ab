"""Tells what was crossed: one digest for each chat, once each.

`look` runs in the scheduler's sweep and queues the chats that have news; `push` runs in
chat workers and makes the digest. The notices are handed to the outbox in the
transaction that adds the digest, so however often a job runs or dies, a crossing is in
one digest; the outbox then tries until the provider has it.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from bot import pushing, replies
from bot.actions.alert_news import Digest, digest_of, is_still_true
from bot.channels.templates import has_template
from bot.messages import ChatRef, Choice, Reply
from bot.pushing import Hold
from bot.replies import about_alerts
from bot.services import Services
from bot.voice import Voice, voice_of
from storage import alerts, conversations, crossings, notices, outbox, pauses
from storage.models import Chat, Shop
from storage.models.alerts import AlertKind, NoticeStatus
from storage.notices import Pending
from storage.recipients import APPRISE, may_be_told
from storage.shops import lock_shop

log = structlog.get_logger(__name__)

TEMPLATE = "alert"
BUTTONS_ON = frozenset({"telegram", "web"})
"""Where buttons are real: a numbered list would take a number meant for a question."""


def look(services: Services) -> int:
    """Queue the chats that have news; also reopens what could not be delivered."""
    now = services.clock()
    with services.db.transaction() as session:
        if not notices.is_any_open(session):
            return 0
        notices.settle_handed(session, now)
        notices.schedule(session, now)
        chats = notices.due_chats(session, now)
    for chat_id in chats:
        services.queue.push_alerts(chat_id)
    return len(chats)


def push(services: Services, chat_id: uuid.UUID) -> None:
    """Put one digest of the chat's news into the outbox, if it may be sent now."""
    now = services.clock()
    with services.db.transaction() as session:
        if not notices.lock_chat(session, chat_id):
            return
        chat = session.get(Chat, chat_id)
        if chat is None:
            return
        outbox_id = _make_digest(services, session, chat, now)
    if outbox_id is not None:
        log.info("alert_digest_made", outbox_id=str(outbox_id), channel=chat.channel)
        services.queue.deliver(outbox_id)


def _make_digest(
    services: Services, session: Session, chat: Chat, now: datetime
) -> uuid.UUID | None:
    shops = {
        shop_id: lock_shop(session, shop_id)
        for shop_id in notices.shops_of_pending(session, chat.id)
    }
    news = _tellable(session, chat, shops, now)
    if not news:
        return None
    digests = _by_shop(news, shops, chat)
    hold = _hold(services, session, chat, shops, digests, now)
    if hold is not None:
        notices.hold([item.notice for item in news], hold.reason, hold.until, now)
        return None
    reply = _reply(session, chat, shops[news[0].event.shop_id], digests)
    outbox_id = outbox.add(
        session,
        chat_id=chat.id,
        cause=f"digest:{uuid.uuid4()}",
        reply=reply.to_json(),
        now=now,
        is_push=True,
    )
    assert outbox_id is not None, "its cause is new"
    notices.hand_over([item.notice for item in news], outbox_id, now)
    alerts.mark_sent(session, {item.rule.id for item in news}, now)
    return outbox_id


def _tellable(
    session: Session, chat: Chat, shops: dict[uuid.UUID, Shop], now: datetime
) -> list[Pending]:
    """The news that are true and may be told; the others are settled or held back."""
    paused = pauses.of_chat(session, chat.id, now)
    tellable = []
    for item in notices.pending(session, chat.id):
        until = paused.get(item.product.id) or paused.get(None)
        quiet = pushing.quiet(shops[item.event.shop_id], now)
        if not is_still_true(item):
            _recover(session, item)
        elif not may_be_told(session, item.rule, chat):
            notices.settle([item.notice], NoticeStatus.EXPIRED)
        elif until is not None:
            notices.hold([item.notice], "snoozed", until, now)
        elif quiet is not None:
            notices.hold([item.notice], quiet.reason, quiet.until, now)
        else:
            tellable.append(item)
    return tellable


def _recover(session: Session, item: Pending) -> None:
    """It was restocked before anybody was told: the next fall is news again."""
    notices.settle([item.notice], NoticeStatus.RECOVERED)
    event = item.event
    if event.type == AlertKind.LOW_STOCK and event.threshold is not None:
        crossings.keep_state(
            session, item.rule.id, item.product.id, event.threshold, False
        )


def _hold(
    services: Services,
    session: Session,
    chat: Chat,
    shops: dict[uuid.UUID, Shop],
    digests: Sequence[Digest],
    now: datetime,
) -> Hold | None:
    zone = next(iter(shops.values())).timezone
    home = session.get(Shop, chat.shop_id) if chat.shop_id else None
    return (
        pushing.stopped(chat, now)
        # Of the shop that is talked about, too: the delivery asks for it.
        or (home and pushing.quiet(home, now))
        or pushing.too_soon(
            chat,
            zone,
            now,
            told_at=notices.told_at(session, chat.id),
            is_urgent=any(digest.is_urgent for digest in digests),
            has_template=has_template(services.settings, TEMPLATE),
        )
    )


def _by_shop(
    news: Sequence[Pending], shops: dict[uuid.UUID, Shop], chat: Chat
) -> list[Digest]:
    """The shop is named where the chat is not simply that shop's."""
    by_shop: defaultdict[uuid.UUID, list[Pending]] = defaultdict(list)
    for item in news:
        by_shop[item.event.shop_id].append(item)
    is_plain = len(by_shop) == 1 and chat.shop_id in by_shop and chat.channel != APPRISE
    return [
        digest_of(items, None if is_plain else shops[shop_id].name)
        for shop_id, items in by_shop.items()
    ]


def _reply(
    session: Session, chat: Chat, shop: Shop, digests: Sequence[Digest]
) -> Reply:
    voice = _voice(session, chat, shop)
    return Reply(
        ChatRef(chat.channel, chat.external_id),
        replies.text_of(voice, digests),
        choices=_buttons(voice) if chat.channel in BUTTONS_ON else (),
        brief=about_alerts.brief(voice, digests),
        template=TEMPLATE,
        language=voice.language,
    )


def _voice(session: Session, chat: Chat, shop: Shop) -> Voice:
    """How the chat was spoken to last."""
    context = conversations.latest_context(session, chat.id)
    return voice_of(shop, context, chat.locale)


def _buttons(voice: Voice) -> tuple[Choice, ...]:
    return (
        Choice(voice.say("Why?"), "alert:why"),
        Choice(voice.say("Not before tomorrow"), "alert:snooze"),
    )
