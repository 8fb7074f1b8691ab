"""Photos with corrected boxes, written so that the detector's training reads them."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from click.testing import CliRunner
from PIL import Image

from bot.services import Services
from bot.settings import load_settings
from commands.export_boxes import labelled, write
from commands.models import models
from pipeline.redrawn import redrawn
from pipeline.types import Box, BoxKind, DrawnBox
from storage import readings
from storage.models import BoxCorrection, Scan
from tests.factories import make_chat, make_message
from tests.shelves_on_pages import HungShelf, hang_shelf
from training.photos import load_photos
from training.stage import GAP, IGNORE, PRODUCT, TAG

BOXES = {"boxes": [], "names": {}}


def picture(kind: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "#d8d3c8").save(out, kind, **options)
    return out.getvalue()


@pytest.fixture
def shelf(services: Services) -> HungShelf:
    return hang(services, picture())


def hang(services: Services, photo: bytes, kind: str = "image/jpeg") -> HungShelf:
    from bot.inbound import accept

    with services.db.transaction() as session:
        external_id = make_chat(session).external_id
    chat = replace(make_message("hi").chat, id=external_id)
    accept(services, make_message("hi", chat=chat))
    return hang_shelf(services, photo, kind)


def confirm(services: Services, shelf: HungShelf, drawn: object = None) -> None:
    with services.db.transaction() as session:
        session.add(
            BoxCorrection(
                shop_id=shelf.shop,
                scan_id=shelf.scan,
                client_id=f"save-{len(session.new)}",
                drawn=drawn or BOXES,
                applied_at=services.clock(),
            )
        )


def export(services: Services, folder: Path) -> int:
    with services.db.transaction() as session:
        found = list(labelled(session))
    return sum(write(services.blobs, folder, photo) for photo in found)


def test_training_reads_what_was_exported(
    services: Services, shelf: HungShelf, tmp_path: Path
) -> None:
    confirm(services, shelf)

    assert export(services, tmp_path) == 1

    (photo,) = load_photos(tmp_path)
    assert photo.picture.shape == (600, 800, 3)
    kinds = [int((photo.kinds == kind).sum()) for kind in (PRODUCT, GAP, TAG, IGNORE)]
    assert kinds == [17, 1, 1, 0]
    assert photo.boxes[0].tolist() == [20, 30, 90, 180]
    groups = photo.groups[photo.kinds == PRODUCT]
    assert len(np.unique(groups)) == 2
    assert photo.gaps_complete


def test_boxes_are_those_that_were_drawn(
    services: Services, shelf: HungShelf, tmp_path: Path
) -> None:
    with services.db.transaction() as session:
        scan = session.get_one(Scan, shelf.scan)
        reading = readings.from_json(scan.meta["reading"])
        drawn = [DrawnBox(BoxKind.FACING, Box(10, 10, 60, 90), group=5)]
        after = readings.to_json(redrawn(reading, drawn))
        scan.meta = {**scan.meta, "reading": after, "groups": []}
    confirm(services, shelf)

    export(services, tmp_path)

    (photo,) = load_photos(tmp_path)
    assert photo.boxes.tolist() == [[10, 10, 60, 90]]


def test_what_is_no_product_is_not_learned(
    services: Services, shelf: HungShelf, tmp_path: Path
) -> None:
    with services.db.transaction() as session:
        scan = session.get_one(Scan, shelf.scan)
        first, second = scan.meta["groups"]
        scan.meta = {**scan.meta, "groups": [first, {**second, "is_skipped": True}]}
    confirm(services, shelf)

    export(services, tmp_path)

    (photo,) = load_photos(tmp_path)
    assert int((photo.kinds == IGNORE).sum()) == 8


def test_photos_that_nobody_has_seen_box_by_box_stay(
    services: Services, shelf: HungShelf, tmp_path: Path
) -> None:
    confirm(services, shelf, {"skipped": [2]})
    undone = hang(services, picture())
    confirm(services, undone)
    with services.db.transaction() as session:
        row = session.query(BoxCorrection).filter_by(scan_id=undone.scan).one()
        row.undone_at = services.clock()

    assert export(services, tmp_path / "out") == 0
    assert not (tmp_path / "out").exists()


def test_photo_of_a_kind_that_training_cannot_open_is_written_anew(
    services: Services, tmp_path: Path
) -> None:
    pillow_heif.register_heif_opener()
    confirm(services, hang(services, picture("HEIF"), "image/heic"))

    assert export(services, tmp_path) == 1

    (photo,) = load_photos(tmp_path)
    assert photo.picture.shape == (600, 800, 3)


def test_photo_that_is_gone_is_left_out(
    services: Services, shelf: HungShelf, tmp_path: Path
) -> None:
    confirm(services, shelf)
    with services.db.transaction() as session:
        (photo,) = labelled(session)
    services.blobs.delete(photo.key)

    assert export(services, tmp_path) == 0


def test_command_writes_the_photos_of_one_shop(
    database_url: str, services: Services, shelf: HungShelf, tmp_path: Path
) -> None:
    confirm(services, shelf)
    environment = {
        "DATABASE_URL": database_url,
        "ATLASVISION_HOME": str(tmp_path),
    }
    settings = load_settings(environment)
    folder = str(tmp_path / "out")

    done = CliRunner().invoke(
        models, ["export-boxes", folder, "--shop", "Corner"], obj=settings
    )
    unknown = CliRunner().invoke(
        models, ["export-boxes", folder, "--shop", "Nobody"], obj=settings
    )

    assert (done.exit_code, done.output) == (0, f"1 photos written to {folder}\n")
    (label,) = (tmp_path / "out" / "labels").iterdir()
    assert json.loads(label.read_text())["size"] == [800, 600]
    assert unknown.exit_code != 0 and "Nobody" in unknown.output
