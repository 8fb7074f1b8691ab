"""Who brings goods: said once, used by orders. Verbs like those of `bot.actions`."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass

import phonenumbers
from sqlalchemy.orm import Session

from bot.actions.edits import Edit, Edited, set_fields
from storage import catalogue, suppliers
from storage.models import Product, Shop, Supplier
from storage.names import clean_name
from storage.shops import lock_shop

LONGEST_LEAD_DAYS = 365


@dataclass(frozen=True, slots=True)
class SupplierLine:
    """One supplier with what is known, and how many products come from there."""

    name: str
    phone: str | None
    lead_days: int | None
    products: int = 0


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
    session: Session,
    shop: Shop,
    name: str,
    *,
    phone: str | None = None,
    lead_days: int | None = None,
) -> SupplierDescribed | BadPhone:
    """Note a phone number or the days a delivery takes; makes the supplier when new."""
    number = _readable(phone, shop.country) if phone else None
    if phone and number is None:
        return BadPhone(phone)
    lock_shop(session, shop.id)
    is_new = suppliers.find(session, shop.id, clean_name(name)) is None
    supplier = suppliers.supplier_named(session, shop.id, name)
    supplier.phone = number or supplier.phone
    if lead_days is not None:
        supplier.lead_days = min(max(lead_days, 0), LONGEST_LEAD_DAYS)
    session.flush()
    return SupplierDescribed(_line(supplier, _products(session, shop)), is_new)


def list_suppliers(session: Session, shop: Shop) -> SupplierList:
    """All suppliers of the shop."""
    products = _products(session, shop)
    found = suppliers.suppliers(session, shop.id)
    return SupplierList(tuple(_line(supplier, products) for supplier in found))


def _products(session: Session, shop: Shop) -> Counter[uuid.UUID]:
    products = catalogue.products(session, shop.id)
    return Counter(p.supplier_id for p in products if p.supplier_id is not None)


def _line(supplier: Supplier, products: Counter[uuid.UUID]) -> SupplierLine:
    return SupplierLine(
        supplier.name, supplier.phone, supplier.lead_days, products[supplier.id]
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
