"""A simulated shop day by day: deliveries, customers, photos and orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from bench.restock.demands import DAYS, JUDGED, WARM_UP, SimulatedProduct
from pipeline.insights.sales import StockEvent

DAY_0 = datetime(1970, 1, 1, tzinfo=UTC)  # a Thursday, as in demands
MORNING, EVENING = timedelta(hours=7), timedelta(hours=21)
DAY = timedelta(days=1)


@dataclass
class Books:
    """All that a policy may know: what was counted and what has come."""

    product: SimulatedProduct
    day: int = 0
    level: int = 0
    on_order: int = 0
    last_count: int = 0
    events: list[StockEvent] = field(default_factory=list)

    def receive(self, day: int, pieces: int) -> None:
        at = DAY_0 + timedelta(days=day) + MORNING
        self.events.append(StockEvent(at, pieces))
        self.level += pieces
        self.on_order -= pieces

    def count(self, day: int, counted: int) -> None:
        at = DAY_0 + timedelta(days=day) + EVENING
        self.events.append(StockEvent(at, counted - self.level, is_count=True))
        self.level, self.last_count = counted, day

    def daily_sales(self) -> NDArray[np.float64]:
        """Sales day by day up to the last count, those between counts spread evenly."""
        sales, last, sold = np.zeros(self.last_count), 0, 0
        for event in self.events:
            if not event.is_count:
                continue
            day = (event.at - DAY_0).days
            if day > last:
                sold = max(0, -event.delta)
                sales[last:day] = sold / (day - last)
                last = day
        return sales


Policy = Callable[[Books], int]
"""Gives the pieces to which stock and orders should be brought up now."""


@dataclass(frozen=True)
class Run:
    """What came of one product in the judged days."""

    kind: str
    wanted: int
    sold: int
    stock_value: float


def warm_up_target(product: SimulatedProduct) -> int:
    """What an owner who knows the first weeks' demand roughly would keep."""
    per_day = float(product.demand[:28].mean())
    days = product.review_days + product.lead_days
    return max(2, round(1.3 * per_day * days) + 1)


def play(product: SimulatedProduct, policy: Policy) -> tuple[Run, Books]:
    """All days of one product; policies rule from the end of the warm-up on."""
    target = warm_up_target(product)
    books = Books(product)
    stock, deliveries, coming = target, 0, dict[int, int]()
    books.level = 0
    books.on_order = target
    books.receive(0, target)
    wanted = sold = 0
    value = 0.0
    for day in range(DAYS):
        books.day = day
        if day in coming:
            pieces = coming.pop(day)
            deliveries += 1
            if product.arrives[deliveries]:
                stock += pieces
                books.receive(day, pieces)
            else:
                books.on_order -= pieces
        sales = min(stock, int(product.demand[day]))
        stock -= sales
        if product.is_counted[day]:
            wrong = int(product.miscount[day]) if stock > 2 else 0
            books.count(day, stock + wrong)
        if WARM_UP <= day < WARM_UP + JUDGED:
            wanted, sold = wanted + int(product.demand[day]), sold + sales
            value += stock * product.cost / JUDGED
        if day % product.review_days == 0:
            up_to = policy(books) if day >= WARM_UP else target
            missing = up_to - books.level - books.on_order
            packs = -(-missing // product.pack_size)
            if packs > 0:
                coming[day + product.lead_days] = packs * product.pack_size
                books.on_order += packs * product.pack_size
    return Run(product.kind, wanted, sold, value), books


def run(products: Sequence[SimulatedProduct], policy: Policy) -> list[Run]:
    return [play(product, policy)[0] for product in products]


def fill_rate(runs: Sequence[Run]) -> float:
    return sum(r.sold for r in runs) / max(1, sum(r.wanted for r in runs))


def stock_value(runs: Sequence[Run]) -> float:
    return sum(r.stock_value for r in runs)


def by_kind(runs: Sequence[Run]) -> Iterator[tuple[str, list[Run]]]:
    for kind in dict.fromkeys(run.kind for run in runs):
        yield kind, [run for run in runs if run.kind == kind]
