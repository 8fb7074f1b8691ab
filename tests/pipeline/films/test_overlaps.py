"""Photos of one long shelf: what overlaps is counted once, and never by mistake."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from filmed_shelves import DEMO_IMAGES, PACK, Pixels, demo_shelf, wall

from pipeline.films.overlaps import (
    Overlaps,
    counted_once,
    find_overlaps,
    gaps_once,
    laid_on,
    tags_once,
    widened,
)
from pipeline.items import Group
from pipeline.types import Box, Detection, Gap, ItemReading, PriceTag, Problem
from pipeline.vision.find import ShelfPhoto
from pipeline.vision.naming.recognise import Identity
from pipeline.vision.rows.shelves import find_rows

SIZE = (700, 900)
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """A large picture with the packs on it, and what each is."""

    picture: Pixels
    packs: tuple[tuple[Box, str], ...]

    def photo(self, number: int, to_photo: Matrix, light: float = 1.0) -> Shot:
        """What a camera sees of it, with the packs that it sees more than half of."""
        seen = cv2.warpPerspective(
            self.picture, to_photo, SIZE, borderMode=cv2.BORDER_REPLICATE
        )
        frame = Box(0, 0, *SIZE)
        found = []
        for index, (box, name) in enumerate(self.packs):
            laid = laid_on(box, to_photo)
            if laid.intersection(frame) > 0.5 * laid.area:
                shown = Box(
                    max(0, laid.left),
                    max(0, laid.top),
                    min(SIZE[0], laid.right),
                    min(SIZE[1], laid.bottom),
                )
                found.append((index, name, Detection(shown, 0.9, photo=number)))
        bright = (seen * light).clip(0, 255).astype(np.uint8)
        boxes = [facing.box for _, _, facing in found]
        photo = ShelfPhoto(
            number,
            bright,
            tuple(facing for _, _, facing in found),
            (),
            (),
            find_rows(boxes, []),
        )
        return Shot(photo, [(index, name) for index, name, _ in found])


@dataclass(frozen=True)
class Shot:
    photo: ShelfPhoto
    packs: list[tuple[int, str]]


def demo_scene() -> Scene:
    labels = json.loads((DEMO_IMAGES / "bay_full.json").read_text())
    packs = tuple((Box(*p["box"]), p["group"]) for p in labels["products"])
    return Scene(demo_shelf("bay_full", 960), packs)


def wall_scene(with_tags: bool) -> Scene:
    scale = 3
    picture = wall(with_tags=with_tags)
    large = cv2.resize(picture, None, fx=scale, fy=scale).astype(np.uint8)
    packs = [
        (Box(x, y, x + PACK * scale, y + 46 * scale), "same")
        for y in range(2 * scale, picture.shape[0] * scale, 62 * scale)
        for x in range(0, picture.shape[1] * scale, PACK * scale)
    ]
    return Scene(large, tuple(packs))


def shifted(x: float, lean: float = 0.0, zoom: float = 1.0) -> Matrix:
    """The camera at `x` of the scene, a little askew."""
    return np.array([[zoom, 0.01, -x * zoom], [-0.01, zoom, 5.0], [lean, 0, 1.0]])


def overlaps_of(shots: Sequence[Shot], are_pieces: bool = False) -> Overlaps:
    names = sorted({name for shot in shots for _, name in shot.packs})
    looks = np.eye(len(names), dtype=np.float32)
    own = [names.index(name) for shot in shots for _, name in shot.packs]
    facings = [facing for shot in shots for facing in shot.photo.facings]
    photos = [shot.photo for shot in shots]
    return find_overlaps(photos, facings, looks[own], are_pieces)


def told(shots: Sequence[Shot], overlaps: Overlaps) -> list[int]:
    """The packs of the scene that are counted, with repetitions."""
    packs = [index for shot in shots for index, _ in shot.packs]
    return [pack for k, pack in enumerate(packs) if k not in overlaps.same]


def test_what_two_photos_show_is_counted_once() -> None:
    scene = demo_scene()
    shots = [
        scene.photo(0, shifted(0)),
        scene.photo(1, shifted(420, 0.00004, 1.06), 0.85),
    ]

    overlaps = overlaps_of(shots)

    counted = told(shots, overlaps)
    assert len(overlaps.pieces) == 1
    assert sorted(counted) == sorted(set(counted))
    assert set(counted) == {index for shot in shots for index, _ in shot.packs}
    assert overlaps.problems == (Problem.COUNTED_ONCE,)


def test_three_photos_in_a_row_are_one_shelf() -> None:
    scene = demo_scene()
    shots = [scene.photo(n, shifted(290 * n)) for n in range(3)]

    overlaps = overlaps_of(shots)

    counted = told(shots, overlaps)
    assert len(overlaps.pieces) == 1
    assert len(counted) == len(set(counted))


def test_an_album_in_any_order_with_a_photo_of_elsewhere_is_one_shelf_and_a_photo() -> (
    None
):
    """From nearer, from further away, and the last one first."""
    scene = demo_scene()
    elsewhere = Scene(demo_shelf("dairy_cooler", 960), ((Box(300, 300, 380, 420), ""),))
    shots = [
        scene.photo(0, shifted(560, zoom=1.15)),
        elsewhere.photo(1, shifted(0)),
        scene.photo(2, shifted(0), 0.8),
        scene.photo(3, shifted(280, 0.00003, 0.9)),
    ]

    overlaps = overlaps_of(shots)

    shelf = told([*shots[:1], *shots[2:]], _without(overlaps, shots, 1))
    assert sorted(map(sorted, overlaps.pieces)) == [[0, 2, 3], [1]]
    assert len(shelf) == len(set(shelf))
    assert overlaps.problems == (Problem.COUNTED_ONCE,)


def _without(overlaps: Overlaps, shots: Sequence[Shot], number: int) -> Overlaps:
    """Its facings numbered as if that shot, of which none is seen again, were none."""
    first = sum(len(shot.packs) for shot in shots[:number])
    own = len(shots[number].packs)
    assert not overlaps.same & set(range(first, first + own))
    same = frozenset(k if k < first else k - own for k in overlaps.same)
    return Overlaps(same)


@pytest.mark.parametrize("step", [280, 350, 420, 560])
@pytest.mark.parametrize("zoom", [0.9, 1.15])
def test_of_repeated_packs_none_is_counted_twice_and_none_left_out(
    step: float, zoom: float
) -> None:
    """Tags at the boards tell packs apart that a photo could lie on one pack aside."""
    scene = wall_scene(with_tags=True)
    shots = [scene.photo(0, shifted(0)), scene.photo(1, shifted(step, zoom=zoom))]

    overlaps = overlaps_of(shots)

    counted = told(shots, overlaps)
    every = {index for shot in shots for index, _ in shot.packs}
    is_joined = len(overlaps.pieces) == 1
    assert is_joined or overlaps.problems == (Problem.PERHAPS_TWICE,)
    assert set(counted) == every
    assert not is_joined or len(counted) == len(every)


def test_the_view_that_shows_all_of_a_pack_is_kept() -> None:
    scene = demo_scene()
    shots = [scene.photo(0, shifted(0)), scene.photo(1, shifted(420))]

    overlaps = overlaps_of(shots)

    facings = [facing for shot in shots for facing in shot.photo.facings]
    packs = [index for shot in shots for index, _ in shot.packs]
    for k in overlaps.same:
        other = next(
            j for j, p in enumerate(packs) if p == packs[k] and j not in overlaps.same
        )
        assert facings[other].box.area >= 0.8 * facings[k].box.area


def test_photos_side_by_side_are_added() -> None:
    scene = demo_scene()
    shots = [scene.photo(0, shifted(-120)), scene.photo(1, shifted(600))]

    overlaps = overlaps_of(shots)

    assert overlaps.pieces == (frozenset({0}), frozenset({1}))
    assert (overlaps.same, overlaps.problems) == (frozenset(), ())


@pytest.mark.parametrize("aside", [2 * PACK * 3, 300, 6 * PACK * 3])
def test_equal_packs_without_tags_are_never_laid_on_each_other(aside: float) -> None:
    scene = wall_scene(with_tags=False)
    shots = [scene.photo(0, shifted(0)), scene.photo(1, shifted(aside))]

    overlaps = overlaps_of(shots)

    assert overlaps.same == frozenset()
    assert overlaps.problems == (Problem.PERHAPS_TWICE,)


def test_tags_tell_equal_packs_apart() -> None:
    scene = wall_scene(with_tags=True)
    shots = [scene.photo(0, shifted(0)), scene.photo(1, shifted(300))]

    overlaps = overlaps_of(shots)

    counted = told(shots, overlaps)
    assert len(overlaps.same) == 17
    assert len(counted) == len(set(counted))


def test_other_packs_at_the_same_place_are_not_the_same() -> None:
    """The shelf was sold and filled anew between the photos: its board looks alike."""
    scene = demo_scene()
    one = scene.photo(0, shifted(0))
    other = scene.photo(1, shifted(100))
    renamed = Shot(other.photo, [(index, f"new {name}") for index, name in other.packs])

    overlaps = overlaps_of([one, renamed])

    assert overlaps.same == frozenset()
    assert overlaps.problems == (Problem.PERHAPS_TWICE,)


def one_board() -> Scene:
    """The oil and the flour of the lowest board, without its tags."""
    picture = demo_shelf("bay_full", 960)[740:905]
    labels = json.loads((DEMO_IMAGES / "bay_full.json").read_text())
    boxes = [p["box"] for p in labels["products"] if p["box"][1] > 740]
    packs = [(Box(x, y - 740, right, 165), "") for x, y, right, _ in boxes]
    scale = 4
    large = cv2.resize(picture, None, fx=scale, fy=scale).astype(np.uint8)
    larger = [(Box(*(v * scale for v in _sides(box))), name) for box, name in packs]
    return Scene(large, tuple(larger))


def _sides(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def test_a_board_like_another_one_is_not_taken_for_it() -> None:
    """Neither print nor tags tell which of two equally filled boards a photo shows."""
    scene = one_board()
    shots = [scene.photo(0, shifted(300)), scene.photo(1, shifted(340), 0.9)]

    overlaps = overlaps_of(shots)

    assert overlaps.same == frozenset()
    assert overlaps.problems == (Problem.PERHAPS_TWICE,)


def test_equal_boards_one_above_the_other_are_not_laid_on_each_other() -> None:
    scene = demo_scene()
    board = scene.picture[740:960]
    picture = np.vstack([board] * 5)
    lowest = [(box, name) for box, name in scene.packs if box.top > 740]
    packs = [
        (Box(box.left, box.top - 740 + down, box.right, box.bottom - 740 + down), name)
        for down in range(0, 1100, 220)
        for box, name in lowest
    ]
    equal = Scene(picture, tuple(packs))
    down = np.array([[1.0, 0, 0], [0, 1, -220], [0, 0, 1]])

    overlaps = overlaps_of([equal.photo(0, np.eye(3)), equal.photo(1, down)])

    assert overlaps.same == frozenset()


NAMED = Identity(None, 0.0, ())


def test_of_pieces_that_may_be_the_same_each_product_counts_where_most_are() -> None:
    facings = [Detection(Box(k, 0, k + 1, 1), 0.9, photo=int(k > 3)) for k in range(9)]
    cola, milk = Group((0, 1, 4, 5, 6)), Group((2, 3, 7))
    pieces = Overlaps(pieces=(frozenset({0}), frozenset({1})))

    once = counted_once([(cola, NAMED), (milk, NAMED)], facings, pieces, True)

    assert [group.members for group, _ in once.named] == [(4, 5, 6), (2, 3)]
    assert once.left_out == [2, 1]


def test_a_group_seen_only_again_is_left_out() -> None:
    facings = [Detection(Box(k, 0, k + 1, 1), 0.9, photo=k) for k in range(2)]
    overlaps = Overlaps(frozenset({1}), pieces=(frozenset({0, 1}),))
    groups = [(Group((0,)), NAMED), (Group((1,)), NAMED)]

    once = counted_once(groups, facings, overlaps, False)

    assert [group.members for group, _ in once.named] == [(0,)]
    assert once.left_out == [0]


def test_what_may_be_there_besides_widens_the_range() -> None:
    item = ItemReading(1, None, None, 3, 3, 4, 0.9)

    assert [i.count_high for i in widened([item, item], [2, 0])] == [6, 4]


def test_gaps_and_tags_on_each_other_are_told_once() -> None:
    aside = np.array([[1.0, 0, -500], [0, 1, 0], [0, 0, 1]])
    overlaps = Overlaps(lies={(0, 1): aside})
    here, there = Box(600, 50, 700, 150), Box(101, 50, 201, 150)
    gaps = [Gap(here), Gap(there, photo=1), Gap(Box(300, 50, 400, 150), photo=1)]
    unread = PriceTag(here, "??")
    read = PriceTag(there, "550", Decimal(550), photo=1)

    assert [gap.box for gap in gaps_once(gaps, overlaps)] == [here, gaps[2].box]
    assert tags_once([unread, read], overlaps) == (read,)
