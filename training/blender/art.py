"""Label art of the invented packs: fronts, wrap-around labels and side panels.

Drawn with Pillow at twice the size and scaled down; packs.py turns it into textures.
"""

from __future__ import annotations

import math
import random
import zlib

from PIL import Image, ImageChops, ImageDraw

from barcode import draw_ean13
from grounds import GROUNDS
from products import Product
from sheet import BRAND_FONTS, PLAIN, SMALL, Region, Sheet, contrast_ink, font_of, mix

# --- the parts of a front: brand, kind, picture, flavour, size -----------------------

_TALL = {"brand": (0.05, 0.08, 0.95, 0.32), "kind": (0.12, 0.325, 0.88, 0.41),
         "motif": (0.12, 0.4, 0.88, 0.76), "word": (0.06, 0.755, 0.94, 0.87),
         "size": (0.55, 0.9, 0.96, 0.98)}  # fmt: skip
_SQUARE = {"brand": (0.04, 0.07, 0.96, 0.36), "kind": (0.06, 0.38, 0.56, 0.5),
           "motif": (0.5, 0.38, 0.99, 0.9), "word": (0.04, 0.6, 0.58, 0.78),
           "size": (0.05, 0.86, 0.4, 0.97)}  # fmt: skip
_WIDE = {"brand": (0.03, 0.1, 0.62, 0.6), "kind": (0.05, 0.63, 0.34, 0.78),
         "motif": (0.6, 0.06, 0.98, 0.96), "word": (0.05, 0.78, 0.42, 0.96),
         "size": (0.46, 0.8, 0.64, 0.95)}  # fmt: skip


def front(product: Product, width: int, height: int) -> Image.Image:
    """Draw the front of a pack, width x height pixels."""
    sheet = Sheet(Image.new("RGB", (2 * width, 2 * height)))
    family, variant = product.family, product.variant
    seed = zlib.crc32(f"{family.brand}{family.kind}".encode())
    rng = random.Random(seed)
    GROUNDS[family.layout](sheet, variant.ground, variant.accent)
    parts = (
        _TALL if height > 1.15 * width else _WIDE if width > 1.45 * height else _SQUARE
    )
    sheet.motif(parts["motif"], variant.motif, variant.accent, seed % 97)
    _brand(sheet, parts, product, rng)
    if variant.word:
        _ribbon(sheet, parts["word"], variant.word.upper(), variant.accent)
    _size(sheet, parts["size"], product.size.text, variant.ground)
    if rng.random() < 0.45 and parts is not _WIDE:
        _seal(sheet, rng, (0.15, 0.52) if parts is _TALL else (0.9, 0.88))
    return sheet.image.resize((width, height), Image.Resampling.LANCZOS)


def _brand(
    sheet: Sheet, parts: dict[str, Region], product: Product, rng: random.Random
) -> None:
    family, ground = product.family, product.variant.ground
    font = rng.choice(BRAND_FONTS)
    tilt = rng.choice((0.0, 0.0, 7.0)) if parts is not _WIDE else 0.0
    brand = family.brand.upper() if rng.random() < 0.5 else family.brand
    dark = mix(ground, "#000000", 0.65)
    if family.layout == "oval":
        left, top, right, bottom = sheet.pixels(parts["brand"])
        sheet.draw.ellipse((left, top - 4, right, bottom + 4), product.variant.accent)
        sheet.draw.ellipse((left + 8, top + 4, right - 8, bottom - 4), dark)
        left_f, top_f, right_f, bottom_f = parts["brand"]
        inner = (left_f + 0.1, top_f + 0.05, right_f - 0.1, bottom_f - 0.05)
        sheet.text(inner, brand, font, "#ffffff", "", tilt)
    else:
        outline = dark if contrast_ink(dark) == "#ffffff" else "#ffffff"
        sheet.text(parts["brand"], brand, font, family.ink, outline, tilt)
    sheet.text(parts["kind"], family.kind.upper(), PLAIN, *_kind_inks(product))


def _kind_inks(product: Product) -> tuple[str, str]:
    ground = product.variant.ground
    if contrast_ink(ground) == "#ffffff":
        return "#ffffff", mix(ground, "#000000", 0.6)
    return "#1a1a1a", "#ffffff"


