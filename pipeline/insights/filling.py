"""What to add to an order that is under its supplier's minimum: what sells soonest.

The same ranking as of `pipeline.insights.restock`, over a longer time: each further
pack is the one that protects the most margin for its money, as long as it is more
likely than not to be sold in that time. Pure numbers.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.insights.restock import Need, packs_worth

MORE_LIKELY_SOLD = 0.5
MOST_PACKS = 5000


@dataclass(frozen=True, slots=True)
class Addition:
    """So many packs more of a product."""

    need: Need
    packs: int

    @property
    def quantity(self) -> int:
        return self.packs * self.need.pack_size


def fill(needs: Sequence[Need], gap: Decimal) -> tuple[Addition, ...]:
    """Packs that come to `gap` or a little more; none where that much would not sell.

    `on_order` of the needs holds what the order has of them already; `demand` is that
    of the time in which what is added should be sold.
    """
    sellable = [need for need in needs if _cost(need) and need.demand is not None]
    by_id = {need.product_id: need for need in sellable}
    most = {key: _most(need) for key, need in by_id.items()}
    got = dict.fromkeys(by_id, 0)
    queue = [(-_worth(need, 0), key) for key, need in by_id.items() if most[key]]
    heapq.heapify(queue)
    chosen: list[Need] = []
    left = gap
    while left > 0 and len(chosen) < MOST_PACKS:
        if not queue:
            return ()
        _, key = heapq.heappop(queue)
        need = by_id[key]
        got[key] += 1
        chosen.append(need)
        left -= _cost(need)
        if got[key] < most[key]:
            heapq.heappush(queue, (-_worth(need, got[key]), key))
    if left > 0:
        return ()
    for need in reversed(chosen):  # the last pack may have made others needless
        if left + _cost(need) <= 0:
            got[need.product_id] -= 1
            left += _cost(need)
    order = dict.fromkeys(need.product_id for need in chosen)
    return tuple(Addition(by_id[key], got[key]) for key in order if got[key])


def _most(need: Need) -> int:
    assert need.demand is not None, "what nobody knows the demand of is left out"
    packs = packs_worth(need, need.demand, MORE_LIKELY_SOLD)
    if need.fresh is not None:
        packs = min(packs, packs_worth(need, need.fresh, MORE_LIKELY_SOLD))
    return 0 if need.is_retired else packs


def _worth(need: Need, got: int) -> float:
    """What the next pack protects for its money."""
    assert need.demand is not None, "see _most"
    there = need.there + got * need.pack_size
    gain = need.demand.gain(there, need.pack_size) * need.margin
    return gain / float(_cost(need))


def _cost(need: Need) -> Decimal:
    """Of one pack; 0 where it is not known."""
    return (need.unit_cost or Decimal(0)) * need.pack_size
