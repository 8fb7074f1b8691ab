"""What was made of a photo of a paper, where it is not clear. Results for replies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class DoubtfulLine:
    """So many pieces came, as far as was read; `ordered` 0: nobody has ordered it."""

    name: str
    ordered: int
    came: int
    is_sure: bool


@dataclass(frozen=True, slots=True)
class PaperDoubts:
    """All that was read of a delivery, asked about in one question.

    `number` is the order's; None: goods without an order.
    """

    number: int | None
    lines: tuple[DoubtfulLine, ...]


@dataclass(frozen=True, slots=True)
class PriceDoubts:
    """All prices that were read, asked about in one question."""

    supplier: str
    lines: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True, slots=True)
class PaperUnreadable:
    """No row of the paper names a product of the shop."""
