"""Label grounds: one function a design, from a pack's two colours; used by art."""

from __future__ import annotations

import math

from PIL import Image

from sheet import Sheet, mix


def _shaded(size: tuple[int, int], top: str, bottom: str) -> Image.Image:
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(
        Image.new("RGB", size, bottom), Image.new("RGB", size, top), mask
    )


def _ground_wave(sheet: Sheet, ground: str, accent: str) -> None:
    wide, high = sheet.image.size
    sheet.image.paste(
        _shaded(
            (wide, high), mix(ground, "#ffffff", 0.08), mix(ground, "#000000", 0.25)
        )
    )
    for lift, colour in (
        (0.0, accent),
        (0.045, mix(ground, "#000000", 0.35)),
        (0.06, ground),
    ):
        curve = [
            (x, high * (0.66 + lift + 0.05 * math.sin(x / wide * 2 * math.pi)))
            for x in range(0, wide + 8, 8)
        ]
        sheet.draw.polygon([*curve, (wide + 8, high), (0, high)], colour)


def _ground_burst(sheet: Sheet, ground: str, accent: str) -> None:
    wide, high = sheet.image.size
    sheet.image.paste(ground, (0, 0, wide, high))
    light, reach = mix(ground, "#ffffff", 0.28), wide + high
    for ray in range(0, 24, 2):
        a, b = (2 * math.pi * (ray + e) / 24 for e in (0, 1))
        tips = [
            (wide / 2 + reach * math.cos(t), high * 0.42 + reach * math.sin(t))
            for t in (a, b)
        ]
        sheet.draw.polygon([(wide / 2, high * 0.42), *tips], light)
    sheet.draw.rectangle((0, high * 0.9, wide, high), accent)


def _ground_oval(sheet: Sheet, ground: str, accent: str) -> None:
    wide, high = sheet.image.size
    glow = Image.radial_gradient("L").resize((wide, high))
    sheet.image.paste(
        Image.composite(
            Image.new("RGB", (wide, high), mix(ground, "#000000", 0.12)),
            Image.new("RGB", (wide, high), mix(ground, "#ffffff", 0.2)), glow,
        )
    )  # fmt: skip
    edge = max(3, min(wide, high) // 40)
    for inset in (edge, 3 * edge):
        sheet.draw.rectangle(
            (inset, inset, wide - inset, high - inset),
            outline=accent,
            width=edge // 2 + 1,
        )


def _ground_split(sheet: Sheet, ground: str, accent: str) -> None:
    wide, high = sheet.image.size
    sheet.image.paste(_shaded((wide, high), "#ffffff", mix(accent, "#ffffff", 0.55)))
    sheet.draw.polygon(
        [(0, 0), (wide, 0), (wide, high * 0.38), (0, high * 0.5)], ground
    )
    sheet.draw.line([(0, high * 0.5), (wide, high * 0.38)], accent, max(4, high // 40))


def _ground_stripe(sheet: Sheet, ground: str, accent: str) -> None:
    wide, high = sheet.image.size
    sheet.image.paste(mix(accent, "#ffffff", 0.5), (0, 0, wide, high))
    for stripe in range(0, 12, 2):
        sheet.draw.rectangle(
            (wide * stripe / 12, 0, wide * (stripe + 1) / 12, high),
            mix(ground, accent, 0.55),
        )
    sheet.draw.rounded_rectangle(
        (wide * 0.05, high * 0.06, wide * 0.95, high * 0.46), wide // 12, ground
    )
    sheet.draw.rectangle((0, high * 0.88, wide, high), ground)


def _ground_slash(sheet: Sheet, ground: str, accent: str) -> None:
    wide, high = sheet.image.size
    sheet.image.paste(
        _shaded((wide, high), mix(ground, "#ffffff", 0.12), mix(ground, "#000000", 0.4))
    )
    sheet.draw.polygon(
        [(wide * 0.55, 0), (wide, 0), (wide, high * 0.75), (wide * 0.2, high)],
        mix(accent, ground, 0.25),
    )
    sheet.draw.polygon(
        [(wide * 0.72, 0), (wide * 0.8, 0), (wide * 0.42, high), (wide * 0.32, high)],
        "#ffffff50",
    )


def _ground_peak(sheet: Sheet, ground: str, accent: str) -> None:
    wide, high = sheet.image.size
    sheet.image.paste(
        _shaded((wide, high), mix(ground, "#ffffff", 0.1), mix(ground, "#ffffff", 0.55))
    )
    far = [
        (0, high),
        (0, high * 0.72),
        (wide * 0.3, high * 0.5),
        (wide * 0.55, high * 0.72),
        (wide * 0.78, high * 0.46),
        (wide, high * 0.7),
        (wide, high),
    ]
    sheet.draw.polygon(far, mix(ground, "#000000", 0.3))
    sheet.draw.polygon(
        [
            (0, high),
            (0, high * 0.86),
            (wide * 0.5, high * 0.7),
            (wide, high * 0.88),
            (wide, high),
        ],
        accent,
    )


def _ground_hills(sheet: Sheet, ground: str, accent: str) -> None:
    wide, high = sheet.image.size
    sheet.image.paste(_shaded((wide, high), ground, mix(ground, "#ffffff", 0.35)))
    sheet.draw.ellipse(
        (-wide * 0.3, high * 0.66, wide * 0.9, high * 1.3), mix(accent, "#5fb04a", 0.25)
    )
    sheet.draw.ellipse((wide * 0.3, high * 0.72, wide * 1.5, high * 1.3), accent)


GROUNDS = {
    name.removeprefix("_ground_"): function
    for name, function in globals().copy().items()
    if name.startswith("_ground_")
}
