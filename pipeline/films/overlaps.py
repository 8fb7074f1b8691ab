"""Packs that several photos of one shelf show, so that each is counted once.

Called by `pipeline.shelf`. Photos are laid on each other in pairs; a pack of one that
lies on a like pack of the other is the same. Where photos may overlap but it is not
sure how, nothing is joined and `problems` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

import numpy as np

from pipeline.films.matching import (
    Overlap,
    Step,
    Verdict,
    overlap_of,
    print_of,
    same_print,
)
from pipeline.films.motion import Matrix, inverse, moved
from pipeline.items import Group
from pipeline.types import Box, Detection, Gap, ItemReading, PriceTag, Problem
from pipeline.vision.find import ShelfPhoto
from pipeline.vision.looks.looks import Vectors
from pipeline.vision.naming.recognise import Identity

_ON_EACH_OTHER = 0.3  # intersection over union of two views of a pack
_LIKE = 0.5  # cosine of two looks of a pack
_CONFIRMED = 0.55  # of the packs that both photos must show
_FEWEST = 2
_ALL_OF_IT = 0.75  # of a photo; so much of another board may look like this one
_SAME_TAGS = 0.6  # of the tags that both photos show; some are smeared


@dataclass(frozen=True, slots=True)
class Overlaps:
    """`same` are the indices of facings seen twice and told by another one; `lies`
    leads from a photo's pixels to another's; `pieces` are photos that belong together;
    `sizes` are the height and width of each photo."""

    same: frozenset[int] = frozenset()
    lies: dict[tuple[int, int], Matrix] = field(default_factory=dict)
    pieces: tuple[frozenset[int], ...] = ()
    problems: tuple[Problem, ...] = ()
    sizes: dict[int, tuple[int, int]] = field(default_factory=dict)

    def is_on_former(self, facing: Detection) -> bool:
        """Whether the place of a facing is seen on a photo before its own, too."""
        for (one, other), matrix in self.lies.items():
            if other != facing.photo:
                continue
            middle = np.array([facing.box.centre], np.float32)
            x, y = moved(middle, inverse(matrix)).reshape(2)
            height, width = self.sizes[one]
            if 0 <= x <= width and 0 <= y <= height:
                return True
        return False


def find_overlaps(
    photos: Sequence[ShelfPhoto],
    facings: Sequence[Detection],
    looks: Vectors,
    are_pieces: bool = False,
) -> Overlaps:
    """What of `facings` (of all photos, in their order) is the same pack again.

    `are_pieces`: photos that cannot be joined may nevertheless show the same.
    """
    if len(photos) < 2:
        return Overlaps(pieces=_pieces([p.number for p in photos], {}))
    prints = {photo.number: print_of(photo.pixels) for photo in photos}
    by_number = {photo.number: photo for photo in photos}
    own = {p.number: _of_photo(facings, p.number) for p in photos}
    lies: dict[tuple[int, int], Matrix] = {}
    pairs: list[tuple[int, int]] = []
    doubted: list[tuple[int, int]] = []
    for one, other in combinations([photo.number for photo in photos], 2):
        steps = _steps(by_number[one])
        found = overlap_of(prints[one], prints[other], steps)
        if found.verdict is Verdict.APART or found.matrix is None:
            continue
        matched = _matched(found.matrix, facings, own[one], own[other])
        rows = _rows_of(by_number[one], own[one], [pair[0] for pair in matched])
        if _is_confirmed(
            found, matched, facings, looks, own[one], own[other], photos
        ) and _tags_agree(
            by_number[one], by_number[other], found, may_miss=len(rows) > 1
        ):
            lies[one, other] = found.matrix
            pairs += matched
        else:
            doubted.append((one, other))
    pieces = _pieces([photo.number for photo in photos], lies)
    # Where others join both, what they share is known from those.
    is_doubtful = any(not any({*pair} <= piece for piece in pieces) for pair in doubted)
    same = _seen_again(pairs, facings, photos)
    problems = (
        (are_pieces, Problem.FILM_IN_PIECES),
        (is_doubtful and not are_pieces, Problem.PERHAPS_TWICE),
        (bool(same) and not are_pieces, Problem.COUNTED_ONCE),
    )
    told = tuple(problem for is_so, problem in problems if is_so)
    sizes = {photo.number: photo.pixels.shape[:2] for photo in photos}
    return Overlaps(same, lies, pieces, told, sizes)


def _of_photo(facings: Sequence[Detection], number: int) -> list[int]:
    return [k for k, facing in enumerate(facings) if facing.photo == number]


def _steps(photo: ShelfPhoto) -> list[Step]:
    """How far a photo may be moved to lie on the next packs or boards: the usual widths
    of packs, and from board to board."""
    widths = [facing.box.width for facing in photo.facings]
    if not widths:
        return []
    boards = sorted({row.board for row in photo.shelf.rows})
    sideways = [(float(x), 0.0) for x in np.percentile(widths, (25, 50, 75))]
    return sideways + [(0.0, b - a) for a, b in pairwise(boards)]


def _matched(
    matrix: Matrix,
    facings: Sequence[Detection],
    one: Sequence[int],
    other: Sequence[int],
) -> list[tuple[int, int]]:
    """Pairs of facings that lie on each other, the closest first, each once."""
    laid = {k: laid_on(facings[k].box, matrix) for k in one}
    overlaps = [
        (laid[a].iou(facings[b].box), a, b)
        for a in one
        for b in other
        if laid[a].intersection(facings[b].box) > 0
    ]
    taken: set[int] = set()
    pairs = []
    for iou, a, b in sorted(overlaps, reverse=True):
        if iou >= _ON_EACH_OTHER and a not in taken and b not in taken:
            taken |= {a, b}
            pairs.append((a, b))
    return pairs


def laid_on(box: Box, matrix: Matrix) -> Box:
    """Where a box of one photo is on the other: the upright box around it."""
    corners = np.array(
        [
            [box.left, box.top],
            [box.right, box.top],
            [box.right, box.bottom],
            [box.left, box.bottom],
        ],
        np.float32,
    )
    there = moved(corners, matrix)
    return Box(*(float(v) for v in (*there.min(axis=0), *there.max(axis=0))))


def _is_confirmed(
    found: Overlap,
    matched: Sequence[tuple[int, int]],
    facings: Sequence[Detection],
    looks: Vectors,
    one: Sequence[int],
    other: Sequence[int],
    photos: Sequence[ShelfPhoto],
) -> bool:
    """Whether the packs tell the same as the pixels."""
    if found.verdict is not Verdict.SAME or found.matrix is None:
        return False
    if not one or not other:
        return True  # nothing stands there that could be counted twice
    sizes = {photo.number: photo.pixels.shape for photo in photos}
    here, there = sizes[facings[one[0]].photo], sizes[facings[other[0]].photo]
    back = inverse(found.matrix)
    a_there = [k for k in one if _is_on(facings[k].box, found.matrix, there)]
    b_there = [k for k in other if _is_on(facings[k].box, back, here)]
    fewer = min(len(a_there), len(b_there))
    if fewer == 0:
        return True  # they overlap where nothing stands
    alike = [p for p in matched if float(looks[p[0]] @ looks[p[1]]) >= _LIKE]
    return len(alike) >= max(min(_FEWEST, fewer), _CONFIRMED * fewer)


def _rows_of(photo: ShelfPhoto, own: Sequence[int], facings: Sequence[int]) -> set[int]:
    """The boards that some of a photo's facings stand on."""
    places = {own.index(facing) for facing in facings}
    return {row.number for row in photo.shelf.rows if places & {*row.members}}


