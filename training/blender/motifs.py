"""Small pictures for the packs (fruit, cups, fish …), drawn with Pillow.

Each draws into a unit square scaled to the pen's size; label art pastes the result.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFilter

Point = tuple[float, float]


@dataclass(slots=True)
class Pen:
    """Draws in unit coordinates (0..1) on a square RGBA picture."""

    size: int
    accent: str
    image: Image.Image
    draw: ImageDraw.ImageDraw

    def disc(self, x: float, y: float, rx: float, colour: str, ry: float = 0.0) -> None:
        ry = ry or rx
        box = [self.size * v for v in (x - rx, y - ry, x + rx, y + ry)]
        self.draw.ellipse(box, fill=colour)

    def shape(self, points: list[Point], colour: str) -> None:
        self.draw.polygon([(x * self.size, y * self.size) for x, y in points], colour)

    def line(self, points: list[Point], colour: str, width: float) -> None:
        scaled = [(x * self.size, y * self.size) for x, y in points]
        self.draw.line(scaled, colour, max(1, round(width * self.size)), joint="curve")

    def leaf(
        self, x: float, y: float, length: float, angle: float, colour: str
    ) -> None:
        """Draw one pointed leaf from (x, y) in a direction of `angle` radians."""
        outline: list[Point] = []
        for step in range(21):
            along = step / 10 if step <= 10 else 2 - step / 10
            side = 1 if step <= 10 else -1
            wide = side * 0.24 * math.sin(math.pi * along)
            outline.append(
                (
                    x + length * (along * math.cos(angle) - wide * math.sin(angle)),
                    y + length * (along * math.sin(angle) + wide * math.cos(angle)),
                )
            )
        self.shape(outline, colour)
        tip = (x + length * math.cos(angle), y + length * math.sin(angle))
        self.line([(x, y), tip], "#ffffff80", 0.008)


def draw_motif(name: str, size: int, accent: str, seed: int = 0) -> Image.Image:
    """Draw a motif of `size` pixels square on a transparent ground, soft-shadowed."""
    image = Image.new("RGBA", (size, size))
    pen = Pen(size, accent, image, ImageDraw.Draw(image))
    MOTIFS[name](pen, random.Random(f"{name}{seed}"))
    shadow = Image.new("RGBA", image.size, (0, 0, 0, 0))
    dark = Image.new("RGBA", image.size, (0, 0, 0, 110))
    shadow.paste(dark, (size // 60, size // 40), image)
    shadow = shadow.filter(ImageFilter.GaussianBlur(size / 50))
    return Image.alpha_composite(shadow, image)


def _orange(pen: Pen, rng: random.Random) -> None:
    _citrus_halves(pen, "#f07800", "#ffa733")


def _lemon(pen: Pen, rng: random.Random) -> None:
    _citrus_halves(pen, "#e3c400", "#fff066")


def _lime(pen: Pen, rng: random.Random) -> None:
    _citrus_halves(pen, "#4c9a2a", "#c5e86c")


def _citrus_halves(pen: Pen, skin: str, flesh: str) -> None:
    for x, y, r in ((0.36, 0.6, 0.33), (0.68, 0.38, 0.27)):
        pen.disc(x, y, r, skin)
        pen.disc(x, y, r * 0.88, "#fff7dc")
        for k in range(9):
            a, b = (2 * math.pi * (k + e) / 9 for e in (0.08, 0.92))
            fan = [
                (x + 0.8 * r * math.cos(t), y + 0.8 * r * math.sin(t)) for t in (a, b)
            ]
            pen.shape([(x, y), *fan], flesh)
    pen.leaf(0.66, 0.14, 0.28, 0.1, "#2f9e3f")


def _berry(pen: Pen, rng: random.Random) -> None:
    for x, y in ((0.3, 0.62), (0.62, 0.68), (0.48, 0.4), (0.76, 0.46)):
        r = rng.uniform(0.16, 0.2)
        pen.disc(x, y, r, "#8d1040" if rng.random() < 0.6 else "#5a1d78")
        pen.disc(x - r * 0.3, y - r * 0.35, r * 0.3, "#ffc6dc")
        pen.disc(x, y - r * 0.8, r * 0.3, "#2f8a3b", r * 0.16)
    pen.leaf(0.5, 0.26, 0.3, -0.6, "#2f8a3b")
    pen.leaf(0.46, 0.26, 0.3, -2.6, "#3aa548")


def _pineapple(pen: Pen, rng: random.Random) -> None:
    for k in range(7):
        pen.leaf(0.5, 0.36, 0.32, -math.pi * (0.15 + 0.7 * k / 6), "#2f8a3b")
    pen.disc(0.5, 0.63, 0.23, "#e9a51a", 0.32)
    for k in range(-4, 9):
        pen.line([(0.26, k * 0.12), (0.74, k * 0.12 + 0.36)], "#a9640c90", 0.01)
        pen.line([(0.74, k * 0.12), (0.26, k * 0.12 + 0.36)], "#a9640c90", 0.01)


def _mango(pen: Pen, rng: random.Random) -> None:
    pen.disc(0.42, 0.56, 0.32, "#f29a14", 0.27)
    pen.disc(0.36, 0.5, 0.2, "#f7c22e", 0.17)
    pen.disc(0.62, 0.64, 0.22, "#d8442a", 0.2)
    pen.disc(0.57, 0.6, 0.2, "#ef7a1c", 0.18)
    pen.leaf(0.44, 0.28, 0.4, -0.35, "#2f8a3b")


def _apple(pen: Pen, rng: random.Random) -> None:
    for x, colour in ((0.4, "#c5202c"), (0.6, "#8db92a")):
        pen.disc(x, 0.58, 0.24, colour, 0.28)
        pen.disc(x - 0.08, 0.46, 0.05, "#ffffffa0", 0.09)
        pen.line([(x, 0.34), (x + 0.04, 0.2)], "#5b3412", 0.03)
    pen.leaf(0.62, 0.24, 0.26, -0.4, "#2f8a3b")


def _tomato(pen: Pen, rng: random.Random) -> None:
    for x, y, r in ((0.36, 0.58, 0.28), (0.66, 0.62, 0.25)):
        pen.disc(x, y, r, "#d3201f", r * 0.9)
        pen.disc(x - r * 0.35, y - r * 0.35, r * 0.22, "#ff9d86")
        for k in range(5):
            pen.leaf(x, y - r * 0.7, r * 0.7, 2 * math.pi * k / 5 + 0.3, "#2b8a35")


def _leaf(pen: Pen, rng: random.Random) -> None:
    for angle, colour in ((-1.6, "#3da64a"), (-0.75, "#2f8a3b"), (-2.4, "#56b55a")):
        pen.leaf(0.5, 0.86, 0.72, angle, colour)


def _root(pen: Pen, rng: random.Random) -> None:
    for x, y, rx, ry in (
        (0.34, 0.6, 0.22, 0.13),
        (0.58, 0.54, 0.2, 0.14),
        (0.76, 0.44, 0.12, 0.1),
        (0.5, 0.36, 0.1, 0.13),
        (0.26, 0.44, 0.08, 0.1),
    ):
        pen.disc(x, y, rx + 0.015, "#9c6a2c", ry + 0.015)
        pen.disc(x, y, rx, "#dcae66", ry)


def _flower(pen: Pen, rng: random.Random) -> None:
    pen.leaf(0.5, 0.6, 0.42, 0.7, "#3a9a4a")
    pen.leaf(0.5, 0.6, 0.42, 2.5, "#3a9a4a")
    for k in range(8):
        a = 2 * math.pi * k / 8
        x, y = 0.5 + 0.2 * math.cos(a), 0.46 + 0.2 * math.sin(a)
        pen.disc(x, y, 0.15, ("#fbd3e0", "#f6b3ca")[k % 2])
    pen.disc(0.5, 0.46, 0.11, "#f2b632")


def _sun(pen: Pen, rng: random.Random) -> None:
    for k in range(18):
        pen.leaf(0.5, 0.5, 0.46, 2 * math.pi * k / 18, ("#f8c400", "#f39c12")[k % 2])
    pen.disc(0.5, 0.5, 0.21, "#5a3210")
    for _ in range(60):
        a, r = rng.uniform(0, 6.28), rng.uniform(0, 0.18)
        pen.disc(0.5 + r * math.cos(a), 0.5 + r * math.sin(a), 0.012, "#a86a2a")


def _wheat(pen: Pen, rng: random.Random) -> None:
    for stem in (-0.22, 0.0, 0.22):
        pen.line([(0.5 + stem * 0.3, 0.95), (0.5 + stem, 0.12)], "#b8791c", 0.015)
        for k in range(7):
            x, y = 0.5 + stem * (0.95 - 0.09 * k), 0.14 + 0.085 * k
            pen.leaf(x, y + 0.06, 0.13, -0.8, "#f0c14b")
            pen.leaf(x, y + 0.06, 0.13, -2.34, "#d99a28")


def _drop(pen: Pen, rng: random.Random) -> None:
    for x, y, r in ((0.5, 0.6, 0.26), (0.78, 0.74, 0.12), (0.22, 0.78, 0.1)):
        pen.shape(
            [(x, y - 2 * r), (x - r * 0.9, y - 0.3 * r), (x + r * 0.9, y - 0.3 * r)],
            "#4db5ee",
        )
        pen.disc(x, y, r, "#4db5ee")
        pen.disc(x - r * 0.35, y, r * 0.22, "#e6f7ff", r * 0.4)


def _bubbles(pen: Pen, rng: random.Random) -> None:
    for _ in range(26):
        x, y, r = rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9), rng.uniform(0.02, 0.1)
        pen.disc(x, y, r, pen.accent + "70")
        pen.disc(x - r * 0.3, y - r * 0.3, r * 0.35, "#ffffffd0")


def _bolt(pen: Pen, rng: random.Random) -> None:
    zigzag = [
        (0.6, 0.02),
        (0.2, 0.56),
        (0.46, 0.56),
        (0.36, 0.98),
        (0.82, 0.4),
        (0.54, 0.4),
    ]
    pen.shape([(x + 0.03, y + 0.02) for x, y in zigzag], "#00000090")
    pen.shape(zigzag, pen.accent)


def _splash(pen: Pen, rng: random.Random) -> None:
    crown = [(0.02, 0.95)]
    for k in range(9):
        x = 0.06 + 0.11 * k
        crown += [(x, 0.62), (x + 0.05, 0.28 + 0.12 * rng.random())]
    pen.shape([*crown, (0.98, 0.62), (0.98, 0.95)], "#ffffff")
    pen.disc(0.5, 0.8, 0.48, "#ffffff", 0.2)
    pen.disc(0.5, 0.76, 0.36, "#e3eef8", 0.1)
    for _ in range(8):
        pen.disc(
            rng.random(), rng.uniform(0.08, 0.4), rng.uniform(0.015, 0.04), "#ffffff"
        )


def _bowl(pen: Pen, rng: random.Random) -> None:
    pen.disc(0.5, 0.52, 0.46, "#8c1d18", 0.2)
    pen.disc(0.5, 0.5, 0.42, "#f3c567", 0.16)
    for _ in range(26):
        x, y = rng.uniform(0.16, 0.8), rng.uniform(0.4, 0.58)
        pen.draw.arc(
            [v * pen.size for v in (x - 0.1, y - 0.05, x + 0.1, y + 0.06)],
            rng.randint(0, 200),
            rng.randint(201, 360),
            rng.choice(("#fbe29a", "#d99b33")),
            max(2, pen.size // 50),
        )
    for x, colour in ((0.34, "#2f8a3b"), (0.52, "#d3201f"), (0.66, "#2f8a3b")):
        pen.disc(x, 0.44, 0.05, colour, 0.03)
    pen.draw.pieslice(
        [v * pen.size for v in (0.04, 0.12, 0.96, 0.94)], 0, 180, "#b3261e"
    )
    pen.disc(0.5, 0.53, 0.46, "#b3261e", 0.08)
    pen.disc(0.5, 0.49, 0.42, "#f3c567", 0.08)


def _chilli(pen: Pen, rng: random.Random) -> None:
    for shift in (0.0, 0.24):
        curve = [
            (0.16 + shift, 0.2),
            (0.3 + shift, 0.46),
            (0.5 + shift, 0.68),
            (0.74 + shift * 0.6, 0.86),
        ]
        for k in range(60):
            t = k / 59 * 2.999
            i, f = int(t), t - int(t)
            x = curve[i][0] * (1 - f) + curve[i + 1][0] * f
            y = curve[i][1] * (1 - f) + curve[i + 1][1] * f
            pen.disc(x, y, 0.085 * (1 - k / 66), "#d0161b")
        pen.leaf(0.16 + shift, 0.22, 0.18, -2.0, "#2f8a3b")


def _bean(pen: Pen, rng: random.Random) -> None:
    for x, y in ((0.3, 0.66), (0.62, 0.72), (0.46, 0.42), (0.76, 0.48), (0.22, 0.36)):
        pen.disc(x, y, 0.15, "#2a1208", 0.115)
        pen.disc(x, y, 0.135, "#6b3a1b", 0.1)
        pen.line(
            [(x - 0.12, y + 0.02), (x, y - 0.01), (x + 0.12, y - 0.03)], "#2a1208", 0.02
        )


def _beans(pen: Pen, rng: random.Random) -> None:
    for _ in range(24):
        x, y = rng.uniform(0.14, 0.86), rng.uniform(0.34, 0.86)
        pen.disc(x, y, 0.085, "#5a2d12", 0.066)
        pen.disc(x, y, 0.078, rng.choice(("#d98b4a", "#c9763a", "#e0a35f")), 0.058)
        pen.disc(x - 0.02, y - 0.02, 0.02, "#ffe7c4")


def _cup(pen: Pen, rng: random.Random) -> None:
    pen.draw.arc(
        [v * pen.size for v in (0.62, 0.5, 0.94, 0.8)],
        -90,
        100,
        "#ffffff",
        max(3, pen.size // 22),
    )
    pen.shape([(0.14, 0.46), (0.78, 0.46), (0.68, 0.9), (0.24, 0.9)], "#ffffff")
    pen.disc(0.46, 0.46, 0.32, "#ffffff", 0.09)
    pen.disc(0.46, 0.46, 0.28, "#5b2d12", 0.065)
    for x in (0.34, 0.48, 0.62):
        pen.line(
            [(x, 0.34), (x - 0.04, 0.24), (x + 0.04, 0.14), (x, 0.04)],
            "#ffffffc0",
            0.022,
        )


def _biscuit(pen: Pen, rng: random.Random) -> None:
    for x, y in ((0.38, 0.6), (0.62, 0.42)):
        pen.disc(x, y, 0.34, "#a8692a")
        pen.disc(x, y, 0.31, "#dca355")
        pen.disc(x, y, 0.2, "#c9863c")
        for k in range(14):
            a = 2 * math.pi * k / 14
            pen.disc(x + 0.255 * math.cos(a), y + 0.255 * math.sin(a), 0.018, "#8f5420")


def _crisp(pen: Pen, rng: random.Random) -> None:
    for x, y, r in ((0.3, 0.62, 0.25), (0.66, 0.68, 0.24), (0.5, 0.4, 0.26)):
        pen.disc(x, y, r + 0.012, "#c98a18", r * 0.72 + 0.012)
        pen.disc(x, y, r, "#f8d35a", r * 0.72)
        pen.disc(x - r * 0.2, y - r * 0.15, r * 0.55, "#fde58b", r * 0.3)


def _grains(pen: Pen, rng: random.Random) -> None:
    for _ in range(110):
        y = rng.uniform(0.3, 0.95)
        half = 0.46 * math.sqrt(max(0.02, (y - 0.26) / 0.7))
        x, a = 0.5 + rng.uniform(-half, half), rng.uniform(0, 3.14)
        pen.leaf(x, y, 0.11, a, rng.choice(("#fffdf2", "#f3e9cf", "#e8dab6")))


def _crystals(pen: Pen, rng: random.Random) -> None:
    for _ in range(90):
        y = rng.uniform(0.35, 0.95)
        x = 0.5 + rng.uniform(-1, 1) * 0.5 * math.sqrt(max(0.02, (y - 0.3) / 0.65))
        s = rng.uniform(0.02, 0.045)
        grey = rng.choice(("#ffffff", "#e6edf3", "#cfdbe6"))
        pen.shape([(x - s, y), (x, y - s), (x + s, y), (x, y + s)], grey)


def _fish(pen: Pen, rng: random.Random) -> None:
    for y in (0.36, 0.64):
        pen.shape([(0.74, y), (0.96, y - 0.13), (0.96, y + 0.13)], "#4a6a86")
        pen.disc(0.46, y, 0.36, "#5f86a6", 0.13)
        pen.disc(0.46, y + 0.04, 0.32, "#dbe7ef", 0.08)
        pen.disc(0.2, y - 0.02, 0.03, "#ffffff")
        pen.disc(0.2, y - 0.02, 0.016, "#111111")


MOTIFS: dict[str, Callable[[Pen, random.Random], None]] = {
    name.removeprefix("_"): function
    for name, function in globals().copy().items()
    if name.startswith("_") and callable(function) and "halves" not in name
}
