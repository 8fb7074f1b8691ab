"""The numbers on a picture: which product each is, and naming them by a message.

What is known about the numbers of one photo rests on its scan (`meta["groups"]`), so
that everybody in the shop can name them, also after a restart.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.actions import stock as stock_verbs
from bot.actions.catalogue import Problem, Refused, rename
from bot.actions.depths import depth_on
from bot.actions.stock import Change
from pipeline.types import ItemReading, Reference
from storage import catalogue, stock
from storage.models import Product, ProductReference, Scan
from storage.models.stock import MovementKind
from storage.saving import ProductInput
from storage.stock import Batch, Movement

_NAMED = "group:"


@dataclass(frozen=True, slots=True)
class Group:
    """One number on the picture. `was_created`: its product was made by naming it."""

    group: int
    count: int
    product_id: str | None = None
    is_skipped: bool = False
    was_created: bool = False
    reference_id: str | None = None


@dataclass(frozen=True, slots=True)
class GroupNamed:
    """A number has its product now; `is_news` is False when it had it before."""

    group: int
    product_id: uuid.UUID
    name: str
    is_new_product: bool
    is_news: bool
    change: Change | None = None
    other: Change | None = None  # the product it was taken for before
    renamed_from: str | None = None
    count_was_older: bool = False
    batch_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class GroupSkipped:
    group: int


@dataclass(frozen=True, slots=True)
class NoSuchGroup:
    """The picture has no such number; `known` are those it has."""

    group: int
    known: tuple[int, ...] = ()


def remember_groups(scan: Scan, items: Iterable[ItemReading]) -> list[Group]:
    """Note on the scan what each number of its picture is."""
    groups = [Group(item.group, item.count, item.product_id) for item in items]
    _save(scan, groups)
    return groups


def groups_of(scan: Scan) -> list[Group]:
    """The numbers of the scan's picture."""
    return [Group(**values) for values in scan.meta.get("groups", ())]


def facings_by_product(scan: Scan) -> dict[uuid.UUID, int]:
    """How many facings of each known product the photo shows."""
    facings: dict[uuid.UUID, int] = {}
    for group in groups_of(scan):
        if group.product_id is not None:
            product_id = uuid.UUID(group.product_id)
            facings[product_id] = facings.get(product_id, 0) + group.count
    return facings


def about_scan(scan: Scan) -> dict[str, Any]:
    """What a reply to the picture is about: the photo, and the products on it."""
    products = dict.fromkeys(g.product_id for g in groups_of(scan) if g.product_id)
    return {"scan_id": str(scan.id), "products": list(products)}


def skip_group(scan: Scan, number: int) -> GroupSkipped | NoSuchGroup:
    """Note that a number is no product of the shop."""
    groups = groups_of(scan)
    group = _find(groups, number)
    if group is None:
        return _no_such(groups, number)
    _replace(scan, groups, replace(group, is_skipped=True))
    return GroupSkipped(number)


def name_group(
    session: Session,
    scan: Scan,
    number: int,
    product: Product | str,
    *,
    member_id: uuid.UUID | None = None,
) -> GroupNamed | NoSuchGroup | Refused:
    """Say what a number is: an existing product, or the name of a new one.

    The recogniser learns the look, and what the photo shows is booked, once however
    often it is said. A number that was named wrongly before is set right.
    """
    groups = groups_of(scan)
    group = _find(groups, number)
    if group is None:
        return _no_such(groups, number)
    if isinstance(product, str):
        if not product:
            return Refused(Problem.NAME_EMPTY, "")
        named = _product_of(session, group)
        if group.was_created and named is not None:
            return _renamed(session, scan, group, named, product)
        saved = catalogue.save_product(session, scan.shop_id, ProductInput(product))
        return _assign(session, scan, group, saved.product, member_id, created=True)
    if group.product_id == str(product.id):
        _replace(scan, groups, replace(group, is_skipped=False))
        return GroupNamed(number, product.id, product.name, False, False)
    return _assign(session, scan, group, product, member_id, created=False)


def forget_naming(session: Session, batch: Batch) -> None:
    """After an undo: the numbers named by that batch are unknown again."""
    for line in batch.lines:
        scan_id, _, number = line.reason.removeprefix(_NAMED).partition("#")
        if not line.reason.startswith(_NAMED) or not number.isdecimal():
            continue
        scan = session.get(Scan, uuid.UUID(scan_id))
        group = _find(groups_of(scan), int(number)) if scan else None
        if scan is not None and group is not None:
            _forget_look(session, group)
            _replace(scan, groups_of(scan), Group(group.group, group.count))