def _tags_agree(
    one: ShelfPhoto, other: ShelfPhoto, found: Overlap, may_miss: bool
) -> bool:
    """Two boards may hold the same packs in the same order, but not the same tags.

    Without any, two photos of nearly the same are of one thing if they `may_miss` tags.
    """
    assert found.matrix is not None
    matrix = found.matrix
    pairs = [
        label.box
        for label in one.labels
        if any(
            laid_on(label.box, matrix).iou(there.box) >= _ON_EACH_OTHER
            for there in other.labels
        )
    ]
    agreeing = [same_print(one.pixels, other.pixels, matrix, box) for box in pairs]
    if not pairs:
        return may_miss or found.share <= _ALL_OF_IT
    return sum(agreeing) >= _SAME_TAGS * len(pairs)


def _is_on(box: Box, matrix: Matrix, shape: tuple[int, ...]) -> bool:
    """Whether all of a pack would be seen on the other photo (of this shape)."""
    height, width = shape[:2]
    there = laid_on(box, matrix)
    return (
        there.left >= 0
        and there.top >= 0
        and there.right <= width
        and there.bottom <= height
    )


def _pieces(
    numbers: Sequence[int], lies: dict[tuple[int, int], Matrix]
) -> tuple[frozenset[int], ...]:
    pieces = [{number} for number in numbers]
    for one, other in lies:
        first = next(piece for piece in pieces if one in piece)
        second = next(piece for piece in pieces if other in piece)
        if first is not second:
            first |= second
            pieces.remove(second)
    return tuple(frozenset(piece) for piece in pieces)


