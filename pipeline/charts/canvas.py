"""The sheet a chart is drawn on: shapes first, letters on top. In the picture's pixels.

Shapes are drawn three times as large and made smaller, which smooths their edges. For
readers from right to left the whole sheet is mirrored, letters excepted.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from pipeline.charts.lettering import shaped

WIDTH, HEIGHT = 1280, 960
MOST_BYTES = 200_000
_FINE = 3
_COLOURS = 128

Colour = tuple[int, int, int]
Point = tuple[float, float]
WHITE: Colour = (255, 255, 255)
INK: Colour = (34, 34, 34)
GREY: Colour = (95, 95, 95)
LINE: Colour = (218, 218, 218)


@dataclass(frozen=True, slots=True)
class _Letters:
    at: Point
    text: str
    face: ImageFont.FreeTypeFont
    colour: Colour
    anchor: str
    halo: int


@dataclass
class Canvas:
    """`runs_left`: x counts from the right edge."""

    runs_left: bool = False
    _letters: list[_Letters] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH * _FINE, HEIGHT * _FINE), WHITE)
        self._pen = ImageDraw.Draw(self._image)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: Colour
    ) -> None:
        """A filled box; at least a pixel wide and high."""
        left, right = sorted((self._x(left), self._x(right)))
        right, bottom = max(right, left + 1), max(bottom, top + 1)
        corners = [v * _FINE for v in (left, top, right, bottom)]
        self._pen.rectangle(
            (corners[0], corners[1], corners[2] - 1, corners[3] - 1), fill=colour
        )

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        path = [(self._x(x) * _FINE, y * _FINE) for x, y in points]
        self._pen.line(path, fill=colour, width=round(width * _FINE), joint="curve")

    def dot(self, at: Point, radius: float, colour: Colour, rim: Colour) -> None:
        x, y = self._x(at[0]) * _FINE, at[1] * _FINE
        for size, fill in ((radius + 3, rim), (radius, colour)):
            r = size * _FINE
            self._pen.ellipse((x - r, y - r, x + r, y + r), fill=fill)

    def text(
        self,
        at: Point,
        text: str,
        face: ImageFont.FreeTypeFont,
        colour: Colour = INK,
        anchor: str = "ls",
        *,
        halo: int = 0,
    ) -> None:
        """A line of text; the anchor as for Pillow, with l and r for begin and end."""
        if self.runs_left:
            anchor = {"l": "r", "r": "l"}.get(anchor[0], anchor[0]) + anchor[1]
        drawn = shaped(text, right_to_left=self.runs_left)
        place = (self._x(at[0]), at[1])
        self._letters.append(_Letters(place, drawn, face, colour, anchor, halo))

    def encoded(self) -> bytes:
        """The picture as PNG, of few colours: flat areas need no more."""
        image = self._image.reduce(_FINE)
        pen = ImageDraw.Draw(image)
        for item in self._letters:
            pen.text(
                item.at,
                item.text,
                font=item.face,
                fill=item.colour,
                anchor=item.anchor,
                stroke_width=item.halo,
                stroke_fill=WHITE if item.halo else None,
            )
        out = io.BytesIO()
        small = image.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE)
        small.save(out, "PNG")
        return out.getvalue()

    def _x(self, x: float) -> float:
        return WIDTH - x if self.runs_left else x
