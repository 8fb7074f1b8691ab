"""Which directions of looks tell products of a shop apart, and which do not.

Called by `pipeline.tuning.learning`. Looks of one product differ by light, angle and
neighbours; directions in which they differ much count less afterwards (the within-class
part of Fisher's discriminant, 1936, shrunk towards no preference as by Ledoit and Wolf,
2004, by a share that is chosen on photos left out).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.tuning.told import NO_PRODUCT, ToldPhoto
from pipeline.types import CatalogueProduct
from pipeline.vision.looks.looks import Vectors

Matrix = npt.NDArray[np.float32]


def learn_directions(
    photos: Sequence[ToldPhoto], products: Sequence[CatalogueProduct], share: float
) -> Matrix | None:
    """(dimensions, dimensions) to multiply looks with; None when `share`, the weight of
    what was seen against no preference, is zero or too little was seen."""
    differences = _differences(photos, products)
    if share <= 0 or len(differences) < 2:
        return None
    dimensions = differences.shape[1]
    scatter = differences.T @ differences / len(differences)
    level = np.trace(scatter) / dimensions
    mixed = share * scatter + (1 - share) * level * np.eye(dimensions)
    values, vectors = np.linalg.eigh(mixed)
    scaled = vectors * np.sqrt(level / np.maximum(values, 1e-9 * level))
    return np.asarray(scaled @ vectors.T, np.float32)


def _differences(
    photos: Sequence[ToldPhoto], products: Sequence[CatalogueProduct]
) -> npt.NDArray[np.float64]:
    """Looks of each product less their mean, packshots among them."""
    seen: dict[str, list[Vectors]] = {}
    for photo in photos:
        for group, truth in zip(photo.groups, photo.truths, strict=True):
            if truth is not None and truth != NO_PRODUCT and len(group.looks):
                seen.setdefault(truth, []).append(group.looks)
    for product in products:
        if product.product_id in seen:
            looks = [r.embedding for r in product.references]
            wanted = seen[product.product_id][0].shape[1]
            same = [look for look in looks if len(look) == wanted]
            if same:
                seen[product.product_id].append(np.array(same, np.float32))
    parts = [np.concatenate(looks).astype(np.float64) for looks in seen.values()]
    parts = [looks - looks.mean(axis=0) for looks in parts if len(looks) > 1]
    return np.concatenate(parts) if parts else np.zeros((0, 1))
