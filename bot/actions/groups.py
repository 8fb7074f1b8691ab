"""Saying what the numbers on a picture are: a product, a new one, or none at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bot.actions import plans, shelf_parts
from bot.actions import stock as stock_verbs
from bot.actions.catalogue import Problem, Refused, rename
from bot.actions.category_guesses import guess
from bot.actions.depths import depth_on
from bot.actions.group_looks import forget_look, learn_look, learn_skipped
from bot.actions.numbers import (
    Group,
    facings_by_product,
    find_group,
    groups_of,
    replace_group,
)
from bot.actions.stock import Change
from pipeline.reconcile import total
from storage import catalogue, stock
from storage.models import Product, Scan, Shop
from storage.models.stock import MovementKind
from storage.saving import Outcome, ProductInput, Saved
from storage.stock import Batch, Movement

_NAMED = shelf_parts.NAMED


@dataclass(frozen=True, slots=True)
class GroupNamed:
    """A number has its product now; `is_news` is False when it had it before."""

    group: int
    product_id: uuid.UUID
    name: str
    is_news: bool
    change: Change | None = None
    other: Change | None = None  # the product it was taken for before
    renamed_from: str | None = None
    category: str | None = None  # guessed for a new product
    count_was_older: bool = False
    batch_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class GroupSkipped:
    """A number is left out; `change` is what it was taken off."""

    group: int
    change: Change | None = None
    batch_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class NoSuchGroup:
    """The picture has no such number; `known` are those it has."""

    group: int
    known: tuple[int, ...] = ()


def skip_group(
    session: Session,
    scan: Scan,
    number: int,
    *,
    member_id: uuid.UUID | None = None,
) -> GroupSkipped | NoSuchGroup:
    """Note that a number is no product of the shop.

    Things that look like it are left out from now on. A number that was taken for a
    product is taken off its stock; its look teaches nothing, for it may be alike.
    """
    groups = groups_of(scan)
    group = find_group(groups, number)
    if group is None:
        return _no_such(groups, number)
    if group.product_id is not None:
        return _take_off(session, scan, group, member_id)
    skipped_id = group.skipped_id or learn_skipped(session, scan, number)
    replace_group(scan, groups, replace(group, is_skipped=True, skipped_id=skipped_id))
    plans.learn(session, plans.look(session, scan))
    return GroupSkipped(number)


def _take_off(
    session: Session, scan: Scan, group: Group, member_id: uuid.UUID | None
) -> GroupSkipped:
    product = _product_of(session, group)
    forget_look(session, group)
    left_out = Group(group.group, group.count, is_skipped=True)
    replace_group(scan, groups_of(scan), left_out)
    plans.learn(session, plans.look(session, scan))
    if product is None or _is_older(product, scan):
        return GroupSkipped(group.group)
    less = round(group.count * depth_on(session, product, scan.shelf_id))
    kind, reason = MovementKind.CORRECTION, f"{_NAMED}{scan.id}#{group.group}"
    batch = stock.book(
        session,
        scan.shop_id,
        [Movement(product.id, kind, delta=-less, reason=reason)],
        scan_id=scan.id,
        member_id=member_id,
    )
    changes = {line.product.id: line for line in batch.lines}
    return GroupSkipped(
        group.group,
        _other(group, changes),
        batch.batch_id if batch.lines else None,
    )


def _is_older(product: Product, scan: Scan) -> bool:
    """Whether the product was seen on a later photo."""
    return product.last_seen is not None and product.last_seen > scan.created_at


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
    group = find_group(groups, number)
    if group is None:
        return _no_such(groups, number)
    if isinstance(product, str):
        if not product:
            return Refused(Problem.NAME_EMPTY, "")
        named = _product_of(session, group)
        if group.was_created and named is not None:
            return _renamed(session, scan, group, named, product)
        saved = catalogue.save_product(session, scan.shop_id, ProductInput(product))
        category = _guess_category(session, saved)
        named_so = _assign(session, scan, group, saved.product, member_id, created=True)
        return replace(named_so, category=category)
    if group.product_id == str(product.id):
        replace_group(scan, groups, replace(group, is_skipped=False))
        return GroupNamed(number, product.id, product.name, is_news=False)
    return _assign(session, scan, group, product, member_id, created=False)


def _guess_category(session: Session, saved: Saved) -> str | None:
    """The category that a new product is put under."""
    if saved.outcome is not Outcome.CREATED:
        return None
    shop = session.get_one(Shop, saved.product.shop_id)
    return guess(session, shop, saved.product)


def forget_naming(session: Session, batch: Batch) -> None:
    """After an undo: the numbers named by that batch are unknown again."""
    for line in batch.lines:
        scan_id, _, number = line.reason.removeprefix(_NAMED).partition("#")
        if not line.reason.startswith(_NAMED) or not number.isdecimal():
            continue
        scan = session.get(Scan, uuid.UUID(scan_id))
        group = find_group(groups_of(scan), int(number)) if scan else None
        if scan is not None and group is not None:
            forget_look(session, group)
            replace_group(scan, groups_of(scan), Group(group.group, group.count))
            plans.learn(session, plans.look(session, scan))


def _renamed(
    session: Session, scan: Scan, group: Group, product: Product, name: str
) -> GroupNamed | Refused:
    """The name given first was a slip: the product made by it takes the new name."""
    before = product.name
    result = rename(session, product, name)
    if isinstance(result, Refused):
        return result
    return GroupNamed(group.group, product.id, name, is_news=True, renamed_from=before)


def _assign(
    session: Session,
    scan: Scan,
    group: Group,
    product: Product,
    member_id: uuid.UUID | None,
    *,
    created: bool,
) -> GroupNamed:
    forget_look(session, group)
    reference_id = learn_look(session, scan, group, product)
    is_older = _is_older(product, scan)
    facings = facings_by_product(scan)
    assigned = replace(
        group,
        product_id=str(product.id),
        is_skipped=False,
        skipped_id=None,
        was_created=created,
        reference_id=reference_id,
    )
    replace_group(scan, groups_of(scan), assigned)
    plans.named(session, scan, group.group, product.id)
    movements = [] if is_older else _movements(session, scan, group, product, facings)
    shelf_parts.add_seen(
        scan, product.id, group.count, is_first=product.id not in facings
    )
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
        is_news=True,
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
        whole = with_other_shelves(session, scan, product, units, depth)
        movements = [Movement(product.id, kind, to=whole, reason=reason)]
    wrong = _product_of(session, group)
    if wrong is not None:
        less = -round(group.count * depth_on(session, wrong, scan.shelf_id))
        movements.append(Movement(wrong.id, kind, delta=less))
    return movements


def with_other_shelves(
    session: Session, scan: Scan, product: Product, units: int, depth: float
) -> int:
    """What there is of a product when this photo's shelf has so many units of it."""
    levels = stock.levels(session, scan.shop_id)
    parts = shelf_parts.before(session, scan, levels)
    level = replace(levels[str(product.id)], depth=depth)
    spread = parts.spread(level) if scan.shelf_id else None
    return total(level.quantity, units, spread) if spread else units


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


def _no_such(groups: Iterable[Group], number: int) -> NoSuchGroup:
    return NoSuchGroup(number, tuple(group.group for group in groups))