def _ribbon(sheet: Sheet, region: Region, words: str, accent: str) -> None:
    left, top, right, bottom = sheet.pixels(region)
    sheet.draw.rounded_rectangle(
        (left, top, right, bottom), (bottom - top) // 3, accent, "#ffffff", 3
    )
    inset = (region[0] + 0.03, region[1] + 0.018, region[2] - 0.03, region[3] - 0.018)
    sheet.text(inset, words, PLAIN, contrast_ink(accent))


def _size(sheet: Sheet, region: Region, text: str, ground: str) -> None:
    left, top, right, bottom = sheet.pixels(region)
    sheet.draw.rounded_rectangle(
        (left, top, right, bottom), (bottom - top) // 4, "#ffffffd8"
    )
    inset = (region[0] + 0.015, region[1] + 0.012, region[2] - 0.015, region[3] - 0.012)
    sheet.text(inset, text, PLAIN, mix(ground, "#000000", 0.75))


def _seal(sheet: Sheet, rng: random.Random, centre: tuple[float, float]) -> None:
    wide, high = sheet.image.size
    radius = 0.1 * min(wide, high)
    x, y = wide * centre[0], high * centre[1]
    points = []
    for k in range(32):
        reach = radius * (1.12 if k % 2 else 0.95)
        points.append(
            (
                x + reach * math.cos(k * math.pi / 16),
                y + reach * math.sin(k * math.pi / 16),
            )
        )
    sheet.draw.polygon(points, "#fff2b0")
    words = rng.choice(("NEW", "100%", "VIT C", "FRESH", "BEST", "RICH"))
    half = (0.8 * radius / wide, 0.3 * radius / high)
    box = (
        x / wide - half[0],
        y / high - half[1],
        x / wide + half[0],
        y / high + half[1],
    )
    sheet.text(box, words, PLAIN, "#b3141c")


# --- what is round the corner --------------------------------------------------------


_SMALL_PRINT = (
    "NUTRITION per 100 g",
    "Energy  412 kJ",
    "Protein  3.1 g",
    "Carbohydrate  9.8 g",
    "Fat  0.4 g",
    "Salt  0.1 g",
    "Keep cool and dry.",
    "Best before: see base.",
)


def side(product: Product, width: int, height: int) -> Image.Image:
    """Draw a side panel: nutrition table, small print and the bar code."""
    ground = product.variant.ground
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    ink, small = (
        contrast_ink(ground),
        font_of(SMALL, max(9, min(width // 9, height // 14))),
    )
    line = small.size * 1.15
    for number, row in enumerate(_SMALL_PRINT):
        y = 0.08 * height + number * line
        if y + line < height * 0.66:
            draw.text((width * 0.06, y), row, ink, small)
            draw.line((width * 0.05, y + line, width * 0.95, y + line), ink, 1)
    code = draw_ean13(product.gtin, int(width * 0.86), int(height * 0.2))
    image.paste(code, (int(width * 0.07), int(height * 0.7)))
    draw.text((width * 0.2, height * 0.91), product.gtin, ink, small)
    return image


def wrap(product: Product, width: int, height: int) -> Image.Image:
    """Draw a label that goes once round: front, small print, front, small print.

    The middle of the first front is at half the width.
    """
    face = front(product, round(width * 0.36), height)
    back = side(product, width // 2 - face.width, height)
    sheet = Image.new("RGB", (width, height), product.variant.ground)
    for x, part in (
        (0, face),
        (face.width, back),
        (width // 2, face),
        (width // 2 + face.width, back),
    ):
        sheet.paste(part, (x, 0))
    return ImageChops.offset(sheet, -face.width // 2, 0)


def lid_top(product: Product, size: int) -> Image.Image:
    """Draw a box top: the ground colour with the brand across."""
    sheet = Sheet(Image.new("RGB", (2 * size, 2 * size), product.variant.ground))
    sheet.text(
        (0.06, 0.3, 0.94, 0.7),
        product.family.brand,
        PLAIN,
        contrast_ink(product.variant.ground),
    )
    return sheet.image.resize((size, size), Image.Resampling.LANCZOS)
