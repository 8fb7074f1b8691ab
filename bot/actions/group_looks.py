"""What naming a number teaches the recogniser, and how that is taken back."""

from __future__ import annotations

import uuid
from statistics import median
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.actions.numbers import Group
from pipeline.types import Reference
from storage import catalogue, skipped_looks
from storage.models import Product, ProductReference, Scan


def learn_look(
    session: Session, scan: Scan, group: Group, product: Product
) -> str | None:
    """Keep the group's look as a reference of the product; gives the reference's id."""
    reference = _look_of(scan, group.group)
    if reference is None:
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


def learn_skipped(session: Session, scan: Scan, number: int) -> str | None:
    look = _look_of(scan, number)
    if look is None:
        return None
    model = scan.meta.get("looks_version", "")
    added = skipped_looks.add(session, scan.shop_id, look.embedding, model=model)
    return str(added)


def forget_look(session: Session, group: Group) -> None:
    """Take back what naming this number wrongly, or skipping it, has taught."""
    if group.skipped_id is not None:
        skipped_looks.forget(session, uuid.UUID(group.skipped_id))
    if group.reference_id is not None:
        reference_id = uuid.UUID(group.reference_id)
        session.execute(
            delete(ProductReference).where(ProductReference.id == reference_id)
        )


def _look_of(scan: Scan, number: int) -> Reference | None:
    """How the things with this number look, as the models read it."""
    reading: dict[str, Any] = scan.meta.get("reading") or {}
    for item in reading.get("items", ()):
        if item["group"] == number and item.get("embedding"):
            return Reference(
                tuple(item["embedding"]), item.get("text", ""), shape=_shape_of(item)
            )
    return None


def _shape_of(item: dict[str, Any]) -> float | None:
    """Width through height of the group's typical facing."""
    boxes = [facing["box"] for facing in item.get("facings", ())]
    shapes = [
        (box["right"] - box["left"]) / (box["bottom"] - box["top"])
        for box in boxes
        if box["right"] > box["left"] and box["bottom"] > box["top"]
    ]
    return round(median(shapes), 4) if shapes else None
