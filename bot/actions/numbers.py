"""The numbers on a picture, as they rest on its scan (`meta["groups"]`).

So everybody in the shop can name them, also after a restart.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.types import ItemReading
from storage import skipped_looks
from storage.models import Scan


@dataclass(frozen=True, slots=True)
class Group:
    """One number on the picture. `was_created`: its product was made by naming it.

    `reference_id` is the look that naming it has taught, `skipped_id` that of something
    which is no product.
    """

    group: int
    count: int
    product_id: str | None = None
    is_skipped: bool = False
    was_created: bool = False
    reference_id: str | None = None
    skipped_id: str | None = None


def remember_groups(scan: Scan, items: Iterable[ItemReading]) -> list[Group]:
    """Note on the scan what each number of its picture is."""
    groups = [_group(item) for item in items]
    _save(scan, groups)
    return groups


def _group(item: ItemReading) -> Group:
    """Also of something that the shop has said is no product."""
    skipped = skipped_looks.look_id_of(item.product_id)
    if skipped is None:
        return Group(item.group, item.count, item.product_id)
    return Group(item.group, item.count, is_skipped=True, skipped_id=str(skipped))


def groups_of(scan: Scan) -> list[Group]:
    """The numbers of the scan's picture."""
    return [Group(**values) for values in scan.meta.get("groups", ())]


def facings_by_product(scan: Scan) -> dict[uuid.UUID, int]:
    """How many facings of each known product the photo shows."""
    facings: dict[uuid.UUID, int] = {}
    for group in groups_of(scan):
        if group.product_id is not None:
            product_id = uuid.UUID(group.product_id)
            facings[product_id] = facings.get(product_id, 0) + group.count
    return facings


def about_scan(scan: Scan) -> dict[str, Any]:
    """What a reply to the picture is about: the photo, and the products on it."""
    products = dict.fromkeys(g.product_id for g in groups_of(scan) if g.product_id)
    return {"scan_id": str(scan.id), "products": list(products)}


def find_group(groups: Iterable[Group], number: int) -> Group | None:
    return next((group for group in groups if group.group == number), None)


def replace_group(scan: Scan, groups: Iterable[Group], changed: Group) -> None:
    _save(scan, [changed if g.group == changed.group else g for g in groups])


def _save(scan: Scan, groups: Iterable[Group]) -> None:
    scan.meta = {**scan.meta, "groups": [asdict(group) for group in groups]}
