"""Numbers that a person names on a photo's page, and looks that boxes teach.

Called by `bot.actions.boxes`.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from sqlalchemy.orm import Session

from bot.actions import plans
from bot.actions.drawings import Called, Drawing
from bot.actions.group_looks import forget_look, learn_look
from bot.actions.numbers import groups_of, replace_group
from storage import catalogue
from storage.models import Product, Scan
from storage.names import name_key
from storage.saving import ProductInput


def name_all(session: Session, scan: Scan, drawing: Drawing) -> dict[int, Product]:
    """Call numbers what the person says they are; gives those that are news."""
    named: dict[int, Product] = {}
    for group in groups_of(scan):
        said = drawing.names.get(group.group)
        product = _called(session, scan, said) if said else None
        if product is None or str(product.id) == group.product_id:
            continue
        forget_look(session, group)
        looks = learn_look(session, scan, group, product)
        known = replace(
            group,
            product_id=str(product.id),
            is_skipped=False,
            skipped_id=None,
            reference_id=looks,
        )
        replace_group(scan, groups_of(scan), known)
        plans.named(session, scan, group.group, product.id)
        named[group.group] = product
    return named


def _called(session: Session, scan: Scan, said: Called) -> Product | None:
    """The product; None where it was removed while the page was open."""
    product_id = said.product_id or _id_of(session, scan.shop_id, said.name)
    if product_id is None:
        wanted = ProductInput(said.name)
        return catalogue.save_product(session, scan.shop_id, wanted).product
    product = catalogue.get(session, uuid.UUID(product_id))
    return product if product and product.shop_id == scan.shop_id else None


def _id_of(session: Session, shop_id: uuid.UUID, name: str) -> str | None:
    """The product that is called so, however its letters are written."""
    names = catalogue.own_names(session, shop_id).items()
    return next((key for key, own in names if name_key(own) == name_key(name)), None)


def learn_looks(session: Session, scan: Scan, numbers: set[int]) -> None:
    """Packs that a person has drawn or cut anew are how their product looks."""
    for group in groups_of(scan):
        if group.group not in numbers or group.product_id is None or group.is_skipped:
            continue
        product = catalogue.get(session, uuid.UUID(group.product_id))
        if product is None:
            continue
        forget_look(session, group)
        look = learn_look(session, scan, group, product)
        replace_group(scan, groups_of(scan), replace(group, reference_id=look))
