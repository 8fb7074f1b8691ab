"""Ground truth from the rendered pixels: which object each pixel shows.

A second render at one sample writes every object's number; boxes come from those
pixels, so that occlusion and the picture's edge count as they do in the photo.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import bpy
import numpy as np
from PIL import Image, ImageDraw

from materials import number_emission
from plan import Space

Box = list[int]


def render_numbers(scene: bpy.types.Scene) -> np.ndarray:
    """Render the number of the object at each pixel (0: nothing of interest)."""
    layer, cycles, render = bpy.context.view_layer, scene.cycles, scene.render
    for thing in scene.objects:
        thing.hide_render = thing.type == "LIGHT" or bool(thing.get("see_through"))
    scene.world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0
    layer.material_override = number_emission()
    cycles.samples, cycles.use_denoising, cycles.max_bounces = 1, False, 0
    cycles.pixel_filter_type, cycles.filter_width = "BLACKMAN_HARRIS", 0.01
    render.image_settings.file_format = "OPEN_EXR"
    render.image_settings.color_depth = "32"
    with tempfile.TemporaryDirectory() as folder:
        render.filepath = str(Path(folder) / "numbers.exr")
        bpy.ops.render.render(write_still=True)
        return _read(Path(render.filepath))


def _read(path: Path) -> np.ndarray:
    image = bpy.data.images.load(str(path))
    image.colorspace_settings.name = "Non-Color"
    wide, high = image.size
    values = np.empty(wide * high * 4, dtype=np.float32)
    image.pixels.foreach_get(values)
    return np.rint(values.reshape(high, wide, 4)[::-1, :, 0]).astype(np.int32)


class Lens:
    """Projects points of the scene to pixels, as the camera sees them."""

    def __init__(self, scene: bpy.types.Scene) -> None:
        camera, render = scene.camera, scene.render
        self.size = (render.resolution_x, render.resolution_y)
        graph = bpy.context.evaluated_depsgraph_get()
        projection = camera.calc_matrix_camera(graph, x=self.size[0], y=self.size[1])
        self._matrix = np.array(projection @ camera.matrix_world.inverted())

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Turn N x 3 world points into N x 2 pixels; may lie outside the picture."""
        padded = np.c_[points, np.ones(len(points))] @ self._matrix.T
        flat = padded[:, :2] / padded[:, 3:4]
        return (flat * (1, -1) + 1) / 2 * self.size

    def silhouette(self, thing: bpy.types.Object) -> int:
        """Count the pixels an object fills with nothing before it, nor any edge."""
        mesh = thing.data
        flat = np.empty(3 * len(mesh.vertices))
        mesh.vertices.foreach_get("co", flat)
        world = np.c_[flat.reshape(-1, 3), np.ones(len(mesh.vertices))]
        spots = self.pixels((world @ np.array(thing.matrix_world).T)[:, :3])
        spots -= np.floor(spots.min(axis=0))
        wide, high = (int(v) + 2 for v in spots.max(axis=0))
        canvas = Image.new("1", (wide, high))
        draw = ImageDraw.Draw(canvas)
        for face in mesh.polygons:
            draw.polygon([tuple(spots[k]) for k in face.vertices], fill=1)
        return int(np.count_nonzero(np.asarray(canvas)))


def visible_box(
    numbers: np.ndarray, lens: Lens, thing: bpy.types.Object, least_px: int = 12
) -> Box | None:
    """Give the box of an object's visible pixels, None when half or more is hidden."""
    ys, xs = np.nonzero(numbers == thing.pass_index)
    if len(xs) < least_px * least_px or len(xs) <= 0.5 * lens.silhouette(thing):
        return None
    return [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]


def gap_boxes(numbers: np.ndarray, lens: Lens, spaces: Sequence[Space]) -> list[Box]:
    """Project empty selling positions and keep what is seen of them.

    From the side a neighbour can stand before a gap: its columns of pixels are cut off,
    and a gap that is less than half visible is left out.
    """
    boxes = (_projected(lens, space) for space in spaces)
    return [seen for box in boxes if (seen := _unhidden(numbers, box))]


def _projected(lens: Lens, space: Space) -> Box:
    sides, edges = (space.left, space.right), (space.bottom, space.top)
    corners = np.array([(x, 0.02, z) for x in sides for z in edges])
    spots = lens.pixels(corners)
    return [round(float(v)) for v in (*spots.min(axis=0), *spots.max(axis=0))]


def _unhidden(numbers: np.ndarray, box: Box) -> Box | None:
    high, wide = numbers.shape
    left, top, right, bottom = box
    x0, y0, x1, y1 = max(0, left), max(0, top), min(wide, right), min(high, bottom)
    if x1 - x0 < 8 or y1 - y0 < 8:
        return None
    free = np.nonzero((numbers[y0:y1, x0:x1] == 0).mean(axis=0) > 0.5)[0]
    if (y1 - y0) * len(free) < 0.5 * (right - left) * (bottom - top):
        return None
    return [x0 + int(free[0]), y0, x0 + int(free[-1]) + 1, y1]
