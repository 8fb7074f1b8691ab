"""What to buy: whole packs, as long as enough of a pack is likely to be wanted in time.

The next pack is bought while its pieces are asked for, on average, in more than
1 − `service` of cases before goods come again (the newsvendor's rule, for packs), and
until the minimum is left over on average; never more than is likely to be sold before
it expires. Where no sales are known, a product that has come down to its minimum is
filled up to twice that. With a budget, each further pack goes where its money protects
the most expected margin (marginal analysis: Fox, "Discrete optimization via marginal
analysis", 1966); a product whose next pack does not fit any more gets no other, so that
more money never protects less.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.insights.pieces import Pieces

SERVICE = 0.9
USUAL_MARGIN = 0.2
"""Of the price, where price or cost is not known."""
MOST_STEPS = 20_000
MOST_RISK = 0.5
WEEK = 7


@dataclass(frozen=True, slots=True)
class Need:
    """What is known about one product. Money is for one piece.

    `demand` is that until goods come again, `fresh` that of the days for which what is
    bought keeps; `gone` is how many were probably sold since somebody looked, give or
    take the root of `gone_variance`. None: not known. A product that `is_retired` is
    out of trade, and never bought.
    """

    product_id: str
    quantity: int
    on_order: int = 0
    minimum: int | None = None
    demand: Pieces | None = None
    fresh: Pieces | None = None
    gone: float = 0.0
    pack_size: int = 1
    least_packs: int = 1
    unit_cost: Decimal | None = None
    price: Decimal | None = None
    is_retired: bool = False
    gone_variance: float = 0.0

    @property
    def there(self) -> float:
        """What is probably there or on its way."""
        return max(0.0, self.quantity - self.gone) + self.on_order

    @property
    def asked(self) -> Pieces | None:
        """What is asked of `there`: nobody has counted what that is."""
        if self.demand is None:
            return None
        variance = self.demand.variance + self.gone_variance
        return Pieces(self.demand.mean, variance)

    @property
    def margin(self) -> float:
        """What one piece that is sold earns."""
        price, cost = self.price, self.unit_cost
        if price is not None and cost is not None and price > cost:
            return float(price - cost)
        return float(price or cost or 1) * USUAL_MARGIN


@dataclass(frozen=True, slots=True)
class Purchase:
    """Buy so many pieces; `wanted` are those that would be needed.

    `protects`: the pieces that would otherwise not be sold, on average.
    """

    need: Need
    quantity: int
    wanted: int
    protects: float = 0.0

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

    @property
    def protects(self) -> float:
        """The margin that is lost on average without these purchases."""
        return sum(p.protects * p.need.margin for p in self.purchases)


def service_for(days: float, in_a_week: float = SERVICE) -> float:
    """The service where goods come again after so many days.

    A piece that is left over costs in proportion to the time until the next order may
    do without it; one that is missing costs its margin once.
    """
    return 1 - min(MOST_RISK, (1 - in_a_week) * days / WEEK)


def plan(
    needs: Sequence[Need], budget: Decimal | None = None, *, service: float = SERVICE
) -> Plan:
    """The list. With a budget, what has no cost cannot be planned."""
    unknown = [n for n in needs if n.demand is None and n.minimum is None]
    wants = [(need, packs) for need in needs if (packs := packs_for(need, service))]
    if budget is None:
        bought = [(need, packs, packs) for need, packs in wants]
        return Plan(_purchases(bought), without_basis=tuple(unknown))
    payable = [(need, packs) for need, packs in wants if need.unit_cost is not None]
    bought = _spend(payable, budget)
    return Plan(
        _purchases(bought),
        over_budget=tuple(need for need, got, _ in bought if not got),
        without_cost=tuple(need for need, _ in wants if need.unit_cost is None),
        without_basis=tuple(unknown),
    )


def packs_for(need: Need, service: float = SERVICE) -> int:
    """How many packs are worth buying now."""
    if need.is_retired:
        return 0
    asked = need.asked
    if asked is None or asked.mean <= 0:
        packs = _packs_to(need, _without_sales(need))
    else:
        kept = asked.mean + (need.minimum or 0) if need.minimum else 0.0
        packs = max(packs_worth(need, asked, 1 - service), _packs_to(need, kept))
    if need.fresh is not None:
        packs = min(packs, packs_worth(need, need.fresh, _waste_share(need)))
    return max(packs, need.least_packs) if packs else 0


def expected_demand(need: Need) -> Pieces:
    """The demand; where none is known, about the minimum is what an owner expects."""
    asked = need.asked
    if asked is not None and asked.mean > 0:
        return asked
    guess = float(need.minimum or 0)
    return Pieces(guess, guess)


def _without_sales(need: Need) -> float:
    """How many there should be where nothing is known to sell."""
    if need.minimum is None:
        return 0.0
    if need.demand is not None:  # it is known that nothing sells
        return float(need.minimum)
    is_low = need.there <= need.minimum
    return float(max(2 * need.minimum, 1) if is_low else need.minimum)


def _packs_to(need: Need, target: float) -> int:
    return max(0, math.ceil(round((target - need.there) / need.pack_size, 6)))


def packs_worth(need: Need, demand: Pieces, share: float) -> int:
    """How many packs have pieces that are wanted with more than this chance.

    The chance falls from pack to pack, so that the last one can be searched for.
    """
    size, there = need.pack_size, need.there
    low, high = 0, _packs_to(need, demand.quantile(1 - min(share, 0.5))) + 1
    while low < high:
        middle = (low + high) // 2
        if demand.gain(there + middle * size, size) > share * size:
            low = middle + 1
        else:
            high = middle
    return low


def _waste_share(need: Need) -> float:
    """A piece is worth the risk of its waste above this chance to sell it."""
    cost = float(need.unit_cost) if need.unit_cost else 0.0
    return cost / (cost + need.margin) if cost else 0.5


def _purchases(bought: Sequence[tuple[Need, int, int]]) -> tuple[Purchase, ...]:
    """The most urgent first: what covers the smallest part of its demand."""
    made = [
        Purchase(need, got * need.pack_size, wanted * need.pack_size, _gain(need, got))
        for need, got, wanted in bought
        if got
    ]
    return tuple(sorted(made, key=lambda p: (_cover(p.need), p.need.product_id)))


def _gain(need: Need, packs: int) -> float:
    return expected_demand(need).gain(need.there, packs * need.pack_size)


def _cover(need: Need) -> float:
    return need.there / max(expected_demand(need).mean, 1e-9)


@dataclass(order=True, slots=True)
class _Turn:
    """The next packs of a product; the heap gives the best use of money first."""

    loss: float
    product_id: str
    need: Need = field(compare=False)
    wanted: int = field(compare=False)
    step: int = field(compare=False)
    got: int = field(default=0, compare=False)

    @property
    def packs(self) -> int:
        least = self.need.least_packs if not self.got else 1
        return max(min(self.step, self.wanted - self.got), least)

    @property
    def cost(self) -> Decimal:
        assert self.need.unit_cost is not None, "what has no cost was left out"
        return self.need.unit_cost * self.need.pack_size * self.packs

    def weigh(self) -> None:
        """The margin that the next packs protect, for their money; negative."""
        need, pieces = self.need, self.packs * self.need.pack_size
        there = need.there + self.got * need.pack_size
        gain = expected_demand(need).gain(there, pieces) * need.margin
        self.loss = -gain / float(self.cost) if self.cost > 0 else -math.inf


def _spend(
    wants: Sequence[tuple[Need, int]], budget: Decimal
) -> list[tuple[Need, int, int]]:
    """Packs got and wanted for each need, in a bounded number of steps."""
    size = max(1, math.ceil(sum(packs for _, packs in wants) / MOST_STEPS))
    turns = [_Turn(0.0, need.product_id, need, packs, size) for need, packs in wants]
    for turn in turns:
        turn.weigh()
    queue = list(turns)
    heapq.heapify(queue)
    while queue:
        turn = heapq.heappop(queue)
        if turn.cost > budget:
            continue
        budget -= turn.cost
        turn.got += turn.packs
        if turn.got < turn.wanted:
            turn.weigh()
            heapq.heappush(queue, turn)
    return [(turn.need, turn.got, turn.wanted) for turn in turns]
