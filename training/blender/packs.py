"""Pack meshes by shape, with their printed materials; studio places copies of them.

One mesh a product: every unit on a shelf shares it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import bpy

import art
import profiles
from materials import Material, plain, printed
from meshes import Section, bag, box, lathe, lift_onto
from products import Product
from profiles import Profile
from sheet import mix

_PIXELS_PER_MM = 4.2
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


def _round(
    product: Product,
    profile: Profile,
    *bodies: Material,
    roughness: float = 0.3,
    metallic: float = 0.0,
    coat: float = 0.0,
    girth: float = 1.0,
) -> bpy.types.Mesh:
    """Turn a profile; `girth` is the label's way round as a share of the widest."""
    size = product.size
    flat = size.depth / size.width
    mesh = lathe(product.product_id, profile.sections, flat)
    round_mm = 3.1416 * size.width * girth * (1 + flat) / 2
    width = min(1400, round(round_mm * _PIXELS_PER_MM))
    height = max(90, round(width * (profile.high - profile.low) * 1000 / round_mm))
    drawing = art.wrap(product, width, height)
    label = printed(product.product_id, drawing, roughness, metallic, coat)
    return _finish(mesh, label, *bodies)


def _radius_and_height(product: Product) -> tuple[float, float]:
    width, height, _ = product.metres
    return width / 2, height


def _steel() -> Material:
    return plain("steel", "#c9ccd0", 0.22, 0.95)


def _can(product: Product) -> bpy.types.Mesh:
    neck = 0.8 if product.family.shape == "can" else 0.86
    profile = profiles.can(*_radius_and_height(product), neck)
    return _round(product, profile, _steel(), roughness=0.28, metallic=0.45, coat=0.3)


def _tin(product: Product) -> bpy.types.Mesh:
    profile = profiles.tin(*_radius_and_height(product))
    return _round(product, profile, _steel(), roughness=0.38)


def _pet(product: Product) -> bpy.types.Mesh:
    profile = profiles.pet(*_radius_and_height(product))
    clear = plain("clear plastic", "#e8eef0", 0.08, alpha=0.35, coat=0.5)
    neck = _liquid(product) if product.family.shape == "oil" else clear
    return _round(product, profile, _liquid(product), _cap(product), neck, coat=0.4)


def _liquid(product: Product) -> Material:
    family, word = product.family, product.variant.word
    key = next((k for k in (word, family.kind) if k in _LIQUIDS), "Water")
    alpha = 0.42 if family.kind == "Water" else 0.97
    return plain(f"liquid {key}", _LIQUIDS[key], 0.06, alpha=alpha, coat=0.6)


def _cap(product: Product) -> Material:
    return _cap_of(product.variant.ground)


def _cap_of(colour: str) -> Material:
    return plain(f"cap {colour}", colour, 0.4)


def _glass(product: Product) -> bpy.types.Mesh:
    profile = profiles.glass(*_radius_and_height(product))
    colour = "#2a0f04" if product.family.kind == "Malt" else "#0c2f17"
    glass = plain(f"glass {colour}", colour, 0.05, coat=1.0)
    return _round(product, profile, glass, _cap(product), roughness=0.42)


def _jar(product: Product) -> bpy.types.Mesh:
    profile = profiles.jar(*_radius_and_height(product))
    inside = {"Coffee": "#2b1509", "Jam": product.variant.ground}
    colour = inside.get(product.family.kind, "#b9803f")
    glass = plain(f"jar {colour}", colour, 0.06, coat=1.0)
    return _round(product, profile, glass, _cap(product), roughness=0.4)


def _lid_tin(product: Product) -> bpy.types.Mesh:
    profile = profiles.lid_tin(*_radius_and_height(product))
    lid = plain("cream lid", "#f3efe2", 0.4)
    return _round(product, profile, _steel(), lid, roughness=0.33, metallic=0.2)


def _tub(product: Product) -> bpy.types.Mesh:
    profile = profiles.tub(*_radius_and_height(product))
    ground = product.variant.ground
    lid = plain(f"lid {ground}", mix(ground, "#ffffff", 0.35), 0.35)
    return _round(product, profile, lid, roughness=0.35, girth=0.87)


def _bottle(product: Product) -> bpy.types.Mesh:
    profile = profiles.squeeze_bottle(*_radius_and_height(product))
    ground, accent = product.variant.ground, product.variant.accent
    body = plain(f"body {ground}", ground, 0.25, coat=0.3)
    return _round(product, profile, body, _cap_of(accent), coat=0.3)


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
    "oil": _pet,
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
