"""Fit what the embedder's distances mean: `python -m training.looks_calibrate --help`.

Writes into `looks.json` beside `looks.onnx` a logistic regression on pairs of facings
for grouping. What looks and colours say is fitted on shelves and single products that
the net never saw: of packs that it has learned from it is too sure. What places and
sizes say, and how often neighbours are the same product, is fitted on all labelled
shelves. When a name is given is fitted by
`training.looks_naming`, after this.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import betaln

from pipeline.vision.looks.grouping import same_product_odds
from pipeline.vision.looks.look_scale import Evidence, LookScale
from pipeline.vision.looks.neighbours import next_to
from pipeline.vision.looks.trained_look import TrainedLook
from training.looks_measure import Embedded, embedded, grouping
from training.looks_shelves import load_boxed, load_shelves

_OF_NEIGHBOURS = ("neighbours_same", "neighbours_worth")
_NOT_FITTED = ("other_photo", "other_size", *_OF_NEIGHBOURS)
_FITTED = [f.name for f in fields(Evidence) if f.name not in _NOT_FITTED]
_OF_LOOKS = ("start", "look", "colours")
# The logistic regression has a start of its own for each kind of pairs, and colours
# that are to tell alone say more than those beside looks.
_MOST_WORTH = 100.0  # pairs; then all shelves are alike
_COLUMNS = [*_FITTED, "start of learned", "colours of learned", "start of singles"]


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Columns of the regression by name, which pairs are the same, their weights, and
    the odds that are known beforehand."""

    columns: dict[str, NDArray[np.float64]]
    same: NDArray[np.bool_]
    weights: NDArray[np.float64]
    known: NDArray[np.float64]


def fit_evidence(
    unseen: Sequence[Embedded],
    learned: Sequence[Embedded] = (),
    singles: Sequence[Embedded] = (),
) -> Evidence:
    """Logistic regression on the pairs of each shelf, each facing counting the same.

    The net has learned from the packs of `learned` shelves, which therefore tell
    nothing about its looks. Of `singles`, products in no order, looks and colours alone
    are compared, all with all.
    """
    parts = [_on_shelf(shelf, list(_FITTED)) for shelf in unseen]
    for shelf in learned:
        part = _on_shelf(shelf, [name for name in _FITTED if name != "look"])
        for name in ("start", "colours"):
            part.columns[f"{name} of learned"] = part.columns.pop(name)
        parts.append(part)
    for shelf in singles:
        part = _on_shelf(shelf, list(_OF_LOOKS))
        part.columns["start of singles"] = part.columns.pop("start")
        parts.append(replace(part, known=np.zeros(len(part.same))))
    fitted = dict(zip(_COLUMNS, _logistic(parts), strict=True))
    share, worth = fit_neighbours([*unseen, *learned])
    found = {name: round(fitted[name], 4) for name in _FITTED}
    return Evidence(**found, neighbours_same=share, neighbours_worth=worth)


def fit_neighbours(shelves: Sequence[Embedded]) -> tuple[float, float]:
    """The share of neighbours that are the same product, and how many pairs of a shelf
    it is worth: the likeliest beta prior of the shelves' own shares."""
    pairs = [next_to(shelf.facings) for shelf in shelves]
    same = np.array(
        [
            sum(shelf.products[a] == shelf.products[b] for a, b in found)
            for shelf, found in zip(shelves, pairs, strict=True)
        ]
    )
    count = np.array([len(found) for found in pairs])
    usual = float(np.clip((same.sum() + 1) / (count.sum() + 2), 0.05, 0.95))

    def unlikelihood(worth: float) -> float:
        prior = worth * usual, worth * (1 - usual)
        seen = betaln(prior[0] + same, prior[1] + count - same)
        return float((betaln(*prior) - seen).sum())

    found = minimize_scalar(unlikelihood, bounds=(0.5, _MOST_WORTH), method="bounded")
    return round(usual, 4), round(float(found.x), 2)


