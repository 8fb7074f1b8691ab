"""When nothing is told: snoozes, quiet hours, and people who want no messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.quiet_hours import at_day
from storage import notices, pauses
from storage.models import Chat, Product, Shop

MORNING = time(8)
LONGEST = timedelta(days=366)
_WEEKDAYS = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Snoozed:
    """Nothing about these products before then; no names: about anything."""

    names: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The shop's quiet hours, as they are or as they were just set; None: there are
    none. `is_asked`: nothing was changed."""

    start: time | None
    end: time | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class NoSuchTime:
    """What was said is no time of the day, or no day."""


@dataclass(frozen=True, slots=True)
class MessagesStopped:
    """Nothing is sent of our own accord any more; `was_stopped`: since before."""

    was_stopped: bool


@dataclass(frozen=True, slots=True)
class MessagesStarted:
    """Messages are sent again; `was_stopped` False: they always were."""

    was_stopped: bool


def snooze(
    session: Session,
    shop: Shop,
    chat: Chat,
    products: Sequence[Product],
    now: datetime,
    *,
    minutes: int | None = None,
    day: str | None = None,
) -> Snoozed | NoSuchTime:
    """Nothing about the products (none: about anything) for so long.

    Neither minutes nor day: until the next morning.
    """
    until = _until(shop, now, minutes, day)
    if until is None:
        return NoSuchTime()
    for product in products:
        pauses.pause(session, chat.id, product.id, until)
    if not products:
        pauses.pause(session, chat.id, None, until)
    return Snoozed(tuple(product.name for product in products), until)


def _until(
    shop: Shop, now: datetime, minutes: int | None, day: str | None
) -> datetime | None:
    if minutes is not None:
        longest = LONGEST // timedelta(minutes=1)
        return now + timedelta(minutes=min(max(minutes, 1), longest))
    days = 1
    if day is not None and day.lower() in _WEEKDAYS:
        today = now.astimezone(ZoneInfo(shop.timezone)).weekday()
        days = (_WEEKDAYS.index(day.lower()) - today) % 7 or 7
    elif day is not None and day.lower() != "tomorrow":
        return None
    return at_day(now, shop.timezone, days, MORNING)


def set_quiet_hours(
    session: Session, shop: Shop, start: str | None, end: str | None, now: datetime
) -> QuietHours | NoSuchTime:
    """No alerts between these times ("22:00") by the shop's clock; None: none."""
    try:
        begins = time.fromisoformat(start) if start else None
        ends = time.fromisoformat(end) if end else None
    except ValueError:
        return NoSuchTime()
    if (begins is None) != (ends is None):
        return NoSuchTime()
    shop.quiet_from, shop.quiet_to = begins, ends
    session.flush()
    notices.release(session, now, shop_id=shop.id)
    return QuietHours(begins, ends, is_asked=False)


def quiet_hours(shop: Shop) -> QuietHours:
    """The shop's quiet hours as they are."""
    return QuietHours(shop.quiet_from, shop.quiet_to, is_asked=True)


def stop_messages(session: Session, chat: Chat, now: datetime) -> MessagesStopped:
    """Send nothing to this chat of our own accord; answers still come."""
    was_stopped = chat.stopped_at is not None
    if not was_stopped:
        chat.stopped_at = now
    session.flush()
    return MessagesStopped(was_stopped)


def start_messages(session: Session, chat: Chat, now: datetime) -> MessagesStarted:
    """Send again; what waited and is still true comes next."""
    was_stopped = chat.stopped_at is not None
    chat.stopped_at = None
    pauses.end(session, chat.id, None)
    session.flush()
    notices.release(session, now, chat_id=chat.id)
    return MessagesStarted(was_stopped)
