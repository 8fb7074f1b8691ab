"""Pack meshes by shape, with their printed materials; shelf.py places copies of them.

One mesh a product: every unit on a shelf shares it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import bpy

import art
from materials import Material, plain, printed
from meshes import Section, bag, box, lathe, lift_onto
from products import Product
from sheet import mix

_PIXELS_PER_MM = 4.2
_STEEL = "#c9ccd0"
_LIQUIDS = {
    "Cola": "#1d0a05",
    "Orange": "#f08a12",
    "Lemon": "#e6e38a",
    "Pineapple": "#f2cf4a",
    "Blackcurrant": "#4a1140",
    "Water": "#dff1fa",
    "Sunflower": "#f0c437",
    "Corn": "#f2b632",
}


def make_pack(product: Product) -> bpy.types.Mesh:
    """Give the product's mesh with its materials in place; made once."""
    known = bpy.data.meshes.get(product.product_id)
    return known or SHAPES[product.family.shape](product)


def _finish(mesh: bpy.types.Mesh, *materials: Material) -> bpy.types.Mesh:
    for material in materials:
        mesh.materials.append(material)
    return mesh


def _label(
    product: Product,
    round_mm: float,
    height_mm: float,
    roughness: float = 0.3,
    metallic: float = 0.0,
    coat: float = 0.0,
) -> Material:
    width = min(1400, round(3.1416 * round_mm * _PIXELS_PER_MM))
    height = max(90, round(width * height_mm / (3.1416 * round_mm)))
    drawing = art.wrap(product, width, height)
    return printed(product.product_id, drawing, roughness, metallic, coat)


def _can(product: Product) -> bpy.types.Mesh:
    r, h = product.size.width / 2000, product.size.height / 1000
    neck = r * (0.8 if product.family.shape == "can" else 0.86)
    foot, top = 0.006, h - 0.016
    sections = (
        Section(((0.001, 0.004), (r * 0.72, 0.003), (r * 0.76, 0.0), (r, foot)), 1),
        Section(((r, foot), (r, top)), 0),
        Section(
            (
                (r, top),
                (neck, h - 0.004),
                (neck, h),
                (neck - 0.003, h),
                (neck - 0.004, h - 0.005),
                (0.001, h - 0.005),
            ),
            1,
        ),
    )
    mesh = lathe(product.product_id, sections)
    label = _label(product, product.size.width, (top - foot) * 1000, 0.28, 0.45, 0.3)
    return _finish(mesh, label, plain("steel", _STEEL, 0.22, 0.95))


def _tin(product: Product) -> bpy.types.Mesh:
    r, h = product.size.width / 2000, product.size.height / 1000
    foot, top, body = 0.004, h - 0.004, r - 0.0016
    sections = (
        Section(
            ((0.001, 0.002), (r - 0.002, 0.002), (r, 0.0), (r, 0.003), (body, foot)), 1
        ),
        Section(((body, foot), (body, top)), 0),
        Section(
            (
                (body, top),
                (r, h - 0.003),
                (r, h),
                (r - 0.002, h),
                (r - 0.003, h - 0.003),
                (0.001, h - 0.003),
            ),
            1,
        ),
    )
    mesh = lathe(product.product_id, sections)
    label = _label(product, product.size.width, (top - foot) * 1000, 0.38)
    return _finish(mesh, label, plain("steel", _STEEL, 0.22, 0.95))


def _pet(product: Product) -> bpy.types.Mesh:
    r, h = product.size.width / 2000, product.size.height / 1000
    cap_h, neck = 0.018, 0.0135
    low, high = h * 0.3, h * 0.62
    waist = r * 0.975
    sections = (
        Section(
            (
                (0.001, 0.004),
                (r * 0.6, 0.0),
                (r * 0.9, 0.003),
                (r, 0.014),
                (r * 0.985, h * 0.1),
                (r, h * 0.16),
                (r * 0.97, h * 0.22),
                (r, low - 0.004),
                (waist, low),
            ),
            1,
        ),
        Section(((waist + 0.0007, low), (waist + 0.0007, high)), 0),
        Section(
            (
                (waist, high),
                (r, high + 0.006),
                (r * 0.97, h * 0.71),
                (r * 0.8, h * 0.79),
                (r * 0.52, h * 0.86),
            ),
            1,
        ),
        Section(
            (
                (r * 0.52, h * 0.86),
                (neck + 0.001, h - cap_h - 0.016),
                (neck, h - cap_h - 0.008),
                (neck + 0.003, h - cap_h - 0.005),
                (neck + 0.003, h - cap_h - 0.002),
                (neck, h - cap_h),
            ),
            3,
        ),
        Section(
            (
                (neck + 0.0012, h - cap_h),
                (neck + 0.0012, h - 0.001),
                (neck, h),
                (0.001, h),
            ),
            2,
        ),
    )
    mesh = lathe(product.product_id, sections)
    label = _label(product, product.size.width, (high - low) * 1000, 0.3, coat=0.4)
    return _finish(mesh, label, _liquid(product), _cap(product), _clear())


