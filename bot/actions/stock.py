"""Numbers in stock: asked for, corrected, sold, delivered, lost, taken back.

Each verb takes a session inside a transaction, changes what it says and gives a result;
`bot.replies` puts it into words.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from bot.actions import shelf_parts
from bot.actions.categories import categories, in_category
from bot.actions.depths import learn
from storage import catalogue, stock
from storage.models import Product, Scan
from storage.models.stock import MovementKind
from storage.stock import Batch, Movement

MEASURES = frozenset({"kg", "l"})


@dataclass(frozen=True, slots=True)
class StockLine:
    """One product and how many there are."""

    product_id: uuid.UUID
    name: str
    quantity: int
    minimum: int | None = None

    @property
    def is_low(self) -> bool:
        return self.minimum is not None and self.quantity <= self.minimum


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of each; `in_all` where they were asked about as one."""

    lines: tuple[StockLine, ...]
    in_all: int | None = None


@dataclass(frozen=True, slots=True)
class StockList:
    """All products; `category` when only one was asked for.

    No lines for a category: there is none like it; `known` are those there are.
    """

    lines: tuple[StockLine, ...]
    category: str | None = None
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LowList:
    """Products at or below their minimum, and how many have a minimum at all."""

    lines: tuple[StockLine, ...]
    watched: int


@dataclass(frozen=True, slots=True)
class Change:
    """One product before and after a movement."""

    product_id: uuid.UUID
    name: str
    before: int
    after: int
    minimum: int | None = None

    @property
    def is_low(self) -> bool:
        return self.minimum is not None and self.after <= self.minimum


@dataclass(frozen=True, slots=True)
class Moved:
    """What a sale, delivery, loss or correction has changed.

    `asked` are the quantities that were said, per line. `batch_id` is None when nothing
    changed. `depths` are the depths learned, by product id.
    """

    kind: MovementKind
    lines: tuple[Change, ...]
    asked: tuple[int, ...] = ()
    batch_id: uuid.UUID | None = None
    depths: Mapping[uuid.UUID, float] = field(default_factory=dict)


def stock_line(product: Product) -> StockLine:
    return StockLine(product.id, shown(product), product.quantity, product.minimum)


def shown(product: Product) -> str:
    """The name, with what the product is counted in when that is not pieces."""
    unit = (product.unit or "").casefold()
    return f"{product.name} ({unit})" if unit in MEASURES else product.name


def count(
    session: Session, product_ids: Iterable[uuid.UUID], *, as_one: bool = False
) -> Counted:
    """How many there are of each; `as_one`: and of all together, unless some are
    counted in kilograms and others in pieces."""
    known = (catalogue.get(session, product_id) for product_id in product_ids)
    found = [product for product in known if product]
    lines = tuple(map(stock_line, found))
    units = {
        unit if (unit := (p.unit or "").casefold()) in MEASURES else "" for p in found
    }
    is_summed = as_one and len(lines) > 1 and len(units) == 1
    return Counted(lines, sum(line.quantity for line in lines) if is_summed else None)


def list_stock(
    session: Session, shop_id: uuid.UUID, category: str | None = None
) -> StockList:
    """Every product of the shop, or of one category."""
    products = catalogue.products(session, shop_id)
    if category is None:
        return StockList(tuple(map(stock_line, products)))
    found = in_category(products, category)
    known = tuple(categories(products))
    name = found[0].category if found else category
    return StockList(tuple(map(stock_line, found)), name, known)


def low_stock(session: Session, shop_id: uuid.UUID) -> LowList:
    """Products at or below their minimum, the emptiest first."""
    lines = [stock_line(p) for p in catalogue.products(session, shop_id)]
    low = [line for line in lines if line.is_low]
    low.sort(key=lambda line: line.quantity)
    return LowList(tuple(low), sum(line.minimum is not None for line in lines))


def move(
    session: Session,
    shop_id: uuid.UUID,
    kind: MovementKind,
    quantities: Sequence[tuple[uuid.UUID, int]],
    *,
    member_id: uuid.UUID | None = None,
) -> Moved:
    """Book so many sold, delivered or lost as one batch. Stock never falls below 0."""
    sign = 1 if kind is MovementKind.DELIVERY else -1
    movements = [
        Movement(product_id, kind, delta=sign * quantity)
        for product_id, quantity in quantities
    ]
    before = _quantities(session, shop_id, [pair[0] for pair in quantities])
    batch = stock.book(session, shop_id, movements, member_id=member_id)
    asked: dict[uuid.UUID, int] = {}
    for product_id, quantity in quantities:
        asked[product_id] = asked.get(product_id, 0) + quantity
    return _moved(session, kind, batch, before, asked)


