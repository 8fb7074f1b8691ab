"""`atlasvision models export-boxes`: photos with the boxes that people have corrected.

Registered in `commands.models`. What is written is read by `training.photos`: labels as
`training/README.md` describes them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from bot.actions.numbers import Group, groups_of
from bot.settings import Settings
from commands.compose import make_blobs, open_database
from commands.failures import BadInput, plain_failures
from pipeline.errors import UnreadableImage
from pipeline.types import Box, ShelfReading
from storage import box_corrections, catalogue, readings, scans, shops
from storage.blobs import BlobNotFound, BlobStore
from storage.models import Scan

READABLE = (".jpg", ".png", ".webp")
"""Pictures that training opens as they are; others are written as JPEG."""
_QUALITY = 95


@dataclass(frozen=True, slots=True)
class Labelled:
    """One photo: its name without ending, the key of its file, and its labels."""

    name: str
    key: str
    label: dict[str, Any]


@click.command("export-boxes")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--shop", "shop_name", help="Only this shop; default: every one.")
@click.pass_obj
@plain_failures()
def export_boxes(settings: Settings, folder: Path, shop_name: str | None) -> None:
    """Write corrected photos with their boxes to FOLDER, for `training.train --photos`.

    The same photo written again takes the place of the one before.
    """
    with open_database(settings) as database:
        with database.transaction() as session:
            shop = shops.shop_named(session, shop_name) if shop_name else None
            if shop_name and shop is None:
                raise BadInput(f"no shop is called {shop_name!r}")
            found = list(labelled(session, shop.id if shop else None))
        written = sum(write(make_blobs(settings), folder, photo) for photo in found)
    click.echo(f"{written} photos written to {folder}")
    if written < len(found):
        click.echo(f"{len(found) - written} cannot be opened any more", err=True)


def labelled(session: Session, shop_id: Any = None) -> Iterator[Labelled]:
    """The photos whose boxes somebody has saved on their page, and not taken back."""
    for scan in box_corrections.drawn_scans(session, shop_id):
        reading = readings.of_scan(scan)
        names = catalogue.own_names(session, scan.shop_id)
        keys = scans.photo_keys(session, scan.id)
        for number, key in enumerate(keys[: len(reading.sizes)]):
            name = f"{scan.id.hex}-{number}"
            yield Labelled(name, key, label_of(scan, reading, number, names))


def label_of(
    scan: Scan, reading: ShelfReading, photo: int, names: Mapping[str, str]
) -> dict[str, Any]:
    """What stands on one photo. What is no product of the shop is not to be learned."""
    known = {group.group: group for group in groups_of(scan)}
    packs = [
        (known.get(item.group, Group(item.group, item.count)), facing.box)
        for item in reading.items
        for facing in item.facings
        if facing.photo == photo
    ]
    products = [(group, box) for group, box in packs if not group.is_skipped]
    called = {_sku(scan, g): names.get(g.product_id or "", "") for g, _ in products}
    return {
        "size": list(reading.sizes[photo]),
        "products": [
            {"box": _sides(box), "group": _sku(scan, group)} for group, box in products
        ],
        "gaps": [{"box": _sides(g.box)} for g in reading.gaps if g.photo == photo],
        "ignore": [{"box": _sides(box)} for group, box in packs if group.is_skipped],
        "groups": {sku: name for sku, name in called.items() if name},
        "price_tags": [
            {"box": _sides(tag.box), "price": str(tag.amount) if tag.amount else None}
            for tag in reading.price_tags
            if tag.photo == photo
        ],
    }


def write(blobs: BlobStore, folder: Path, photo: Labelled) -> bool:
    """False where the photo is no more, or cannot be opened."""
    try:
        data, ending = _picture(blobs.get(photo.key), Path(photo.key).suffix)
    except (BlobNotFound, UnreadableImage):
        return False
    for part in ("photos", "labels"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    file = folder / "photos" / f"{photo.name}{ending}"
    file.write_bytes(data)
    label = {"photo": file.name, **photo.label}
    path = folder / "labels" / f"{photo.name}.json"
    path.write_text(json.dumps(label, ensure_ascii=False), encoding="utf-8")
    return True


def _picture(data: bytes, ending: str) -> tuple[bytes, str]:
    if ending in READABLE:
        return data, ending
    # Imported here: all other commands start without it.
    from PIL import Image

    from pipeline.images import open_photo

    pixels = open_photo(data, working_megapixels=float("inf"))
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue(), ".jpg"


def _sku(scan: Scan, group: Group) -> str:
    """The same for a product on all photos; an unknown one is only like itself."""
    return group.product_id or f"{scan.id.hex}:{group.group}"


def _sides(box: Box) -> list[float]:
    return [round(s, 1) for s in (box.left, box.top, box.right, box.bottom)]
