"""Figures that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.vision.detection.detect import Tuning
from pipeline.vision.detection.detections import Detections
from training.examples import Example
from training.fit_scores import best_threshold, fit, platt, reliability
from training.metrics import Photo, average_precision, ignorable, outcomes, summary
from training.stage import GAP, IGNORE, PRODUCT, TAG

NONE: list[tuple[float, ...]] = []


def photo(
    found: list[tuple[float, ...]],
    truth: list[tuple[float, ...]],
    ignore: list[tuple[float, ...]] = NONE,
) -> Photo:
    """`found` rows are left, top, right, bottom, score."""
    table = np.array(found, np.float32).reshape(-1, 5)
    boxes = [np.array(rows, np.float32).reshape(-1, 4) for rows in (truth, ignore)]
    return Photo(table[:, :4], table[:, 4], boxes[0], boxes[1])


def test_two_predictions_cannot_find_one_truth() -> None:
    one = photo([(0, 0, 10, 10, 0.9), (0, 0, 10, 10, 0.8)], [(0, 0, 10, 10)])

    scores, hit = outcomes(one, 0.5)

    assert scores.tolist() == pytest.approx([0.9, 0.8])
    assert hit.tolist() == [True, False]


def test_the_better_score_chooses_first() -> None:
    one = photo([(0, 0, 10, 9, 0.4), (0, 0, 10, 8, 0.9)], [(0, 0, 10, 10)])

    assert outcomes(one, 0.5)[1].tolist() == [False, True]


def test_false_boxes_in_ignore_areas_do_not_count() -> None:
    found = [(0, 0, 10, 10, 0.9), (50, 50, 60, 60, 0.8), (95, 0, 115, 10, 0.7)]
    one = photo(found, [(0, 0, 10, 10)], [(40, 40, 80, 80), (105, 0, 200, 50)])

    result = summary([one], 0.5)

    assert ignorable(one).tolist() == [False, True, True]
    assert (result["precision"], result["recall"]) == (1.0, 1.0)
    assert result["count_error"] == 0.0


def test_average_precision_of_a_known_order() -> None:
    truth = [(0, 0, 10, 10), (20, 0, 30, 10)]
    found = [(0, 0, 10, 10, 0.9), (50, 0, 60, 10, 0.8), (20, 0, 30, 10, 0.7)]

    # Precision 1 up to half of the truths, then 2/3.
    assert average_precision([photo(found, truth)], 0.5) == pytest.approx(5 / 6)


def test_no_photos_have_no_precision() -> None:
    assert average_precision([], 0.5) == 0.0


def test_photos_without_predictions_lower_recall_only() -> None:
    seen = photo([(0, 0, 10, 10, 0.9)], [(0, 0, 10, 10)])
    missed = photo([], [(0, 0, 10, 10), (20, 0, 30, 10), (40, 0, 50, 10)])

    result = summary([seen, missed], 0.5)

    assert (result["precision"], result["recall"]) == (1.0, 0.25)
    assert result["count_error"] == 0.5


def test_platt_scaling_recovers_known_odds() -> None:
    rng = np.random.default_rng(4)
    raw = rng.uniform(0.02, 0.98, 20_000)
    chance = 1 / (1 + np.exp(-(1.7 * np.log(raw / (1 - raw)) - 0.8)))

    slope, offset = platt(raw, rng.random(20_000) < chance)

    assert slope == pytest.approx(1.7, abs=0.1)
    assert offset == pytest.approx(-0.8, abs=0.1)


def test_honest_chances_have_no_calibration_error() -> None:
    rng = np.random.default_rng(4)
    chances = rng.random(50_000)

    assert reliability(chances, rng.random(50_000) < chances) < 0.02
    assert reliability(chances, rng.random(50_000) < chances**3) > 0.1


def test_threshold_lies_where_f1_is_best() -> None:
    chances = np.array([0.9, 0.8, 0.7, 0.3, 0.2])
    hit = np.array([True, True, True, False, False])

    assert best_threshold(chances, hit, truths=3) == pytest.approx(0.7)


def test_fitted_tuning_keeps_what_is_right_and_drops_what_is_wrong() -> None:
    rng = np.random.default_rng(2)
    box = np.array([[0, 0, 10, 10]], np.float32)
    wrong = np.array([[50, 50, 60, 60]], np.float32)
    examples, found = [], []
    for _ in range(60):
        truth = {PRODUCT: box, GAP: box, TAG: box, IGNORE: box[:0]}
        examples.append(Example("x", np.zeros((80, 80, 3), np.uint8), truth))
        boxes = np.concatenate([box, wrong] * 3)
        scores = np.tile([rng.uniform(0.4, 0.6), rng.uniform(0.1, 0.3)], 3)
        kinds = np.repeat(np.arange(3), 2)
        found.append(Detections(boxes, scores.astype(np.float32), kinds))

    tuning = fit(examples, found, "v")

    assert isinstance(tuning, Tuning)
    for detections in found:
        sure = tuning.probabilities(detections)
        likely = sure.scores >= np.array(tuning.thresholds)[sure.kinds] - 1e-6
        assert likely.tolist() == [True, False] * 3
