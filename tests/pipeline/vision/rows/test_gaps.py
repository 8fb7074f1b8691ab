"""Gaps from holes in drawn rows and from what a net guesses there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.images import Pixels
from pipeline.types import Box, Gap
from pipeline.vision.rows.gap_evidence import EVIDENCE, Scenery, gap_candidates
from pipeline.vision.rows.gaps import FoundGap, GapScale, find_gaps
from pipeline.vision.rows.holes import find_holes
from pipeline.vision.rows.level import as_array
from pipeline.vision.rows.places import number_places
from pipeline.vision.rows.shelves import find_rows

Guess = tuple[Box, float]
NOTHING: list[Guess] = []


def packs(
    places: list[int], bottom: float = 300, width: float = 60, height: float = 120
) -> list[Box]:
    lefts = [40 + place * (width + 6) for place in places]
    return [Box(x, bottom - height, x + width, bottom) for x in lefts]


def arrays(
    guesses: list[Guess],
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    boxes = as_array([box for box, _ in guesses]).astype(np.float32)
    return boxes, np.array([score for _, score in guesses], np.float32)


def shelf_photo(facings: list[Box]) -> Pixels:
    """A plain wall with busy packs."""
    noise = np.random.default_rng(5)
    pixels = np.full((900, 1200, 3), 170, np.uint8)
    for box in facings:
        left, top, right, bottom = (int(v) for v in as_array([box])[0])
        shape = (bottom - top, right - left, 3)
        pixels[top:bottom, left:right] = noise.integers(0, 255, shape, np.uint8)
    return pixels


def scenery(
    facings: list[Box], guesses: list[Guess], doubtful: list[Guess] = NOTHING
) -> Scenery:
    return Scenery(
        shelf_photo(facings),
        as_array(facings),
        find_rows(facings),
        arrays(guesses),
        arrays(doubtful),
    )


def gaps_of(
    facings: list[Box], guesses: list[Guess], doubtful: list[Guess] = NOTHING
) -> list[FoundGap]:
    return find_gaps(scenery(facings, guesses, doubtful), GapScale())


def test_hole_in_a_row_with_a_guess_of_the_net_is_a_gap() -> None:
    facings = packs([0, 1, 2, 4, 5, 6])
    (empty,) = packs([3])

    (gap,) = gaps_of(facings, [(empty, 0.3)])

    assert gap.box.iou(empty) > 0.8
    assert (gap.row, round(gap.width)) == (1, 1)
    assert 0.35 < gap.score < 1


def test_the_surer_the_net_the_surer_the_gap() -> None:
    facings = packs([0, 1, 2, 4, 5, 6])
    (empty,) = packs([3])

    (doubted,), (sure,) = (gaps_of(facings, [(empty, p)]) for p in (0.3, 0.9))

    assert doubted.score < sure.score


def test_narrow_slit_between_packs_is_no_hole() -> None:
    facings = packs([0, 1, 2, 3])

    assert find_holes(find_rows(facings), as_array(facings), 1200) == []


def test_guess_above_low_packs_is_no_gap() -> None:
    low = packs([0, 1, 2, 3, 4, 5], height=60)
    above = Box(low[2].left, 100, low[2].right, 238)

    assert gaps_of(low, [(above, 0.9)]) == []


def test_guess_that_reaches_down_over_a_low_pack_is_no_gap() -> None:
    high, low = packs([0, 1, 2, 4, 5, 6]), packs([3], height=40)
    (place,) = packs([3])

    assert gaps_of([*high, *low], [(place, 0.9)]) == []


def test_guess_on_a_facing_is_no_gap() -> None:
    facings = packs([0, 1, 2, 3, 4, 5])

    assert gaps_of(facings, [(facings[2], 0.9)]) == []


def test_guess_far_beside_the_shelf_is_no_gap() -> None:
    facings = [*packs([0, 1, 2, 3]), *packs([0, 1, 2, 3], bottom=500)]
    (away,) = packs([8])

    assert gaps_of(facings, [(away, 0.9)]) == []


def test_wide_hole_is_one_gap_as_wide_as_its_facings() -> None:
    facings = packs([0, 1, 5, 6])
    guesses = [(box, 0.7) for box in packs([2, 3, 4])]

    (gap,) = gaps_of(facings, guesses)

    assert round(gap.width) == 3


def test_gaps_that_touch_at_the_end_of_a_row_are_one() -> None:
    facings = packs([0, 1, 2, 3])
    guesses = [(box, 0.9) for box in packs([4, 5])]

    (gap,) = gaps_of(facings, guesses)

    assert round(gap.width) == 2


def test_likely_missed_pack_in_a_hole_lowers_the_chance() -> None:
    facings = packs([0, 1, 2, 4, 5, 6])
    (empty,) = packs([3])

    _, open_place = gap_candidates(scenery(facings, [(empty, 0.3)]))
    _, taken = gap_candidates(scenery(facings, [(empty, 0.3)], [(empty, 0.3)]))

    assert GapScale().chances(taken)[0] < GapScale().chances(open_place)[0] / 2


def test_post_through_all_rows_counts_against_each_hole() -> None:
    facings = [box for row in range(3) for box in packs([0, 1, 3, 4], 200 + 200 * row)]

    _, evidence = gap_candidates(scenery(facings, []))

    assert evidence[:, EVIDENCE.index("post")].tolist() == [1.0, 1.0, 1.0]


def test_plain_wall_is_less_busy_than_packs() -> None:
    _, evidence = gap_candidates(scenery(packs([0, 1, 3, 4]), []))

    assert evidence[0, EVIDENCE.index("texture")] < -1


def test_row_that_ends_before_the_others_has_a_hole_at_its_end() -> None:
    rows = [packs([0, 1, 2, 3, 4, 5], 200), packs([0, 1, 2, 3], 400)]
    facings = [*rows[0], *rows[1], *packs([0, 1, 2, 3, 4, 5], 600)]

    (hole,) = find_holes(find_rows(facings), as_array(facings), 1200)

    assert (hole.row, hole.is_end, round(hole.width)) == (2, True, 2)
    assert hole.box.left == rows[1][-1].right


def test_shelf_without_facings_has_no_candidates() -> None:
    candidates, evidence = gap_candidates(scenery([], [(Box(0, 0, 9, 9), 0.9)]))

    assert candidates == []
    assert evidence.shape == (0, len(EVIDENCE))


def test_positions_count_stacks_once_and_gaps_by_their_width() -> None:
    ground = packs([0, 1, 4], height=60)
    upper = packs([0], bottom=238, height=60)
    boxes = [*ground, *upper]
    gap = Gap(Box(170, 240, 300, 300), row=1, width=2)

    places = number_places(find_rows(boxes), boxes, [gap])

    assert places.facings == (1, 2, 5, 1)
    assert places.gaps == (3,)
