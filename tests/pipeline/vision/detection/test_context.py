"""What was found around a facing speaks for or against it."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.vision.detection.context import (
    EVIDENCE,
    ContextScale,
    Floats,
    evidence_of,
)
from pipeline.vision.detection.detections import (
    CHUNK,
    KINDS,
    Detections,
    joined,
    nothing,
)

FLOOR = 200.0


def found(kind: str, *boxes: tuple[float, ...]) -> Detections:
    """Boxes with their scores: left, top, right, bottom, score."""
    rows = np.array(boxes, np.float32).reshape(-1, 5)
    kinds = np.full(len(rows), KINDS.index(kind))
    return Detections(rows[:, :4], rows[:, 4], kinds)


def row(count: int, width: float = 40, score: float = 0.9) -> Detections:
    """Facings of one size side by side on a floor, 80 pixels high."""
    step = width + 10
    boxes = [
        (i * step, FLOOR - 80, i * step + width, FLOOR, score) for i in range(count)
    ]
    return found("product", *boxes)


def of(name: str, evidence: Floats) -> Floats:
    return evidence[:, EVIDENCE.index(name)]


def test_a_facing_among_its_like_has_more_for_it_than_one_alone() -> None:
    doubtful = found("product", (300, FLOOR - 80, 340, FLOOR, 0.3))

    alone = evidence_of(doubtful)
    among = evidence_of(joined([row(6), doubtful]))[-1:]

    assert of("alike", alone) == of("level", alone) == 0
    assert of("alike", among) == pytest.approx(0.9, abs=0.01)
    assert of("level", among) == pytest.approx(0.9)


def test_what_stands_on_the_floor_of_the_row_is_level_with_it() -> None:
    low = found("product", (300, FLOOR - 40, 340, FLOOR, 0.3))
    hung = found("product", (300, FLOOR - 80, 340, FLOOR - 40, 0.3))

    assert of("level", evidence_of(joined([row(6), low])))[-1] > 0.8
    assert of("level", evidence_of(joined([row(6), hung])))[-1] == 0


def test_another_row_is_no_company() -> None:
    above = found("product", (100, FLOOR - 190, 140, FLOOR - 110, 0.3))

    evidence = evidence_of(joined([row(6), above]))

    assert of("alike", evidence)[-1] == of("level", evidence)[-1] == 0


def test_a_box_over_a_surer_one_is_covered_and_not_the_other_way_round() -> None:
    sure = found("product", (0, 0, 40, 80, 0.9))
    shifted = found("product", (20, 0, 60, 80, 0.4))

    covered = of("covered", evidence_of(joined([sure, shifted])))

    assert covered.tolist() == pytest.approx([0, 1 / 3])


def test_a_box_far_from_the_usual_size_is_strange() -> None:
    huge = found("product", (0, 0, 400, 800, 0.3))

    strange = of("strange", evidence_of(joined([row(6), huge])))

    assert strange[:6] == pytest.approx(np.zeros(6), abs=1e-6)
    assert strange[-1] == pytest.approx(np.log(10) ** 2, rel=1e-4)


def test_an_empty_place_within_a_box_is_told_and_one_beside_it_is_not() -> None:
    high = found("product", (0, 100, 40, FLOOR, 0.6))
    within = found("gap", (2, 104, 38, 150, 0.8))
    beside = found("gap", (42, 104, 80, 150, 0.8))

    assert of("hole", evidence_of(joined([high, within]))) == pytest.approx(0.8)
    assert of("hole", evidence_of(joined([high, beside]))) == 0


def test_a_price_tag_taken_for_a_facing_is_told() -> None:
    facing = found("product", (0, 0, 40, 20, 0.6))

    evidence = evidence_of(joined([facing, found("tag", (0, 0, 40, 20, 0.9))]))

    assert of("tag", evidence) == pytest.approx(0.9)


def test_the_evidence_is_the_same_in_any_size_and_any_order() -> None:
    every = joined(
        [
            row(5),
            found("product", (10, 90, 90, 260, 0.4)),
            found("gap", (0, 0, 9, 9, 1)),
        ]
    )
    turned = every.where(np.arange(len(every))[::-1])

    here = evidence_of(every)

    assert evidence_of(every.moved(3.0, 50, 70)) == pytest.approx(here, rel=1e-3)
    assert evidence_of(turned)[::-1] == pytest.approx(here)


def test_more_facings_than_are_compared_at_once_are_judged_alike() -> None:
    many = row(CHUNK + 40, score=0.7)

    evidence = evidence_of(many)

    inner = evidence[2:-2]
    assert inner == pytest.approx(np.broadcast_to(inner[:1], inner.shape), abs=1e-5)


def test_nothing_has_no_evidence() -> None:
    assert evidence_of(nothing()).shape == (0, len(EVIDENCE))
    assert len(ContextScale().chances(evidence_of(nothing()))) == 0


def test_chances_follow_the_weights() -> None:
    evidence = evidence_of(row(3, score=0.5))

    assert ContextScale(0.0, {}).chances(evidence) == pytest.approx([0.5] * 3)
    likely = ContextScale(0.0, {"alike": 4.0}).chances(evidence)
    assert (likely > 0.8).all()
