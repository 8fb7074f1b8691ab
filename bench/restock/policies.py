"""Ways to decide how much to keep; each has one knob, for the safety it leaves.

Stock that nobody has counted for days is reckoned down by all but the min/max rule. The
simple ones take what was sold for what was wanted, days with an empty shelf too.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC

import numpy as np
from numpy.typing import NDArray

from bench.restock.demands import WARM_UP, SimulatedProduct
from bench.restock.shop import DAY, EVENING, Books, Policy
from pipeline.insights.demand import Forecast, forecast
from pipeline.insights.restock import Need, packs_for, service_for
from pipeline.insights.spans import spans

Series = NDArray[np.float64]
WINDOW = 28
SMOOTHING = 0.15


def days_to_cover(product: SimulatedProduct) -> int:
    """From the evening of an order to the morning when the goods of the next come."""
    return product.review_days + product.lead_days - 1


def unseen_days(books: Books) -> int:
    """Days since the last count: what was sold on them is not known."""
    return books.day - books.last_count


def min_max(knob: float) -> Policy:
    """No forecast: a minimum set once from the first weeks' sales; filled to twice."""

    def target(books: Books) -> int:
        product = books.product
        first = books.daily_sales()[:WARM_UP]
        days = days_to_cover(product)
        minimum = max(1, round(knob * float(first.mean()) * days))
        position = books.level + books.on_order
        return 2 * minimum if position <= minimum else 0

    return target


def moving_average(knob: float) -> Policy:
    return _simple(lambda sales: np.full(7, sales[-WINDOW:].mean()), knob)


def seasonal_naive(knob: float) -> Policy:
    """Each weekday sells as it did last week."""
    return _simple(lambda sales: sales[-7:], knob)


def smoothed(knob: float) -> Policy:
    """Simple exponential smoothing."""
    return _simple(lambda sales: np.full(7, smooth(sales)), knob)


def smooth(sales: Series) -> float:
    """The level of simple exponential smoothing."""
    weights = (1 - SMOOTHING) ** np.arange(len(sales))[::-1]
    return float((weights * sales).sum() / weights.sum())


def _simple(foretell: Callable[[Series], Series], knob: float) -> Policy:
    """The mean of the days to cover and `knob` times its spread, as textbooks say."""

    def target(books: Books) -> int:
        sales, product = books.daily_sales(), books.product
        days, unseen = days_to_cover(product), unseen_days(books)
        week = foretell(sales)
        mean = float(np.resize(week, days).sum())
        spread = float(sales[-WINDOW:].std()) * math.sqrt(days + unseen)
        gone = min(books.level, float(np.resize(week, unseen).sum()))
        return max(1, math.ceil(mean + gone + knob * spread - 1e-9))

    return target


def known_demand(books: Books) -> Forecast | None:
    """What `pipeline.insights` makes of the books."""
    return forecast(spans(books.events, books.level, UTC))


def ours(knob: float) -> Policy:
    """Forecast and rule of `pipeline.insights`; the knob is the service of a week."""

    def target(books: Books) -> int:
        found = known_demand(books)
        if found is None:
            return 0
        product, looked = books.product, books.last_count + EVENING / DAY
        gone = found.over(unseen_days(books), looked)
        days = days_to_cover(product)
        service = service_for(product.review_days, knob)
        need = Need(
            product.kind,
            books.level,
            books.on_order,
            demand=found.over(days, books.day + 1.0),
            gone=gone.sold_from(books.level),
            gone_variance=gone.spread_of_sold(books.level),
            pack_size=product.pack_size,
        )
        pieces = packs_for(need, service) * product.pack_size
        return books.level + books.on_order + pieces

    return target
