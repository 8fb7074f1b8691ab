"""A sheet to draw labels on: fonts, fitted lettering, colours; for all label art."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from motifs import draw_motif

_FONT_ROOTS = (
    "/usr/share/fonts/truetype/dejavu/",
    "/usr/share/fonts/truetype/liberation/",
    "/usr/share/fonts/opentype/urw-base35/",
)
BRAND_FONTS = (
    "DejaVuSans-Bold.ttf", "DejaVuSans-BoldOblique.ttf", "URWGothic-Demi.otf",
    "URWBookman-DemiItalic.otf", "C059-BdIta.otf", "DejaVuSerif-Bold.ttf",
    "NimbusSans-BoldItalic.otf", "P052-BoldItalic.otf", "NimbusSans-Bold.otf",
    "URWGothic-DemiOblique.otf", "DejaVuSansCondensed-BoldOblique.ttf",
)  # fmt: skip
PLAIN = "DejaVuSansCondensed-Bold.ttf"
SMALL = "LiberationSansNarrow-Regular.ttf"
Region = tuple[float, float, float, float]


@lru_cache(maxsize=512)
def font_of(name: str, size: int) -> ImageFont.FreeTypeFont:
    """Load one of the fonts installed with the system."""
    for root in _FONT_ROOTS:
        try:
            return ImageFont.truetype(root + name, size)
        except OSError:
            continue
    raise FileNotFoundError(f"font {name} is not installed")


@dataclass(slots=True)
class Sheet:
    """A label in the making; regions are fractions of its width and height."""

    image: Image.Image

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image, "RGBA")

    def pixels(self, region: Region) -> tuple[int, int, int, int]:
        wide, high = self.image.size
        left, top, right, bottom = region
        return (
            round(left * wide),
            round(top * high),
            round(right * wide),
            round(bottom * high),
        )

    def text(
        self, region: Region, words: str, font: str, colour: str,
        outline: str = "", tilt: float = 0.0,
    ) -> None:  # fmt: skip
        """Fit words into a region, as large as they go, centred."""
        left, top, right, bottom = self.pixels(region)
        if not words or right - left < 8 or bottom - top < 8:
            return
        layer = _lettering(words, font, colour, outline, right - left, bottom - top)
        if tilt:
            layer = layer.rotate(tilt, Image.Resampling.BICUBIC, expand=True)
            room = min(
                (right - left) / layer.width, (bottom - top) * 1.3 / layer.height
            )
            if room < 1:
                layer = layer.resize(
                    (int(layer.width * room), int(layer.height * room))
                )
        place = ((left + right - layer.width) // 2, (top + bottom - layer.height) // 2)
        self.image.paste(layer, place, layer)

    def motif(self, region: Region, name: str, accent: str, seed: int = 0) -> None:
        left, top, right, bottom = self.pixels(region)
        size = min(right - left, bottom - top)
        if size < 12:
            return
        picture = draw_motif(name, size, accent, seed)
        place = ((left + right - size) // 2, (top + bottom - size) // 2)
        self.image.paste(picture, place, picture)


def _lettering(
    words: str, font: str, colour: str, outline: str, width: int, height: int
) -> Image.Image:
    size, stroke = height, 0
    while size > 8:
        stroke = max(1, size // 11) if outline else 0
        box = font_of(font, size).getbbox(words, stroke_width=stroke)
        if box[2] - box[0] <= width and box[3] - box[1] <= height:
            break
        size = int(size * 0.94)
    layer = Image.new("RGBA", (round(box[2] - box[0]) + 2, round(box[3] - box[1]) + 2))
    ImageDraw.Draw(layer).text(
        (1 - box[0], 1 - box[1]), words, colour, font_of(font, size),
        stroke_width=stroke, stroke_fill=outline or None,
    )  # fmt: skip
    return layer


def contrast_ink(ground: str) -> str:
    """Give white or near-black, whichever reads better on a colour."""
    red, green, blue = (int(ground[i : i + 2], 16) for i in (1, 3, 5))
    return "#151515" if 0.3 * red + 0.59 * green + 0.11 * blue > 150 else "#ffffff"


def mix(first: str, second: str, share: float) -> str:
    """Mix two #rrggbb colours; share 1 gives the second."""
    parts = (
        round(
            (1 - share) * int(first[i : i + 2], 16) + share * int(second[i : i + 2], 16)
        )
        for i in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)
