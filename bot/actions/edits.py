"""What is known about a product, changed: one result for every field.

Made by the verbs of `bot.actions` that set something, and by undo.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from storage import stock
from storage.models import Product


@dataclass(frozen=True, slots=True)
class Edit:
    """One thing known about a product, before and after.

    `field` is a column, "supplier" (a name), or "aliases" (taken away, added). Amounts
    are Decimals.
    """

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Edited:
    """A product with one thing set; `batch_id` is None when it was so before."""

    product_id: uuid.UUID
    name: str
    edit: Edit
    quantity: int = 0
    batch_id: uuid.UUID | None = None


def set_fields(
    session: Session,
    product: Product,
    values: Mapping[str, Any],
    *,
    aliases: tuple[Sequence[str], Sequence[str]] = ((), ()),
    member_id: uuid.UUID | None = None,
) -> uuid.UUID | None:
    """Set columns and names, undoable; gives the batch if anything changed."""
    batch = stock.edit(session, product, values, aliases=aliases, member_id=member_id)
    return batch.batch_id if batch.lines else None


def set_field(
    session: Session,
    product: Product,
    field: str,
    value: Any,
    *,
    member_id: uuid.UUID | None = None,
) -> Edited:
    """Set one column."""
    before = getattr(product, field)
    batch_id = set_fields(session, product, {field: value}, member_id=member_id)
    edit = Edit(field, before, value)
    return Edited(product.id, product.name, edit, product.quantity, batch_id)