def _on_shelf(shelf: Embedded, names: Sequence[str]) -> _Pairs:
    upper = np.triu_indices(len(shelf.products), 1)
    size = Evidence().other_size * _measure(shelf, "other_size")[upper]
    return _Pairs(
        {name: _measure(shelf, name)[upper] for name in names},
        (shelf.products[:, None] == shelf.products)[upper],
        np.full(len(upper[0]), 1 / len(shelf.products)),
        size,
    )


def _measure(shelf: Embedded, name: str) -> NDArray[np.float64]:
    """What a weight is multiplied with, for each pair of facings."""
    only = Evidence(**{**{f.name: 0.0 for f in fields(Evidence)}, name: 1.0})
    odds = same_product_odds(shelf.facings, shelf.looks, only, shelf.colours)
    return odds.alike + odds.near


def _logistic(parts: Sequence[_Pairs]) -> list[float]:
    """Newton's method with a slight pull to zero."""
    rows = np.concatenate([_rows(part) for part in parts])
    same = np.concatenate([part.same for part in parts])
    weights = np.concatenate([part.weights for part in parts])
    known = np.concatenate([part.known for part in parts])
    beta = np.zeros(rows.shape[1])
    pull = 0.02 * np.eye(len(beta))
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(rows @ beta + known, -30, 30)))
        slope = rows.T @ (weights * (same - chance)) - pull @ beta
        curve = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + pull
        step = np.linalg.solve(curve, slope)
        beta = beta + step * min(1.0, 4.0 / (np.abs(step).max() + 1e-9))
    return [float(value) for value in beta]


def _rows(part: _Pairs) -> NDArray[np.float64]:
    nothing = np.zeros(len(part.same))
    return np.stack([part.columns.get(name, nothing) for name in _COLUMNS], axis=1)


def _known_scale(file: Path) -> LookScale:
    """What is known of the embedder already, such as when a name is given."""
    return LookScale.load(file) if file.is_file() else LookScale()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("model", type=Path)
    ask.add_argument("--photos", type=Path, help="holds train/ and home_fridge/")
    ask.add_argument("--learned", action="store_true", help="the net knows train/")
    ask.add_argument("--rendered", type=Path, help="scenes that the net never saw")
    options = ask.parse_args()
    cv2.setNumThreads(2)
    embedder = TrainedLook.of(options.model)
    real: list[Embedded] = []
    rendered: list[Embedded] = []
    singles: list[Embedded] = []
    if options.photos:
        folder = options.photos / "train"
        shelves = load_shelves(folder / "photos", folder / "labels", None)
        real = embedded(shelves, embedder)
        boxed = load_boxed(options.photos / "home_fridge")
        singles = [_all_in_one(embedded(boxed, embedder))] if boxed else []
    if options.rendered:
        shelves = load_shelves(options.rendered, options.rendered, None)
        rendered = embedded(shelves, embedder)
    if options.learned:
        evidence = fit_evidence(rendered, real, singles)
    else:
        evidence = fit_evidence([*rendered, *real], (), singles)
    scale = replace(_known_scale(options.model.with_suffix(".json")), evidence=evidence)
    stored = json.dumps(asdict(scale), indent=1) + "\n"
    options.model.with_suffix(".json").write_text(stored)
    print(json.dumps(asdict(evidence)))
    for name, part in (("photos", real), ("rendered", rendered)):
        if part:
            print(f"grouping on {name}: {grouping(part, evidence)}")


def _all_in_one(shelves: Sequence[Embedded]) -> Embedded:
    """The facings of several photos of the same products, as if on one."""
    return Embedded(
        tuple(facing for shelf in shelves for facing in shelf.facings),
        np.concatenate([shelf.products for shelf in shelves]),
        np.concatenate([shelf.looks for shelf in shelves]),
        np.concatenate([shelf.colours for shelf in shelves]),
    )


if __name__ == "__main__":
    main()
