"""Open bins and receding ranks: what lies in front is a facing, the rest is not."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from training import bins
from training.bins import bin_row
from training.packs import draw_pack
from training.ranks import rear_ranks
from training.stage import COVERED, GAP, IGNORE, PRODUCT, Stage


def stage_of(seed: int, height: int = 240, width: int = 480) -> Stage:
    picture = np.zeros((height, width, 3), np.uint8)
    owner = np.zeros((height, width), np.int32)
    return Stage(np.random.default_rng(seed), picture, owner, 90.0, 0.8, False)


def kinds_in_bins(stage: Stage) -> list[list[int]]:
    """The kinds of the boxes in the middle of each bin that is wholly seen."""
    spans = bin_row(stage, 20.0, 220.0)
    middles = [((box[0] + box[2]) / 2) for box in stage.boxes]
    return [
        [k for k, x in zip(stage.kinds, middles, strict=True) if left <= x < right]
        for left, right in spans
        if left >= 0 and right <= 480
    ]


@pytest.mark.parametrize("seed", range(6))
def test_each_bin_is_empty_a_heap_or_has_facings_in_front(seed: int) -> None:
    for kinds in kinds_in_bins(stage_of(seed)):
        assert set(kinds) in ({GAP}, {IGNORE}, {PRODUCT})


def test_bins_fill_the_width_side_by_side() -> None:
    stage = stage_of(1)

    spans = bin_row(stage, 20.0, 220.0)

    assert spans[0][0] <= 0 and spans[-1][1] >= 480
    assert all(a[1] == b[0] for a, b in pairwise(spans))


def test_heap_behind_the_facings_covers_but_is_not_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bins, "EMPTY", 0.0)
    monkeypatch.setattr(bins, "HEAP", 0.0)
    stage = stage_of(2)

    spans = bin_row(stage, 20.0, 220.0)

    assert set(stage.kinds) == {PRODUCT}
    assert len(spans) - 2 <= len(set(stage.groups)) <= len(spans)
    assert (stage.owner[:200] == COVERED).mean() > 0.05


@pytest.mark.parametrize("shape", ["flat_box", "bottle"])
def test_ranks_behind_are_seen_above_the_front_and_have_no_boxes(shape: str) -> None:
    stage = stage_of(3)
    pack = draw_pack(stage.rng, shape, 50, 110 if shape == "flat_box" else 20)

    rear_ranks(stage, pack, 150.0, 200.0, 3)

    assert not stage.boxes
    assert (stage.owner[:150] == COVERED).any()


def test_low_packs_show_a_long_row_of_tops() -> None:
    tops = []
    for shape in ("flat_box", "box"):
        stage = stage_of(4)
        pack = draw_pack(stage.rng, shape, 50, 110)
        rear_ranks(stage, pack, 150.0, 200.0, 3)
        tops.append(np.flatnonzero((stage.owner == COVERED).any(1))[0])

    assert tops[0] < tops[1]
