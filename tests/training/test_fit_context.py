"""What surrounds a facing is weighed on labelled pictures."""

from __future__ import annotations

import numpy as np

from pipeline.vision.detection.context import evidence_of
from pipeline.vision.detection.detections import PRODUCT, Detections
from training.examples import Example
from training.fit_context import fit_context
from training.stage import GAP, IGNORE, TAG

NOWHERE = np.zeros((0, 4), np.float32)


def picture(rng: np.random.Generator) -> tuple[Example, Detections]:
    """A row of facings and, as sure for the net, some spots of other sizes anywhere."""
    row = [(i * 50.0, 220, i * 50.0 + 40, 300) for i in range(8)]
    spots = []
    for _ in range(4):
        left, top, side = rng.uniform(0, 300), rng.uniform(0, 60), rng.uniform(15, 120)
        spots.append((left, top, left + side, top + 0.5 * side))
    boxes = np.array(row + spots, np.float32)
    scores = rng.uniform(0.3, 0.7, len(boxes)).astype(np.float32)
    found = Detections(boxes, scores, np.full(len(boxes), PRODUCT))
    truth = {
        PRODUCT: np.array(row, np.float32),
        GAP: NOWHERE,
        TAG: NOWHERE,
        IGNORE: NOWHERE,
    }
    pixels = np.zeros((320, 420, 3), np.uint8)
    return Example("drawn", pixels, truth), found


def test_facings_of_a_row_are_told_from_spots_that_the_net_likes_as_much() -> None:
    rng = np.random.default_rng(5)
    known, other = zip(*[picture(rng) for _ in range(12)], strict=True), picture(rng)

    scale = fit_context(*known)

    chances = scale.chances(evidence_of(other[1]))
    assert chances[:8].min() > 0.9
    assert chances[8:].max() < 0.2


def test_what_lies_in_an_ignore_area_teaches_nothing() -> None:
    rng = np.random.default_rng(6)
    pairs = [picture(rng) for _ in range(12)]
    for example, _ in pairs:
        example.truth[IGNORE] = np.array([[0, 0, 420, 200]], np.float32)

    scale = fit_context(*zip(*pairs, strict=True))

    assert scale.chances(evidence_of(pairs[0][1]))[8:].mean() > 0.5
