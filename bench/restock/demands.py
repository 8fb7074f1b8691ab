"""Simulated products whose true demand is known, of eight kinds. All from one seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

WARM_UP = 56
JUDGED = 112
AFTER = 14
"""Days: all policies start alike; the days that count; days to judge forecasts by."""
DAYS = WARM_UP + JUDGED + AFTER
WEEK = np.array([1.1, 0.6, 0.7, 0.8, 0.9, 1.6, 1.3])  # day 0 is a Thursday

Rates = NDArray[np.float64]
Demand = NDArray[np.int64]


@dataclass(frozen=True)
class SimulatedProduct:
    """What customers want each day, and how the shop gets and counts it.

    `arrives[n]`: whether the n-th delivery comes; `is_counted[day]`: whether there is a
    photo in the evening; `miscount[day]`: by how much its count is wrong.
    """

    kind: str
    demand: Demand
    is_counted: NDArray[np.bool_]
    miscount: NDArray[np.int64]
    arrives: NDArray[np.bool_]
    pack_size: int
    cost: float
    review_days: int
    lead_days: int


def _steady(rng: Generator) -> Rates:
    return np.full(DAYS, np.exp(rng.uniform(np.log(0.4), np.log(6))))


def _weekly(rng: Generator) -> Rates:
    shift = WEEK[np.arange(DAYS) % 7]
    return rng.uniform(1.5, 6) * shift


def _trend(rng: Generator) -> Rates:
    low, high = rng.uniform(0.5, 1.5), rng.uniform(3, 6)
    line = np.linspace(low, high, DAYS)
    return line if rng.random() < 0.5 else line[::-1]


def _promotion(rng: Generator) -> Rates:
    rates = np.full(DAYS, rng.uniform(1, 4))
    begin = int(rng.integers(20, 45))
    while begin < DAYS:
        rates[begin : begin + 10] *= 2.5
        begin += int(rng.integers(35, 60))
    return rates


def _poisson(rates: Callable[[Generator], Rates], rng: Generator) -> Demand:
    return rng.poisson(rates(rng))


def _negative_binomial(rng: Generator) -> Demand:
    rate, stretch = rng.uniform(1, 6), rng.uniform(2, 5)
    return rng.negative_binomial(rate / (stretch - 1), 1 / stretch, DAYS)


def _intermittent(rng: Generator) -> Demand:
    happens = rng.random(DAYS) < rng.uniform(0.08, 0.3)
    return happens * rng.geometric(1 / rng.uniform(1.2, 3), DAYS)


_STEADY = partial(_poisson, _steady)
KINDS: dict[str, Callable[[Generator], Demand]] = {
    "Poisson": _STEADY,
    "negative binomial": _negative_binomial,
    "intermittent": _intermittent,
    "weekly": partial(_poisson, _weekly),
    "trend": partial(_poisson, _trend),
    "promotion": partial(_poisson, _promotion),
    "stock-outs": _STEADY,
    "missing photos": _STEADY,
}
COUNTED = {"missing photos": 0.2}
FAILING = {"stock-outs": 0.3}


def products(per_kind: int, seed: int) -> list[SimulatedProduct]:
    """So many of each kind; the same for the same seed."""
    rng = np.random.default_rng(seed)
    return [_product(kind, rng) for kind in KINDS for _ in range(per_kind)]


def _product(kind: str, rng: Generator) -> SimulatedProduct:
    review_days, lead_days = ((7, 2), (7, 1), (3, 1))[rng.integers(3)]
    is_wrong = rng.random(DAYS) < 0.08
    return SimulatedProduct(
        kind,
        KINDS[kind](rng).astype(np.int64),
        rng.random(DAYS) < COUNTED.get(kind, 0.65),
        is_wrong * rng.choice([-1, 1], DAYS),
        rng.random(DAYS) >= FAILING.get(kind, 0.03),
        int(rng.choice([1, 1, 6, 12])),
        float(np.exp(rng.normal(0, 0.6))),
        review_days,
        lead_days,
    )