def _liquid(product: Product) -> Material:
    family, word = product.family, product.variant.word
    key = next((k for k in (word, family.kind) if k in _LIQUIDS), "Water")
    alpha = 0.42 if family.kind == "Water" else 0.97
    return plain(f"liquid {key}", _LIQUIDS[key], 0.06, alpha=alpha, coat=0.6)


def _clear() -> Material:
    return plain("clear plastic", "#e8eef0", 0.08, alpha=0.35, coat=0.5)


def _cap(product: Product) -> Material:
    return _cap_of(product.variant.ground)


def _cap_of(colour: str) -> Material:
    return plain(f"cap {colour}", colour, 0.4)


def _oil(product: Product) -> bpy.types.Mesh:
    mesh = _pet(product)
    mesh.materials[3] = mesh.materials[1]
    return mesh


def _glass(product: Product) -> bpy.types.Mesh:
    r, h = product.size.width / 2000, product.size.height / 1000
    neck, low, high = 0.0125, h * 0.1, h * 0.52
    sections = (
        Section(((0.001, 0.002), (r * 0.94, 0.0), (r, 0.006), (r, low)), 1),
        Section(((r + 0.0005, low), (r + 0.0005, high)), 0),
        Section(
            (
                (r, high),
                (r, h * 0.56),
                (r * 0.86, h * 0.64),
                (r * 0.52, h * 0.74),
                (neck + 0.002, h * 0.84),
                (neck, h - 0.012),
            ),
            1,
        ),
        Section(
            (
                (neck + 0.0035, h - 0.013),
                (neck + 0.0035, h - 0.008),
                (neck + 0.001, h - 0.001),
                (0.001, h),
            ),
            2,
        ),
    )
    mesh = lathe(product.product_id, sections)
    label = _label(product, product.size.width, (high - low) * 1000, 0.42)
    brown = product.family.kind == "Malt"
    glass = (
        plain("brown glass", "#2a0f04", 0.05, coat=1.0)
        if brown
        else plain("green glass", "#0c2f17", 0.05, coat=1.0)
    )
    return _finish(mesh, label, glass, _cap(product))


def _jar(product: Product) -> bpy.types.Mesh:
    r, h = product.size.width / 2000, product.size.height / 1000
    lid, low, high = h * 0.8, h * 0.13, h * 0.68
    sections = (
        Section(((0.001, 0.002), (r * 0.93, 0.0), (r, 0.006), (r, low)), 1),
        Section(((r + 0.0004, low), (r + 0.0004, high)), 0),
        Section(
            ((r, high), (r * 0.98, h * 0.73), (r * 0.86, h * 0.78), (r * 0.84, lid)), 1
        ),
        Section(((r * 0.9, lid), (r * 0.9, h - 0.002), (r * 0.87, h), (0.001, h)), 2),
    )
    mesh = lathe(product.product_id, sections)
    label = _label(product, product.size.width, (high - low) * 1000, 0.4)
    inside = {"Coffee": "#2b1509", "Jam": product.variant.ground}
    colour = inside.get(product.family.kind, "#b9803f")
    glass = plain(f"jar {colour}", colour, 0.06, coat=1.0)
    return _finish(mesh, label, glass, _cap(product))


def _lid_tin(product: Product) -> bpy.types.Mesh:
    r, h = product.size.width / 2000, product.size.height / 1000
    foot, top = 0.003, h * 0.89
    sections = (
        Section(((0.001, 0.002), (r, 0.0), (r, foot)), 1),
        Section(((r - 0.001, foot), (r - 0.001, top)), 0),
        Section(((r, top), (r, h - 0.003), (r - 0.003, h), (0.001, h)), 2),
    )
    mesh = lathe(product.product_id, sections)
    label = _label(product, product.size.width, (top - foot) * 1000, 0.33, 0.2)
    steel = plain("steel", _STEEL, 0.22, 0.95)
    return _finish(mesh, label, steel, plain("cream lid", "#f3efe2", 0.4))


