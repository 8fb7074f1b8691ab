"""Photos of which people have said what their numbers are, as the recogniser's lessons.

Called by the `models tune` command. Nothing is stored for this beside the scans: what
people said rests on them (`meta["groups"]`), with the reading and the photos, and goes
with them when a shop deletes its data.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.types import ShelfReading
from storage import readings
from storage.models import Product, Scan, ScanPhoto
from storage.models.stock import ScanPurpose, ScanStatus

MOST_SCANS = 300  # the last ones of a shop


@dataclass(frozen=True, slots=True)
class Correction:
    """One scan that people have corrected: its reading, the keys of its photos, and
    for each number that they have named or left as it was, its product; None: skipped.

    `named` are the numbers that somebody has said something about.
    """

    scan_id: uuid.UUID
    reading: ShelfReading
    photo_keys: tuple[str, ...]
    truths: dict[int, uuid.UUID | None]
    named: frozenset[int]


def of_shop(session: Session, shop_id: uuid.UUID) -> list[Correction]:
    """The corrected scans of a shop, oldest first.

    Who corrects one number of a picture has seen the others: their names count as
    right. Of a picture that nobody has corrected nothing is assumed.
    """
    query = (
        select(Scan.id)
        .where(
            Scan.shop_id == shop_id,
            Scan.status == ScanStatus.DONE,
            Scan.purpose == ScanPurpose.COUNT,
            Scan.meta.has_key("groups"),
            Scan.meta.has_key("reading"),
        )
        .order_by(Scan.created_at.desc())
        .limit(MOST_SCANS)
    )
    known = set(session.scalars(select(Product.id).where(Product.shop_id == shop_id)))
    found = []
    for scan_id in reversed(session.scalars(query).all()):
        correction = _correction(session, scan_id, known)
        if correction is not None:
            found.append(correction)
    return found


def _correction(
    session: Session, scan_id: uuid.UUID, known: set[uuid.UUID]
) -> Correction | None:
    """None where nobody has corrected anything."""
    meta = session.scalars(select(Scan.meta).where(Scan.id == scan_id)).one()
    groups = meta["groups"]
    read_as = {
        item["group"]: item["product_id"] for item in meta["reading"].get("items", ())
    }
    named = frozenset(g["group"] for g in groups if _is_named(g, read_as))
    if not named:
        return None
    return Correction(
        scan_id,
        readings.from_json(meta["reading"]),
        tuple(_photo_keys(session, scan_id)),
        _truths(groups, known),
        named,
    )


def _is_named(group: dict[str, Any], read_as: dict[int, str | None]) -> bool:
    """Whether somebody has said what it is, against what was read."""
    if group.get("reference_id") is not None:
        return True
    number = group["group"]
    if group.get("is_skipped"):
        return not str(read_as.get(number)).startswith("skipped:")
    return number in read_as and group.get("product_id") != read_as[number]


def _truths(
    groups: list[dict[str, Any]], known: set[uuid.UUID]
) -> dict[int, uuid.UUID | None]:
    """Without numbers that have no name, and those of products that are gone."""
    truths: dict[int, uuid.UUID | None] = {}
    for group in groups:
        if group.get("is_skipped"):
            truths[group["group"]] = None
        elif group.get("product_id") and uuid.UUID(group["product_id"]) in known:
            truths[group["group"]] = uuid.UUID(group["product_id"])
    return truths


def _photo_keys(session: Session, scan_id: uuid.UUID) -> list[str]:
    query = select(ScanPhoto.blob_key).where(ScanPhoto.scan_id == scan_id)
    return list(
        session.scalars(query.order_by(ScanPhoto.created_at, ScanPhoto.position))
    )
