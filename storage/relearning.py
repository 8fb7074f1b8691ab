"""Looks of products that another model made, and the pictures to make them anew from.

Called by `atlasvision models relearn`, after the embedding model was changed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from pipeline.types import Reference, ShelfReading
from storage import readings, scans
from storage.models import BoxCorrection, ProductReference, Scan


@dataclass(frozen=True, slots=True)
class OldLook:
    """A reference of another model, and the picture that belongs to it.

    Of an enrolment that is the pack, of a packshot the whole photo; of a crop it is the
    annotated photo, which leads to the photos and their reading.
    """

    product_id: uuid.UUID
    reference: Reference
    image_key: str


def old_looks(session: Session, model: str) -> list[OldLook]:
    """Those with a picture from which this model has learnt nothing yet, oldest first.

    The same picture counts once, whichever models have learnt from it.
    """
    learnt = aliased(ProductReference)
    has_learnt = exists().where(
        learnt.product_id == ProductReference.product_id,
        learnt.image_key == ProductReference.image_key,
        learnt.source == ProductReference.source,
        learnt.model == model,
    )
    query = (
        select(ProductReference)
        .where(ProductReference.image_key.is_not(None), ~has_learnt)
        .order_by(ProductReference.created_at, ProductReference.id)
    )
    found: dict[tuple[uuid.UUID, str, str], OldLook] = {}
    for row in session.scalars(query):
        look = Reference(
            tuple(float(value) for value in row.embedding),
            row.text,
            row.source,
            row.shape,
        )
        assert row.image_key is not None
        key = (row.product_id, row.image_key, row.source)
        found.setdefault(key, OldLook(row.product_id, look, row.image_key))
    return list(found.values())


def pictures_without(session: Session, model: str) -> int:
    """How many references of other models have no picture to learn from."""
    query = select(ProductReference.id).where(
        ProductReference.image_key.is_(None), ProductReference.model != model
    )
    return len(session.scalars(query).all())


def photographed(
    session: Session, image_key: str
) -> tuple[list[str], ShelfReading] | None:
    """The keys of the photos and the reading behind an annotated photo."""
    redrawn = select(BoxCorrection.scan_id).where(
        (BoxCorrection.image_before == image_key)
        | (BoxCorrection.image_after == image_key)
    )
    is_shown = (Scan.image_url == image_key) | Scan.id.in_(redrawn)
    scan = session.scalars(select(Scan).where(is_shown).limit(1)).first()
    if scan is None or not scan.meta.get("reading"):
        return None
    return scans.photo_keys(session, scan.id), readings.of_scan(scan)
