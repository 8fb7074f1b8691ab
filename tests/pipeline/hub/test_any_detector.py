"""Boxes of another model as facings, with gaps and labels of the shipped one."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest

from pipeline.errors import RemoteModelError
from pipeline.hub.any_detector import AnyDetector
from pipeline.hub.objects import Objects
from pipeline.images import Pixels
from pipeline.vision.detection.detections import GAP, PRODUCT, TAG, Detections
from pipeline.vision.find import find_on_photo

PACK = (40.0, 60.0)  # pixels
PHOTO = np.full((400, 600, 3), 200, np.uint8)


@dataclass
class Packs:
    """Finds packs that stand at fixed places of the photo, by their colour."""

    score: float = 0.6
    tile: int = 0
    version: str = "packs"
    sizes: list[tuple[int, int]] = field(default_factory=list)
    least: list[float] = field(default_factory=list)

    def __call__(self, picture: Pixels, least: float) -> Objects:
        self.sizes.append((picture.shape[1], picture.shape[0]))
        self.least.append(least)
        boxes = []
        for x, y in np.argwhere((picture == 9).all(2))[:, ::-1]:
            boxes.append([x, y, x + PACK[0], y + PACK[1]])
        return Objects.of(boxes, [self.score] * len(boxes), ["pack"] * len(boxes))


class Shipped:
    """A product, a gap and a tag; the threshold is 0.3."""

    version = "shipped-1"

    def candidates(self, image: Pixels) -> Detections:
        boxes = [[0, 0, 30, 60], [100, 0, 140, 60], [100, 70, 130, 80]]
        scores = np.array([0.9, 0.8, 0.2], np.float32)
        return Detections(
            np.array(boxes, np.float32), scores, np.array([PRODUCT, GAP, TAG])
        )

    def likely(self, found: Detections) -> Detections:
        return found.where(found.scores >= 0.3)


def photo_with(*corners: tuple[int, int], width: int = 600) -> Pixels:
    """A pixel that `Packs` knows at the upper left corner of each pack."""
    picture = np.full((400, width, 3), 200, np.uint8)
    for x, y in corners:
        picture[y, x] = 9
    return picture


def detector(finder: object, threshold: float = 0.3) -> AnyDetector:
    return AnyDetector(finder, Shipped(), threshold)  # type: ignore[arg-type]


def test_facings_are_of_the_chosen_model_and_the_rest_of_the_shipped() -> None:
    chosen = detector(Packs())

    likely = chosen.likely(chosen.candidates(photo_with((200, 100), (300, 100))))

    assert likely.of("product").boxes[:, 0].tolist() == [200, 300]
    assert len(likely.of("gap")) == 1
    assert len(likely.of("tag")) == 0


@pytest.mark.parametrize(("score", "counts"), [(0.31, True), (0.29, False)])
def test_threshold_is_where_a_facing_is_as_likely_as_not(
    score: float, counts: bool
) -> None:
    chosen = detector(Packs(score))

    every = chosen.candidates(photo_with((200, 100)))

    assert len(every.of("product")) == 1
    assert float(every.of("product").scores[0]) == pytest.approx(0.5, abs=0.03)
    assert len(chosen.likely(every).of("product")) == counts


def test_scores_below_the_threshold_are_asked_for_as_doubtful_ones() -> None:
    finder = Packs()

    detector(finder, 0.3).candidates(PHOTO)

    assert 0 < finder.least[0] < 0.15


def test_large_photo_is_seen_whole_and_in_tiles_and_nothing_counts_twice() -> None:
    finder = Packs(tile=400)
    corners = [(20, 100), (390, 100), (760, 100), (1100, 300)]

    found = detector(finder).candidates(photo_with(*corners, width=1200))

    assert len(finder.sizes) > 3
    assert finder.sizes[0] == (1200, 400)
    assert sorted(found.of("product").boxes[:, 0].tolist()) == [20, 390, 760, 1100]


def test_boxes_that_make_no_sense_are_dropped() -> None:
    class Odd(Packs):
        def __call__(self, picture: Pixels, least: float) -> Objects:
            boxes = [[10, 10, 5, 50], [590, 10, 900, 90], [0, 0, 0, 0], [9, 9, 50, 90]]
            scores = [0.9, 0.9, 0.9, float("nan")]
            return Objects.of(boxes, scores, ["x"] * 4)

    found = detector(Odd()).candidates(PHOTO).of("product")

    assert found.boxes.tolist() == [[590, 10, 600, 90]]


def test_model_that_cannot_be_reached_leaves_all_to_the_shipped_one() -> None:
    class Away(Packs):
        def __call__(self, picture: Pixels, least: float) -> Objects:
            raise RemoteModelError("timeout", "owner/name", "no answer in time")

    chosen = detector(Away())

    likely = chosen.likely(chosen.candidates(PHOTO))

    assert len(likely.of("product")) == 1
    assert len(likely.of("gap")) == 1


def test_rows_are_told_of_the_facings_of_any_model() -> None:
    corners = [(x, y) for y in (60, 260) for x in (100, 160, 220, 280)]

    photo = find_on_photo(photo_with(*corners), detector(Packs()))

    assert [facing.row for facing in photo.facings].count(1) == 4
    assert [facing.row for facing in photo.facings].count(2) == 4


def test_version_names_all_that_decides_what_is_a_facing() -> None:
    versions = {detector(Packs(), threshold).version for threshold in (0.3, 0.5)}

    assert len(versions) == 2
    assert all("packs" in name and "shipped-1" in name for name in versions)
    assert not any("+" in name for name in versions)
