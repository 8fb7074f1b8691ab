"""Shop furniture: bay, drinks fridge, wooden kiosk and wire rack."""

from __future__ import annotations

import math
from collections.abc import Sequence

import bpy
from PIL import Image

from materials import Material, holed_board, plain, printed, wood
from meshes import box
from plan import Row
from scenes import Scene
from sheet import Sheet

STRIP = 0.042
Span = tuple[float, float]


def block(name: str, x: Span, y: Span, z: Span, material: Material) -> bpy.types.Object:
    """Add a box between the given limits (metres)."""
    mesh = box(name, x[1] - x[0], z[1] - z[0], y[1] - y[0])
    for _ in range(4):
        mesh.materials.append(material)
    thing = bpy.data.objects.new(name, mesh)
    thing.location = ((x[0] + x[1]) / 2, (y[0] + y[1]) / 2, z[0])
    bpy.context.scene.collection.objects.link(thing)
    return thing


def build_furniture(scene: Scene, rows: Sequence[Row]) -> None:
    """Build the furniture of a scene round its rows."""
    {"bay": _bay, "fridge": _fridge, "kiosk": _kiosk, "rack": _rack}[scene.furniture](
        scene, rows
    )
    floor = plain("floor", "#908c84" if scene.furniture != "kiosk" else "#8b7a66", 0.35)
    block("floor", (-6, 6), (-6, 1.5), (-0.02, 0), floor)


def _top(rows: Sequence[Row]) -> float:
    return rows[-1].z + rows[-1].clear


def _bay(scene: Scene, rows: Sequence[Row]) -> None:
    half, deep, top = scene.width / 2, scene.depth, _top(rows)
    metal = plain("shelf metal", "#d9d9d6", 0.4)
    strip = plain("price strip", ("#b9bec2", "#c6192e", "#1c4e9c")[scene.seed % 3], 0.3)
    board = holed_board("back board", "#c9c8c4")
    wall = plain("wall", "#c0beb8", 0.8)
    block(
        "back", (-half - 0.03, half + 0.03), (deep, deep + 0.02), (0, top + 0.25), board
    )
    block("wall", (-6, 6), (deep + 0.04, deep + 0.08), (0, 3.2), wall)
    for row in rows:
        block("board", (-half, half), (0, deep), (row.z - 0.026, row.z), metal)
        block(
            "strip", (-half, half), (-0.008, 0), (row.z - STRIP, row.z + 0.002), strip
        )
    block("canopy", (-half, half), (0, deep), (top, top + 0.026), metal)
    block("canopy edge", (-half, half), (-0.008, 0), (top - 0.02, top + 0.03), strip)
    block("plinth", (-half, half), (0.03, deep), (0, rows[0].z - 0.026), metal)
    bays = max(1, round(scene.width / 1.2))
    for k in range(bays + 1):
        x = -half - 0.012 + k * (scene.width + 0.024) / bays
        wide = 0.014 if 0 < k < bays else 0.03
        front = deep - 0.03 if 0 < k < bays else -0.002
        block(
            "upright",
            (x - wide / 2, x + wide / 2),
            (front, deep),
            (0, top + 0.25),
            metal,
        )
    _next_bays(scene, rows, metal, strip)


def _next_bays(
    scene: Scene, rows: Sequence[Row], metal: Material, strip: Material
) -> None:
    """Hint at the bays on either side: boards only, nothing on sale in view."""
    half, deep = scene.width / 2 + 0.04, scene.depth
    for side in (-1, 1):
        x = tuple(sorted((side * half, side * (half + 1.0))))
        for row in rows:
            block("next board", x, (0.02, deep), (row.z - 0.03, row.z), metal)
            block("next strip", x, (0.012, 0.02), (row.z - STRIP, row.z), strip)


def _fridge(scene: Scene, rows: Sequence[Row]) -> None:
    half, deep, top = scene.width / 2, scene.depth, _top(rows)
    shell = plain(
        "fridge shell", ("#b01420", "#20252b", "#f0f1f2")[scene.seed % 3], 0.3, coat=0.4
    )
    inner = plain("fridge inside", "#eef2f4", 0.35)
    for side in (-1, 1):
        near, far = side * half, side * (half + 0.05)
        block(
            "liner",
            _span(near, near + side * 0.006),
            (0.0, deep),
            (rows[0].z - 0.06, top),
            inner,
        )
        block(
            "shell side",
            _span(near + side * 0.006, far),
            (-0.05, deep + 0.05),
            (0, top + 0.32),
            shell,
        )
    block("fridge back", (-half, half), (deep, deep + 0.02), (0, top + 0.1), _ribbed())
    block("fridge top", (-half, half), (-0.02, deep), (top, top + 0.02), inner)
    block("fridge foot", (-half, half), (-0.05, deep), (0, rows[0].z - 0.05), shell)
    _header(scene, half, top, shell)
    rack = plain("fridge shelf", "#dfe3e6", 0.3)
    for row in rows:
        block("grid", (-half, half), (0.004, deep), (row.z - 0.009, row.z), rack)
        block(
            "lip", (-half, half), (-0.006, 0.004), (row.z - 0.036, row.z + 0.003), inner
        )
    wall = plain("room wall", "#8f8a80", 0.8)
    block("wall", (-6, 6), (deep + 0.1, deep + 0.14), (0, 3.2), wall)
    if scene.door:
        _door(half, rows[0].z, top)


def _span(a: float, b: float) -> Span:
    return (a, b) if a < b else (b, a)


