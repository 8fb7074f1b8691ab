"""Price tags on the picture: ticked where the price was read, crossed where it was not,
red where another price is expected.

Called by `pipeline.drawing.annotate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.drawing.hidden import corners, shared
from pipeline.drawing.marks import (
    Colour,
    frames,
    grown,
    hairline,
    plate,
    plate_size,
    sign,
)
from pipeline.images import Pixels
from pipeline.types import Box

_ODD: Colour = (220, 20, 20)
_ODD_SCALE = 0.8
_RADIUS = 0.24, 6.5, 8.5  # of a tag's height; least and most pixels
_OFF = 0.5  # radii from a corner to the middle of its sign
# Corners and sides in the order in which they are taken where all are free.
_PLACES = ((1, 0), (0, 0), (1, 1), (0, 1), (1, 0.5), (0, 0.5))
_RELUCTANCE = 0.05  # against each next place, in shares of the sign
_MARGIN = 2.0  # pixels between a label and its frame

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TagOnPicture:
    """A label in pixels of the picture; `is_odd`: it says another price than known."""

    box: Box
    is_read: bool
    is_odd: bool = False


def frame_tags(picture: Pixels, tags: Sequence[TagOnPicture]) -> None:
    """A thin frame around each; a thick red one around odd tags."""
    for tag in tags:
        if tag.is_odd:
            frames(picture, [(grown(tag.box, 4), _ODD, 3)])
        else:
            hairline(picture, grown(tag.box, _MARGIN))


def sign_tags(
    picture: Pixels, tags: Sequence[TagOnPicture], plates: Sequence[Box]
) -> None:
    """Ticks, crosses and "!"; they hide as little as possible of tags and plates."""
    blocked = np.array([corners(box) for box in (*(tag.box for tag in tags), *plates)])
    for tag in tags:
        if tag.is_odd:
            _exclaim(picture, grown(tag.box, 4))
            continue
        radius = _radius(tag.box)
        place = _free_place(picture, tag.box, radius, blocked)
        sign(picture, place, radius, tag.is_read)


def _radius(box: Box) -> float:
    share, least, most = _RADIUS
    return float(np.clip(share * box.height, least, most))


def _free_place(
    picture: Pixels, box: Box, radius: float, blocked: Numbers
) -> tuple[float, float]:
    """The middle of a tag's sign."""
    height, width = picture.shape[:2]
    by = _OFF * radius
    centres = np.array(
        [
            (
                box.left - by + across * (box.width + 2 * by),
                box.top - by + down * (box.height + 2 * by),
            )
            for across, down in _PLACES
        ]
    )
    centres = centres.clip(radius + 1, np.array([width, height]) - radius - 2)
    discs = np.concatenate([centres - radius, centres + radius], axis=1)
    hidden = shared(discs[:, None], blocked[None, :]).sum(axis=1) / (4 * radius**2)
    hidden += _RELUCTANCE * np.arange(len(_PLACES))
    x, y = centres[int(np.argmin(hidden))]
    return float(x), float(y)


def _exclaim(picture: Pixels, frame: Box) -> None:
    width, height = plate_size("!", _ODD_SCALE)
    left = min(frame.right + 2, picture.shape[1] - width - 2)
    bottom = max(frame.bottom, height + 2)
    place = Box(left, bottom - height, left + width, bottom)
    plate(picture, "!", place, _ODD, _ODD_SCALE)
