"""Blender materials for packs, furniture and liquids; made once and shared by name."""

from __future__ import annotations

import bpy
import numpy as np
from PIL import Image

Material = bpy.types.Material


def linear(colour: str) -> tuple[float, float, float, float]:
    """Turn #rrggbb (sRGB) into linear RGBA, which Blender's nodes expect."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    )
    return red, green, blue, 1.0


def plain(
    name: str, colour: str, roughness: float = 0.45, metallic: float = 0.0,
    alpha: float = 1.0, coat: float = 0.0, emission: float = 0.0,
) -> Material:  # fmt: skip
    """Give a one-colour material; the same name gives the same material."""
    known = bpy.data.materials.get(name)
    if known is not None:
        return known
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    inputs = material.node_tree.nodes["Principled BSDF"].inputs
    inputs["Base Color"].default_value = linear(colour)
    inputs["Roughness"].default_value = roughness
    inputs["Metallic"].default_value = metallic
    inputs["Alpha"].default_value = alpha
    inputs["Coat Weight"].default_value = coat
    if emission:
        inputs["Emission Color"].default_value = linear(colour)
        inputs["Emission Strength"].default_value = emission
    return material


def printed(
    name: str, art: Image.Image, roughness: float = 0.35, metallic: float = 0.0,
    coat: float = 0.0, wrinkles: float = 0.0,
) -> Material:  # fmt: skip
    """Give a material that shows a drawing by the mesh's UV map."""
    material = plain(name, "#ffffff", roughness, metallic, coat=coat)
    nodes, links = material.node_tree.nodes, material.node_tree.links
    texture = nodes.new("ShaderNodeTexImage")
    texture.image = _image(name, art)
    texture.extension = "EXTEND"
    shader = nodes["Principled BSDF"]
    links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    if wrinkles:
        _wrinkle(material, wrinkles)
    return material


def _image(name: str, art: Image.Image) -> bpy.types.Image:
    image = bpy.data.images.new(name, art.width, art.height)
    pixels = np.asarray(art.convert("RGBA"), dtype=np.float32)[::-1] / 255
    image.pixels.foreach_set(pixels.ravel())
    image.pack()
    return image


def _wrinkle(material: Material, strength: float) -> None:
    """Bump the surface with soft folds that differ from unit to unit."""
    nodes, links = material.node_tree.nodes, material.node_tree.links
    info, place = nodes.new("ShaderNodeObjectInfo"), nodes.new("ShaderNodeTexCoord")
    noise, bump = nodes.new("ShaderNodeTexNoise"), nodes.new("ShaderNodeBump")
    noise.noise_dimensions = "4D"
    noise.inputs["Scale"].default_value = 22
    noise.inputs["Detail"].default_value = 3
    bump.inputs["Strength"].default_value = strength
    bump.inputs["Distance"].default_value = 0.01
    scale = nodes.new("ShaderNodeMath")
    scale.operation = "MULTIPLY"
    scale.inputs[1].default_value = 50
    links.new(info.outputs["Random"], scale.inputs[0])
    links.new(scale.outputs[0], noise.inputs["W"])
    links.new(place.outputs["Object"], noise.inputs["Vector"])
    links.new(noise.outputs[0], bump.inputs["Height"])
    links.new(bump.outputs[0], nodes["Principled BSDF"].inputs["Normal"])


def wood(name: str, light: str, dark: str) -> Material:
    """Give boards with a long grain along the x axis."""
    known = bpy.data.materials.get(name)
    if known is not None:
        return known
    material = plain(name, light, 0.6)
    nodes, links = material.node_tree.nodes, material.node_tree.links
    place, stretch = nodes.new("ShaderNodeTexCoord"), nodes.new("ShaderNodeMapping")
    noise, ramp = nodes.new("ShaderNodeTexNoise"), nodes.new("ShaderNodeValToRGB")
    stretch.inputs["Scale"].default_value = (1.2, 14, 22)
    noise.inputs["Scale"].default_value = 4
    noise.inputs["Detail"].default_value = 6
    ramp.color_ramp.elements[0].color = linear(dark)
    ramp.color_ramp.elements[0].position = 0.35
    ramp.color_ramp.elements[1].color = linear(light)
    ramp.color_ramp.elements[1].position = 0.65
    links.new(place.outputs["Object"], stretch.inputs["Vector"])
    links.new(stretch.outputs[0], noise.inputs["Vector"])
    links.new(noise.outputs[0], ramp.inputs[0])
    links.new(ramp.outputs[0], nodes["Principled BSDF"].inputs["Base Color"])
    return material


def holed_board(name: str, colour: str) -> Material:
    """Give the perforated back board of a shop bay."""
    known = bpy.data.materials.get(name)
    if known is not None:
        return known
    material = plain(name, colour, 0.55)
    nodes, links = material.node_tree.nodes, material.node_tree.links
    tile = Image.new("RGB", (32, 32), colour)
    for x in range(13, 19):
        for y in range(13, 19):
            tile.putpixel((x, y), (40, 40, 40))
    texture, place = nodes.new("ShaderNodeTexImage"), nodes.new("ShaderNodeTexCoord")
    stretch = nodes.new("ShaderNodeMapping")
    stretch.inputs["Rotation"].default_value = (1.5708, 0, 0)
    stretch.inputs["Scale"].default_value = (30, 30, 30)
    texture.image = _image(name, tile)
    links.new(place.outputs["Object"], stretch.inputs["Vector"])
    links.new(stretch.outputs[0], texture.inputs["Vector"])
    shader = nodes["Principled BSDF"]
    links.new(texture.outputs["Color"], shader.inputs["Base Color"])
    return material


def number_emission() -> Material:
    """Give the material whose brightness is the object's index, for the truth pass."""
    material = bpy.data.materials.new("object number")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    nodes.clear()
    info, glow = nodes.new("ShaderNodeObjectInfo"), nodes.new("ShaderNodeEmission")
    out = nodes.new("ShaderNodeOutputMaterial")
    links.new(info.outputs["Object Index"], glow.inputs["Strength"])
    links.new(glow.outputs[0], out.inputs["Surface"])
    return material
