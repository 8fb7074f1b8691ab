"""Planograms that were given as a table, and whether the shelves look like them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.actions.shelves import ShelfLabel, called, label_of
from bot.tables.planogram import (
    PlaceProblem,
    PlaceRemark,
    PlaceRow,
    PlanogramTable,
)
from pipeline.insights import compliance
from pipeline.insights.planogram import from_json, to_json
from storage import catalogue, plans, shelves
from storage.models import Product, Scan, Shelf, ShelfPlan
from storage.models.plans import PlanSource


@dataclass(frozen=True, slots=True)
class PlanogramTaken:
    """A table was read: how many places each shelf has by it now, and what was wrong.

    `unseen` are those of its shelves that no photo has shown yet.
    """

    shelves: tuple[tuple[ShelfLabel, int], ...]
    problems: tuple[PlaceRemark, ...] = ()
    unseen: tuple[ShelfLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class Misplaced:
    """It stands in row `seen_row` (0: in none of the plan's) instead of `row`."""

    name: str
    row: int
    seen_row: int


@dataclass(frozen=True, slots=True)
class TooFew:
    name: str
    seen: int
    wanted: int


@dataclass(frozen=True, slots=True)
class ShelfCompliance:
    """How one shelf agrees with its planogram, by its photos until `seen_at`.

    `judged` products should stand where photos have looked, `right` of them do;
    `shown` is the share of the planogram that photos have shown.
    """

    shelf: ShelfLabel
    seen_at: datetime | None = None
    right: int = 0
    judged: int = 0
    missing: tuple[str, ...] = ()
    misplaced: tuple[Misplaced, ...] = ()
    too_few: tuple[TooFew, ...] = ()
    extra: tuple[str, ...] = ()
    shown: float = 0.0


@dataclass(frozen=True, slots=True)
class ComplianceReport:
    """All shelves that were asked about and have a planogram; none: there is none."""

    shelves: tuple[ShelfCompliance, ...]
    asked: ShelfLabel | None = None


def take(
    session: Session,
    shop_id: uuid.UUID,
    table: PlanogramTable,
    find: Callable[[str], Product | None],
    now: datetime,
) -> PlanogramTaken:
    """Keep the planograms of the table's shelves in place of those they had.

    `find` gives the product of a name or code. Lines whose product is not known are
    listed; a shelf that is not known is made.
    """
    by_shelf: dict[str, list[PlaceRow]] = defaultdict(list)
    problems = list(table.problems)
    products: dict[int, Product] = {}
    for row in table.rows:
        product = find(row.product)
        if product is None:
            unknown = PlaceProblem.UNKNOWN_PRODUCT
            problems.append(PlaceRemark(row.line, unknown, "product", row.product))
            continue
        products[row.line] = product
        by_shelf[row.shelf].append(row)
    taken = [
        (_keep(session, shop_id, name, rows, products, now), rows)
        for name, rows in by_shelf.items()
    ]
    return PlanogramTaken(
        tuple((label_of(shelf), sum(r.facings for r in rows)) for shelf, rows in taken),
        tuple(sorted(problems, key=lambda problem: problem.line)),
        tuple(label_of(s) for s, _ in taken if not shelves.photos_of(session, s.id)),
    )


def _keep(
    session: Session,
    shop_id: uuid.UUID,
    name: str,
    rows: Sequence[PlaceRow],
    products: Mapping[int, Product],
    now: datetime,
) -> Shelf:
    known = called(session, shop_id, name)
    shelf = known or shelves.shelf_called(session, shop_id, name)
    plan = compliance.plan_of_table(
        compliance.Place(row.row, row.position, str(products[row.line].id), row.facings)
        for row in rows
    )
    plans.keep(
        session,
        shop_id=shop_id,
        shelf_id=shelf.id,
        plan=to_json(plan),
        source=PlanSource.TABLE,
        made_at=now,
    )
    return shelf


def report(
    session: Session, shop_id: uuid.UUID, only: Shelf | None = None
) -> ComplianceReport:
    """How the shelves agree with their planograms; `only` one of them."""
    tables = plans.latest(session, shop_id, PlanSource.TABLE)
    photos = plans.latest(session, shop_id, PlanSource.PHOTO)
    names = {str(p.id): p.name for p in catalogue.products(session, shop_id)}
    wanted = [only] if only else shelves.shelves(session, shop_id)
    found = [
        _judged(shelf, tables[shelf.id], photos.get(shelf.id), names)
        for shelf in wanted
        if shelf.id in tables
    ]
    return ComplianceReport(tuple(found), label_of(only) if only else None)


def of_photo(session: Session, scan: Scan) -> ShelfCompliance | None:
    """How the photo's shelf agrees with its planogram, where it has one."""
    shelf = session.get(Shelf, scan.shelf_id) if scan.shelf_id else None
    found = report(session, scan.shop_id, shelf) if shelf else None
    return found.shelves[0] if found and found.shelves else None


def _judged(
    shelf: Shelf,
    table: ShelfPlan,
    photos: ShelfPlan | None,
    names: Mapping[str, str],
) -> ShelfCompliance:
    if photos is None:
        return ShelfCompliance(label_of(shelf))
    views = compliance.seen_so_far(from_json(photos.plan))
    found = compliance.judge(from_json(table.plan), views)
    return ShelfCompliance(
        label_of(shelf),
        photos.made_at,
        found.right,
        found.judged,
        tuple(names[key] for key in found.missing if key in names),
        tuple(
            Misplaced(names[item.key], item.row, item.seen_row)
            for item in found.misplaced
            if item.key in names
        ),
        tuple(
            TooFew(names[item.key], item.seen, item.wanted)
            for item in found.too_few
            if item.key in names
        ),
        tuple(names[key] for key in found.extra if key in names),
        found.shown / max(1, found.places),
    )
