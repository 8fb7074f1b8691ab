"""Back-test of the advice what to buy, on simulated shops whose demand is known.

`python -m bench restock`. Each way to decide is tuned to the same fill rate (the share
of the wanted pieces that were there) on the same customers, and judged by the average
value of its stock. Forecasts are judged by the demand of the seven days after them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench.figures import print_table
from bench.restock import policies
from bench.restock.demands import SimulatedProduct, products
from bench.restock.shop import Books, Policy, Run, by_kind, fill_rate, run, stock_value
from pipeline.insights.pieces import Pieces

SEED = 2026
PER_KIND = 8
FILL_RATES = (0.9, 0.95)
STEPS = 8
AHEAD = 7
WAYS: dict[str, tuple[Callable[[float], Policy], float, float]] = {
    "ours": (policies.ours, 0.2, 0.998),
    "min/max": (policies.min_max, 0.3, 3.0),
    "moving average": (policies.moving_average, -0.5, 4.0),
    "seasonal naive": (policies.seasonal_naive, -0.5, 5.0),
    "SES": (policies.smoothed, -0.5, 4.0),
}
"""Each with the range in which its knob is looked for."""
Judged = dict[str, list[dict[str, float]]]


def measure(*, quick: bool = False) -> dict[str, Any]:
    """Stock value at equal fill rates, errors of forecasts, coverage of intervals."""
    shop = products(2 if quick else PER_KIND, SEED)
    judged = _forecasts(shop)
    _print_forecasts(judged)
    rates = FILL_RATES[1:] if quick else FILL_RATES
    stocks = {str(rate): _stocks(shop, rate) for rate in rates}
    return {"forecasts": _averages(judged), "stocks": stocks}


def tuned(
    shop: Sequence[SimulatedProduct],
    make: Callable[[float], Policy],
    low: float,
    high: float,
    wanted: float,
) -> list[Run]:
    """The run with the least knob that reaches the fill rate."""
    best = run(shop, make(high))
    for _ in range(STEPS):
        middle = (low + high) / 2
        runs = run(shop, make(middle))
        if fill_rate(runs) < wanted:
            low = middle
        else:
            high, best = middle, runs
    return best


def _stocks(shop: Sequence[SimulatedProduct], wanted: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    rows: list[list[object]] = []
    for name, (make, low, high) in WAYS.items():
        runs = tuned(shop, make, low, high, wanted)
        found[name] = {
            "fill_rate": fill_rate(runs),
            "stock_value": stock_value(runs),
            "kinds": {
                kind: [fill_rate(part), stock_value(part)]
                for kind, part in by_kind(runs)
            },
        }
        value = stock_value(runs)
        less = 1 - found["ours"]["stock_value"] / value
        found[name]["ours_less"] = less
        shown = "" if name == "ours" else f"{less:.0%}"
        rows.append([name, f"{fill_rate(runs):.3f}", f"{value:.0f}", shown])
    title = f"average stock value at a fill rate of {wanted:.0%}"
    print_table(title, [["way", "fill rate", "stock value", "ours has less by"], *rows])
    return found


def _forecasts(shop: Sequence[SimulatedProduct]) -> Judged:
    """Forecasts of all ways on the books of a shop that is run by ours."""
    judged: Judged = defaultdict(list)
    for product in shop:

        def spy(books: Books) -> int:
            known = policies.known_demand(books)
            if known is not None:
                demand = known.over(AHEAD, books.day + 1.0)
                judged[books.product.kind].append(_judge(books, demand))
            return policies.ours(0.9)(books)

        run([product], spy)
    return judged


def _judge(books: Books, demand: Pieces) -> dict[str, float]:
    first = books.day + 1
    truth = float(books.product.demand[first : first + AHEAD].sum())
    sales = books.daily_sales()
    low, high = demand.interval(0.9)
    return {
        "truth": truth,
        "covered": float(low <= truth <= high),
        "ours": abs(demand.mean - truth),
        "moving average": abs(AHEAD * sales[-policies.WINDOW :].mean() - truth),
        "seasonal naive": abs(sales[-AHEAD:].sum() - truth),
        "SES": abs(AHEAD * policies.smooth(sales) - truth),
    }


def _averages(judged: Judged) -> dict[str, dict[str, float]]:
    """Coverage, and absolute errors as shares of the demand; by kind and of all."""
    every = [row for rows in judged.values() for row in rows]
    return {kind: _average(rows) for kind, rows in {**judged, "all": every}.items()}


def _average(rows: Sequence[dict[str, float]]) -> dict[str, float]:
    means = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    shares = {n: m / means["truth"] for n, m in means.items() if n in WAYS}
    return {"forecasts": len(rows), "covered": means["covered"], **shares}


def _print_forecasts(judged: Judged) -> None:
    names = [name for name in WAYS if name != "min/max"]
    rows = [
        [kind, f"{f['covered']:.1%}", *(f"{f[name]:.0%}" for name in names)]
        for kind, f in _averages(judged).items()
    ]
    head = ["demand", "90 % interval holds", *(f"error of {name}" for name in names)]
    print_table(f"demand of the next {AHEAD} days", [head, *rows])
