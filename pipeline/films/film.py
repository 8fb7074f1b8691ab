"""A film of a shelf developed into photos: one mosaic, or pieces where it tore.

Called by `pipeline.shelf.PipelineVision`. What is counted later is counted on these
photos, so nothing that the camera passed twice is counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipeline.films.mosaic import stitch
from pipeline.films.motion import moved
from pipeline.films.tracking import Piece, Still, Tracker
from pipeline.images import Pixels
from pipeline.types import Filmed
from pipeline.video import MAX_SECONDS, read_frames

MOST_PIECES = 3
_SHORT_S = 0.17  # a piece of so little is where the camera was torn round
_JPEG = 92


def develop(data: bytes, max_seconds: float = MAX_SECONDS) -> Filmed:
    """The photos of a video file. Raises UnreadableImage.

    Where the camera could not be followed all the way there are several photos, the
    largest first, which may show the same packs; `is_whole` is False then.
    """
    tracker = Tracker()
    for frame in read_frames(data, max_seconds):
        tracker.add(frame)
    tracker.finish()
    pieces = _worth_showing(tracker.pieces)
    photos: list[bytes] = []
    torn = len(pieces) > 1
    for piece in pieces[:MOST_PIECES]:
        stills = [view.still for view in piece.views]
        mosaic = stitch(stills)
        if mosaic is None:
            torn = True
            photos.extend(still.jpeg for still in _best(stills))
        else:
            photos.append(_encoded(mosaic))
    every = [view.still for piece in tracker.pieces for view in piece.views]
    sharpest = max(every, key=lambda still: still.sharpness)
    return Filmed(tuple(photos[:MOST_PIECES]), sharpest.jpeg, not torn)


def _worth_showing(pieces: Sequence[Piece]) -> list[Piece]:
    """The largest first; torn-off ends only where there is nothing else."""
    ordered = sorted(pieces, key=_extent, reverse=True)
    return [piece for piece in ordered if piece.seconds >= _SHORT_S] or [
        max(pieces, key=lambda piece: piece.views[0].still.sharpness)
    ]


def _extent(piece: Piece) -> float:
    """The area of the map that the piece covers, about."""
    corners = []
    for view in piece.views:
        height, width = view.grey.shape
        quad = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        corners.append(moved(quad, view.to_map))
    points = np.concatenate(corners)
    return float(np.prod(points.max(axis=0) - points.min(axis=0)))


def _best(stills: Sequence[Still]) -> list[Still]:
    """The sharpest of each third of the way."""
    thirds = np.array_split(np.arange(len(stills)), min(MOST_PIECES, len(stills)))
    return [
        max((stills[int(k)] for k in third), key=lambda still: still.sharpness)
        for third in thirds
    ]


def _encoded(picture: Pixels) -> bytes:
    colours = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    _, data = cv2.imencode(".jpg", colours, [cv2.IMWRITE_JPEG_QUALITY, _JPEG])
    return data.tobytes()
