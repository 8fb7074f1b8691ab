"""A photo that shows another shelf than was thought: what it counts is set right.

Called by `bot.dialogue.shelf_wishes` when a person names the shelf of a photo.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.actions import depths, plans, shelf_parts
from bot.actions.photo_questions import reading_of
from bot.actions.stock import Moved, moved
from bot.actions.weighing import weigh
from pipeline.insights.changes import Changes
from pipeline.types import Certainty, InventoryChange, StockLevel
from storage import ledger, stock
from storage.models import Scan, Shelf
from storage.models.stock import MovementKind
from storage.stock import Movement


def recount(
    session: Session, scan: Scan, *, member_id: uuid.UUID | None = None
) -> Moved | None:
    """Book what the photo would have booked, had its shelf been known.

    None where nothing changes. What was traded since stays as it is.
    """
    reading = reading_of(session, scan)
    if reading is None or shelf_parts.HELD not in scan.meta:
        return None
    booked = _booked_by(session, scan)
    levels = depths.levels_on(
        session, _without(stock.levels(session, scan.shop_id), booked), scan.shelf_id
    )
    parts = shelf_parts.before(session, scan, levels)
    news = plans.changes(plans.look(session, scan)) or Changes()
    shelf = session.get(Shelf, scan.shelf_id) if scan.shelf_id else None
    weighed = weigh(shelf, reading, levels, parts, news)
    shelf_parts.keep(scan, weighed.held)
    movements = [
        Movement(
            uuid.UUID(key),
            MovementKind.CORRECTION,
            delta=_wanted(change) - change.before - booked.get(key, 0),
            reason=shelf_parts.CONFIRMED,
        )
        for key, change in weighed.changes.items()
        if change.certainty is Certainty.APPLY
        or (change.certainty is Certainty.IGNORE and booked.get(key))
    ]
    batch = stock.book(
        session, scan.shop_id, movements, scan_id=scan.id, member_id=member_id
    )
    return moved(MovementKind.CORRECTION, batch) if batch.lines else None


def _wanted(change: InventoryChange) -> int:
    is_right = change.certainty is Certainty.IGNORE
    return change.before if is_right else change.after


def _booked_by(session: Session, scan: Scan) -> dict[str, int]:
    """What the photo has booked, and what people said of it, by product."""
    booked: dict[str, int] = {}
    for row in ledger.standing(session, scan.shop_id, since=scan.created_at):
        if row.scan_id == scan.id:
            key = str(row.product_id)
            booked[key] = booked.get(key, 0) + row.delta
    return booked


def _without(
    levels: Mapping[str, StockLevel], booked: Mapping[str, int]
) -> dict[str, StockLevel]:
    """What the books would say without the photo."""
    return {
        key: replace(level, quantity=level.quantity - booked.get(key, 0))
        for key, level in levels.items()
    }
