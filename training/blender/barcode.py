"""EAN-13 numbers and bars for the drawn packs; used by products and label art.

The bar patterns follow the GS1 General Specifications, section 5.2.
"""

from __future__ import annotations

import zlib

from PIL import Image, ImageDraw

_LEFT_ODD = (
    "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011"
).split()
_PARITY = (
    "LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL".split()
)


def check_digit(first_digits: str) -> str:
    """Give the GS1 check digit of a number that still lacks it."""
    weighted = (
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(first_digits))
    )
    return str(-sum(weighted) % 10)


def invented_ean13(product_id: str) -> str:
    """Give a stable EAN-13 for a product id; the number belongs to nobody."""
    digits = f"6169{zlib.crc32(product_id.encode()) % 10**8:08d}"
    return digits + check_digit(digits)


def ean13_modules(gtin: str) -> str:
    """Give the 95 modules of an EAN-13 as a string of 0 and 1 (1 is a bar)."""
    left = "".join(
        _digit_modules(int(digit), parity)
        for digit, parity in zip(gtin[1:7], _PARITY[int(gtin[0])], strict=True)
    )
    right = "".join(_digit_modules(int(digit), "R") for digit in gtin[7:])
    return f"101{left}01010{right}101"


def _digit_modules(digit: int, parity: str) -> str:
    odd = _LEFT_ODD[digit]
    inverted = odd.translate(str.maketrans("01", "10"))
    return {"L": odd, "R": inverted, "G": inverted[::-1]}[parity]


def draw_ean13(gtin: str, width: int, height: int) -> Image.Image:
    """Draw the bars of a GTIN on white with its quiet zones; size in pixels."""
    modules = "0" * 9 + ean13_modules(gtin) + "0" * 9
    picture = Image.new("RGB", (len(modules), 1), "white")
    draw = ImageDraw.Draw(picture)
    for place, module in enumerate(modules):
        if module == "1":
            draw.point((place, 0), fill="black")
    return picture.resize((width, height), Image.Resampling.NEAREST)
