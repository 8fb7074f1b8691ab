"""What stands behind the front units: darker, smaller, higher when seen from above.

Called by `training.scenes`.
"""

from __future__ import annotations

import cv2

from training.packs import Pack
from training.stage import Stage

LOW = ("flat_box", "wide_bag", "tub")
"""Shapes over which one looks at a long row of tops."""


def rear_ranks(stage: Stage, pack: Pack, left: float, floor: float, ranks: int) -> None:
    """So many units behind the front one; none of them is a facing."""
    h, w = pack.picture.shape[:2]
    middle = stage.size[1] / 2
    step, smaller, darker = stage.view * stage.facing * 0.16, 0.94, 0.85
    if pack.shape in LOW and stage.view > 0.1:
        ranks, step = 4 * ranks, h * 0.04 + stage.view * h * 0.11
        smaller, darker = 0.98, 0.96
    for rank in range(ranks, 0, -1):
        scale = smaller**rank
        art = cv2.resize(pack.picture, (max(3, int(w * scale)), max(3, int(h * scale))))
        x = middle + (left + w / 2 - middle) * scale - w * scale / 2
        stage.paste(art, x, floor - step * rank, darker**rank * 0.85)
