"""Wishes about buying: what to buy, from whom, orders to suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.understand.intents.parts import Item


@dataclass(frozen=True, slots=True)
class WhatToBuy:
    """What should be bought with this money, to last until then?

    `currency` (ISO 4217) only where it was said. The horizon is `days`, or a `day`:
    today, tomorrow, weekend, week, month, monday … sunday.
    """

    budget: Decimal | None = None
    currency: str | None = None
    days: int | None = None
    day: str | None = None


@dataclass(frozen=True, slots=True)
class DraftOrder:
    """Write an order: of these items, or of what is needed; to one supplier or all."""

    items: tuple[Item, ...] = ()
    supplier: str | None = None


@dataclass(frozen=True, slots=True)
class ListOrders:
    """Which orders are open?"""


@dataclass(frozen=True, slots=True)
class ApproveOrder:
    """Send the order; None: the last draft."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class CancelOrder:
    """Drop the order; None: the last draft."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class ReceiveOrder:
    """All of the order has come; None: the one sent last."""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class DescribeSupplier:
    """This supplier has that phone number, or brings goods after so many days."""

    supplier: str
    phone: str | None = None
    lead_days: int | None = None


@dataclass(frozen=True, slots=True)
class ListSuppliers:
    """Who brings goods, and what is known about them?"""


OrderIntent = (
    ApproveOrder
    | CancelOrder
    | DescribeSupplier
    | DraftOrder
    | ListOrders
    | ListSuppliers
    | ReceiveOrder
    | WhatToBuy
)
