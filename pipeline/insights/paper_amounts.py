"""What the numbers of a paper's row mean: pieces or cartons, the cost of one or more.

Pure, as `pipeline.insights.papers`, whose rows these are. Called by `bot.paperwork`.
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.insights.papers import Expected, PaperLine

NEAR_PRICE = Decimal("0.3")
"""Prices that differ by less than this share are of the same thing."""


def pieces_of(line: PaperLine, product: Expected) -> int | None:
    """How many pieces a row of a delivery says; None where that is not clear.

    A number may be of cartons: those that were ordered, those the row names, or those
    whose price is that of a carton.
    """
    size = product.pack_size or 1
    ordered = product.quantity or 0
    counts = [int(n) for n in line.numbers if n == n.to_integral_value() and n > 0]
    if line.quantity is not None:
        return _in_pieces(line.quantity, line.price, line, product)
    if ordered in counts:
        return ordered
    if size > 1 and ordered % size == 0 and ordered // size in counts:
        return ordered
    if len(counts) == 1 and len(line.numbers) == 1:
        return _in_pieces(counts[0], None, line, product)
    if counts and len(line.numbers) == 2 and line.numbers[0] == counts[0]:
        return _in_pieces(counts[0], line.numbers[1], line, product, is_guess=True)
    return None


def _in_pieces(
    count: int,
    price: Decimal | None,
    line: PaperLine,
    product: Expected,
    *,
    is_guess: bool = False,
) -> int | None:
    """A guess only holds if the number beside it is about what one piece costs."""
    if is_guess and not (price and product.cost and _is_near(price, product.cost)):
        return None
    size = product.pack_size or 1
    if size == 1 or count == product.quantity:
        return count
    if line.is_in_packs or count * size == product.quantity:
        return count * size
    if price is None or product.cost is None:
        return None if product.quantity and count < size else count
    if _is_near(price, product.cost):
        return count
    return count * size if _is_near(price, product.cost * size) else None


def cost_of(line: PaperLine, product: Expected) -> Decimal | None:
    """What one piece costs by the row; the last number where none is a total."""
    price = line.price if line.price is not None else line.numbers[-1]
    if price <= 0:
        return None
    size = product.pack_size or 1
    is_of_pack = line.is_in_packs
    if product.cost is not None and size > 1:
        is_of_pack = abs(price - product.cost * size) < abs(price - product.cost)
    return (price / size if is_of_pack else price).quantize(Decimal("0.01"))


def _is_near(price: Decimal, known: Decimal) -> bool:
    return abs(price - known) <= known * NEAR_PRICE
