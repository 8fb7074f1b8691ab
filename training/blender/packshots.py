"""Clean fronts on white, one a product: the catalogue's pictures."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path

import bpy
from mathutils import Matrix
from PIL import Image

from materials import linear
from packs import make_pack
from products import Product
from studio import add_light, clear_blender

HEIGHT = 300
MOST_BYTES = 12_000


def render_packshots(products: Sequence[Product], folder: Path, threads: int) -> None:
    """Render each product from the front and write PRODUCT_ID.jpg."""
    folder.mkdir(parents=True, exist_ok=True)
    for product in products:
        canvas = clear_blender(threads, samples=16)
        canvas.render.film_transparent = True
        thing = bpy.data.objects.new("pack", make_pack(product))
        canvas.collection.objects.link(thing)
        _light(canvas)
        _camera(product)
        _write(_render(canvas), folder / f"{product.product_id}.jpg")


def _light(canvas: bpy.types.Scene) -> None:
    world = canvas.world.node_tree.nodes["Background"]
    world.inputs["Color"].default_value = linear("#ffffff")
    world.inputs["Strength"].default_value = 0.75
    add_light("left", (-0.7, -0.9, 0.7), (0.4, 0.9), 9, "#ffffff", (0, 0, 0.12))
    add_light("right", (0.8, -0.8, 0.5), (0.3, 0.8), 5, "#ffffff", (0, 0, 0.12))


def _camera(product: Product) -> None:
    """Stand square before the pack, far off, so that the front is not distorted."""
    width = product.metres[0]
    canvas = bpy.context.scene
    height = max(vertex.co.z for vertex in canvas.objects["pack"].data.vertices)
    data = bpy.data.cameras.new("camera")
    data.type, data.sensor_fit = "ORTHO", "VERTICAL"
    data.ortho_scale = 1.06 * max(height, width * 0.9)
    camera = bpy.data.objects.new("camera", data)
    turn = Matrix.Rotation(1.5708, 4, "X")
    camera.matrix_world = Matrix.Translation((0, -2, height / 2)) @ turn
    canvas.collection.objects.link(camera)
    canvas.camera = camera
    canvas.render.resolution_y = HEIGHT
    canvas.render.resolution_x = round(HEIGHT * 1.06 * width / data.ortho_scale)


def _render(canvas: bpy.types.Scene) -> Image.Image:
    with tempfile.TemporaryDirectory() as folder:
        canvas.render.image_settings.file_format = "PNG"
        canvas.render.image_settings.color_mode = "RGBA"
        canvas.render.filepath = str(Path(folder) / "pack.png")
        bpy.ops.render.render(write_still=True)
        return Image.open(canvas.render.filepath).convert("RGBA")


def _write(cut_out: Image.Image, path: Path) -> None:
    white = Image.new("RGBA", cut_out.size, "white")
    picture = Image.alpha_composite(white, cut_out).convert("RGB")
    for quality in (88, 82, 74, 66, 58, 50, 42):
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, optimize=True)
        if buffer.tell() <= MOST_BYTES:
            break
    path.write_bytes(buffer.getvalue())
