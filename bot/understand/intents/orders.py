"""Wishes about buying: what to buy, from whom, orders to suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.understand.intents.parts import Item, Named, Quantity


@dataclass(frozen=True, slots=True)
class WhatToBuy:
    """What should be bought with this money, to last until then?

    `currency` (ISO 4217) only where it was said. The horizon is `days`, or a `day`:
    today, tomorrow, weekend, week, month, monday … sunday. `supplier`: only from them.
    """

    budget: Decimal | None = None
    currency: str | None = None
    days: int | None = None
    day: str | None = None
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """Write an order: of these items, or of what is needed; to one supplier or all."""

    items: tuple[Item, ...] = ()
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class ExplainRestock:
    """Why should so much of it be bought? None: of the list that was shown last."""

    product: Named | None = None


@dataclass(frozen=True, slots=True)
class EditOrder:
    """So much of it in the draft of an order; no quantity: none of it, it is left out.

    `unit` as in Item. Said only where the order is named ("drop fanta from the
    order"); "make coke 3 crates" alone is a Correct. `is_more`: so many on top of what
    stands there.
    """

    product: Named
    quantity: Quantity | None = None
    unit: str | None = None
    supplier: str | None = None
    is_more: bool = False


@dataclass(frozen=True, slots=True)
class FillOrder:
    """Bring the draft to its supplier's minimum; None: the last draft."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class ListOrders:
    """Which orders are open?"""


@dataclass(frozen=True, slots=True)
class ApproveOrder:
    """Send the order; None: the last draft.

    `of`: the supplier or a product whose order is meant; `is_all`: all drafts.
    """

    number: int | None = None
    of: str | None = None
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class SendAtTime:
    """Send the order at another time than now: at six, tomorrow, when the shop opens.

    Nothing is sent at a set time, so this is told and approves nothing. `is_summary`:
    the summary of the week is meant.
    """

    is_summary: bool = False


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Drop the order; None: the last draft."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiveOrder:
    """The order has come; neither number nor `of`: the one that is on its way.

    `of`: the supplier or a product whose order is meant. `came`: what came in another
    number than was ordered, 0 where it did not come.
    """

    number: int | None = None
    of: str | None = None
    came: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class DescribeSupplier:
    """What is known about a supplier; what was not said stays as it was.

    `lead_days`: from the order until the goods come. `weekdays`: the days on which
    goods come, monday … sunday. `minimum_order`: the least money of one order.
    """

    supplier: str
    phone: str | None = None
    lead_days: int | None = None
    email: str | None = None
    weekdays: tuple[str, ...] = ()
    minimum_order: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ListSuppliers:
    """Who brings goods, and what is known about them?"""


OrderIntent = (
    ApproveOrder
    | CancelOrder
    | DescribeSupplier
    | DraftOrder
    | EditOrder
    | ExplainRestock
    | FillOrder
    | ListOrders
    | ListSuppliers
    | ReceiveOrder
    | SendAtTime
    | WhatToBuy
)