def _renamed(
    session: Session, scan: Scan, group: Group, product: Product, name: str
) -> GroupNamed | Refused:
    """The name given first was a slip: the product made by it takes the new name."""
    before = product.name
    result = rename(session, product, name)
    if isinstance(result, Refused):
        return result
    return GroupNamed(group.group, product.id, name, False, True, renamed_from=before)


def _assign(
    session: Session,
    scan: Scan,
    group: Group,
    product: Product,
    member_id: uuid.UUID | None,
    *,
    created: bool,
) -> GroupNamed:
    _forget_look(session, group)
    reference_id = _learn_look(session, scan, group, product)
    is_older = product.last_seen is not None and product.last_seen > scan.created_at
    facings = facings_by_product(scan)
    assigned = replace(
        group,
        product_id=str(product.id),
        is_skipped=False,
        was_created=created,
        reference_id=reference_id,
    )
    _replace(scan, groups_of(scan), assigned)
    movements = [] if is_older else _movements(session, scan, group, product, facings)
    before = stock_verbs.stock_line(product).quantity
    batch = stock.book(
        session, scan.shop_id, movements, scan_id=scan.id, member_id=member_id
    )
    changes = {line.product.id: line for line in batch.lines}
    if not is_older:
        product.last_seen = scan.created_at
    return GroupNamed(
        group.group,
        product.id,
        product.name,
        created,
        True,
        change=Change(
            product.id, product.name, before, product.quantity, product.minimum
        ),
        other=_other(group, changes),
        count_was_older=is_older,
        batch_id=batch.batch_id if batch.lines else None,
    )


def _movements(
    session: Session,
    scan: Scan,
    group: Group,
    product: Product,
    facings: dict[uuid.UUID, int],
) -> Sequence[Movement]:
    """What the photo says now about the product, and about the one taken for it.

    The first number of a product sets its stock; a further one adds to it.
    """
    depth = depth_on(session, product, scan.shelf_id)
    units = round(group.count * depth)
    reason = f"{_NAMED}{scan.id}#{group.group}"
    kind = MovementKind.CORRECTION
    if facings.get(product.id):
        movements = [Movement(product.id, kind, delta=units, reason=reason)]
    else:
        movements = [Movement(product.id, kind, to=units, reason=reason)]
    wrong = _product_of(session, group)
    if wrong is not None:
        less = -round(group.count * depth_on(session, wrong, scan.shelf_id))
        movements.append(Movement(wrong.id, kind, delta=less))
    return movements


def _product_of(session: Session, group: Group) -> Product | None:
    if group.product_id is None:
        return None
    return catalogue.get(session, uuid.UUID(group.product_id))


def _other(group: Group, changes: dict[uuid.UUID, stock.Line]) -> Change | None:
    line = changes.get(uuid.UUID(group.product_id)) if group.product_id else None
    if line is None:
        return None
    product = line.product
    return Change(product.id, product.name, line.before, line.after, product.minimum)


def _learn_look(
    session: Session, scan: Scan, group: Group, product: Product
) -> str | None:
    """Keep the group's look as a reference of the product; gives the reference's id."""
    reading: dict[str, Any] = scan.meta.get("reading") or {}
    for item in reading.get("items", ()):
        if item["group"] == group.group and item.get("embedding"):
            reference = Reference(tuple(item["embedding"]), item.get("text", ""))
            break
    else:
        return None
    catalogue.add_reference(
        session,
        product.id,
        reference,
        model=scan.meta.get("looks_version", ""),
        image_key=scan.image_url,
    )
    newest = (
        select(ProductReference.id)
        .where(ProductReference.product_id == product.id)
        .order_by(ProductReference.created_at.desc())
    )
    return str(session.scalars(newest.limit(1)).first())


def _forget_look(session: Session, group: Group) -> None:
    """Take back what naming this number wrongly has taught."""
    if group.reference_id is not None:
        reference_id = uuid.UUID(group.reference_id)
        session.execute(
            delete(ProductReference).where(ProductReference.id == reference_id)
        )


def _find(groups: Iterable[Group], number: int) -> Group | None:
    return next((group for group in groups if group.group == number), None)


def _no_such(groups: Iterable[Group], number: int) -> NoSuchGroup:
    return NoSuchGroup(number, tuple(group.group for group in groups))


def _replace(scan: Scan, groups: Iterable[Group], changed: Group) -> None:
    _save(scan, [changed if g.group == changed.group else g for g in groups])


def _save(scan: Scan, groups: Iterable[Group]) -> None:
    scan.meta = {**scan.meta, "groups": [asdict(group) for group in groups]}
