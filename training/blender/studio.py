"""Builds a scene in Blender: furniture, units, lights, camera, render settings."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import bpy
from mathutils import Matrix, Vector

from furniture import STRIP, build_furniture
from materials import linear
from packs import make_pack
from plan import Row, Stocker, Ticket, Unit, sell, tickets_of, units_of
from products import Product
from scenes import Scene, View
from tags import add_ticket


@dataclass(frozen=True, slots=True)
class Stage:
    """What truth needs: the rows, and the objects of front units and tags."""

    rows: list[Row]
    facings: list[tuple[Product, bpy.types.Object]]
    tickets: list[tuple[Ticket, bpy.types.Object]]


def clear_blender(threads: int, samples: int) -> bpy.types.Scene:
    """Start from an empty file with the render settings in place."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.device, cycles.samples, cycles.use_denoising = "CPU", samples, True
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces = 5, 2, 3
    cycles.transparent_max_bounces, cycles.caustics_reflective = 10, False
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.03
    cycles.sample_clamp_indirect = 4
    scene.render.threads_mode, scene.render.threads = "FIXED", threads
    scene.view_settings.view_transform = "Khronos PBR Neutral"
    scene.world = bpy.data.worlds.new("room")
    scene.world.use_nodes = True
    return scene


def stock_rows(scene: Scene, products: Sequence[Product]) -> list[Row]:
    """Decide what stands on the scene's rows, from below upwards."""
    stocker = Stocker(products, random.Random(f"stock {scene.seed}"), scene.habit)
    rows, z = [], scene.foot
    for clear, theme in zip(scene.clears, scene.themes, strict=True):
        empty = Row(z, clear, scene.depth)
        rows.append(stocker.fill(empty, scene.width, theme))
        z += clear + 0.03
    if scene.sales:
        rows = sell(rows, random.Random(f"sales {scene.seed}"), scene.sales)
    return rows


def set_stage(scene: Scene, products: Sequence[Product]) -> Stage:
    """Build everything that the camera sees."""
    rows = stock_rows(scene, products)
    build_furniture(scene, rows)
    units = units_of(rows, random.Random(f"units {scene.seed}"), scene.habit.untidy)
    facings = []
    for number, unit in enumerate(units, start=1):
        thing = _place(unit)
        if unit.front:
            thing.pass_index = number
            facings.append((unit.product, thing))
    tickets = []
    drop = 0.037 if scene.furniture == "fridge" else STRIP - 0.002
    for ticket in (t for row in rows for t in tickets_of(row, drop)):
        tag = add_ticket(scene, ticket, len(units) + len(tickets) + 1)
        tickets.append((ticket, tag))
    return Stage(rows, facings, tickets)


def _place(unit: Unit) -> bpy.types.Object:
    thing = bpy.data.objects.new(unit.product.product_id, make_pack(unit.product))
    thing.location = (unit.x, unit.y, unit.z)
    thing.rotation_euler = (0, 0, unit.yaw)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def aim_camera(view: View, size: tuple[int, int]) -> None:
    """Put the phone in front of the shelf and point it at the view's aim."""
    scene = bpy.context.scene
    data = bpy.data.cameras.new("phone")
    data.sensor_fit, data.angle = "AUTO", math.radians(view.wide)
    data.clip_start = 0.02
    camera = bpy.data.objects.new("phone", data)
    turn = math.radians(view.yaw)
    target = Vector((view.aim[0], 0.05, view.aim[1]))
    spot = Vector(
        (
            view.aim[0] + view.distance * math.sin(turn),
            -view.distance * math.cos(turn),
            view.height,
        )
    )
    look = (target - spot).to_track_quat("-Z", "Y").to_matrix().to_4x4()
    camera.matrix_world = (
        Matrix.Translation(spot)
        @ look
        @ Matrix.Rotation(math.radians(view.roll), 4, "Z")
    )
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.render.resolution_x, scene.render.resolution_y = size
    bpy.context.view_layer.update()


def add_light(
    name: str, spot: tuple[float, float, float], size: tuple[float, float],
    watts: float, colour: str, towards: tuple[float, float, float],
) -> None:  # fmt: skip
    """Add a rectangular lamp that points at a spot."""
    data = bpy.data.lights.new(name, "AREA")
    data.shape, data.size, data.size_y = "RECTANGLE", *size
    data.energy, data.color = watts, linear(colour)[:3]
    lamp = bpy.data.objects.new(name, data)
    direction = Vector(towards) - Vector(spot)
    lamp.matrix_world = (
        Matrix.Translation(spot)
        @ direction.to_track_quat("-Z", "Y").to_matrix().to_4x4()
    )
    lamp.visible_camera = False
    bpy.context.scene.collection.objects.link(lamp)


def light_scene(scene: Scene, rows: Sequence[Row]) -> None:
    """Light the room the way such a place is lit."""
    top = rows[-1].z + rows[-1].clear
    world = bpy.context.scene.world.node_tree.nodes["Background"]
    in_fridge = scene.furniture == "fridge"
    world.inputs["Color"].default_value = linear("#dfe6ee" if in_fridge else "#fff6e8")
    world.inputs["Strength"].default_value = (0.16 if in_fridge else 0.3) * min(
        1.0, 0.3 + 0.7 * scene.light
    )
    if in_fridge:
        _fridge_light(scene, rows[0].z, top)
    elif scene.furniture == "bay":
        _ceiling_light(scene, top)
    else:
        _daylight(scene, top)
    if scene.lamp:
        add_light(
            "reflected lamp",
            (-0.85, -2.0, 1.75),
            (0.34, 0.9),
            13,
            "#ffffff",
            (0, 0, 1.0),
        )


def _fridge_light(scene: Scene, low: float, top: float) -> None:
    half, middle = scene.width / 2, (low + top) / 2
    watts = 3.2 * scene.light
    for side in (-1, 1):
        add_light(
            "fridge tube",
            (side * (half - 0.012), -0.05, middle),
            (0.02, top - low),
            watts,
            "#eaf4ff",
            (0, 0.25, middle),
        )
    add_light(
        "fridge top tube",
        (0, 0.0, top - 0.01),
        (scene.width * 0.9, 0.03),
        watts,
        "#eaf4ff",
        (0, 0.2, 0),
    )
    add_light(
        "room",
        (0.6, -1.8, 2.5),
        (1.2, 0.3),
        30 * min(1.0, 0.35 + scene.light),
        "#fff1dc",
        (0, 0, 0.8),
    )


def _ceiling_light(scene: Scene, top: float) -> None:
    for x in (-1.1, 0.0, 1.1):
        add_light(
            "ceiling strip",
            (x, -1.25, top + 0.95),
            (0.14, 1.6),
            27 * scene.light,
            "#fffaf2",
            (x * 0.6, 0.1, top * 0.45),
        )
    add_light(
        "far strip",
        (0, -3.2, top + 0.8),
        (3.0, 0.3),
        36 * scene.light,
        "#fffaf2",
        (0, 0, 0.6),
    )


def _daylight(scene: Scene, top: float) -> None:
    add_light(
        "doorway",
        (-1.5, -2.2, 1.7),
        (1.3, 1.8),
        85 * scene.light,
        "#fff0d8",
        (0, 0, 0.8),
    )
    add_light(
        "bulb",
        (0.35, -0.75, top + 0.5),
        (0.12, 0.12),
        13 * scene.light,
        "#ffe6c4",
        (0, 0.1, 0.5),
    )