def correct(
    session: Session,
    shop_id: uuid.UUID,
    quantities: Sequence[tuple[uuid.UUID, int]],
    *,
    facings: Mapping[uuid.UUID, int] | None = None,
    scan_id: uuid.UUID | None = None,
    member_id: uuid.UUID | None = None,
) -> Moved:
    """Set the numbers straight as one batch.

    `facings`: how many of a product the last photo showed and nobody has moved since.
    From those the depth of its spot is learned, so that the next photo counts right.
    """
    before = _quantities(session, shop_id, [pair[0] for pair in quantities])
    scan = session.get(Scan, scan_id) if scan_id else None
    shelf_id = scan.shelf_id if scan else None
    elsewhere = _elsewhere(session, scan) if facings else {}
    shelf_parts.settle(scan, facings or ())
    depths: dict[uuid.UUID, float] = {}
    movements = []
    for product_id, quantity in quantities:
        reason = ""
        seen = (facings or {}).get(product_id, 0)
        here = quantity - elsewhere.get(product_id, 0)
        if seen > 0 and here > 0:
            learned = learn(session, product_id, shelf_id, here / seen)
            if learned is not None:
                depths[product_id], reason = learned
        movements.append(
            Movement(
                product_id,
                MovementKind.CORRECTION,
                to=quantity,
                reason=reason,
                is_noted=True,
            )
        )
    batch = stock.book(
        session, shop_id, movements, scan_id=scan_id, member_id=member_id
    )
    moved = _moved(session, MovementKind.CORRECTION, batch, before, dict(quantities))
    return Moved(moved.kind, moved.lines, moved.asked, moved.batch_id, depths)


def _elsewhere(session: Session, scan: Scan | None) -> dict[uuid.UUID, int]:
    """What other shelves than that of the photo hold, by product."""
    if scan is None:
        return {}
    parts = shelf_parts.before(session, scan, stock.levels(session, scan.shop_id))
    return {
        product_id: sum(part.units for part in found)
        for product_id, found in parts.elsewhere.items()
    }


def moved(kind: MovementKind, batch: Batch) -> Moved:
    """A batch as it was booked."""
    lines = changes_of(batch)
    return Moved(
        kind,
        lines,
        tuple(line.after for line in lines),
        batch.batch_id if lines else None,
    )


def facings_of(
    session: Session, scan_id: uuid.UUID, seen: Mapping[uuid.UUID, int]
) -> dict[uuid.UUID, int]:
    """Those of the scan's counts that nothing but corrections has changed since."""
    untouched = {}
    for product_id, facings in seen.items():
        last = stock.history(session, product_id, limit=1)
        if not last or last[0].scan_id == scan_id:
            untouched[product_id] = facings
    return untouched


def _quantities(
    session: Session, shop_id: uuid.UUID, product_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, int]:
    """What the books say now, in the order asked; locks the shop."""
    levels = stock.levels(session, shop_id)
    return {pid: levels[str(pid)].quantity for pid in product_ids if str(pid) in levels}


def _moved(
    session: Session,
    kind: MovementKind,
    batch: Batch,
    before: Mapping[uuid.UUID, int],
    asked: Mapping[uuid.UUID, int],
) -> Moved:
    """All products asked for, also those whose number stayed."""
    changed = {line.product.id: line for line in batch.lines}
    lines = []
    for product_id, quantity in before.items():
        product = catalogue.get(session, product_id)
        assert product is not None, "it has just been booked"
        line = changed.get(product_id)
        was, now = (line.before, line.after) if line else (quantity, quantity)
        lines.append(Change(product_id, shown(product), was, now, product.minimum))
    return Moved(
        kind,
        tuple(lines),
        tuple(asked[product_id] for product_id in before),
        batch.batch_id if batch.lines else None,
    )


def changes_of(batch: Batch) -> tuple[Change, ...]:
    return tuple(
        Change(
            line.product.id,
            shown(line.product),
            line.before,
            line.after,
            line.product.minimum,
        )
        for line in batch.lines
    )
