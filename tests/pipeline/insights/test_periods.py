"""Periods of a shop's calendar, where clocks are changed too."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from pipeline.insights.periods import MOMENT, Step, days_of, window

NOW = datetime(2026, 3, 18, 15, 20, tzinfo=UTC)


def test_a_month_is_thirty_days_of_the_shops_clock_and_ends_now() -> None:
    found = window("month", NOW, "Africa/Lagos")

    assert found.begin == datetime(2026, 2, 16, 23, tzinfo=UTC)
    assert (found.end, found.step, found.days) == (NOW + MOMENT, Step.DAY, 30)
    assert len(found.edges) == 31


def test_no_period_means_a_month() -> None:
    assert window(None, NOW, "UTC") == window("month", NOW, "UTC")


def test_today_and_yesterday_are_told_by_the_hour() -> None:
    today = window("today", NOW, "Asia/Kolkata")
    yesterday = window("yesterday", NOW, "UTC")

    assert today.begin == datetime(2026, 3, 17, 18, 30, tzinfo=UTC)
    assert (today.step, len(today.edges)) == (Step.HOUR, 25)
    assert yesterday.end == datetime(2026, 3, 18, tzinfo=UTC)


def test_a_year_is_twelve_whole_months_with_the_present_one() -> None:
    found = window("year", NOW, "UTC")

    assert found.begin == datetime(2025, 4, 1, tzinfo=UTC)
    assert (found.step, len(found.edges)) == (Step.MONTH, 13)


def test_a_long_time_is_told_week_by_week_from_mondays() -> None:
    found = window("year", NOW, "UTC", known_since=datetime(2025, 12, 3, tzinfo=UTC))

    assert found.step is Step.WEEK
    assert {edge.weekday() for edge in found.edges} == {0}
    assert found.edges[-2] <= NOW < found.edges[-1]


def test_nothing_is_looked_at_from_before_it_was_known() -> None:
    known = datetime(2026, 3, 14, 22, tzinfo=UTC)  # the 14th there, late

    found = window("month", NOW, "Africa/Lagos", known_since=known)

    assert (found.days, found.step) == (5, Step.DAY)
    assert window("month", NOW, "UTC", known_since=NOW).step is Step.HOUR


def test_the_day_on_which_the_clock_is_changed_has_its_own_length() -> None:
    spring = datetime(2026, 3, 29, 12, tzinfo=UTC)
    autumn = datetime(2026, 10, 25, 12, tzinfo=UTC)

    assert len(window("today", spring, "Europe/Paris").edges) == 24
    assert len(window("today", autumn, "Europe/Paris").edges) == 26
    days = {b - a for a, b in pairwise(window("week", autumn, "Europe/Paris").edges)}
    assert days == {timedelta(hours=24), timedelta(hours=25)}


def test_last_month_is_that_of_the_calendar() -> None:
    assert days_of("last_month", date(2026, 3, 31)) == (
        date(2026, 2, 1),
        date(2026, 2, 28),
    )
    assert days_of("last_month", date(2026, 1, 1))[0] == date(2025, 12, 1)
    assert days_of("last_year", date(2026, 3, 31)) == (
        date(2025, 1, 1),
        date(2025, 12, 31),
    )
