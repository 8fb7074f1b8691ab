"""Make a reading of the boxes that a person has drawn. Runs in vision workers.

Called by `bot.looking`. The photo is looked at outside any transaction; what is seen is
kept with the correction, so that a retry looks at nothing again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import structlog

from bot.actions.drawings import BadDrawing, Drawing, odd_tags, read_drawing
from bot.services import Services, ShelfVision
from pipeline.errors import UnreadableImage
from pipeline.types import ShelfReading
from storage import box_corrections, erasing, readings, scans
from storage.blobs import BlobNotFound
from storage.models import Scan

log = structlog.get_logger(__name__)
GONE: dict[str, object] = {"problem": "gone"}
OVERTAKEN: dict[str, object] = {"problem": "overtaken"}
"""In the place of a reading: the photo is no more, or its boxes are others by now."""


@dataclass(frozen=True, slots=True)
class _Task:
    drawing: Drawing
    reading: ShelfReading
    odd_tags: tuple[int, ...]
    photo_keys: tuple[str, ...]


def redraw(services: Services, correction_id: uuid.UUID) -> None:
    """See what the photo shows with the boxes as they were drawn."""
    if services.vision is None:
        return
    after, image_key = OVERTAKEN, None
    try:
        task = _load(services, correction_id)
        if task is None:
            return
        after, image_key = _look(services, services.vision, task)
    except BadDrawing:
        log.info("drawing_overtaken")
    except (BlobNotFound, UnreadableImage) as error:
        log.warning("not_redrawn", reason=type(error).__name__)
        after = GONE
    with services.db.transaction() as session:
        row = box_corrections.hold(session, correction_id)
        if row is not None:
            row.after, row.image_after = after, image_key
        elif image_key is not None:
            erasing.discard(session, [image_key])


def _load(services: Services, correction_id: uuid.UUID) -> _Task | None:
    """None where it was looked at before; raises BadDrawing where it does not fit the
    photo any more."""
    with services.db.transaction() as session:
        correction = box_corrections.get(session, correction_id)
        if correction is None or correction.after:
            return None
        scan = session.get_one(Scan, correction.scan_id)
        reading = readings.of_scan(scan)
        drawing = read_drawing(correction.drawn, reading)
        odd = odd_tags(drawing, reading, scan.meta.get("odd_tags", ()))
        keys = scans.photo_keys(session, scan.id)
    return _Task(drawing, reading, tuple(odd), tuple(keys))


def _look(
    services: Services, vision: ShelfVision, task: _Task
) -> tuple[dict[str, object], str]:
    photos = [services.blobs.get(key) for key in task.photo_keys]
    after = vision.redraw(photos, task.reading, task.drawing.boxes)
    picture = vision.annotate(photos, after, task.odd_tags)
    key = services.blobs.put(picture, "image/jpeg")
    return {"reading": readings.to_json(after), "odd_tags": [*task.odd_tags]}, key
