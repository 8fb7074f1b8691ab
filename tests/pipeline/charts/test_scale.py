"""Round numbers for an axis."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.charts.scale import round_steps


@pytest.mark.parametrize(
    ("high", "steps"),
    [
        (1, (0, 1)),
        (3, (0, 1, 2, 3)),
        (7, (0, 2, 4, 6, 8)),
        (24, (0, 10, 20, 30)),
        (100, (0, 25, 50, 75, 100)),
        (12_300, (0, 5_000, 10_000, 15_000)),
    ],
)
def test_steps_are_round(high: float, steps: tuple[float, ...]) -> None:
    assert round_steps(0, high) == steps


def test_a_value_that_never_changes_has_steps_too() -> None:
    assert round_steps(0, 0) == (0, 1)
    assert len(round_steps(550, 550)) >= 2


@given(st.floats(0, 1e9), st.floats(0.01, 1e9), st.booleans())
def test_steps_hold_all_values_and_are_few(
    low: float, more: float, whole: bool
) -> None:
    steps = round_steps(low, low + more, is_whole=whole)

    assert steps[0] <= low + 1e-6 * max(1, low)
    assert steps[-1] >= (low + more) * (1 - 1e-6)
    assert 2 <= len(steps) <= 5
    assert not whole or all(step % 1 == 0 for step in steps)
