"""Counted against expected: what is gone and was not sold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.insights.sales import StockEvent
from pipeline.insights.shrink import Counted, Shrinkage, shrinkage

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)


def booked(*steps: tuple[float, str, int]) -> list[Counted]:
    """Day, kind and pieces: a count is what was counted, all else what came or went."""
    level, entries = 0, []
    for day, kind, pieces in steps:
        is_count = kind in ("count", "photo")
        delta = pieces - level if is_count else pieces
        level += delta
        at = BEGIN + timedelta(days=day)
        event = StockEvent(at, delta, is_sale=kind == "sale", is_count=is_count)
        entries.append(Counted(event, level, kind == "photo"))
    return entries


def test_gone_is_what_neither_sales_nor_losses_explain() -> None:
    entries = booked(
        (0, "count", 20), (1, "sale", -5), (2, "in", 12), (3, "loss", -1),
        (4, "count", 20),
    )  # fmt: skip

    assert shrinkage(entries) == Shrinkage(6, 6, 6, 5, 2)


def test_photos_blur_what_is_missing() -> None:
    entries = booked((0, "photo", 20), (1, "sale", -5), (4, "photo", 12))

    found = shrinkage(entries)

    assert found is not None
    assert (found.missing, found.is_sure) == (3, False)
    assert found.low < 3 < found.high


def test_wrong_count_that_the_next_one_mends_is_no_loss() -> None:
    entries = booked(
        (0, "count", 20), (1, "sale", -2), (2, "photo", 12), (3, "sale", -2),
        (4, "count", 16),
    )  # fmt: skip

    found = shrinkage(entries)

    assert found is not None
    assert (found.missing, found.is_sure, found.counts) == (0, False, 3)


def test_correction_of_the_first_photo_is_no_loss() -> None:
    entries = booked(
        (0, "photo", 26), (0.01, "count", 20), (1, "sale", -2), (4, "count", 18)
    )

    found = shrinkage(entries)

    assert found is not None
    assert found.missing == 0


@pytest.mark.parametrize(
    "steps",
    [
        [],
        [(0.0, "count", 20), (1.0, "sale", -2)],
        [(0.0, "count", 20), (3.0, "count", 12)],
    ],
)
def test_without_two_counts_and_said_sales_nothing_can_be_told(
    steps: list[tuple[float, str, int]],
) -> None:
    assert shrinkage(booked(*steps)) is None


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_counts_in_between_do_not_change_the_sum(counts: list[int]) -> None:
    first, *others, last = counts
    ends = [(0.0, "count", first), (0.5, "sale", -1), (90.0, "count", last)]
    between = [(10.0 + n, "count", count) for n, count in enumerate(others)]
    with_all = sorted([*ends, *between])

    few, many = shrinkage(booked(*ends)), shrinkage(booked(*with_all))

    assert few is not None
    assert many is not None
    assert few.missing == many.missing
