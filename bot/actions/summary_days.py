"""On which day the summary of the week comes by itself. Verbs like those of
`bot.actions.alert_pauses`: off until somebody who may see it asks for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.pushing import WHATSAPP
from storage import summaries
from storage.models import Chat, Member, Shop

WEEKDAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
AT = time(8)
"""By the shop's clock: before the shop opens, and when people read."""


@dataclass(frozen=True, slots=True)
class SummaryDaySet:
    """The next summary comes then; `may_wait`: perhaps when the person writes."""

    weekday: int
    at: datetime
    may_wait: bool


@dataclass(frozen=True, slots=True)
class SummaryDropped:
    """No more summaries by themselves; `had_one`: there were some."""

    had_one: bool


def set_day(
    session: Session,
    shop: Shop,
    chat: Chat,
    member: Member,
    weekday: str | None,
    now: datetime,
    *,
    has_template: bool = False,
) -> SummaryDaySet | SummaryDropped:
    """The chat gets the summary every week on that day; None: no more."""
    if weekday is None:
        return SummaryDropped(summaries.drop(session, chat.id, shop.id))
    number = WEEKDAYS.index(weekday)
    due_at = next_due(number, now, shop.timezone)
    summaries.plan(
        session,
        chat_id=chat.id,
        shop_id=shop.id,
        member_id=member.id,
        weekday=number,
        due_at=due_at,
    )
    may_wait = chat.channel == WHATSAPP and not has_template
    return SummaryDaySet(number, due_at, may_wait)


def planned_day(session: Session, shop: Shop, chat: Chat) -> SummaryDaySet | None:
    """The day that was set before, if one was."""
    plan = summaries.planned(session, chat.id, shop.id)
    if plan is None:
        return None
    return SummaryDaySet(plan.weekday, plan.due_at, may_wait=False)


def last_day(weekday: int, now: datetime, zone: str) -> date:
    """The latest such day whose time for summaries has come, by the shop's clock."""
    here = now.astimezone(ZoneInfo(zone))
    day = here.date() - timedelta(days=(here.weekday() - weekday) % 7)
    return day if at_time(day, zone) <= now else day - timedelta(days=7)


def next_due(weekday: int, now: datetime, zone: str) -> datetime:
    """When the next such day's summary is due, in UTC."""
    return at_time(last_day(weekday, now, zone) + timedelta(days=7), zone)


def at_time(day: date, zone: str) -> datetime:
    """When the day's summary is due, in UTC."""
    return datetime.combine(day, AT, ZoneInfo(zone)).astimezone(UTC)
