"""Enrol products from a table: `atlasvision enrol`, a file sent in a chat, the demo."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.actions.catalogue import enrolment_of
from bot.actions.category_guesses import guess_all
from bot.tables.products import (
    Problem,
    ProductRow,
    ProductTable,
    RowProblem,
    read_table,
)
from bot.tables.rows import TableProblem, UnreadableTable
from bot.tables.values import ValueProblem
from storage import catalogue, prices, stock
from storage.catalogue import NameTaken, Outcome, Saved
from storage.models import Product
from storage.shops import lock_shop
from storage.stock import Batch

__all__ = [
    "Enrolment",
    "Problem",
    "ProductTable",
    "RowProblem",
    "TableProblem",
    "UnreadableTable",
    "ValueProblem",
    "enrol_table",
    "read_table",
]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a table has done to the shop. A changed quantity alone is an update."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    categories_guessed: int = 0
    problems: tuple[Problem, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    batch: Batch | None = None


def enrol_table(
    session: Session,
    shop_id: uuid.UUID,
    table: ProductTable,
    *,
    member_id: uuid.UUID | None = None,
    guess_categories: bool = False,
) -> Enrolment:
    """Save the products; what that changes becomes one batch, undone together.

    The same table again changes nothing. `guess_categories`: new products without one
    are put under their likely category, where somebody is there to be told.
    """
    shop = lock_shop(session, shop_id)
    prices_before = {row.id: row.price for row in catalogue.products(session, shop_id)}
    results = catalogue.save_products(
        session, shop_id, [row.product for row in table.rows]
    )
    problems = list(table.problems)
    saved: list[tuple[ProductRow, Saved]] = []
    for row, result in zip(table.rows, results, strict=True):
        if isinstance(result, NameTaken):
            problems.append(
                Problem(row.line, RowProblem.NAME_TAKEN, "name", result.holder)
            )
        else:
            saved.append((row, result))
    made = [one.product for _, one in saved if one.outcome is Outcome.CREATED]
    guessed = guess_all(session, shop, made) if guess_categories else 0
    _record_prices(session, shop_id, shop.currency, saved, prices_before)
    batch = _book_quantities(session, shop_id, saved, member_id)
    summary = _summary(saved, batch, problems, table.ignored_columns)
    return replace(summary, categories_guessed=guessed)


def _record_prices(
    session: Session,
    shop_id: uuid.UUID,
    currency: str,
    saved: Sequence[tuple[ProductRow, Saved]],
    before: Mapping[uuid.UUID, Decimal | None],
) -> None:
    changed = [
        result.product
        for _, result in saved
        if result.product.price is not None
        and result.product.price != before.get(result.product.id)
    ]
    prices.record_own(session, shop_id, changed, currency=currency, source="enrolment")


def _book_quantities(
    session: Session,
    shop_id: uuid.UUID,
    saved: Sequence[tuple[ProductRow, Saved]],
    member_id: uuid.UUID | None,
) -> Batch:
    movements = [enrolment_of(result, row.product.quantity) for row, result in saved]
    return stock.book(session, shop_id, movements, member_id=member_id)


def _summary(
    saved: Sequence[tuple[ProductRow, Saved]],
    batch: Batch,
    problems: Sequence[Problem],
    ignored_columns: tuple[str, ...],
) -> Enrolment:
    moved: set[Product] = {line.product for line in batch.lines}
    created = sum(result.outcome is Outcome.CREATED for _, result in saved)
    unchanged = sum(
        result.outcome is Outcome.UNCHANGED and result.product not in moved
        for _, result in saved
    )
    return Enrolment(
        created=created,
        updated=len(saved) - created - unchanged,
        unchanged=unchanged,
        problems=tuple(sorted(problems, key=lambda problem: problem.line)),
        ignored_columns=ignored_columns,
        batch=batch if batch.lines else None,
    )