def _ribbed() -> Material:
    tile = Image.new("RGB", (64, 8), "#dfe6ea")
    for x in range(0, 64, 8):
        tile.paste("#aeb9c0", (x, 0, x + 2, 8))
    return printed("fridge back", tile, 0.5)


def _header(scene: Scene, half: float, top: float, shell: Material) -> None:
    sheet = Sheet(
        Image.new("RGB", (900, 300), "#0f2f6b" if scene.seed % 2 else "#0d6a4a")
    )
    sheet.text(
        (0.08, 0.2, 0.92, 0.8), "Ice cold", "URWBookman-DemiItalic.otf", "#ffffff"
    )
    sign = printed("fridge sign", sheet.image, 0.3)
    sign.node_tree.nodes["Principled BSDF"].inputs[
        "Emission Strength"
    ].default_value = 0.0
    block(
        "header",
        (-half - 0.05, half + 0.05),
        (-0.05, 0.2),
        (top + 0.02, top + 0.32),
        shell,
    )
    block("sign", (-half, half), (-0.056, -0.05), (top + 0.06, top + 0.28), sign)


def _door(half: float, foot: float, top: float) -> None:
    frame = plain("door frame", "#2a2d31", 0.35, 0.6)
    low, high, y = foot - 0.06, top + 0.02, (-0.085, -0.055)
    for side in (-1, 1):
        x = _span(side * (half - 0.02), side * (half + 0.045))
        block("door side", x, y, (low, high), frame)
    block("door head", (-half, half), y, (high - 0.04, high), frame)
    block("door sill", (-half, half), y, (low, low + 0.04), frame)
    handle = plain("handle", "#d0d3d6", 0.2, 0.9)
    block(
        "handle",
        (half - 0.012, half + 0.014),
        (-0.13, -0.1),
        (low + 0.5, high - 0.45),
        handle,
    )
    pane = block("pane", (-half, half), (-0.072, -0.07), (low, high), _pane_material())
    pane["see_through"] = True
    pane.visible_shadow = False


def _pane_material() -> Material:
    """Thin glass: mirrors a little, lets the rest straight through."""
    material = bpy.data.materials.new("pane")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    clear, mirror = (
        nodes.new("ShaderNodeBsdfTransparent"),
        nodes.new("ShaderNodeBsdfGlossy"),
    )
    fresnel, blend = nodes.new("ShaderNodeFresnel"), nodes.new("ShaderNodeMixShader")
    out = nodes.new("ShaderNodeOutputMaterial")
    mirror.inputs["Roughness"].default_value = 0.09
    links.new(fresnel.outputs[0], blend.inputs[0])
    links.new(clear.outputs[0], blend.inputs[1])
    links.new(mirror.outputs[0], blend.inputs[2])
    links.new(blend.outputs[0], out.inputs[0])
    return material


def _kiosk(scene: Scene, rows: Sequence[Row]) -> None:
    half, deep, top = scene.width / 2, scene.depth, _top(rows)
    timber = wood("timber", "#b3906a", "#80603f")
    paint = ("#5fa7a0", "#c9b26a", "#7fa3c4")[scene.seed % 3]
    planks = wood("painted planks", paint, _dim(paint))
    for row in rows:
        block("plank", (-half, half), (0, deep), (row.z - 0.028, row.z), timber)
    block("top plank", (-half, half), (0, deep), (top, top + 0.03), timber)
    for x in (-half - 0.015, half + 0.015):
        block("post", (x - 0.02, x + 0.02), (-0.004, deep), (0, top + 0.3), timber)
    shade = plain("shade", "#2b2620", 0.9)
    block("behind", (-3, 3), (deep + 0.03, deep + 0.05), (0, 2.6), shade)
    for k in range(12):
        z = k * 0.2
        block(
            "back plank", (-3, 3), (deep + 0.004, deep + 0.02), (z, z + 0.193), planks
        )
    counter = wood("counter", "#8d5d33", "#5c3818")
    block("counter", (-3, 3), (-0.1, 0.0), (0, rows[0].z - 0.1), counter)


def _dim(colour: str) -> str:
    return "#" + "".join(
        f"{int(int(colour[i : i + 2], 16) * 0.72):02x}" for i in (1, 3, 5)
    )


def _rack(scene: Scene, rows: Sequence[Row]) -> None:
    half, deep, top = scene.width / 2, scene.depth, _top(rows)
    wire = plain("wire", "#3c4044", 0.35, 0.8)
    block(
        "wall",
        (-6, 6),
        (deep + 0.05, deep + 0.1),
        (0, 3),
        plain("rack wall", "#cfc6a8", 0.85),
    )
    for x in (-half, half):
        for y in (0.0, deep):
            block(
                "post",
                (x - 0.01, x + 0.01),
                (y - 0.01, y + 0.01),
                (0, top + 0.05),
                wire,
            )
    for row in rows:
        for k in range(math.ceil(scene.width / 0.03)):
            x = -half + 0.03 * k
            block(
                "rod", (x - 0.0015, x + 0.0015), (0, deep), (row.z - 0.005, row.z), wire
            )
        for y in (0.0, deep / 2, deep - 0.004):
            block(
                "bar",
                (-half, half),
                (y, y + 0.004),
                (row.z - 0.012, row.z - 0.004),
                wire,
            )
        block(
            "rail", (-half, half), (-0.006, -0.002), (row.z + 0.016, row.z + 0.02), wire
        )
        block(
            "card",
            (-half, half),
            (-0.004, 0.0),
            (row.z - STRIP, row.z - 0.006),
            plain("card", "#f2efe6", 0.6),
        )
