"""What to buy: whole packs that last for some days, or the best use of a budget.

Wanted is what sells until then (delivery time included) above the minimum, less what
is there and on order. Where no sales are known, a product that has come down to its
minimum is filled up to twice that. With a budget, each further pack goes to the
product that would be sold out first.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

MOST_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Need:
    """What is known about one product. Costs are for one piece."""

    product_id: str
    quantity: int
    on_order: int = 0
    minimum: int | None = None
    per_day: float | None = None
    pack_size: int = 1
    unit_cost: Decimal | None = None
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class Purchase:
    """Buy so many pieces; `wanted` are those that would be needed."""

    need: Need
    quantity: int
    wanted: int

    @property
    def packs(self) -> int:
        return self.quantity // self.need.pack_size

    @property
    def cost(self) -> Decimal | None:
        cost = self.need.unit_cost
        return None if cost is None else cost * self.quantity


@dataclass(frozen=True, slots=True)
class Plan:
    """What to buy, most urgent first, and what had to be left out and why."""

    purchases: tuple[Purchase, ...] = ()
    over_budget: tuple[Need, ...] = ()
    without_cost: tuple[Need, ...] = ()
    without_basis: tuple[Need, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((p.cost or Decimal(0) for p in self.purchases), Decimal(0))


def plan(needs: Sequence[Need], days: int, budget: Decimal | None = None) -> Plan:
    """The list for `days` ahead. With a budget, what has no cost cannot be planned."""
    unknown = [need for need in needs if _target(need, days) is None]
    wants = [(need, packs) for need in needs if (packs := _packs(need, days))]
    if budget is None:
        bought = [(need, packs, packs) for need, packs in wants]
        return Plan(_purchases(bought, days), without_basis=tuple(unknown))
    payable = [(need, packs) for need, packs in wants if need.unit_cost is not None]
    bought = _spend(payable, days, budget)
    return Plan(
        _purchases(bought, days),
        over_budget=tuple(need for need, got, _ in bought if not got),
        without_cost=tuple(need for need, _ in wants if need.unit_cost is None),
        without_basis=tuple(unknown),
    )


def _purchases(
    bought: Sequence[tuple[Need, int, int]], days: int
) -> tuple[Purchase, ...]:
    first_gone = sorted(bought, key=lambda b: (_cover(b[0], 0, days), b[0].product_id))
    return tuple(
        Purchase(need, got * need.pack_size, wanted * need.pack_size)
        for need, got, wanted in first_gone
        if got
    )


def _target(need: Need, days: int) -> float | None:
    """How many there should be; None when nothing says it."""
    minimum = need.minimum or 0
    if need.per_day:
        return need.per_day * (days + need.lead_days) + minimum
    if need.minimum is None:
        return None if need.per_day is None else 0.0
    if need.per_day == 0:
        return float(minimum)
    is_low = need.quantity + need.on_order <= minimum
    return float(max(2 * minimum, 1) if is_low else minimum)


def _packs(need: Need, days: int) -> int:
    missing = (_target(need, days) or 0) - need.quantity - need.on_order
    return max(0, math.ceil(round(missing / need.pack_size, 6)))


def _cover(need: Need, packs: int, days: int) -> float:
    """For how many days it lasts with these packs; a guess where no sales are known."""
    there = need.quantity + need.on_order + packs * need.pack_size
    if need.per_day:
        return there / need.per_day
    return there / max(1, need.minimum or 1) * days


@dataclass(order=True, slots=True)
class _Turn:
    cover: float
    product_id: str
    need: Need = field(compare=False)
    wanted: int = field(compare=False)
    step: int = field(compare=False)
    got: int = field(default=0, compare=False)


def _spend(
    wants: Sequence[tuple[Need, int]], days: int, budget: Decimal
) -> list[tuple[Need, int, int]]:
    """Packs got and wanted for each need, in a bounded number of steps."""
    steps = sum(packs for _, packs in wants)
    size = max(1, math.ceil(steps / MOST_STEPS))
    turns = [
        _Turn(_cover(need, 0, days), need.product_id, need, packs, size)
        for need, packs in wants
    ]
    queue = list(turns)
    heapq.heapify(queue)
    while queue:
        turn = heapq.heappop(queue)
        assert turn.need.unit_cost is not None, "what has no cost was left out"
        pack_cost = turn.need.unit_cost * turn.need.pack_size
        step = min(turn.step, turn.wanted - turn.got)
        if pack_cost > 0:
            step = min(step, int(budget // pack_cost))
        if step < 1:
            continue
        budget -= step * pack_cost
        turn.got += step
        turn.cover = _cover(turn.need, turn.got, days)
        if turn.got < turn.wanted:
            heapq.heappush(queue, turn)
    return [(turn.need, turn.got, turn.wanted) for turn in turns]
