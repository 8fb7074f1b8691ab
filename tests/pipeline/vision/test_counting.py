"""Ranges of counts: how they grow with doubt, and that they can be fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import ModelUnavailable
from pipeline.vision.counting import CountScale, Tally, tally
from pipeline.vision.models import WEIGHTS
from pipeline.vision.shelf_scale import ShelfScale

EXACT = CountScale(spread=0.0, group_spread=0.0, reach=1.645, group_reach=1.645)


def test_sure_facings_have_a_range_of_one_number() -> None:
    assert EXACT.of_all(tally([1.0] * 12)) == (12, 12)


def test_doubtful_facings_raise_the_upper_end() -> None:
    low, high = EXACT.of_all(tally([0.99] * 20, [0.4] * 5))

    assert (low, high) == (20, 23)


def test_unsure_facings_lower_the_lower_end() -> None:
    low, high = EXACT.of_all(tally([0.6] * 10))

    assert low <= 6
    assert high == 10


def test_range_holds_the_count_and_at_least_one() -> None:
    low, high = EXACT.of_group(tally([0.2]))

    assert (low, high) == (1, 1)
    assert EXACT.of_all(Tally(0)) == (0, 0)


def test_poisson_binomial_range_holds_nine_in_ten() -> None:
    rng = np.random.default_rng(11)
    scale = CountScale(missed=1.0, wrong=1.0, spread=0.0, reach=1.645)
    held = 0
    for _ in range(2000):
        chances = rng.beta(6, 1, 40)
        true = int((rng.random(40) < chances).sum())
        low, high = scale.of_all(tally(chances.tolist()))
        held += low <= true <= high

    assert 0.88 <= held / 2000


def test_shipped_scale_is_loaded_and_broken_files_are_told(
    tmp_path: Path,
) -> None:
    shipped = ShelfScale.load(WEIGHTS / "detector.json")
    (tmp_path / "detector.json").write_text("{}")

    assert 0 < shipped.gaps.threshold < 1
    assert shipped.counts.reach > 0
    with pytest.raises(ModelUnavailable):
        ShelfScale.load(tmp_path / "detector.json")
