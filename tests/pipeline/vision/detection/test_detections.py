"""Arrays of detections: decoding, duplicates, nested boxes, several readings."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.vision.boxes import distinct
from pipeline.vision.detection.detections import (
    PRODUCT,
    TAG,
    agreed,
    decode,
    joined,
    unit_size,
    without_duplicates,
    without_nested,
)
from tests.pipeline.vision.detected import boxes


def test_a_peak_becomes_a_box_around_its_cell_centre() -> None:
    peaks = np.zeros((3, 8, 8), np.float32)
    sides = np.zeros((4, 8, 8), np.float32)
    peaks[TAG, 2, 5] = 0.75
    sides[:, 2, 5] = 6, 4, 8, 10

    found = decode(peaks, sides, 0.1)

    assert found.boxes.tolist() == [[16.0, 6.0, 30.0, 20.0]]
    assert found.scores.tolist() == [0.75]
    assert found.of("tag").boxes.tolist() == found.boxes.tolist()
    assert len(found.of("product")) == 0


def test_peaks_below_the_least_chance_are_no_boxes() -> None:
    peaks = np.full((3, 8, 8), 0.04, np.float32)

    found = decode(peaks, np.ones((4, 8, 8), np.float32), 0.05)

    assert len(found) == 0


def test_of_two_boxes_on_one_unit_the_better_stays() -> None:
    found = boxes((0, 0, 50, 100, 0.6, PRODUCT), (2, 1, 52, 99, 0.8, PRODUCT))

    kept = without_duplicates(found)

    assert kept.scores.tolist() == pytest.approx([0.8])


def test_boxes_of_different_kinds_never_remove_each_other() -> None:
    found = boxes((0, 0, 50, 30, 0.6, PRODUCT), (0, 0, 50, 30, 0.8, TAG))

    assert len(without_duplicates(found)) == 2


def test_a_label_on_a_bottle_is_no_unit() -> None:
    found = boxes((0, 0, 40, 120, 0.9, PRODUCT), (3, 50, 37, 90, 0.7, PRODUCT))

    assert without_nested(found).scores.tolist() == pytest.approx([0.9])


def test_a_pile_of_cans_is_no_can() -> None:
    found = boxes(
        (0, 0, 100, 60, 0.35, PRODUCT),
        (2, 2, 48, 58, 0.9, PRODUCT),
        (52, 2, 98, 58, 0.9, PRODUCT),
    )

    assert without_nested(found).scores.tolist() == pytest.approx([0.9, 0.9])


def test_a_pack_half_behind_another_is_kept() -> None:
    found = boxes((0, 0, 50, 100, 0.9, PRODUCT), (30, 0, 80, 100, 0.7, PRODUCT))

    assert len(without_nested(found)) == 2


def test_a_tag_in_front_of_a_pack_is_kept() -> None:
    found = boxes((0, 0, 100, 100, 0.9, PRODUCT), (30, 80, 60, 98, 0.8, TAG))

    assert len(without_nested(found)) == 2


def test_four_hundred_neighbours_are_all_kept() -> None:
    lefts = np.arange(400, dtype=np.float32) * 20
    row = np.stack([lefts, lefts * 0, lefts + 22, lefts * 0 + 60], 1)

    kept = distinct(row, np.linspace(0.9, 0.3, 400, dtype=np.float32), 0.5)

    assert len(kept) == 400


def test_unsure_boxes_weigh_little_in_the_typical_size() -> None:
    found = boxes(
        (0, 0, 100, 100, 0.9, PRODUCT),
        (20, 0, 120, 100, 0.9, PRODUCT),
        *((x, 0, x + 5, 20, 0.2, PRODUCT) for x in range(40, 100, 6)),
        (0, 0, 9, 500, 0.9, TAG),
    )

    assert unit_size(found) == 100.0


def test_nothing_found_has_no_typical_size() -> None:
    assert unit_size(boxes()) is None


def test_what_two_readings_see_is_surer_than_what_one_sees() -> None:
    near = boxes((0, 0, 40, 80, 0.8, PRODUCT), (60, 0, 100, 80, 0.6, PRODUCT))
    far = boxes((4, 0, 44, 80, 0.4, PRODUCT), (0, 0, 40, 80, 0.5, TAG))

    found = agreed([near, far])

    assert found.of("product").scores.tolist() == pytest.approx([0.6, 0.3])
    assert found.of("product").boxes[0].tolist() == pytest.approx(
        [4 / 3, 0, 40 + 4 / 3, 80], abs=1e-4
    )
    assert found.of("tag").scores.tolist() == pytest.approx([0.25])


def test_two_empty_readings_agree_on_nothing() -> None:
    assert len(agreed([boxes(), boxes()])) == 0


def test_two_kinds_join_without_loss() -> None:
    parts = [boxes((0, 0, 9, 9, 0.5, PRODUCT)), boxes(), boxes((0, 0, 9, 9, 0.4, TAG))]

    assert len(joined(parts)) == 2
