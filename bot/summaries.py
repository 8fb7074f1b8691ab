"""Sends the summary of a shop's week by itself: once a week for each chat.

`look` runs in the scheduler's sweep and queues the plans that are due; `push` runs in
chat workers and makes the summary. The plan is locked, and moved on to the next week in
the transaction that adds the summary to the outbox: however often a job runs or dies, a
chat gets one. It waits for quiet hours, "stop" and WhatsApp's window as alerts do.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from bot import pushing, replies
from bot.actions.roles import Verb, may
from bot.actions.summary_days import at_time, last_day, next_due
from bot.actions.week import WeekSummary, week
from bot.channels.templates import has_template
from bot.messages import ChatRef, Reply
from bot.pushing import Hold
from bot.replies import about_week
from bot.replies.trend_charts import chart_of
from bot.services import Services
from bot.voice import Voice, voice_of
from storage import conversations, notices, outbox, summaries
from storage.models import Chat, Member, Shop, SummaryPlan

log = structlog.get_logger(__name__)

TEMPLATE = "summary"
KEPT = timedelta(days=3)
"""What could not be told for so long is left out: the next summary is near."""


def look(services: Services) -> int:
    """Queue the plans that are due; also those whose summary was taken back."""
    now = services.clock()
    with services.db.transaction() as session:
        summaries.reopen(session, now)
        plans = summaries.due(session, now)
    for plan_id in plans:
        services.queue.push_summary(plan_id)
    return len(plans)


def push(services: Services, plan_id: uuid.UUID) -> None:
    """Put the summary into the outbox, if it may be sent now and has not been."""
    now = services.clock()
    with services.db.transaction() as session:
        plan = summaries.take(session, plan_id, now)
        if plan is None:
            return
        outbox_id = _make(services, session, plan, now)
    if outbox_id is not None:
        log.info("summary_made", outbox_id=str(outbox_id))
        services.queue.deliver(outbox_id)


def _make(
    services: Services, session: Session, plan: SummaryPlan, now: datetime
) -> uuid.UUID | None:
    shop = session.get_one(Shop, plan.shop_id)
    chat = session.get_one(Chat, plan.chat_id)
    if not may(session.get_one(Member, plan.member_id), Verb.SEE_VALUE):
        session.delete(plan)  # who left, or lost the right, is told no figures
        return None
    day = last_day(plan.weekday, now, shop.timezone)
    after = next_due(plan.weekday, now, shop.timezone)
    if plan.told_for == day or now - at_time(day, shop.timezone) > KEPT:
        _move_on(plan, after)
        return None
    hold = _hold(services, session, chat, shop, now)
    if hold is not None:
        summaries.hold(plan, min(hold.until, after), now)
        return None
    found = _week_of(session, shop, chat, day, now)
    _move_on(plan, after)
    if found.is_empty:
        return None
    plan.told_for = day
    plan.outbox_id = _put_out(services, session, plan, chat, shop, found, now)
    return plan.outbox_id


def _move_on(plan: SummaryPlan, after: datetime) -> None:
    plan.due_at, plan.held_at, plan.queued_at = after, None, None


def _hold(
    services: Services, session: Session, chat: Chat, shop: Shop, now: datetime
) -> Hold | None:
    home = session.get(Shop, chat.shop_id) if chat.shop_id else None
    return (
        pushing.stopped(chat, now)
        or pushing.quiet(shop, now)
        # Of the shop that is talked about, too: the delivery asks for it.
        or (home and pushing.quiet(home, now))
        or pushing.too_soon(
            chat,
            shop.timezone,
            now,
            told_at=notices.told_at(session, chat.id),
            is_urgent=False,
            has_template=has_template(services.settings, TEMPLATE),
        )
    )


def _week_of(
    session: Session, shop: Shop, chat: Chat, day: date, now: datetime
) -> WeekSummary:
    name = None if chat.shop_id == shop.id else shop.name
    return week(session, shop, now, day=day, shop_name=name, is_by_itself=True)


def _put_out(
    services: Services,
    session: Session,
    plan: SummaryPlan,
    chat: Chat,
    shop: Shop,
    found: WeekSummary,
    now: datetime,
) -> uuid.UUID | None:
    context = conversations.latest_context(session, chat.id)
    voice = voice_of(shop, context, chat.locale)
    reply = Reply(
        ChatRef(chat.channel, chat.external_id),
        replies.text_of(voice, [found]),
        image_key=draw(services, voice, found),
        brief=about_week.brief(voice, found),
        template=TEMPLATE,
        language=voice.language,
    )
    return outbox.add(
        session,
        chat_id=chat.id,
        cause=f"summary:{plan.id}:{plan.due_at.date()}:{plan.tries}",
        reply=reply.to_json(),
        now=now,
        is_push=True,
    )


def draw(services: Services, voice: Voice, found: WeekSummary) -> str | None:
    """The blob key of the week's chart; None where there is nothing to draw."""
    chart = chart_of(voice, found.chart)
    if chart is None:
        return None
    # Imported here: fonts and pictures are of no use to who only answers questions.
    from pipeline.charts import drawing

    return services.blobs.put(drawing.draw(chart), "image/png")
