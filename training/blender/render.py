"""Render shelf photos with ground truth, packshots and the catalogue: the command.

Run with the Python that has Blender's wheel; see README.md in this folder.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import bpy
import numpy as np
from PIL import Image

from demo_scenes import DEMO_SCENES
from families import FAMILIES
from packshots import render_packshots
from phone import develop, save_jpeg
from plan import Ticket, spaces_of
from products import Product, invent_families, products_of, write_catalogue
from scenes import Scene, random_scenes
from studio import Stage, aim_camera, clear_blender, light_scene, set_stage, stock_rows
from truth import Lens, gap_boxes, render_numbers, visible_box

PHOTO_BYTES = 330_000
UNREADABLE_STOPS = -3.0
LEAST_CONTRAST = 70


def main(arguments: Sequence[str]) -> None:
    options = _parse(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.count:
        _render_training(options)
        return
    products = products_of(FAMILIES)
    chosen = [s for s in DEMO_SCENES if not options.scenes or s.name in options.scenes]
    if not options.catalogue_only:
        for scene in chosen:
            render_scene(scene, products, options)
    if options.catalogue or options.catalogue_only:
        _write_catalogue(products, options)


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("demo_images"))
    parser.add_argument(
        "--scenes", nargs="*", help="demo scenes by name (default: all)"
    )
    parser.add_argument(
        "--catalogue", action="store_true", help="packshots and CSV too"
    )
    parser.add_argument("--catalogue-only", action="store_true")
    parser.add_argument("--count", type=int, default=0, help="random training scenes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--samples", type=int, default=28)
    parser.add_argument("--threads", type=int, default=3)
    parser.add_argument(
        "--scale", type=float, default=1.0, help="of the picture's size"
    )
    parser.add_argument("--labels-only", action="store_true", help="keep the photos")
    return parser.parse_args(arguments)


def _render_training(options: argparse.Namespace) -> None:
    """Render random scenes, each with brands of its own, and their packshots."""
    for scene in random_scenes(options.count, options.seed):
        families = invent_families(FAMILIES, random.Random(scene.seed))
        products = products_of(families)
        render_scene(scene, products, options)
        seen = _seen_products([scene], products)
        render_packshots(seen, options.out / "catalogue", options.threads)


def _write_catalogue(products: Sequence[Product], options: argparse.Namespace) -> None:
    scenes = [scene for scene in DEMO_SCENES if scene.name != "too_dark"]
    seen = _seen_products(scenes, products)
    write_catalogue(seen, options.out / "catalogue.csv")
    render_packshots(seen, options.out / "catalogue", options.threads)


def _seen_products(
    scenes: Sequence[Scene], products: Sequence[Product]
) -> list[Product]:
    """List the products that have a place in the scenes, in the order of ids."""
    seen = {
        column.product.product_id: column.product
        for scene in scenes
        for row in stock_rows(scene, products)
        for column in row.columns
    }
    return [seen[product_id] for product_id in sorted(seen)]


def render_scene(
    scene: Scene, products: Sequence[Product], options: argparse.Namespace
) -> None:
    """Render one scene and write NAME.jpg and NAME.json."""
    started = time.monotonic()
    canvas = clear_blender(options.threads, options.samples)
    stage = set_stage(scene, products)
    light_scene(scene, stage.rows)
    wide, high = (round(side * options.scale) for side in scene.size)
    aim_camera(scene.view, (wide, high))
    canvas.view_settings.exposure = scene.photo.exposure
    path = options.out / f"{scene.name}.jpg"
    if not options.labels_only:
        photo = develop(_render_picture(canvas), scene.photo, scene.seed)
        save_jpeg(photo, path, PHOTO_BYTES)
    labels = _labels(scene, stage, canvas, Image.open(path).convert("L"))
    text = json.dumps(labels, separators=(",", ":"))
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    spent = time.monotonic() - started
    counts = f"{len(labels['products'])} facings, {len(labels['gaps'])} gaps"
    print(f"{scene.name}: {counts}, {spent:.0f} s", flush=True)


def _render_picture(canvas: bpy.types.Scene) -> Image.Image:
    with tempfile.TemporaryDirectory() as folder:
        canvas.render.image_settings.file_format = "PNG"
        canvas.render.filepath = str(Path(folder) / "picture.png")
        bpy.ops.render.render(write_still=True)
        return Image.open(canvas.render.filepath).convert("RGB")


def _labels(
    scene: Scene, stage: Stage, canvas: bpy.types.Scene, photo: Image.Image
) -> dict[str, object]:
    lens, numbers = Lens(canvas), render_numbers(canvas)
    labels: dict[str, list[object]] = {
        "products": [
            {"box": box, "group": product.product_id}
            for product, thing in stage.facings
            if (box := visible_box(numbers, lens, thing))
        ],
        "gaps": [
            {"box": box}
            for row in stage.rows
            for box in gap_boxes(numbers, lens, spaces_of(row))
        ],
        "ignore": [],
        "price_tags": [
            {"box": box, "price": read_price(photo.crop(box), ticket)}
            for ticket, thing in stage.tickets
            if (box := visible_box(numbers, lens, thing, least_px=8))
        ],
    }
    if scene.photo.exposure < UNREADABLE_STOPS:
        labels = {kind: [] for kind in labels}
    return {"photo": f"{scene.name}.jpg", "size": list(lens.size), **labels}


def read_price(tag: Image.Image, ticket: Ticket) -> str | None:
    """Give the tag's price, or None where glare or darkness hides the print."""
    dark, bright = np.percentile(np.asarray(tag), (4, 90))
    if bright - dark < LEAST_CONTRAST:
        return None
    return str(ticket.product.size.price)


if __name__ == "__main__":
    main(sys.argv[1:])
