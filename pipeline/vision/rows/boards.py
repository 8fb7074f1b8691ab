"""Which facings stand on one board. Called by `pipeline.vision.rows.shelves`.

Neighbours whose bottoms lie level are linked, so a board may bend; what stands on top
of other packs, with no board between, belongs to the board below (`stacks`); and pieces
of a row, which empty places, uneven packs and other bays part, are joined
(`joined_boards`).
"""

from __future__ import annotations

import numpy as np

from pipeline.linked import linked
from pipeline.vision.rows.board_pieces import Packs
from pipeline.vision.rows.joined_boards import gone_on, joined
from pipeline.vision.rows.level import Floats
from pipeline.vision.rows.stacks import Board, carriers, with_stacks

# Of a facing's height: how far bottoms of neighbours may lie apart once levelled.
_TOLERANCE = 0.33
# Of the wider one's width: how far apart neighbours may stand.
_REACH = 2.5


def find_boards(
    boxes: Floats, bottoms: Floats, tags: Floats, slope: float = 0.0
) -> list[Board]:
    """Indices of the boxes (n, 4) on each board, from left to right; any order of
    boards. `bottoms` (n,) are levelled; `tags` (m, 4) hang on the edges of boards,
    which rise and fall by `slope` in the middle of the photo."""
    if not len(boxes):
        return []
    below = carriers(boxes, tags, slope)
    packs = Packs(boxes, bottoms, below)
    pieces = gone_on(_linked(boxes, bottoms), packs)
    return joined(with_stacks(pieces, boxes, below), packs)


def _linked(boxes: Floats, bottoms: Floats) -> list[Board]:
    """Chains of facings, each linked to the next level one on its right."""
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    width = boxes[:, 2] - boxes[:, 0]
    height = boxes[:, 3] - boxes[:, 1]
    apart = boxes[None, :, 0] - boxes[:, None, 2]
    step = np.abs(bottoms[None] - bottoms[:, None])
    level = step <= _TOLERANCE * np.minimum(height[None], height[:, None])
    beside = apart <= _REACH * np.maximum(width[None], width[:, None])
    right = (x[None] > x[:, None]) | (
        (x[None] == x[:, None]) & (np.arange(len(x)) > np.arange(len(x))[:, None])
    )
    fits = right & level & beside
    # The nearest, and of about equally near ones the one that stands most level.
    cost = np.where(fits, np.maximum(apart, 0) + 2 * step, np.inf)
    links = [(int(i), int(cost[i].argmin())) for i in np.flatnonzero(fits.any(1))]
    links += [(int(cost[:, j].argmin()), int(j)) for j in np.flatnonzero(fits.any(0))]
    order = np.argsort(x, kind="stable")
    place = np.argsort(order).tolist()
    parts = linked(len(x), [(place[one], place[other]) for one, other in links])
    return [order[part].tolist() for part in parts]
