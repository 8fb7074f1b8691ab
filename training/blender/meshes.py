"""Bare meshes: lathed bodies, boxes with soft edges, stuffed bags.

Metres; z is up, the front looks along -y, the origin is the middle of the base.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import bmesh
import bpy
import numpy as np
from mathutils import Matrix

Ring = tuple[float, float]
SEGMENTS = 40


@dataclass(frozen=True, slots=True)
class Section:
    """Rings (radius, height) from below to above that share one material slot."""

    rings: tuple[Ring, ...]
    slot: int


def lathe(name: str, sections: Sequence[Section], flat: float = 1.0) -> bpy.types.Mesh:
    """Turn sections about z; `flat` squeezes the depth (an oval bottle).

    UV: u goes once round with the front at 0.5, v from the section's foot to its top.
    """
    vertices: list[tuple[float, float, float]] = []
    faces: list[tuple[int, ...]] = []
    uvs: list[tuple[float, float]] = []
    slots: list[int] = []
    for section in sections:
        start = len(vertices)
        for radius, z in section.rings:
            vertices += [_on_ring(radius, z, k, flat) for k in range(SEGMENTS)]
        shares = _shares(section.rings)
        for ring in range(len(section.rings) - 1):
            for k in range(SEGMENTS):
                nxt = (k + 1) % SEGMENTS
                low, high = start + ring * SEGMENTS, start + (ring + 1) * SEGMENTS
                faces.append((low + k, low + nxt, high + nxt, high + k))
                u0, u1 = k / SEGMENTS, (k + 1) / SEGMENTS
                v0, v1 = shares[ring], shares[ring + 1]
                uvs += [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]
                slots.append(section.slot)
    return _mesh(name, vertices, faces, uvs, slots, smooth=True)


def _on_ring(
    radius: float, z: float, k: int, flat: float
) -> tuple[float, float, float]:
    angle = 2 * math.pi * (k / SEGMENTS - 0.5) - math.pi / 2
    return radius * math.cos(angle), flat * radius * math.sin(angle), z


def _shares(rings: Sequence[Ring]) -> list[float]:
    steps = [0.0] + [math.dist(a, b) for a, b in itertools.pairwise(rings)]
    total = sum(steps) or 1.0
    return [sum(steps[: i + 1]) / total for i in range(len(steps))]


def box(name: str, width: float, height: float, depth: float) -> bpy.types.Mesh:
    """Make a box with soft edges; slots: 0 front and back, 1 sides, 2 top, 3 edges."""
    e = min(0.0012, depth / 12)
    half_w, half_d = width / 2, depth / 2
    vertices: list[tuple[float, float, float]] = []
    faces: list[tuple[int, ...]] = []
    uvs: list[tuple[float, float]] = []
    slots: list[int] = []
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]

    def add(slot: int, *corners: tuple[float, float, float]) -> None:
        start = len(vertices)
        vertices.extend(corners)
        faces.append(tuple(range(start, start + 4)))
        uvs.extend(square)
        slots.append(slot)

    x, y, b, t = half_w - e, half_d, e, height - e
    add(0, (-x, -y, b), (x, -y, b), (x, -y, t), (-x, -y, t))
    add(0, (x, y, b), (-x, y, b), (-x, y, t), (x, y, t))
    x, y = half_w, half_d - e
    add(1, (x, -y, b), (x, y, b), (x, y, t), (x, -y, t))
    add(1, (-x, y, b), (-x, -y, b), (-x, -y, t), (-x, y, t))
    x, t = half_w - e, height
    add(2, (-x, -y, t), (x, -y, t), (x, y, t), (-x, y, t))
    add(3, (-x, y, 0), (x, y, 0), (x, -y, 0), (-x, -y, 0))
    for sx in (-1, 1):
        add(
            3,
            (sx * half_w, sx * y, b),
            (sx * x, sx * half_d, b),
            (sx * x, sx * half_d, t - e),
            (sx * half_w, sx * y, t - e),
        )
        add(
            3,
            (sx * x, -sx * half_d, b),
            (sx * half_w, -sx * y, b),
            (sx * half_w, -sx * y, t - e),
            (sx * x, -sx * half_d, t - e),
        )
    add(3, (-x, -half_d, t - e), (x, -half_d, t - e), (x, -y, t), (-x, -y, t))
    add(3, (half_w, -y, t - e), (half_w, y, t - e), (x, y, t), (x, -y, t))
    add(3, (-half_w, y, t - e), (-half_w, -y, t - e), (-x, -y, t), (-x, y, t))
    return _mesh(name, vertices, faces, uvs, slots, smooth=False)


def lift_onto(mesh: bpy.types.Mesh, part: bpy.types.Mesh, height: float) -> None:
    """Join a part into a mesh, raised to a height; its slots stay as they are."""
    joined, extra = bmesh.new(), part.copy()
    extra.transform(Matrix.Translation((0, 0, height)))
    joined.from_mesh(mesh)
    joined.from_mesh(extra)
    joined.to_mesh(mesh)
    joined.free()
    bpy.data.meshes.remove(extra)
    bpy.data.meshes.remove(part)


def bag(
    name: str, width: float, height: float, depth: float, seed: int, crimp: float
) -> bpy.types.Mesh:
    """Make a stuffed bag; `crimp` is the share of the height of its flat seams."""
    columns, rows = 18, 26
    rng = np.random.default_rng(seed)
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    belly = _belly(u, v, crimp) * (1 + 0.1 * _folds(rng, u, v))
    pinch = 1 - 0.05 * np.sin(np.pi * np.clip(v, 0, 1)) ** 2 + 0.01 * _folds(rng, v, u)
    x = (u - 0.5) * width * pinch
    z = v * height
    z = z + height * 0.012 * np.sin(u * 9 + seed) * (v > 0.95)
    vertices: list[tuple[float, float, float]] = []
    faces: list[tuple[int, ...]] = []
    uvs: list[tuple[float, float]] = []
    for turn in (-1, 1):
        start = len(vertices)
        y = turn * belly * depth / 2
        flat = np.stack([x, y, z], axis=-1).reshape(-1, 3)
        vertices += [tuple(map(float, point)) for point in flat]
        quads, corners = _grid(columns, rows, turn)
        faces += [tuple(start + k for k in quad) for quad in quads]
        uvs += corners
    return _mesh(name, vertices, faces, uvs, [0] * len(faces), smooth=True)


def _belly(u: np.ndarray, v: np.ndarray, crimp: float) -> np.ndarray:
    inner = np.clip((v - crimp) / (1 - 2 * crimp), 0, 1)
    across = np.clip(1 - np.abs(2 * u - 1) ** 3.2, 0, 1)
    along = np.clip(1 - np.abs(2 * inner - 1) ** (4 if crimp < 0.03 else 2.6), 0, 1)
    return 0.03 + 0.97 * np.sqrt(across * along)


def _folds(rng: np.random.Generator, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    total = np.zeros_like(u)
    for _ in range(5):
        a, b, shift = rng.uniform(2, 11), rng.uniform(2, 9), rng.uniform(0, 6)
        total += np.sin(a * u * 2 + b * v + shift) / 3
    return total


def _grid(
    columns: int, rows: int, turn: int
) -> tuple[list[list[int]], list[tuple[float, float]]]:
    quads, corners = [], []
    for row in range(rows - 1):
        for column in range(columns - 1):
            order = [(0, 0), (1, 0), (1, 1), (0, 1)]
            if turn > 0:
                order.reverse()
            quads.append([(row + dy) * columns + column + dx for dx, dy in order])
            for dx, dy in order:
                u = (column + dx) / (columns - 1)
                corners.append((u if turn < 0 else 1 - u, (row + dy) / (rows - 1)))
    return quads, corners


def _mesh(
    name: str,
    vertices: list[tuple[float, float, float]],
    faces: list[tuple[int, ...]],
    uvs: list[tuple[float, float]],
    slots: list[int],
    smooth: bool,
) -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(vertices, [], faces)
    layer = mesh.uv_layers.new(name="UVMap")
    layer.data.foreach_set("uv", np.asarray(uvs, dtype=np.float32).ravel())
    mesh.polygons.foreach_set("material_index", slots)
    mesh.polygons.foreach_set("use_smooth", [smooth] * len(faces))
    mesh.update()
    return mesh
