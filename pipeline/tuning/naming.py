"""Weights of the naming odds, fitted to what people of a shop have said.

Called by `pipeline.tuning.learning`. The same conditional logit as the shipped weights,
which these are pulled towards: little evidence changes little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from pipeline.tuning.told import NO_PRODUCT, ToldPhoto
from pipeline.types import Catalogue
from pipeline.vision.naming.name_odds import NAMES, NameWeights, Values, measures
from pipeline.vision.naming.recognise import SURE, Recogniser

_MOST_ROWS = 100  # products of a group that are weighed: the likeliest
_STEPS = 30
_PULL = 2.0  # as if so many groups had spoken for each shipped weight
_LEAST_SPREAD = 1.0
_CARE = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
_WRONG_COSTS = 20.0  # right names that make up for a wrong one


@dataclass(frozen=True, slots=True)
class Question:
    """One group: what each weight is multiplied with, a row for each product and the
    last for none of them, and the row that is true. `products` are the rows with a
    name; None: all but the last."""

    measures: Values
    truth: int
    products: frozenset[int] | None = None


def questions_of(
    photo: ToldPhoto, catalogue: Catalogue, recogniser: Recogniser
) -> list[Question]:
    """Every group of which something was said, with its likeliest products."""
    ids = [product.product_id for product in catalogue.products]
    numbers = {product_id: number for number, product_id in enumerate(ids)}
    found = []
    values = as_values(recogniser.weights)
    for seen, truth in zip(
        recogniser.evidence(photo.groups), photo.truths, strict=True
    ):
        if truth is None or (truth != NO_PRODUCT and truth not in numbers):
            continue
        rows = measures(seen)
        best = np.argsort(-(rows[:-1] @ values), kind="stable")[:_MOST_ROWS].tolist()
        true = _true_place(truth, numbers, ids, best)
        named = (k for k, n in enumerate(best) if not ids[n].startswith(NO_PRODUCT))
        found.append(Question(rows[[*best, len(ids)]], true, frozenset(named)))
    return found


def _true_place(
    truth: str, numbers: dict[str, int], ids: Sequence[str], best: list[int]
) -> int:
    """The row of the true product, which is added where it was not likely; of what is
    no product, the likeliest look of such a thing, or none of all."""
    if truth != NO_PRODUCT:
        if numbers[truth] not in best:
            best[-1] = numbers[truth]
        return best.index(numbers[truth])
    alike = [k for k, n in enumerate(best) if ids[n].startswith(NO_PRODUCT)]
    return alike[0] if alike else len(best)


def fit_weights(questions: Sequence[Question], shipped: NameWeights) -> NameWeights:
    """Most likely weights near the shipped ones, by Newton's method."""
    start = as_values(shipped)
    precision = _PULL / np.maximum(np.abs(start), _LEAST_SPREAD) ** 2
    values = start.copy()
    for _ in range(_STEPS):
        slope, curve = precision * (values - start), np.diag(precision)
        for question in questions:
            rows = question.measures
            shares = _shares(rows, values)
            mean = shares @ rows
            slope = slope + mean - rows[question.truth]
            curve = curve + (rows * shares[:, None]).T @ rows - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        values = values - step * min(1.0, 5.0 / max(1e-9, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-4:
            break
    fitted = zip(NAMES, map(float, values.round(4)), strict=True)
    return NameWeights(**dict(fitted))


def made_careful(questions: Sequence[Question], weights: NameWeights) -> NameWeights:
    """The weights with "none of them" so much likelier that no wrong name is risked
    on these groups for less than twenty right ones.

    Never less likely: what few groups say is no reason to be bolder.
    """
    careful = [replace(weights, none=weights.none + step) for step in _CARE]
    return max(careful, key=lambda each: gain(questions, each))


def gain(questions: Sequence[Question], weights: NameWeights) -> float:
    """Right names less twenty times the wrong ones."""
    values, total = as_values(weights), 0.0
    for question in questions:
        shares = _shares(question.measures, values)
        best = int(shares.argmax())
        products = question.products
        is_product = best < len(shares) - 1 if products is None else best in products
        if is_product and shares[best] >= SURE:
            total += 1.0 if best == question.truth else -_WRONG_COSTS
    return total


def as_values(weights: NameWeights) -> Values:
    """(weights,) in the order of the measures."""
    return np.array([getattr(weights, name) for name in NAMES])


def _shares(rows: Values, values: Values) -> Values:
    utility = rows @ values
    shares = np.exp(utility - utility.max())
    shared: Values = shares / shares.sum()
    return shared
