"""Detections written as rows."""

from __future__ import annotations

import numpy as np

from pipeline.vision.detection.detections import Detections


def boxes(*rows: tuple[float, ...]) -> Detections:
    """Detections from (left, top, right, bottom, score, kind) rows."""
    table = np.array(rows, np.float32).reshape(-1, 6)
    return Detections(table[:, :4], table[:, 4], table[:, 5].astype(np.intp))