def _tub(product: Product) -> bpy.types.Mesh:
    r, h = product.size.width / 2000, product.size.height / 1000
    foot, top = 0.002, h * 0.87
    sections = (
        Section(((0.001, 0.001), (r * 0.78, 0.0), (r * 0.8, foot)), 1),
        Section(((r * 0.8, foot), (r * 0.93, top)), 0),
        Section(
            (
                (r * 0.95, top),
                (r, h * 0.9),
                (r, h - 0.002),
                (r * 0.95, h),
                (0.001, h - 0.002),
            ),
            1,
        ),
    )
    mesh = lathe(product.product_id, sections)
    label = _label(product, product.size.width * 0.87, (top - foot) * 1000, 0.35)
    ground = product.variant.ground
    lid = plain(f"lid {ground}", mix(ground, "#ffffff", 0.35), 0.35)
    return _finish(mesh, label, lid)


def _bottle(product: Product) -> bpy.types.Mesh:
    size = product.size
    r, h = size.width / 2000, size.height / 1000
    low, high = h * 0.06, h * 0.66
    sections = (
        Section(((0.001, 0.001), (r * 0.9, 0.0), (r, low)), 1),
        Section(((r, low), (r, high * 0.5), (r * 0.97, high)), 0),
        Section(((r * 0.97, high), (r * 0.84, h * 0.74), (r * 0.46, h * 0.8)), 1),
        Section(
            (
                (r * 0.42, h * 0.8),
                (r * 0.42, h * 0.9),
                (r * 0.3, h * 0.92),
                (r * 0.26, h),
                (0.001, h),
            ),
            2,
        ),
    )
    mesh = lathe(product.product_id, sections, flat=size.depth / size.width)
    mean_round = (size.width + size.depth) / 2
    label = _label(product, mean_round, (high - low) * 1000, 0.3, coat=0.3)
    ground, accent = product.variant.ground, product.variant.accent
    body = plain(f"body {ground}", ground, 0.25, coat=0.3)
    return _finish(mesh, label, body, plain(f"cap {accent}", accent, 0.35))


def _box(product: Product) -> bpy.types.Mesh:
    size, name = product.size, product.product_id
    mesh = box(name, *product.metres)
    scale = min(_PIXELS_PER_MM, 1100 / size.height)
    shape = round(size.width * scale), round(size.height * scale)
    edge = round(size.depth * scale)
    face = printed(name, art.front(product, *shape), 0.4, coat=0.15)
    flank = printed(f"{name} side", art.side(product, edge, shape[1]), 0.4)
    top = printed(f"{name} top", art.lid_top(product, 160), 0.4)
    ground = product.variant.ground
    rim = plain(f"card {ground}", mix(ground, "#ffffff", 0.25), 0.5)
    return _finish(mesh, face, flank, top, rim)


def _carton(product: Product) -> bpy.types.Mesh:
    """Make a drinks carton: a box with a screw cap, when it is large enough for one."""
    mesh = _box(product)
    if product.metres[1] > 0.13:
        cap = ((0.0135, 0.0), (0.0135, 0.011), (0.012, 0.0125), (0.001, 0.0125))
        screw = lathe("screw cap", (Section(cap, 4),))
        mesh.materials.append(_cap_of(product.variant.accent))
        lift_onto(mesh, screw, product.metres[1])
    return mesh


def _bag(product: Product) -> bpy.types.Mesh:
    size, name = product.size, product.product_id
    soft = (
        product.family.kind in ("Crisps", "Noodles")
        or "Biscuits" in product.family.kind
    )
    crimp = 0.05 if soft else 0.02
    seed = zlib.crc32(name.encode()) % 1000
    mesh = bag(name, *product.metres, seed, crimp)
    scale = min(_PIXELS_PER_MM, 1000 / size.height)
    drawing = art.front(product, round(size.width * scale), round(size.height * scale))
    film = printed(name, drawing, 0.24 if soft else 0.42, 0.1, 0.3, wrinkles=0.45)
    return _finish(mesh, film)


SHAPES: dict[str, Callable[[Product], bpy.types.Mesh]] = {
    "can": _can,
    "slimcan": _can,
    "tin": _tin,
    "pet": _pet,
    "oil": _oil,
    "glass": _glass,
    "jar": _jar,
    "lidtin": _lid_tin,
    "tub": _tub,
    "bottle": _bottle,
    "box": _box,
    "carton": _carton,
    "bag": _bag,
    "pillow": _bag,
}
