"""What each shelf holds of a product by its last photo: together that is the stock.

Called by `bot.actions.counting` for each photo, and where a person says what a photo
shows. A scan keeps in `meta["held"]` the facings of products of which its shelf holds
another number than the photo shows: what goes on beside the photo, and doubtful counts
that nobody has confirmed. A scan without it has counted nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.actions.depths import LEARNED
from bot.actions.shelves import ShelfLabel, label_of
from pipeline.reconcile import Spread
from pipeline.types import StockLevel
from storage import ledger, shelves, stock
from storage.models import Scan, Shelf, StockMovement
from storage.models.stock import MovementKind
from storage.stock import Batch

HELD = "held"
NAMED = "group:"
CONFIRMED = "confirmed"
"""Reasons of corrections that say what a photo shows: so they are no trade."""


@dataclass(frozen=True, slots=True)
class Part:
    """So many units of a product on one shelf, counted then."""

    shelf: ShelfLabel
    units: int
    counted_at: datetime


@dataclass(frozen=True, slots=True)
class Parts:
    """What the shelves held before a photo: `here` in facings, by product."""

    here: Mapping[uuid.UUID, int] = field(default_factory=dict)
    elsewhere: Mapping[uuid.UUID, tuple[Part, ...]] = field(default_factory=dict)
    booked: tuple[StockMovement, ...] = ()

    def spread(self, level: StockLevel) -> Spread | None:
        """How the product is spread over shelves; None where no other one has it.

        `level` has the depth of the shelf that the photo shows.
        """
        product_id = uuid.UUID(level.product_id)
        others = self.elsewhere.get(product_id, ())
        units = sum(part.units for part in others)
        if not units:
            return None
        since = min(part.counted_at for part in others)
        traded = [
            row.delta
            for row in self.booked
            if row.product_id == product_id and row.created_at > since
        ]
        return Spread(
            round(self.here.get(product_id, 0) * level.depth),
            units,
            taken=-sum(delta for delta in traded if delta < 0),
            added=sum(delta for delta in traded if delta > 0),
        )


def before(session: Session, scan: Scan, levels: Mapping[str, StockLevel]) -> Parts:
    """What the shop's shelves held before this photo; undone photos count for none."""
    counted = shelves.last_counted(session, scan, HELD)
    here = next((s for s in counted if s.shelf_id == scan.shelf_id), None)
    others = [other for other in counted if other is not here]
    elsewhere: dict[uuid.UUID, tuple[Part, ...]] = {}
    for other in others:
        for product_id, part in _parts(session, other, levels):
            elsewhere[product_id] = (*elsewhere.get(product_id, ()), part)
    oldest = min((other.created_at for other in others), default=None)
    booked = ledger.standing(session, scan.shop_id, since=oldest) if elsewhere else []
    return Parts(
        held_by(here) if here else {}, elsewhere, tuple(filter(_is_trade, booked))
    )


def held_by(scan: Scan) -> dict[uuid.UUID, int]:
    """Facings of each product that the shelf holds by this photo."""
    found = {**shelves.products_on(scan), **_kept(scan)}
    return {product_id: facings for product_id, facings in found.items() if facings}


def keep(scan: Scan, held: Mapping[uuid.UUID, int]) -> None:
    """Note what the shelf holds otherwise than the photo shows; the photo counts."""
    kept = {str(product_id): facings for product_id, facings in held.items()}
    scan.meta = {**scan.meta, HELD: kept}


def settle(scan: Scan | None, product_ids: Iterable[uuid.UUID]) -> None:
    """The photo is right about these products: a person has said so."""
    if scan is None or HELD not in scan.meta:
        return
    settled = set(map(str, product_ids))
    kept = {key: n for key, n in scan.meta[HELD].items() if key not in settled}
    scan.meta = {**scan.meta, HELD: kept}


def follow_undo(session: Session, batch: Batch, *, is_redo: bool) -> None:
    """What a person has confirmed of a photo is doubtful again; by a redo, certain."""
    query = select(StockMovement).where(
        StockMovement.batch_id == batch.batch_id,
        StockMovement.reason == CONFIRMED,
        StockMovement.scan_id.is_not(None),
    )
    for row in session.scalars(query):
        scan = session.get(Scan, row.scan_id)
        if scan is None or HELD not in scan.meta:
            continue
        if is_redo:
            settle(scan, [row.product_id])
            continue
        here = before(session, scan, stock.levels(session, scan.shop_id)).here
        keep(scan, {**_kept(scan), row.product_id: here.get(row.product_id, 0)})


def add_seen(
    scan: Scan, product_id: uuid.UUID, facings: int, *, is_first: bool
) -> None:
    """So many facings more on the photo are this product; the first ones, or others."""
    held = scan.meta.get(HELD, {}).get(str(product_id))
    if held is None:
        return
    if is_first:
        settle(scan, [product_id])
    else:
        keep(scan, {**_kept(scan), product_id: held + facings})


def _kept(scan: Scan) -> dict[uuid.UUID, int]:
    return {uuid.UUID(key): count for key, count in scan.meta.get(HELD, {}).items()}


def _parts(
    session: Session, scan: Scan, levels: Mapping[str, StockLevel]
) -> Iterable[tuple[uuid.UUID, Part]]:
    assert scan.shelf_id is not None, "only photos of shelves are asked for"
    depths = shelves.depths(session, scan.shelf_id)
    label = label_of(session.get_one(Shelf, scan.shelf_id))
    for product_id, facings in held_by(scan).items():
        level = levels.get(str(product_id))
        if level is not None:
            units = round(facings * depths.get(product_id, level.depth))
            yield product_id, Part(label, units, scan.created_at)


def _is_trade(row: StockMovement) -> bool:
    """Whether it says that goods went or came, not what a photo shows."""
    if row.kind == MovementKind.CORRECTION:
        return not row.reason.startswith((NAMED, CONFIRMED, LEARNED))
    return row.kind != MovementKind.SCAN