def _seen_again(
    pairs: Sequence[tuple[int, int]],
    facings: Sequence[Detection],
    photos: Sequence[ShelfPhoto],
) -> frozenset[int]:
    """All views of a pack but the best: whole, then sure."""
    sizes = {photo.number: photo.pixels.shape for photo in photos}
    packs: list[set[int]] = []
    for pair in pairs:
        touched = [pack for pack in packs if pack & set(pair)]
        packs = [pack for pack in packs if not pack & set(pair)]
        packs.append(set(pair).union(*touched))

    def worth(index: int) -> tuple[bool, float]:
        facing = facings[index]
        return not _is_cut(facing.box, sizes[facing.photo]), facing.score

    return frozenset(index for pack in packs for index in pack - {max(pack, key=worth)})


def _is_cut(box: Box, shape: tuple[int, ...]) -> bool:
    height, width = shape[:2]
    edge = 0.004 * max(height, width)
    return (
        box.left < edge
        or box.top < edge
        or box.right > width - edge
        or box.bottom > height - edge
    )


@dataclass(frozen=True, slots=True)
class CountedOnce:
    """What is told: groups without repeated facings, and how many more there may be."""

    named: list[tuple[Group, Identity]]
    left_out: list[int]  # facings of other pieces, for each group


def counted_once(
    named: Sequence[tuple[Group, Identity]],
    facings: Sequence[Detection],
    overlaps: Overlaps,
    are_pieces: bool,
) -> CountedOnce:
    """Each group with every pack once; of pieces, those of the one that has most."""
    kept: list[tuple[Group, Identity]] = []
    left_out: list[int] = []
    for group, identity in named:
        members = tuple(m for m in group.members if m not in overlaps.same)
        every = len(members)
        if are_pieces and members:
            members = max(
                (
                    tuple(m for m in members if facings[m].photo in piece)
                    for piece in overlaps.pieces
                ),
                key=len,
            )
        if members:
            kept.append((replace(group, members=members), identity))
            left_out.append(every - len(members))
    return CountedOnce(kept, left_out)


def widened(
    items: Sequence[ItemReading], left_out: Sequence[int]
) -> tuple[ItemReading, ...]:
    """Items whose upper end holds what other pieces may show besides."""
    return tuple(
        replace(item, count_high=item.count_high + more) if more else item
        for item, more in zip(items, left_out, strict=True)
    )


def gaps_once(gaps: Sequence[Gap], overlaps: Overlaps) -> tuple[Gap, ...]:
    """Empty places that lie on each other, once."""
    kept: list[Gap] = []
    for gap in gaps:
        if not any(
            _lies_on(gap.box, gap.photo, other.box, other.photo, overlaps)
            for other in kept
        ):
            kept.append(gap)
    return tuple(kept)


def tags_once(tags: Sequence[PriceTag], overlaps: Overlaps) -> tuple[PriceTag, ...]:
    """Price tags that lie on each other, once; the one whose price was read."""
    ordered = sorted(range(len(tags)), key=lambda k: (tags[k].amount is None, k))
    kept: list[int] = []
    for k in ordered:
        if not any(
            _lies_on(tags[k].box, tags[k].photo, tags[e].box, tags[e].photo, overlaps)
            for e in kept
        ):
            kept.append(k)
    return tuple(tags[k] for k in sorted(kept))


def _lies_on(box: Box, photo: int, other: Box, there: int, overlaps: Overlaps) -> bool:
    if (photo, there) in overlaps.lies:
        matrix = overlaps.lies[photo, there]
    elif (there, photo) in overlaps.lies:
        matrix = inverse(overlaps.lies[there, photo])
    else:
        return False
    return laid_on(box, matrix).iou(other) >= _ON_EACH_OTHER
