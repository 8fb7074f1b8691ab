"""Stretches of a shop's calendar: how far back to look, and in what steps.

Days are those of the shop's clock: the one on which the clock is changed has 23 or 25
hours. Called by `bot.actions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DAYS = {"today": 1, "yesterday": 1, "week": 7, "month": 30, "year": 365}
USUAL = "month"
MOMENT = timedelta(minutes=1)
"""After now: what was booked just now is in the picture."""
MOST_DAYS, MOST_WEEKS = 45, 26
"""More days are told week by week, more weeks month by month."""


class Step(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Window:
    """From `begin` to `end` in UTC, in steps of the calendar; `days` are begun days."""

    begin: datetime
    end: datetime
    step: Step
    days: int
    edges: tuple[datetime, ...]
    """Where steps begin, and where the last of them ends: perhaps after `end`."""


def window(
    period: str | None, now: datetime, zone: str, *, known_since: datetime | None = None
) -> Window:
    """The period by the shop's calendar, today included; not from before `known_since`.

    A year is the eleven months before this one, and this one; last_month and last_year
    are those of the calendar, which are over.
    """
    here = ZoneInfo(zone)
    first, last = days_of(period, now.astimezone(here).date())
    if known_since is not None:
        first = min(last, max(first, known_since.astimezone(here).date()))
    days = (last - first).days + 1
    step = _step(days)
    first = _whole(first, step)
    edges = tuple(_edges(first, last, step, here))
    end = min(now + MOMENT, midnight(last + timedelta(days=1), here))
    return Window(midnight(first, here), end, step, days, edges)


def days_of(period: str | None, today: date) -> tuple[date, date]:
    """The first and the last day of a period, seen from today."""
    if period == "last_month":
        last = today.replace(day=1) - timedelta(days=1)
        return last.replace(day=1), last
    if period == "last_year":
        return date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)
    last = today - timedelta(days=1) if period == "yesterday" else today
    if period == "year":
        return _months_before(last, 11), last
    return last - timedelta(days=DAYS[period or USUAL] - 1), last


def week_before(day: date, zone: str) -> Window:
    """The seven whole days before the day."""
    here = ZoneInfo(zone)
    days = [midnight(day - timedelta(days=back), here) for back in range(7, -1, -1)]
    return Window(days[0], days[-1], Step.DAY, 7, tuple(days))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins by that clock, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _step(days: int) -> Step:
    if days == 1:
        return Step.HOUR
    if days <= MOST_DAYS:
        return Step.DAY
    return Step.WEEK if days <= 7 * MOST_WEEKS else Step.MONTH


def _whole(day: date, step: Step) -> date:
    """The Monday or the first of the month before: the first bar is as wide as all."""
    if step is Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step is Step.MONTH else day


def _edges(first: date, last: date, step: Step, zone: ZoneInfo) -> list[datetime]:
    end = midnight(last + timedelta(days=1), zone)
    if step is Step.HOUR:
        begin = midnight(first, zone)
        hours = round((end - begin) / timedelta(hours=1))
        return [begin + timedelta(hours=hour) for hour in range(hours + 1)]
    edges, day = [midnight(first, zone)], first
    while edges[-1] < end:
        day = _next(day, step)
        edges.append(midnight(day, zone))
    return edges


def _next(day: date, step: Step) -> date:
    """The next day, Monday, or first of a month."""
    if step is Step.DAY:
        return day + timedelta(days=1)
    if step is Step.WEEK:
        return day + timedelta(days=7 - day.weekday())
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _months_before(day: date, months: int) -> date:
    """The first of the month so many months before the day's."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
