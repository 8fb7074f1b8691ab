"""Quiet hours: by the shop's clock, over midnight, and when the clock is changed."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from bot.quiet_hours import at_day, daytime_from, month_of, quiet_until

NIGHT = (time(22), time(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-02T20:59", None),
        ("2026-03-02T21:00", "2026-03-03T06:00"),
        ("2026-03-02T23:30", "2026-03-03T06:00"),
        ("2026-03-03T05:59", "2026-03-03T06:00"),
        ("2026-03-03T06:00", None),
    ],
)
def test_night_reaches_over_midnight(now: str, until: str | None) -> None:
    ends = quiet_until(utc(now), "Africa/Lagos", *NIGHT)

    assert ends == (until and utc(until))


def test_hours_of_one_day() -> None:
    siesta = (time(13), time(15, 30))

    assert quiet_until(utc("2026-03-02T13:00"), "UTC", *siesta) == utc(
        "2026-03-02T15:30"
    )
    assert quiet_until(utc("2026-03-02T12:59"), "UTC", *siesta) is None


@pytest.mark.parametrize("hours", [(None, None), (time(7), time(7)), (time(22), None)])
def test_no_hours_are_never_quiet(hours: tuple[time | None, time | None]) -> None:
    assert quiet_until(utc("2026-03-02T23:00"), "UTC", *hours) is None


@pytest.mark.parametrize(
    ("now", "until"),
    [
        # Paris, 29 March 2026: at 2:00 it is 3:00. The night is one hour shorter.
        ("2026-03-28T21:00", "2026-03-29T05:00"),
        ("2026-03-29T04:59", "2026-03-29T05:00"),
        ("2026-03-29T05:00", None),
        # 25 October 2026: at 3:00 it is 2:00 again. The night is one hour longer.
        ("2026-10-24T20:00", "2026-10-25T06:00"),
        ("2026-10-25T00:30", "2026-10-25T06:00"),
        ("2026-10-25T01:30", "2026-10-25T06:00"),
        ("2026-10-25T06:00", None),
    ],
)
def test_night_in_which_the_clock_is_changed(now: str, until: str | None) -> None:
    ends = quiet_until(utc(now), "Europe/Paris", *NIGHT)

    assert ends == (until and utc(until))


def test_end_in_the_hour_that_is_there_twice_comes_once() -> None:
    hours = (time(22), time(2, 30))

    first = quiet_until(utc("2026-10-25T00:15"), "Europe/Paris", *hours)
    second = quiet_until(utc("2026-10-25T01:15"), "Europe/Paris", *hours)

    assert first == utc("2026-10-25T00:30")
    assert second is None


def test_end_in_the_hour_that_is_missing_still_comes() -> None:
    hours = (time(22), time(2, 30))

    until = quiet_until(utc("2026-03-29T00:00"), "Europe/Paris", *hours)

    assert until == utc("2026-03-29T01:30")


def test_day_begins_at_eight_by_the_shop_s_clock() -> None:
    assert daytime_from(utc("2026-03-02T03:00"), "Africa/Nairobi") == utc(
        "2026-03-02T05:00"
    )
    noon = utc("2026-03-02T09:00")
    assert daytime_from(noon, "Africa/Nairobi") == noon


def test_tomorrow_and_the_month_are_those_of_the_shop() -> None:
    late = utc("2026-03-31T22:30")

    assert month_of(late, "Africa/Nairobi") == "2026-04"
    assert at_day(late, "Africa/Nairobi", 1, time(8)) == utc("2026-04-02T05:00")
