"""What happened with a product, or in the shop: sold, received, lost, counted, when.

Verbs like those of `bot.actions.stock`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from pipeline.insights.periods import days_of, midnight
from storage import ledger
from storage.models import Product, Shop, StockMovement
from storage.models.stock import MovementKind

MOST_ENTRIES = 10
COUNTS = (MovementKind.SCAN, MovementKind.CORRECTION, MovementKind.ENROLMENT)
PERIODS = {"week": 7, "month": 30, "year": 365}
"""Days back from now."""
CALENDAR = frozenset({"today", "yesterday", "last_month", "last_year"})
"""Those of the shop's calendar, the last month from its first day to its last one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One change of one product's quantity; `by` is who did it, "" when unknown."""

    at: datetime
    name: str
    kind: MovementKind
    delta: int
    after: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class HistoryList:
    """What happened, newest first; `hidden` is how much more there is.

    `name` is the product's where one was asked about, `quantity` what there is of it.
    `last` are its latest sale, delivery, loss and count; `gone_since` is when it ran
    out. `moved` is how many pieces came or went in all where one kind was asked for.
    """

    name: str | None
    kind: str | None
    period: str | None
    entries: tuple[Entry, ...] = ()
    hidden: int = 0
    quantity: int = 0
    last: tuple[Entry, ...] = ()
    gone_since: datetime | None = None
    moved: int = 0


def history(
    session: Session,
    shop: Shop,
    now: datetime,
    *,
    product: Product | None = None,
    kind: str | None = None,
    period: str | None = None,
) -> HistoryList:
    """What happened with the product, or with all; only of one kind, where said."""
    begin, end = bounds(period, ZoneInfo(shop.timezone), now)
    names = ledger.names_of_products(session, shop.id)
    people = ledger.names_of_members(session, shop.id)
    product_id = product.id if product else None
    rows = ledger.standing(session, shop.id, product_id=product_id, since=begin)
    entries = [
        _entry(row, names, people)
        for row in reversed(rows)
        if row.delta and (end is None or row.created_at < end)
    ]
    wanted = [entry for entry in entries if _is_of(entry, kind)]
    return HistoryList(
        product.name if product else None,
        kind,
        period,
        tuple(wanted[:MOST_ENTRIES]),
        max(0, len(wanted) - MOST_ENTRIES),
        product.quantity if product else 0,
        tuple(_latest(entries)) if product else (),
        _gone_since(product, entries) if product else None,
        sum(abs(entry.delta) for entry in wanted) if kind else 0,
    )


def _entry(
    row: StockMovement, names: dict[uuid.UUID, str], people: dict[uuid.UUID, str]
) -> Entry:
    return Entry(
        row.created_at,
        names.get(row.product_id, ""),
        MovementKind(row.kind),
        row.delta,
        row.after,
        people.get(row.member_id, "") if row.member_id else "",
    )


def _is_of(entry: Entry, kind: str | None) -> bool:
    if kind == MovementKind.CORRECTION:
        return entry.kind in COUNTS
    return kind is None or entry.kind == kind


def _latest(entries: Sequence[Entry]) -> Iterable[Entry]:
    """The newest of each kind; entries come newest first."""
    seen = set()
    for entry in entries:
        kind = "count" if entry.kind in COUNTS else entry.kind.value
        if kind not in seen:
            seen.add(kind)
            yield entry


def _gone_since(product: Product, entries: Sequence[Entry]) -> datetime | None:
    """When the last one went, if there are none."""
    if product.quantity > 0:
        return None
    return next((entry.at for entry in entries if entry.delta < 0), None)


def bounds(
    period: str | None, zone: ZoneInfo, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """From when to when, in UTC; None is no bound."""
    if period in CALENDAR:
        first, last = days_of(period, now.astimezone(zone).date())
        return midnight(first, zone), midnight(last + timedelta(days=1), zone)
    days = PERIODS.get(period or "")
    return (now - timedelta(days=days) if days else None), None
