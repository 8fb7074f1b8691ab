"""Who brings goods: said once, used by orders. Verbs like those of `bot.actions`."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import phonenumbers
from sqlalchemy.orm import Session

from bot.actions.edits import Edit, Edited, set_fields
from bot.actions.restock import WEEKDAYS
from bot.actions.roles import Verb, may
from storage import catalogue, suppliers
from storage.models import Member, Product, Shop, Supplier
from storage.names import clean_name
from storage.shops import lock_shop

LONGEST_LEAD_DAYS = 365
LARGEST_MINIMUM = Decimal(9_999_999_999)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """One supplier with what is known, and how many products come from there.

    `delivery_days` are numbers of weekdays, Monday is 0; none: any day may be one.
    """

    name: str
    phone: str | None
    lead_days: int | None
    products: int = 0
    email: str | None = None
    delivery_days: tuple[int, ...] = ()
    minimum_order: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SupplierList:
    lines: tuple[SupplierLine, ...]


@dataclass(frozen=True, slots=True)
class SupplierDescribed:
    """A supplier as it is after something was said; `is_new` when made by that."""

    line: SupplierLine
    is_new: bool


@dataclass(frozen=True, slots=True)
class BadPhone:
    """What was given is no phone number; nothing was changed."""

    phone: str


@dataclass(frozen=True, slots=True)
class BadEmail:
    """What was given is no e-mail address; nothing was changed."""

    email: str


@dataclass(frozen=True, slots=True)
class Details:
    """What was said of a supplier; the rest stays as it was."""

    phone: str | None = None
    email: str | None = None
    lead_days: int | None = None
    weekdays: Sequence[str] = ()
    minimum_order: Decimal | None = None


def set_supplier(
    session: Session,
    shop: Shop,
    product: Product,
    name: str,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited:
    """The product comes from this supplier, who is made when new."""
    lock_shop(session, shop.id)
    known = product.supplier_id
    before = suppliers.get(session, known) if known else None
    supplier = suppliers.supplier_named(session, shop.id, name)
    batch_id = set_fields(
        session, product, {"supplier_id": supplier.id}, member_id=member_id
    )
    edit = Edit("supplier", before.name if before else None, supplier.name)
    return Edited(product.id, product.name, edit, product.quantity, batch_id)


def describe_supplier(
    session: Session, shop: Shop, name: str, said: Details
) -> SupplierDescribed | BadPhone | BadEmail:
    """Note what was said of a supplier, who is made when new."""
    number = _readable(said.phone, shop.country) if said.phone else None
    if said.phone and number is None:
        return BadPhone(said.phone)
    if said.email and not _EMAIL.fullmatch(said.email.strip()):
        return BadEmail(said.email)
    lock_shop(session, shop.id)
    is_new = suppliers.find(session, shop.id, clean_name(name)) is None
    supplier = suppliers.supplier_named(session, shop.id, name)
    supplier.phone = number or supplier.phone
    _note(supplier, said)
    session.flush()
    return SupplierDescribed(_line(supplier, _products(session, shop)), is_new)


def line_of(session: Session, shop: Shop, supplier: Supplier) -> SupplierLine:
    """The supplier as it is now."""
    return _line(supplier, _products(session, shop))


def _note(supplier: Supplier, said: Details) -> None:
    if said.email:
        supplier.email = said.email.strip()
    if said.lead_days is not None:
        supplier.lead_days = min(max(said.lead_days, 0), LONGEST_LEAD_DAYS)
    if said.weekdays:
        supplier.delivery_days = sorted({WEEKDAYS.index(d) for d in said.weekdays})
    if said.minimum_order is not None:
        least = min(max(said.minimum_order, Decimal(0)), LARGEST_MINIMUM)
        supplier.minimum_order = least or None


def list_suppliers(session: Session, shop: Shop, member: Member) -> SupplierList:
    """All suppliers of the shop; how to reach them only for who may see it."""
    products = _products(session, shop)
    found = suppliers.suppliers(session, shop.id)
    lines = [_line(supplier, products) for supplier in found]
    if not may(member, Verb.SEE_CONTACT):
        lines = [_masked(line) for line in lines]
    return SupplierList(tuple(lines))


def _masked(line: SupplierLine) -> SupplierLine:
    """Enough to know that it is the right one: "…67", "k…@example.org"."""
    phone = f"…{line.phone[-2:]}" if line.phone else None
    user, _, domain = (line.email or "").partition("@")
    email = f"{user[:1]}…@{domain}" if line.email else None
    return replace(line, phone=phone, email=email)


def _products(session: Session, shop: Shop) -> Counter[uuid.UUID]:
    products = catalogue.products(session, shop.id)
    return Counter(p.supplier_id for p in products if p.supplier_id is not None)


def _line(supplier: Supplier, products: Counter[uuid.UUID]) -> SupplierLine:
    return SupplierLine(
        supplier.name,
        supplier.phone,
        supplier.lead_days,
        products[supplier.id],
        supplier.email,
        tuple(supplier.delivery_days or ()),
        supplier.minimum_order,
    )


def _readable(phone: str, country: str | None) -> str | None:
    """The number in international form, read as one of the shop's country."""
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    shape = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, shape)
