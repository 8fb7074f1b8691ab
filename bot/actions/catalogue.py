"""What the shop sells: new products, their names, minimum, pack size and category.

Verbs like those of `bot.actions.stock`.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Session

from bot.actions.category_guesses import guess
from bot.actions.edits import Edit, Edited, set_field, set_fields
from bot.actions.prices import record_price
from storage import catalogue, stock
from storage.fields import REMOVED
from storage.models import Product, Shop
from storage.models.stock import MovementKind
from storage.names import clean_name, name_key
from storage.saving import NameTaken, Outcome, ProductInput, Saved
from storage.stock import Movement


class Problem(StrEnum):
    """Why a product was not changed."""

    NAME_TAKEN = "name_taken"
    NAME_EMPTY = "name_empty"


@dataclass(frozen=True, slots=True)
class Described:
    """A product as it is after something was said about it."""

    product_id: uuid.UUID
    name: str
    outcome: Outcome
    minimum: int | None = None
    price: Decimal | None = None
    quantity: int | None = None
    category: str | None = None  # the one that was guessed
    learned_look: bool = False
    batch_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    name: str
    batch_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was changed; `name` is what stood in the way."""

    problem: Problem
    name: str


def describe(
    session: Session,
    shop: Shop,
    wanted: ProductInput,
    *,
    print_lines: Sequence[str] = (),
    tags: Sequence[str] = (),
    look: str = "",
    member_id: uuid.UUID | None = None,
) -> Described | Refused:
    """Create the product or fill in what is said; its quantity is booked.

    `print_lines`, `tags` (of Open Food Facts) and the category that its `look` tells
    say under which one a new product is put.
    """
    if not catalogue.find_by_name(session, shop.id, wanted.name) and not wanted.name:
        return Refused(Problem.NAME_EMPTY, "")
    try:
        saved = catalogue.save_product(session, shop.id, wanted)
    except NameTaken as taken:
        return Refused(Problem.NAME_TAKEN, taken.name)
    product = saved.product
    category = None
    if saved.outcome is Outcome.CREATED:
        category = guess(
            session, shop, product, print_lines=print_lines, tags=tags, look=look
        )
    is_priced = {"price", REMOVED} & set(saved.fields)
    if wanted.price is not None and is_priced:
        record_price(session, shop, product, wanted.price)
    batch = stock.book(
        session,
        shop.id,
        [enrolment_of(saved, wanted.quantity)],
        member_id=member_id,
    )
    batch_id = batch.batch_id if batch.lines else None
    return Described(
        product.id,
        product.name,
        saved.outcome,
        minimum=wanted.minimum,
        price=wanted.price,
        quantity=wanted.quantity,
        category=category,
        batch_id=batch_id,
    )


def enrolment_of(saved: Saved, quantity: int | None) -> Movement:
    """What saving a product has changed, and how many there are, for the books."""
    if quantity is None:
        kind = MovementKind.EDIT
        return Movement(saved.product.id, kind, delta=0, fields=saved.fields)
    kind = MovementKind.ENROLMENT
    return Movement(saved.product.id, kind, to=quantity, fields=saved.fields)


def rename(
    session: Session,
    product: Product,
    name: str,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited | Refused:
    """Give the product another name; it is still found by the old one."""
    name = clean_name(name)
    if not name:
        return Refused(Problem.NAME_EMPTY, "")
    holder = catalogue.find_by_name(session, product.shop_id, name)
    if holder is not None and holder.id != product.id:
        return Refused(Problem.NAME_TAKEN, holder.name)
    before = product.name
    known = catalogue.aliases_of(session, product.id)
    gone = [alias for alias in known if name_key(alias) == name_key(name)]
    is_other = name_key(before) != name_key(name)
    added = [before] if is_other and before not in known else []
    batch_id = set_fields(
        session, product, {"name": name}, aliases=(gone, added), member_id=member_id
    )
    edit = Edit("name", before, name)
    return Edited(product.id, name, edit, product.quantity, batch_id)


def add_alias(
    session: Session,
    product: Product,
    alias: str,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited | Refused:
    """Let the product be found by another name as well."""
    alias = clean_name(alias)
    if not alias:
        return Refused(Problem.NAME_EMPTY, "")
    holder = catalogue.find_by_name(session, product.shop_id, alias)
    if holder is not None and holder.id != product.id:
        return Refused(Problem.NAME_TAKEN, holder.name)
    batch_id = None
    if holder is None:
        batch_id = set_fields(
            session, product, {}, aliases=([], [alias]), member_id=member_id
        )
    edit = Edit("aliases", [], [alias])
    return Edited(product.id, product.name, edit, product.quantity, batch_id)


def remove(
    session: Session, product: Product, *, member_id: uuid.UUID | None = None
) -> Removed:
    """Take the product out of the catalogue, with all that is known about it."""
    batch = stock.remove(session, product, member_id=member_id)
    return Removed(product.name, batch.batch_id)


def set_minimum(
    session: Session,
    product: Product,
    minimum: int,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited:
    """From this number on, the product is low."""
    return set_field(session, product, "minimum", minimum, member_id=member_id)


def set_pack_size(
    session: Session,
    product: Product,
    size: int,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited:
    """How many pieces a carton holds; at least one."""
    return set_field(session, product, "pack_size", size, member_id=member_id)


def set_shelf_life(
    session: Session,
    product: Product,
    days: int,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited:
    """For how many days it keeps once it has come; at least one."""
    return set_field(session, product, "shelf_life_days", days, member_id=member_id)


def set_category(
    session: Session,
    product: Product,
    category: str,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited:
    """What the product is listed under, written as the shop writes it already."""
    wanted = clean_name(category)
    for known in catalogue.categories(session, product.shop_id):
        if name_key(known) == name_key(wanted):
            wanted = known
    return set_field(session, product, "category", wanted, member_id=member_id)
