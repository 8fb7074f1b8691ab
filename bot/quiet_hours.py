"""Quiet hours by the shop's clock: across midnight, and where the clock is changed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAYTIME = (time(8), time(20))
"""When people read what is not urgent."""


def quiet_until(
    now: datetime, zone: str, start: time | None, end: time | None
) -> datetime | None:
    """When the quiet hours end that `now` lies in, in UTC; None outside them."""
    if start is None or end is None or start == end:
        return None
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    for first_day in (today - timedelta(days=1), today):
        last_day = first_day if start < end else first_day + timedelta(days=1)
        # Wall clock times as points in time: an hour that is there twice, or not at
        # all, neither ends the quiet early nor lets it begin again.
        begins = datetime.combine(first_day, start, here).astimezone(UTC)
        ends = datetime.combine(last_day, end, here).astimezone(UTC)
        if begins <= now < ends:
            return ends
    return None


def daytime_from(now: datetime, zone: str) -> datetime:
    """Now if it is day at the shop, else when the next day begins, in UTC."""
    opens, closes = DAYTIME
    return quiet_until(now, zone, closes, opens) or now


def month_of(now: datetime, zone: str) -> str:
    """The month by the shop's calendar: "2026-03"."""
    return now.astimezone(ZoneInfo(zone)).strftime("%Y-%m")


def at_day(day: datetime, zone: str, days: int, at: time) -> datetime:
    """So many days later by the shop's calendar, at that time of its clock, in UTC."""
    here = ZoneInfo(zone)
    date = day.astimezone(here).date() + timedelta(days=days)
    return datetime.combine(date, at, here).astimezone(UTC)
