"""Maps of one plane to another: where the spots of a plan lie on a photo.

Called by `pipeline.insights.alignment`. A shelf's front is a plane, so two photos of it
differ by a homography. With few facings that is more freedom than they can settle; then
a prior (the ratio of their sizes, upright) fills in what they leave open.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_PRIOR_WEIGHT = 2.0  # squared plan units: as if two facings a unit apart said so
_BEND_WEIGHT = 30.0  # a photo is taken from the front unless many facings deny it
_LEAST_DEPTH = 0.3  # of the middle's: beyond that a plane is seen from its edge
_BETTER = 0.6  # of the affine map's error, for a homography to be worth its freedom


def apply(matrix: Floats, points: Floats) -> Floats:
    """Points (n, 2) through a 3 x 3 matrix."""
    mapped = points @ matrix[:, :2].T + matrix[:, 2]
    result: Floats = mapped[:, :2] / mapped[:, 2:]
    return result


def fit_affine(
    source: Floats, target: Floats, weights: Floats, scale: tuple[float, float]
) -> Floats:
    """Robust least squares with the prior diag(scale); points are (n, 2).

    Facings that fit badly lose weight (iteratively reweighted, Cauchy's function).
    """
    prior = np.diag(scale)
    each = weights
    for _ in range(5):
        matrix = _ridge(source, target, each, prior)
        off = np.linalg.norm((apply(matrix, source) - target) / scale, axis=1)
        each = weights / (1.0 + (off / 0.5) ** 2)
    return matrix


def _ridge(source: Floats, target: Floats, weights: Floats, prior: Floats) -> Floats:
    total = weights.sum()
    middle, aim = weights @ source / total, weights @ target / total
    p, q = source - middle, target - aim
    spread = (p * weights[:, None]).T @ p + _PRIOR_WEIGHT * np.eye(2)
    cross = (q * weights[:, None]).T @ p + _PRIOR_WEIGHT * prior
    linear = cross @ np.linalg.inv(spread)
    matrix = np.eye(3)
    matrix[:2, :2] = linear
    matrix[:2, 2] = aim - linear @ middle
    return matrix


def bent(matrix: Floats, source: Floats, target: Floats) -> Floats:
    """The homography of the pairs where it fits clearly better than the affine map.

    Solved as a linear system in which the bend is held near zero.
    """
    middle = source.mean(axis=0)
    p = source - middle
    flat = apply(matrix, source)
    size = max(1e-6, float(np.abs(p).max()))
    reach = max(1e-6, float(np.abs(target - target.mean(axis=0)).max()))
    aim = target.mean(axis=0)
    solved = _projective(p / size, (target - aim) / reach)
    moved = np.array(
        [
            [1 / size, 0, -middle[0] / size],
            [0, 1 / size, -middle[1] / size],
            [0, 0, 1.0],
        ]
    )
    back = np.array([[reach, 0, aim[0]], [0, reach, aim[1]], [0, 0, 1.0]])
    candidate: Floats = back @ solved @ moved
    depths = source @ candidate[2, :2] + candidate[2, 2]
    if depths.min() < _LEAST_DEPTH * max(depths.max(), 1e-9):
        return matrix
    before = np.median(np.linalg.norm(flat - target, axis=1))
    after = np.median(np.linalg.norm(apply(candidate, source) - target, axis=1))
    return candidate if after < _BETTER * before else matrix


def _projective(p: Floats, q: Floats) -> Floats:
    """Eight unknowns from (A p + t) - q (c p) = q, with c held near zero."""
    n = len(p)
    system = np.zeros((2 * n + 2, 8))
    system[:n, 0:2], system[:n, 2] = p, 1.0
    system[:n, 6:8] = -q[:, :1] * p
    system[n : 2 * n, 3:5], system[n : 2 * n, 5] = p, 1.0
    system[n : 2 * n, 6:8] = -q[:, 1:] * p
    system[2 * n, 6] = system[2 * n + 1, 7] = (_BEND_WEIGHT / 1000) ** 0.5
    wanted = np.concatenate([q[:, 0], q[:, 1], [0.0, 0.0]])
    a = np.linalg.lstsq(system, wanted, rcond=None)[0]
    return np.array([[a[0], a[1], a[2]], [a[3], a[4], a[5]], [a[6], a[7], 1.0]])
