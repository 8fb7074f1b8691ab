"""Changes beside the books of stock that were taken back. Results for replies."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.order_views import OrderView
from bot.actions.suppliers import SupplierLine


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What is as it was before: a supplier, an order, or the sharing of prices."""

    supplier: SupplierLine | None = None
    order: OrderView | None = None
    shares: bool | None = None


@dataclass(frozen=True, slots=True)
class SetSince:
    """Somebody has changed it after that, or it is gone: it stays as it is."""
