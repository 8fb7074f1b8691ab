"""Series over time from bookings: what is known, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.insights.trends import (
    Booking,
    Bucket,
    Kind,
    Span,
    added,
    empty,
    held,
    levels,
    sales,
    summed,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def day(number: float) -> datetime:
    return NOON + timedelta(days=number)


def booked(at: float, delta: int, kind: Kind = Kind.SALE) -> Booking:
    return Booking(day(at), delta, kind)


EDGES = [day(number) for number in range(11)]


def test_levels_hold_between_bookings_as_steps() -> None:
    spans = levels(
        [booked(2, -4), booked(5, -6)], 0, day(0), day(8), known_since=day(0)
    )

    assert spans == (
        Span(day(0), day(2), 10),
        Span(day(2), day(5), 6),
        Span(day(5), day(8), 0),
    )


def test_nothing_is_known_before_the_first_count() -> None:
    first = booked(3, 24, Kind.COUNT)

    spans = levels([first], 24, day(0), day(8), known_since=day(3))

    assert spans == (Span(day(3), day(8), 24),)
    assert levels([], 24, day(0), day(8)) == (Span(day(0), day(8), 24),)[:0]


def test_bookings_before_the_time_asked_about_only_set_the_level() -> None:
    spans = levels([booked(-5, -4), booked(2, -1)], 5, day(0), day(4))

    assert spans == (Span(day(0), day(2), 6), Span(day(2), day(4), 5))


def test_time_without_stock_is_found() -> None:
    bookings = [booked(2, -6), booked(5, 12, Kind.DELIVERY)]

    spans = levels(bookings, 12, day(0), day(8), known_since=day(0))

    assert empty(spans) == (Span(day(2), day(5), 0),)
    assert sum(span.days for span in empty(spans)) == 3


def test_sales_that_were_said_stand_on_their_day() -> None:
    buckets = sales([booked(2.5, -4), booked(2.9, -1), booked(4, 9, Kind.LOSS)], EDGES)

    assert [bucket.said for bucket in buckets] == [0, 0, 5, 0, 0, 0, 0, 0, 0, 0]
    assert all(bucket.found == 0 for bucket in buckets)


def test_what_a_count_finds_missing_is_spread_since_the_count_before() -> None:
    counts = [booked(1, 20, Kind.COUNT), booked(5, -8, Kind.COUNT)]

    buckets = sales(counts, EDGES, known_since=day(1))

    assert [round(bucket.found, 6) for bucket in buckets] == [0, 2, 2, 2, 2] + [0] * 5
    assert all(bucket.said == 0 for bucket in buckets)


def test_nothing_is_said_to_have_sold_while_there_was_nothing() -> None:
    counts = [booked(0, 20, Kind.COUNT), booked(4, -8, Kind.COUNT)]

    buckets = sales(counts, EDGES, known_since=day(0), gone=[Span(day(1), day(3), 0)])

    assert [round(bucket.found, 6) for bucket in buckets] == [4, 0, 0, 4] + [0] * 6


def test_of_what_was_missing_only_the_share_of_the_time_shown_counts() -> None:
    counts = [booked(-4, 20, Kind.COUNT), booked(4, -8, Kind.COUNT)]

    buckets = sales(counts, EDGES, known_since=day(-4))

    assert sum(bucket.found for bucket in buckets) == pytest.approx(4)


def test_counts_right_after_one_another_correct_the_first() -> None:
    counts = [
        booked(1, 20, Kind.COUNT),
        booked(5, -8, Kind.COUNT),
        Booking(day(5) + timedelta(minutes=30), 6, Kind.COUNT),
    ]

    buckets = sales(counts, EDGES, known_since=day(1))

    assert sum(bucket.found for bucket in buckets) == pytest.approx(2)


def test_a_count_that_finds_more_is_no_sale() -> None:
    buckets = sales([booked(1, 5, Kind.COUNT), booked(3, 4, Kind.COUNT)], EDGES)

    assert sum(bucket.sold for bucket in buckets) == 0


def test_products_are_added_up_with_their_worth_where_any_is_known() -> None:
    coke = (Span(day(0), day(4), 10), Span(day(4), day(8), 6))
    fanta = (Span(day(2), day(8), 3),)

    whole = summed([(coke, 2.0), (fanta, 5.0)])

    assert whole == (
        Span(day(0), day(2), 20),
        Span(day(2), day(4), 35),
        Span(day(4), day(8), 27),
    )


def test_a_time_of_which_nothing_is_known_stays_a_gap() -> None:
    whole = summed([((Span(day(0), day(1), 5),), 1), ((Span(day(3), day(4), 2),), 1)])

    assert whole == (Span(day(0), day(1), 5), Span(day(3), day(4), 2))


def test_a_price_holds_until_it_is_changed() -> None:
    spans = held([(day(-3), 500), (day(2), 550), (day(3), 550)], day(0), day(8))

    assert spans == (Span(day(0), day(2), 500), Span(day(2), day(8), 550))


def test_sales_of_products_are_added_bucket_by_bucket() -> None:
    edges = [day(0), day(1)]
    parts = [sales([booked(0.5, -2)], edges), sales([booked(0.6, -3)], edges)]

    assert added(parts) == (Bucket(day(0), day(1), 5, 0),)


@given(
    st.lists(
        st.tuples(
            st.floats(0.01, 9.9),
            st.integers(-9, 9),
            st.sampled_from(list(Kind)),
        ),
        max_size=20,
    )
)
def test_levels_cover_all_known_time_and_end_with_what_there_is(
    raw: list[tuple[float, int, Kind]],
) -> None:
    bookings = [booked(at, delta, kind) for at, delta, kind in sorted(raw)]

    spans = levels(bookings, 7, day(0), day(10), known_since=day(0))

    assert sum(span.days for span in spans) == pytest.approx(10)
    assert spans[-1].value == 7
    assert spans[0].value == 7 - sum(booking.delta for booking in bookings)
